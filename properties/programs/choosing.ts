/** How a draft, with several steps to choose from, becomes a program. The model chooses. */
import { initialState, type Settings, type Statement } from "../../model/index.ts";
import { Novelty } from "./novelty.ts";
import { type Program, type ProgramStep, play } from "./program.ts";

/** A program before its steps are chosen: at each place one step, or several to choose from. */
export interface Draft {
  readonly settings: Settings;
  readonly body: readonly (readonly ProgramStep[])[];
}

/** Field by field, so that all programs are of one shape. */
const programOf = (
  { capacity, otherCapacity }: Settings,
  steps: readonly ProgramStep[],
): Program => ({
  capacity,
  otherCapacity,
  steps: [...steps, { type: "probe" }],
});

/** At each place the first step that changes the model's state; the first of all where none does. */
export function settle({ settings, body }: Draft, statement: Statement): Program {
  let state = initialState(settings);
  const chosen: ProgramStep[] = [];
  for (const choices of body) {
    const [only] = choices;
    if (only && choices.length === 1) {
      // Where there is nothing to choose between, the state is of no interest.
      if (only.type === "reset") state = initialState(only);
      chosen.push(only);
      continue;
    }
    if (!only) continue;
    let taken = only;
    let after = state;
    for (const choice of choices) {
      after = play(state, choice, statement);
      if (after === state) continue;
      taken = choice;
      break;
    }
    chosen.push(taken);
    state = after;
  }
  return programOf(settings, chosen);
}

/** Steps to choose among. More of them find the rarest mistakes sooner and the others later. */
export const HAND = 8;

/**
 * Programs one after another, each of the steps that bring most that is new, a message. Drawn steps are held
 * as a hand of cards: the best is played, the others wait, and another is drawn. A reset is played as
 * soon as it is drawn.
 */
export function explorer(statement: Statement): (draft: Draft) => Program {
  const novelty = new Novelty(statement);
  return ({ settings, body }) => {
    const chosen: ProgramStep[] = [];
    const hand: Exclude<ProgramStep, { type: "reset" }>[] = [];
    novelty.begin(settings);
    for (const [drawn] of body) {
      if (drawn?.type === "reset") {
        novelty.begin(drawn);
        chosen.push(drawn);
      } else if (drawn) hand.push(drawn);
      if (hand.length < HAND) continue;
      const worths = hand.map((step) => novelty.worth(step));
      const [best] = hand.splice(worths.indexOf(Math.max(...worths)), 1);
      if (!best) continue;
      novelty.take(best);
      chosen.push(best);
    }
    novelty.take({ type: "probe" });
    return programOf(settings, chosen);
  };
}

/** Whether it matters in which order lanes take effect: a race between messages that do not meet is rarely the one that fails. */
import {
  type Expectation,
  initialState,
  type Message,
  type State,
  type Statement,
  step,
} from "../../model/index.ts";
import { type LaneProgram, plan } from "./program.ts";
import { keyOfState } from "./sequential.ts";

/**
 * Whether the lanes of some race, taken one after the other, would be answered otherwise or leave another state in the
 * opposite order. Other orders may differ where these do not, so it is a guess, by which nothing is left out. Where the
 * candidate is killed it is true: what that does is not known from an order.
 */
export function isContended(program: LaneProgram, statement: Statement): boolean {
  let state = initialState(program);
  for (const phase of plan(program, statement).phases) {
    if (phase.type === "crash" || (phase.type === "together" && phase.kill)) return true;
    const lanes = phase.type === "together" ? phase.lanes : [phase.messages];
    const there = inTurn(state, lanes, statement);
    if (lanes.length > 1) {
      const back = inTurn(state, lanes.toReversed(), statement);
      const answers = back.answers.toReversed();
      if (keyOf(there) !== keyOf({ after: back.after, answers })) return true;
    }
    state = there.after;
  }
  return false;
}

interface Taken {
  readonly after: State;
  /** What each message of each lane is expected to be answered. */
  readonly answers: readonly (readonly Expectation[])[];
}

/** One lane after the other. */
function inTurn(
  before: State,
  lanes: readonly (readonly Message[])[],
  statement: Statement,
): Taken {
  let after = before;
  const answers = lanes.map((lane) =>
    lane.map((message) => {
      const { state, expected } = step(after, message, statement);
      after = state;
      return expected;
    }),
  );
  return { after, answers };
}

const keyOf = ({ after, answers }: Taken): string => JSON.stringify([keyOfState(after), answers]);

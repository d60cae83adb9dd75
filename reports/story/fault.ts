/** Which message of a program a candidate broke at, as far as its error tells. */

import type { Message, Statement } from "../../model/index.ts";
import {
  type LaneProgram,
  type LaneStep,
  plan,
  saidBy,
} from "../../properties/concurrency/program.ts";
import { type Program, type ProgramStep, rehearse } from "../../properties/programs/program.ts";
import type { ErrorReport, Report } from "../data/report.ts";

type Step = ProgramStep | LaneStep;

export interface FaultPlace {
  /** Index into the program's steps. */
  readonly step: number;
  readonly message: Message;
}

/** Words with which an error names the message at fault, and where it stood among those that were sent at once. */
const NAMED = [
  /^it threw at message (?<nth>\d+) of \d+, (?=\{)/,
  /\/(?:outcomes|snapshots)\/(?<index>\d+)\b.*, after (?=\{)/s,
  /, after (?=\{)/,
];

/**
 * @param told of the error
 * @param statement by which a step stands for its messages; without it, only those that are steps themselves are known
 * @returns `undefined` where the error names none, or the message was sent more than once
 */
export function placeOfFault(
  program: NonNullable<ErrorReport["program"]>,
  told: string,
  statement?: Report["statement"],
): FaultPlace | undefined {
  const steps = program.steps as readonly Step[];
  const sent = statement ? sentBy(program, statement) : alone(steps);
  for (const words of NAMED) {
    const found = words.exec(told);
    if (!found) continue;
    const rest = told.slice(found.index + found[0].length);
    const same = sent.filter(({ message }) => rest.startsWith(JSON.stringify(message)));
    const { nth, index } = found.groups ?? {};
    const at = nth ? Number(nth) - 1 : Number(index ?? Number.NaN);
    const there = sent[at];
    if (there && same.includes(there) && !steps.some(isCountedAnew)) return there;
    return same.length === 1 ? same[0] : undefined;
  }
  return undefined;
}

/** What is sent after such a step, or in its lanes, has numbers of its own, which say nothing of the whole program. */
const isCountedAnew = (step: Step) => step.type === "reset" || isRace(step);

const isRace = ({ type }: { readonly type: string }) => type === "together" || type === "crash";

function sentBy(
  program: NonNullable<ErrorReport["program"]>,
  declared: NonNullable<Report["statement"]>,
): readonly FaultPlace[] {
  const statement = declared as unknown as Statement;
  if (!program.steps.some(isRace)) return rehearse(program as Program, statement);
  const { phases, steps } = plan(program as LaneProgram, statement);
  return phases.flatMap((phase, at) => {
    const [race = 0] = steps[at] ?? [];
    if (phase.type === "sequence")
      return phase.messages.map((message, index) => ({
        message,
        step: steps[at]?.[index] ?? race,
      }));
    const messages = phase.type === "together" ? phase.lanes.flat() : phase.during;
    return messages.map((message) => ({ message, step: race }));
  });
}

const alone = (steps: readonly Step[]): readonly FaultPlace[] =>
  steps.flatMap((step, index) =>
    (step.type === "reset" ? [] : saidBy(step)).map((message) => ({
      message: message as Message,
      step: index,
    })),
  );

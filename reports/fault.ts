/** Which message of a program a candidate broke at, as far as its error tells. */
import type { LaneStep } from "../histories/program.ts";
import type { Message, Statement } from "../model/index.ts";
import { type ProgramStep, rehearse } from "../properties/program.ts";
import type { ErrorReport, Report } from "./report.ts";

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
  const sent = statement && steps.every(isOfOne) ? sentBy(program, statement) : alone(steps);
  for (const words of NAMED) {
    const found = words.exec(told);
    if (!found) continue;
    const rest = told.slice(found.index + found[0].length);
    const same = sent.filter(({ message }) => rest.startsWith(JSON.stringify(message)));
    const { nth, index } = found.groups ?? {};
    const at = nth ? Number(nth) - 1 : Number(index ?? Number.NaN);
    const there = sent[at];
    // What is sent after a reset is counted anew, so that the number alone says nothing.
    if (there && same.includes(there) && !steps.some(({ type }) => type === "reset")) return there;
    return same.length === 1 ? same[0] : undefined;
  }
  return undefined;
}

/** Whether its messages are sent one after the other. */
const isOfOne = ({ type }: Step) => type !== "together" && type !== "crash";

const sentBy = (
  { capacity, otherCapacity, steps }: NonNullable<ErrorReport["program"]>,
  { features, choices }: NonNullable<Report["statement"]>,
): readonly FaultPlace[] =>
  rehearse({ capacity, otherCapacity, steps: steps as readonly ProgramStep[] }, {
    features,
    choices,
  } as unknown as Statement);

const alone = (steps: readonly Step[]): readonly FaultPlace[] =>
  steps.map((message, step) => ({ message: message as Message, step }));

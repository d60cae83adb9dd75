/** Which message of a program a candidate broke at. */
import { isDeepStrictEqual } from "node:util";
import type { FaultPlace } from "../../adapters/protocol/candidate-error.ts";
import type { Message, Statement } from "../../model/index.ts";
import { type LaneProgram, plan } from "../../properties/concurrency/program.ts";
import { isSequential, type LicensePool } from "../../properties/license-pool.ts";
import { type Program, predict } from "../../properties/programs/program.ts";

interface SentMessage {
  /** Index into the program's steps. */
  readonly step: number;
  readonly message: Message;
}

/** @returns `undefined` where the message was sent more than once, and its index does not say which it was */
export function placeInProgram(
  program: LicensePool["program"],
  { index, message }: FaultPlace,
  statement: Statement,
): SentMessage | undefined {
  const sent = sentBy(program, statement);
  const same = sent.filter((one) => isDeepStrictEqual(one.message, message));
  const there = sent[index];
  // What is sent after a reset, or in a race, is counted anew.
  const isCounted = isSequential(program) && !program.steps.some(({ type }) => type === "reset");
  if (isCounted && there && same.includes(there)) return there;
  return same.length === 1 ? same[0] : undefined;
}

/**
 * What a program sends.
 * @param isRace whether it is driven with messages in flight together, or with a crash
 */
export function sentBy(
  program: LicensePool["program"],
  statement: Statement,
  isRace = !isSequential(program),
): readonly SentMessage[] {
  if (!isRace)
    return predict(program as Program, statement).map(({ step, message }) => ({ step, message }));
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

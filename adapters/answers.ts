/** What a candidate answers, checked: nothing that does not fit the wire schemas is judged by anyone. */
import type { Declaration, Feature, Message, Outcome, Snapshot } from "../model/index.ts";
import { CandidateError } from "./candidate-error.ts";
import { executionCheck } from "./execution-check.ts";
import { Unread } from "./json-rpc.ts";
import type { Observe } from "./port.ts";
import { answerCheck, DeclarationSchema, snapshotSchema } from "./wire.ts";

export interface Recording {
  readonly outcomes: readonly Outcome[];
  readonly snapshots: readonly Snapshot[];
}

/** The checks of one candidate's answers. Each gives its answer back, or throws a CandidateError. */
export interface Answers {
  /** @param answer as it came, read or `Unread` */
  execution(answer: unknown, messages: readonly Message[], observe: Observe): Recording;
  snapshot(answer: unknown): Snapshot;
}

export const checkDeclaration = answerCheck<Declaration>(
  "the answer to initialize",
  DeclarationSchema,
);

interface Checks {
  readonly execution: (answer: unknown) => Recording;
  readonly snapshot: (answer: unknown) => Snapshot;
}

/** How many snapshots are asked for, of so many messages. */
const wanted: Readonly<Record<Observe, (messages: number) => number>> = {
  each: (messages) => messages,
  last: (messages) => Math.min(1, messages),
  none: () => 0,
};

const compiled = new Map<string, Checks>();

/** Compiled once for each set of features. */
function checksOf(features: readonly Feature[]): Checks {
  const key = features.join();
  const checks = compiled.get(key) ?? {
    execution: executionCheck(features),
    snapshot: answerCheck<Snapshot>("the answer to snapshot", snapshotSchema(features)),
  };
  compiled.set(key, checks);
  return checks;
}

export function answersOf(features: readonly Feature[]): Answers {
  const checks = checksOf(features);
  return {
    execution: (answer, messages, observe) => {
      const whole = answer instanceof Unread ? answer.read() : answer;
      const { outcomes, snapshots } = named(messages, () => checks.execution(whole));
      checkCount("outcomes", outcomes, messages.length, messages);
      checkCount("snapshots", snapshots, wanted[observe](messages.length), messages);
      return { outcomes, snapshots };
    },
    snapshot: checks.snapshot,
  };
}

/** An answer that does not fit is told with the message that it answers. */
function named<T>(messages: readonly Message[], work: () => T): T {
  try {
    return work();
  } catch (error) {
    const [, at] = /\/(?:outcomes|snapshots)\/(\d+)/.exec(String(error)) ?? [];
    const message = at === undefined ? undefined : messages[Number(at)];
    if (!(error instanceof CandidateError) || !message) throw error;
    throw new CandidateError(error.code, `${error.message}, after ${JSON.stringify(message)}`);
  }
}

function checkCount(
  what: string,
  list: readonly unknown[],
  expected: number,
  messages: readonly Message[],
): void {
  if (list.length === expected) return;
  const asked = expected === messages.length ? "" : `, where ${expected} were asked for`;
  throw new CandidateError(
    "invalid-answer",
    `the answer to execute: ${list.length} ${what} for ${messages.length} messages${asked}`,
  );
}

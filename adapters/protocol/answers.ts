/** What a candidate answers, checked: nothing that does not fit the wire schemas is judged by anyone. */
import { Type } from "typebox";
import type {
  Declaration,
  Feature,
  Message,
  Outcome,
  Settings,
  Snapshot,
} from "../../model/index.ts";
import { Unread } from "../process/json-rpc.ts";
import { CandidateError } from "./candidate-error.ts";
import { answerCheck } from "./check.ts";
import { executionCheck } from "./execution-check.ts";
import type { Observe } from "./port.ts";
import { DeclarationSchema, snapshotSchema } from "./wire.ts";

export interface Recording {
  readonly outcomes: readonly Outcome[];
  readonly snapshots: readonly Snapshot[];
}

/** A program of a request that has many: messages that follow one another after a reset. */
export interface Batched extends Settings {
  readonly messages: readonly Message[];
}

/** What a candidate says at first, over the wire: also how it can be spoken to. */
export interface Initialized extends Declaration {
  /** Whether it takes many programs in one request. */
  readonly batch?: boolean;
}

/** The checks of one candidate's answers. Each gives its answer back, or throws a CandidateError. */
export interface Answers {
  /** @param answer as it came, read or `Unread` */
  execution(answer: unknown, messages: readonly Message[], observe: Observe): Recording;
  /** The answer to many programs, each with a snapshot after each message. */
  executions(answer: unknown, programs: readonly Batched[]): readonly Recording[];
  snapshot(answer: unknown): Snapshot;
}

export const checkDeclaration = answerCheck<Initialized>(
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

const checkFrame = answerCheck<{ readonly executions: readonly unknown[] }>(
  "the answer to programs",
  Type.Object({ executions: Type.Array(Type.Unknown()) }),
);

export function answersOf(features: readonly Feature[]): Answers {
  const checks = checksOf(features);
  const execution: Answers["execution"] = (answer, messages, observe) => {
    const whole = answer instanceof Unread ? answer.read() : answer;
    const { outcomes, snapshots } = named(messages, () => checks.execution(whole));
    checkCount("outcomes", outcomes, messages.length, messages);
    checkCount("snapshots", snapshots, wanted[observe](messages.length), messages);
    return { outcomes, snapshots };
  };
  return {
    execution,
    executions: (answer, programs) => {
      const { executions } = checkFrame(answer instanceof Unread ? answer.read() : answer);
      if (executions.length !== programs.length)
        throw new CandidateError(
          "invalid-answer",
          `the answer to programs: ${executions.length} executions for ${programs.length} programs`,
        );
      return programs.map(({ messages }, at) =>
        toldWith(`in program ${at + 1} of ${programs.length}`, () =>
          execution(executions[at], messages, "each"),
        ),
      );
    },
    snapshot: checks.snapshot,
  };
}

/** An answer that does not fit is told with where it is. */
function toldWith<T>(where: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof CandidateError)) throw error;
    throw new CandidateError(error.code, `${error.message}, ${where}`);
  }
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

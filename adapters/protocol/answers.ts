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
import { CandidateError, withPlace } from "./candidate-error.ts";
import { answerCheck, type Check } from "./check.ts";
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
  readonly execution: Check<Recording>;
  readonly snapshot: Check<Snapshot>;
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
    const { outcomes, snapshots } = checks.execution(whole, messages);
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
      return programs.map(({ messages }, at) => {
        try {
          return execution(executions[at], messages, "each");
        } catch (error) {
          throw withPlace(error, `in program ${at + 1} of ${programs.length}`);
        }
      });
    },
    snapshot: checks.snapshot,
  };
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

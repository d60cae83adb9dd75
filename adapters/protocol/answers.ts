/** What a candidate answers, checked: nothing that does not fit the wire schemas is judged. */
import { Type } from "typebox";
import type { Declaration, Feature, Message, Settings, Snapshot } from "../../model/index.ts";
import { Unread } from "../process/json-rpc.ts";
import { CandidateError, withPlace } from "./candidate-error.ts";
import { answerCheck } from "./check.ts";
import { executionCheck } from "./execution-check.ts";
import type { Execution, Observe } from "./port.ts";
import { DeclarationSchema, snapshotSchema } from "./wire.ts";

/** A program of a request that has many: messages that follow one another after a reset. */
export interface Batched extends Settings {
  readonly messages: readonly Message[];
}

/** What a candidate answers first. */
export interface Initialized extends Declaration {
  /** Whether it takes many programs in one request. */
  readonly batch?: boolean;
}

export const checkDeclaration = answerCheck<Initialized>(
  "the answer to initialize",
  DeclarationSchema,
);

/** How many snapshots are asked for, of so many messages. */
const wanted: Readonly<Record<Observe, (messages: number) => number>> = {
  each: (messages) => messages,
  last: (messages) => Math.min(1, messages),
  none: () => 0,
};

const compiled = new Map<string, ReturnType<typeof compile>>();

const compile = (features: readonly Feature[]) => ({
  execution: executionCheck(features),
  snapshot: answerCheck<Snapshot>("the answer to snapshot", snapshotSchema(features)),
});

const checkFrame = answerCheck<{ readonly executions: readonly unknown[] }>(
  "the answer to programs",
  Type.Object({ executions: Type.Array(Type.Unknown()) }),
);

export type Answers = ReturnType<typeof answersOf>;

/** The checks of one candidate's answers. Each gives its answer back, or throws a CandidateError. */
export function answersOf(features: readonly Feature[]) {
  const key = features.join();
  const checks = compiled.get(key) ?? compile(features);
  compiled.set(key, checks);
  /** @param answer as it came, read or `Unread` */
  const execution = (
    answer: unknown,
    messages: readonly Message[],
    observe: Observe,
  ): Execution => {
    const { outcomes, snapshots } = checks.execution(readOf(answer), messages);
    checkCount("outcomes", outcomes, messages.length, messages);
    checkCount("snapshots", snapshots, wanted[observe](messages.length), messages);
    return { outcomes, snapshots };
  };
  return {
    execution,
    /** The answer to many programs, each with a snapshot after each message. */
    executions: (answer: unknown, programs: readonly Batched[]): readonly Execution[] => {
      const { executions } = checkFrame(readOf(answer));
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

const readOf = (answer: unknown) => (answer instanceof Unread ? answer.read() : answer);

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

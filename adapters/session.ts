/** A connected candidate behind any transport: what is sent and what is answered is checked. */
import {
  type Declaration,
  type Feature,
  type Message,
  type Outcome,
  type Settings,
  type Snapshot,
  type Statement,
  statementOf,
} from "../model/index.ts";
import { CandidateError, withStderr } from "./candidate-error.ts";
import type { Observe } from "./port.ts";
import { answerCheck, DeclarationSchema, executionSchema } from "./wire.ts";

/** Requests under way together, where a transport can carry several. */
export const MOST_IN_FLIGHT = 16;

/** What a transport carries: requests out, answers back, or promises of them, as yet unchecked. */
export interface Transport {
  /**
   * Calls of `execute` that it can carry together, each with its own answer, in whatever order these
   * come; all other requests are made with nothing under way. 1 where a call has to be waited for.
   */
  readonly mostInFlight: number;
  initialize(): unknown;
  reset(settings: Settings): unknown;
  execute(messages: readonly Message[], observe: Observe): unknown;
  /** Ends the candidate. Throws where it did not end by itself, after it was ended. */
  close(): Promise<void> | void;
  /** What the candidate logged last, for whoever reads of its failure. */
  lastWords?(): Promise<string>;
}

/** A transport whose every answer takes its time. */
export interface AsyncTransport extends Transport {
  initialize(): Promise<unknown>;
  reset(settings: Settings): Promise<unknown>;
  execute(messages: readonly Message[], observe: Observe): Promise<unknown>;
  close(): Promise<void>;
}

export interface CandidateSession {
  readonly declaration: Declaration;
  readonly statement: Statement;
  /** @param whileBusy called once the candidate has the messages, while it works on them */
  run(settings: Settings, messages: readonly Message[], whileBusy?: () => void): Promise<Recording>;
  close(): Promise<void>;
}

export interface Recording {
  readonly outcomes: readonly Outcome[];
  readonly snapshots: readonly Snapshot[];
}

/**
 * @throws {CandidateError} where the candidate does not say who it is; it has been closed then
 */
export async function openSession(transport: Transport): Promise<CandidateSession> {
  const told = <T>(work: () => Promise<T>) =>
    work().catch(async (error: unknown) => {
      throw withStderr(error, (await transport.lastWords?.()) ?? "");
    });
  let declaration: Declaration;
  try {
    declaration = await told(async () => checkDeclaration(await transport.initialize()));
  } catch (error) {
    // Why it did not come up says more than that it did not go down either.
    await (async () => transport.close())().catch(() => undefined);
    throw error;
  }
  const statement = statementOf(declaration);
  const check = checkExecution(statement.features);
  return {
    declaration,
    statement,
    run: ({ capacity, otherCapacity }, messages, whileBusy) =>
      told(async () => {
        await transport.reset({ capacity, otherCapacity });
        const answering = Promise.resolve(transport.execute(messages, "each"));
        // Heard below; were it refused before that, nobody else would hear it.
        answering.catch(() => undefined);
        whileBusy?.();
        const answer = await answering;
        const { outcomes, snapshots } = named(messages, () => check(answer));
        checkCount("outcomes", outcomes, messages);
        checkCount("snapshots", snapshots, messages);
        return { outcomes, snapshots };
      }),
    close: () => told(async () => transport.close()),
  };
}

const checkDeclaration = answerCheck<Declaration>("the answer to initialize", DeclarationSchema);
const checks = new Map<string, (answer: unknown) => Recording>();

/** Compiled once for each set of features. */
function checkExecution(features: readonly Feature[]): (answer: unknown) => Recording {
  const key = features.join();
  const check = checks.get(key) ?? answerCheck("the answer to execute", executionSchema(features));
  checks.set(key, check);
  return check;
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

function checkCount(what: string, list: readonly unknown[], messages: readonly Message[]): void {
  if (list.length === messages.length) return;
  throw new CandidateError(
    "invalid-answer",
    `the answer to execute: ${list.length} ${what} for ${messages.length} messages`,
  );
}

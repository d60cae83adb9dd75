/** A connected candidate behind any transport: what is sent and what is answered is checked. */
import {
  type Declaration,
  type Message,
  type Settings,
  type Statement,
  statementOf,
} from "../../model/index.ts";
import type { History, Phase } from "../../properties/concurrency/history.ts";
import { Unread } from "../process/json-rpc.ts";
import { answersOf, type Batched, checkDeclaration } from "../protocol/answers.ts";
import { asBatches } from "../protocol/batches.ts";
import { withStderr } from "../protocol/candidate-error.ts";
import type { Execution } from "../protocol/port.ts";
import type { Transport } from "../protocol/transport.ts";
import { recordHistory } from "./recording.ts";

export interface CandidateSession {
  readonly declaration: Declaration;
  readonly statement: Statement;
  run(settings: Settings, messages: readonly Message[]): Promise<Execution>;
  /**
   * As `run`, but done as soon as the answer has come; what reading it throws is what `run` would throw.
   * @param whileBusy called once the candidate has the messages, while it works on them
   */
  ask(
    settings: Settings,
    messages: readonly Message[],
    whileBusy?: () => void,
  ): Promise<() => Promise<Execution>>;
  /**
   * Many programs, in as few requests as is safe; where the candidate takes more than one in a request. Throws where any
   * of them would.
   */
  askAll?(programs: readonly Batched[]): Promise<readonly Execution[]>;
  /** Whether it can be killed and started again. */
  readonly canCrash: boolean;
  /**
   * Drives phases after a reset: messages one by one, in flight together, or cut off by a crash.
   * @param seed decides which message goes on when, for a candidate in this process; same seed, same history
   */
  record(settings: Settings, phases: readonly Phase[], seed: string): Promise<History>;
  close(): Promise<void>;
}

/** @throws {CandidateError} where the candidate does not say who it is; it has been closed then */
export async function openSession(transport: Transport): Promise<CandidateSession> {
  const withLastWords = <T>(work: () => Promise<T>) =>
    work().catch(async (error: unknown) => {
      throw withStderr(error, (await transport.lastWords?.()) ?? "");
    });
  const initialize = async () => checkDeclaration(await transport.initialize());
  const declaration = await withLastWords(initialize).catch(async (error: unknown) => {
    // Why it did not start says more than that it did not end either.
    await (async () => transport.close())().catch(() => undefined);
    throw error;
  });
  const statement = statementOf(declaration);
  const answers = answersOf(statement.features);
  const ask: CandidateSession["ask"] = ({ capacity, otherCapacity }, messages, whileBusy) =>
    withLastWords(async () => {
      await transport.reset({ capacity, otherCapacity });
      const answering = Promise.resolve(transport.execute(messages, "each"));
      // It is awaited below; a refusal before that would count as not handled.
      answering.catch(() => undefined);
      whileBusy?.();
      const answer = await answering;
      const read = () => answers.execution(answer, messages, "each");
      if (answer instanceof Unread) return () => withLastWords(async () => read());
      // What is there already may be the candidate's own, and change with its next message.
      const recording = read();
      return async () => recording;
    });
  const { programs } = transport;
  const askAll =
    programs && asBatches(async (some) => answers.executions(await programs(some), some));
  return {
    declaration,
    statement,
    ask,
    ...(declaration.batch && askAll && { askAll: (all) => withLastWords(() => askAll(all)) }),
    run: async (settings, messages) => (await ask(settings, messages))(),
    canCrash: transport.crash !== undefined,
    record: (settings, phases, seed) =>
      withLastWords(() =>
        recordHistory({ transport, declaration, answers }, settings, phases, seed),
      ),
    close: () => withLastWords(async () => transport.close()),
  };
}

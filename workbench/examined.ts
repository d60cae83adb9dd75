/** A candidate under examination: one that breaks is started again for the next check. */
import { answersOf, checkDeclaration, type Initialized } from "../adapters/protocol/answers.ts";
import {
  CandidateError,
  type CandidateErrorCode,
  withStderr,
} from "../adapters/protocol/candidate-error.ts";
import type { Transport } from "../adapters/protocol/transport.ts";
import type { Transports } from "../adapters/session/open.ts";
import type { Recorded } from "../adapters/session/recording.ts";
import { type Statement, statementOf } from "../model/index.ts";

/** A candidate that has been started and has said who it is. */
export interface Started extends Recorded {
  readonly declaration: Initialized;
  readonly statement: Statement;
}

/** What is wrong with an answer alone: the candidate goes on. */
const GOES_ON: ReadonlySet<CandidateErrorCode> = new Set([
  "error-answer",
  "invalid-answer",
  "not-implemented",
  "threw",
]);

export class ExaminedCandidate {
  readonly #transports: Transports;
  #transport: Transport | undefined;
  #started: Started | undefined;

  constructor(transports: Transports) {
    this.#transports = transports;
  }

  /** @throws {CandidateError} if it does not start, or declares nothing valid */
  async start(): Promise<Started> {
    if (this.#started) return this.#started;
    return this.#attempt(async () => {
      const transport = await this.#transports.start();
      this.#transport = transport;
      const declaration = checkDeclaration(await transport.initialize());
      const statement = statementOf(declaration);
      this.#started = { transport, declaration, statement, answers: answersOf(statement.features) };
      return this.#started;
    });
  }

  /** @throws {CandidateError} with the candidate's last words if it breaks; the next question is for a new one */
  async ask<T>(question: (started: Started) => Promise<T>): Promise<T> {
    const started = await this.start();
    return this.#attempt(() => question(started));
  }

  /** @throws {CandidateError} if it does not end in order */
  async end(): Promise<void> {
    await this.start();
    await this.#attempt(async () => {
      const transport = this.#transport;
      await transport?.close();
      this.#transport = undefined;
      this.#started = undefined;
    });
  }

  async #attempt<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (error instanceof CandidateError && GOES_ON.has(error.code)) throw error;
      throw withStderr(error, (await this.#drop()) ?? "");
    }
  }

  /** Ends it in any state. @returns its last words */
  async #drop(): Promise<string | undefined> {
    const transport = this.#transport;
    this.#transport = undefined;
    this.#started = undefined;
    if (!transport) return undefined;
    const words = transport.lastWords?.();
    await (async () => transport.close())().catch(() => undefined);
    return words;
  }
}

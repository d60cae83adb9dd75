/** A candidate under examination: what breaks is started again, so that the next check finds it well. */
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
export interface Awake extends Recorded {
  readonly declaration: Initialized;
  readonly statement: Statement;
}

/** It said something wrong, and can be asked the next thing all the same. */
const GOES_ON: ReadonlySet<CandidateErrorCode> = new Set([
  "error-answer",
  "invalid-answer",
  "not-implemented",
  "threw",
]);

export class Patient {
  readonly #transports: Transports;
  #transport: Transport | undefined;
  #awake: Awake | undefined;

  constructor(transports: Transports) {
    this.#transports = transports;
  }

  /** @throws {CandidateError} where it does not start, or does not say who it is */
  async wake(): Promise<Awake> {
    if (this.#awake) return this.#awake;
    return this.#told(async () => {
      const transport = await this.#transports.start();
      this.#transport = transport;
      const declaration = checkDeclaration(await transport.initialize());
      const statement = statementOf(declaration);
      this.#awake = { transport, declaration, statement, answers: answersOf(statement.features) };
      return this.#awake;
    });
  }

  /**
   * Something that is asked of it.
   * @throws {CandidateError} where that goes wrong, with its last words; the next is asked of a new one
   */
  async ask<T>(question: (awake: Awake) => Promise<T>): Promise<T> {
    const awake = await this.wake();
    return this.#told(() => question(awake));
  }

  /** Ends it in order. @throws {CandidateError} where it does not end so */
  async sleep(): Promise<void> {
    await this.wake();
    await this.#told(async () => {
      const transport = this.#transport;
      await transport?.close();
      this.#transport = undefined;
      this.#awake = undefined;
    });
  }

  async #told<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (error instanceof CandidateError && GOES_ON.has(error.code)) throw error;
      throw withStderr(error, (await this.#drop()) ?? "");
    }
  }

  /** Whatever state it is in, nothing is left of it. @returns its last words */
  async #drop(): Promise<string | undefined> {
    const transport = this.#transport;
    this.#transport = undefined;
    this.#awake = undefined;
    if (!transport) return undefined;
    const words = transport.lastWords?.();
    await (async () => transport.close())().catch(() => undefined);
    return words;
  }
}

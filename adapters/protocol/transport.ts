/** What carries requests to a candidate and answers back: in this process, over stdio, over HTTP. */
import type { Message, Settings } from "../../model/index.ts";
import type { Batched } from "./answers.ts";
import type { Observe } from "./port.ts";

/** Requests under way together. */
export const MAX_IN_FLIGHT = 16;

/**
 * Answers, or promises of them, are as yet unchecked. Several calls of `execute` may be under way together, up to
 * `MAX_IN_FLIGHT`, and be answered in any order; all other requests are made with nothing under way.
 */
export interface Transport {
  initialize(): unknown;
  reset(settings: Settings): unknown;
  /** @returns what may be an `Unread` answer */
  execute(messages: readonly Message[], observe: Observe): unknown;
  snapshot(): unknown;
  /** Many programs at once, each as `reset` and `execute` with `"each"`. Only of a candidate that declares `batch`. */
  programs?(programs: readonly Batched[]): unknown;
  /** Ends the candidate. Throws where it did not end by itself, after it was ended. */
  close(): Promise<void> | void;
  /** Begins what is in flight together, where the transport decides which of it goes on when. */
  fly?(seed: string): Flight;
  /**
   * Kills the candidate, and starts it again on the same store, ready to be initialized. Calls under
   * way are refused, which is no fault of the candidate's. Absent where it cannot be killed.
   */
  crash?(): Promise<void>;
  /** What the candidate logged last. */
  lastWords?(): Promise<string>;
}

/** Requests in flight together, from the first until all are answered or the candidate is killed. */
export interface Flight {
  /** @param onSent called when the candidate gets the messages, now or later */
  execute(messages: readonly Message[], onSent: () => void): Promise<unknown>;
  /** Waits before a request, where they are not all to be sent at once. */
  spread?(): Promise<void>;
  /** Lets so many milliseconds pass, or what stands for them. */
  lag(ms: number): Promise<void>;
  /** All are answered; what they left to be done later is done. */
  land(): Promise<void>;
}

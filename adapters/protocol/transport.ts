/** What carries requests to a candidate and answers back: in this process, over stdio, over HTTP. */
import type { Message, Settings } from "../../model/index.ts";
import type { Batched } from "./answers.ts";
import type { Observe } from "./port.ts";

/** Requests under way together, where a transport can carry several. */
export const MOST_IN_FLIGHT = 16;

/**
 * What a transport carries: requests out, answers back, or promises of them, as yet unchecked. An answer to `execute`
 * may be an `Unread` one.
 */
export interface Transport {
  /**
   * Calls of `execute` that it can carry together, each with its own answer, in whatever order these
   * come; all other requests are made with nothing under way. 1 where a call has to be waited for.
   */
  readonly mostInFlight: number;
  initialize(): unknown;
  reset(settings: Settings): unknown;
  execute(messages: readonly Message[], observe: Observe): unknown;
  snapshot(): unknown;
  /** Many programs at once, each as `reset` and `execute` with `"each"`. Only of a candidate that declares `batch`. */
  programs?(programs: readonly Batched[]): unknown;
  /** Ends the candidate. Throws where it did not end by itself, after it was ended. */
  close(): Promise<void> | void;
  /** Begins what is in flight together, where the transport decides who of it goes on when. */
  fly?(seed: string): Flight;
  /**
   * Kills the candidate, and starts it again on the same store, ready to be initialized. Calls under
   * way are refused, for no fault of the candidate's. Absent where it cannot be killed.
   */
  crash?(): Promise<void>;
  /** What the candidate logged last, for whoever reads of its failure. */
  lastWords?(): Promise<string>;
}

/** A transport whose every answer takes its time. */
export interface AsyncTransport extends Transport {
  initialize(): Promise<unknown>;
  reset(settings: Settings): Promise<unknown>;
  execute(messages: readonly Message[], observe: Observe): Promise<unknown>;
  snapshot(): Promise<unknown>;
  close(): Promise<void>;
}

/** Requests in flight together, from the first until all are answered or the candidate is killed. */
export interface Flight {
  /** @param onSent called when the candidate gets the messages, now or later */
  execute(messages: readonly Message[], onSent: () => void): Promise<unknown>;
  /** A moment of its own before a request, where they are not all to be sent at once. */
  spread?(): Promise<void>;
  /** Lets so many milliseconds pass, or what stands for them. */
  lag(ms: number): Promise<void>;
  /** All are answered; what they left to be done later is done. */
  land(): Promise<void>;
}

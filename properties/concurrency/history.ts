/** What is driven and recorded where messages are in flight together, or the candidate is killed. */
import type { Message, Outcome, Snapshot } from "../../model/messages.ts";

/** When a candidate is killed: what it had in flight then may have taken effect, or not. */
export interface Kill {
  /** Answers that have come in this phase before it, from 0. */
  readonly answers: number;
  /** Milliseconds after that. */
  readonly lagMs: number;
}

/** A part of a program that has more than one thing going on; phases follow each other with nothing in flight. */
export type Phase =
  /** One message after the other, a snapshot after each. */
  | { readonly type: "sequence"; readonly messages: readonly Message[] }
  /**
   * Lanes are released together; each sends its messages one by one. Then, with nothing in flight, one
   * snapshot. Where there is a kill, lanes send nothing more after it, and the snapshot is the restarted candidate's.
   */
  | {
      readonly type: "together";
      readonly lanes: readonly (readonly Message[])[];
      readonly kill?: Kill;
    }
  /**
   * One request of several messages, or none, and the kill while it is in flight; the candidate is started
   * again on the same store, initialized and not reset; then one snapshot.
   */
  | { readonly type: "crash"; readonly during: readonly Message[]; readonly kill: Kill };

/**
 * Something that happened, with its place in the one order in which the suite saw everything happen: `call` when it was
 * sent, `return` when its answer came. No clock is in it.
 */
export type HistoryEvent =
  | {
      readonly type: "message";
      /** Index of the phase. */
      readonly phase: number;
      /** Index of the lane; 0 where there are none. */
      readonly lane: number;
      readonly message: Message;
      /** Messages with the same number were sent as one request, and take effect in their order. */
      readonly request: number;
      readonly call: number;
      /** Neither of these where no answer came: it may have taken effect before the next crash, or never. */
      readonly return?: number;
      readonly outcome?: Outcome;
    }
  | {
      readonly type: "snapshot";
      readonly phase: number;
      readonly call: number;
      readonly return: number;
      readonly snapshot: Snapshot;
    }
  /** Killed at `call`, up again and initialized at `return`. */
  | {
      readonly type: "crash";
      readonly phase: number;
      readonly call: number;
      readonly return: number;
    };

export type History = readonly HistoryEvent[];

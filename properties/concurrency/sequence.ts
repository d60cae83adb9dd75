/** Messages sent one after the other, as a history: nothing in flight together, a snapshot after each. */
import type { Message } from "../../model/index.ts";
import type { Recording } from "../clauses/observed-step.ts";
import type { HistoryEvent } from "./history.ts";

/** Where the events of a sequence stand in a history. */
export interface Place {
  readonly phase: number;
  readonly request: number;
  /** The next place in the one order of all events. */
  readonly next: () => number;
}

/** The events of messages that were sent as one request, each answered and observed before the next. */
export function sequenceEvents(
  messages: readonly Message[],
  { outcomes, snapshots }: Recording,
  { phase, request, next }: Place,
): readonly HistoryEvent[] {
  return messages.flatMap((message, index): readonly HistoryEvent[] => {
    const outcome = outcomes[index];
    const snapshot = snapshots[index];
    if (!outcome || !snapshot) throw new Error(`the recording ends at message ${index}`);
    const sent = { phase, call: next(), return: next() };
    const shown = { phase, call: next(), return: next() };
    return [
      { type: "message", ...sent, lane: 0, request, message, outcome },
      { type: "snapshot", ...shown, snapshot },
    ];
  });
}

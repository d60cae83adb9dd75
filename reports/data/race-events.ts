/** What was in flight when, as a counterexample has it. */

import { describeMessage, describeOutcome, type HistoryEvent } from "../../model/index.ts";
import type { Plan } from "../../properties/concurrency/program.ts";
import type { RaceEvent } from "./counterexample.ts";

/** The history, each event with the step that it came from. */
export function eventsOf(
  history: readonly HistoryEvent[],
  { phases, steps }: Plan,
): readonly RaceEvent[] {
  const taken = new Map<number, number>();
  return history.map((event): RaceEvent => {
    const own = steps[event.phase] ?? [];
    const isSequence = phases[event.phase]?.type === "sequence";
    const at = taken.get(event.phase) ?? 0;
    // A snapshot belongs to the message that it was taken after.
    if (isSequence && event.type === "message") taken.set(event.phase, at + 1);
    const step = own[isSequence ? (event.type === "message" ? at : at - 1) : 0] ?? 0;
    const { call } = event;
    if (event.type === "crash") return { type: "crash", step, call, return: event.return };
    if (event.type === "snapshot")
      return { type: "snapshot", step, call, return: event.return, snapshot: event.snapshot };
    const { lane, message, outcome } = event;
    return {
      type: "message",
      step,
      lane,
      message,
      text: describeMessage(message),
      call,
      ...(event.return !== undefined && { return: event.return }),
      ...(outcome && { outcome }),
      answer: outcome ? describeOutcome(outcome) : "no answer came",
    } as RaceEvent;
  });
}

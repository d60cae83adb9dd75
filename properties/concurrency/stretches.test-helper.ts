/** A sequential run, cut into histories. */
import type { Settings } from "../../model/index.ts";
import type { Recording } from "../clauses/observed-step.ts";
import type { PredictedStep } from "../programs/program.ts";
import type { History } from "./history.ts";
import { sequenceEvents } from "./sequence.ts";

/** A part of a sequential program, from a reset to the next one. */
export interface Stretch {
  readonly settings: Settings;
  /** Index of its first message in the whole program. */
  readonly from: number;
  readonly history: History;
}

/** A sequential run as histories: a history begins with a reset, so that there is one for each. */
export function stretchesOf(
  { capacity, otherCapacity }: Settings,
  predicted: readonly PredictedStep[],
  { outcomes, snapshots }: Recording,
): readonly Stretch[] {
  const starts = predicted.flatMap(({ reset }, index) => (reset || index === 0 ? [index] : []));
  return starts.map((from, at) => {
    const to = starts[at + 1] ?? predicted.length;
    const messages = predicted.slice(from, to).map(({ message }) => message);
    const recording = { outcomes: outcomes.slice(from, to), snapshots: snapshots.slice(from, to) };
    let places = 0;
    const next = () => {
      places += 1;
      return places;
    };
    return {
      settings: predicted[from]?.reset ?? { capacity, otherCapacity },
      from,
      history: sequenceEvents(messages, recording, { phase: 0, request: 1, next }),
    };
  });
}

/** Index of the message, counted from the stretch's first, that an event of its history belongs to. */
export const messageOfEvent = (event: number): number => Math.floor(event / 2);

/** A run as a stream of events, for a loop. */
import { ReadableStream, type ReadableStreamDefaultController } from "node:stream/web";
import type { CandidateSource } from "../adapters/session/open.ts";
import type { RunEvent } from "../reports/data/events.ts";
import { checkConformance } from "./conformance.ts";
import type { ConformanceOptions } from "./options.ts";

/**
 * Holds a candidate to the specification. The last event is `finished`, with the report. The run begins with the loop. A loop that
 * is left early interrupts the run, and waits until its candidate is closed.
 * @param source as that of `checkConformance`, which throws what the loop throws
 */
export function runEvents(
  source: CandidateSource,
  options: ConformanceOptions = {},
): AsyncIterable<RunEvent> {
  const leaving = new AbortController();
  const { signal = leaving.signal, onEvent } = options;
  let run: Promise<void> | undefined;
  const begin = async (controller: ReadableStreamDefaultController<RunEvent>) => {
    try {
      await checkConformance(source, {
        ...options,
        signal: AbortSignal.any([leaving.signal, signal]),
        onEvent: (event) => {
          onEvent?.(event);
          if (!leaving.signal.aborted) controller.enqueue(event);
        },
      });
      if (!leaving.signal.aborted) controller.close();
    } catch (error) {
      if (!leaving.signal.aborted) controller.error(error);
    }
  };
  const nothingAhead = { highWaterMark: 0 };
  return new ReadableStream<RunEvent>(
    {
      pull: (controller) => {
        run ??= begin(controller);
      },
      cancel: async () => {
        leaving.abort();
        await run;
      },
    },
    nothingAhead,
  );
}

/** `--events`: a run as lines of JSON, each written before the next event happens. */
import { closeSync, openSync, writeSync } from "node:fs";
import type { RunEvent } from "../reports/data/events.ts";
import { printError } from "./output.ts";
import { UsageError } from "./usage-error.ts";

const STDOUT = 1;

/** Whether a name stands for standard output, which is left to the events then. */
export const isStandard = (file: string | undefined): boolean => file === "-";

export interface EventsFile {
  readonly write: (event: RunEvent) => void;
  /** Ends it, and says where it could not be written. @returns whether it is whole */
  readonly close: () => boolean;
}

const NONE: EventsFile = { write: () => undefined, close: () => true };

/**
 * Opens it, and empties it.
 * @throws {UsageError} where it cannot be written
 */
export function openEvents(file: string | undefined): EventsFile {
  if (file === undefined) return NONE;
  const descriptor = isStandard(file) ? STDOUT : open(file);
  let failure: NodeJS.ErrnoException | undefined;
  return {
    write: (event) => {
      if (failure) return;
      try {
        writeLine(descriptor, `${JSON.stringify(event)}\n`);
      } catch (error) {
        failure = error as NodeJS.ErrnoException;
      }
    },
    close: () => {
      if (!isStandard(file)) closeSync(descriptor);
      // Whoever reads may stop before the end, as `head` does.
      if (!failure || (isStandard(file) && failure.code === "EPIPE")) return true;
      printError(
        `poolproof: the events could not be written to ${file}: ${failure.message}; the verdict above stands\n`,
      );
      return false;
    },
  };
}

function open(file: string): number {
  try {
    return openSync(file, "w");
  } catch (error) {
    throw new UsageError(
      `the events cannot be written to ${file}: ${(error as Error).message}; name another file with --events`,
    );
  }
}

/** Milliseconds until a pipe that was full is tried again. */
const PAUSE_MS = 5;

/** At once where there is room for it: whoever is killed leaves whole lines, and at worst the last one is cut. */
function writeLine(descriptor: number, line: string): void {
  let rest = Buffer.from(line);
  while (rest.length > 0) {
    const written = writeSome(descriptor, rest);
    if (written === 0) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, PAUSE_MS);
    rest = rest.subarray(written);
  }
}

/** Node makes a pipe one that does not wait, as soon as something else has looked at it. */
function writeSome(descriptor: number, bytes: Buffer): number {
  try {
    return writeSync(descriptor, bytes);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EAGAIN") return 0;
    throw error;
  }
}

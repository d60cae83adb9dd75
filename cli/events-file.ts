/** `--events`: a run as lines of JSON, each written before the next event happens. */
import { closeSync, openSync, writeSync } from "node:fs";
import type { RunEvent } from "../reports/data/events.ts";
import { prepare, printUnwritten } from "./files.ts";

const STDOUT = 1;

/** Whether the events go to standard output, which is left to them then. */
export const isStandard = (file: string | undefined): boolean => file === "-";

export interface EventsFile {
  readonly write: (event: RunEvent) => void;
  /** Reports what could not be written. @returns whether the file is whole */
  readonly close: () => boolean;
}

const NONE: EventsFile = { write: () => undefined, close: () => true };

/**
 * Opens it, and empties it.
 * @throws {UsageError} if it cannot be written
 */
export function openEvents(file: string | undefined): EventsFile {
  if (file === undefined) return NONE;
  const descriptor = isStandard(file)
    ? STDOUT
    : prepare("the events", file, "--events", () => openSync(file, "w"));
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
      // Its reader may stop before the end, as `head` does.
      if (!failure || (isStandard(file) && failure.code === "EPIPE")) return true;
      printUnwritten("the events", file, failure, "; the verdict above stands");
      return false;
    },
  };
}

/** Milliseconds until a pipe that was full is tried again. */
const PAUSE_MS = 5;

/** At once if there is room for it: a run that is killed leaves whole lines, and at worst the last one is cut. */
function writeLine(descriptor: number, line: string): void {
  let rest = Buffer.from(line);
  while (rest.length > 0) {
    const written = writeSome(descriptor, rest);
    if (written === 0) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, PAUSE_MS);
    rest = rest.subarray(written);
  }
}

/** Node makes a pipe non-blocking as soon as something else has used it: a full one throws EAGAIN. */
function writeSome(descriptor: number, bytes: Buffer): number {
  try {
    return writeSync(descriptor, bytes);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EAGAIN") return 0;
    throw error;
  }
}

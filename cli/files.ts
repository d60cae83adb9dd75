/** Files that are whole or not there, and messages about those that cannot be written. */
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { COUNTEREXAMPLE_SCHEMA_ID } from "../reports/data/counterexample.ts";
import { printError } from "./output.ts";
import { UsageError } from "./usage-error.ts";

/** Not `recursive: true`, with which some versions of Node never return from a place such as /proc. */
export function makeFolder(path: string): void {
  if (existsSync(path)) return;
  makeFolder(dirname(path));
  try {
    mkdirSync(path);
  } catch (error) {
    // The process of another part may have made it in between.
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  }
}

export function writeWhole(path: string, text: string, partial = `${path}.partial`): void {
  writeFileSync(partial, text);
  renameSync(partial, path);
}

export const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

/** @throws {UsageError} for a file that cannot be read or is not JSON, with what `why` makes of that */
export function readJson(file: string, why: (error: NodeJS.ErrnoException) => string): unknown {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    throw new UsageError(why(error as NodeJS.ErrnoException));
  }
}

export const isCounterexampleFile = (path: string): boolean =>
  path.endsWith(".json") && readFileSync(path, "utf8").includes(`"${COUNTEREXAMPLE_SCHEMA_ID}"`);

/**
 * Does what a run needs before it drives anything.
 * @param option that names the place
 * @throws {UsageError} if it cannot be written to
 */
export function prepare<T>(what: string, place: string, option: string, write: () => T): T {
  try {
    return write();
  } catch (cause) {
    const kind = option === "--events" ? "file" : "folder";
    throw new UsageError(
      `${what} cannot be written to ${place}: ${(cause as Error).message}; name another ${kind} with ${option}`,
    );
  }
}

/** For what could not be written in the end: a full disk loses the files, but not what was printed. */
export function printUnwritten(what: string, place: string, error: unknown, stands = ""): void {
  printError(
    `poolproof: ${what} could not be written to ${place}: ${(error as Error).message}${stands}\n`,
  );
}

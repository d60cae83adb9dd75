/** Where the reports of parts are kept for `poolproof merge`: a folder with one for each, by a name that says which part it is. */
import { accessSync, constants, existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { incompleteReport } from "../reports/data/build.ts";
import type { Subject } from "../reports/data/rendering.ts";
import type { Report } from "../reports/data/report.ts";
import { chunkName, type Determining } from "../reports/data/shard.ts";
import { printError, style } from "./output.ts";
import { makeFolder, REPORT, writeReportFile } from "./report-folder.ts";
import { UsageError } from "./usage-error.ts";

export interface ChunkFolder {
  /** What is known of the part is there while it runs, so that one that is killed is seen. */
  readonly begin: (subject: Subject) => void;
  /** @returns whether it could be written */
  readonly write: (report: Report) => boolean;
  /** Where it is, for the terminal. */
  readonly line: () => string;
}

const NONE: ChunkFolder = { begin: () => undefined, write: () => true, line: () => "" };

/** @param folder of all of them; nothing is kept without one */
export function openChunk(folder: string | undefined, determining: Determining): ChunkFolder {
  if (folder === undefined) return NONE;
  let path = folder;
  return {
    begin: (subject) => {
      path = join(folder, chunkName(subject, determining));
      // What it is called is known once the candidate has said who it is.
      writeBegun(folder, () => {
        if (subject.declaration) writeAt(path, incompleteReport(subject));
      });
    },
    write: (report) => {
      try {
        writeAt(path, report);
        return true;
      } catch (error) {
        const { message } = error as Error;
        printError(`poolproof: the report could not be written to ${path}: ${message}\n`);
        return false;
      }
    },
    line: () => `${style.faint("part in")} ${path}\n`,
  };
}

/** @throws {UsageError} before anything is driven whose report could not be kept */
function writeBegun(folder: string, write: () => void): void {
  try {
    makeFolder(folder);
    // The part's own folder is in it.
    accessSync(`${folder}/.`, constants.W_OK);
    write();
  } catch (cause) {
    const { message } = cause as Error;
    throw new UsageError(
      `the report cannot be written to ${folder}: ${message}; name another folder with --chunks`,
    );
  }
}

function writeAt(path: string, report: Report): void {
  makeFolder(path);
  writeReportFile(path, report);
}

/** A folder of a report as it is, and one of such folders as what is in it. */
export function foldersIn(path: string): readonly string[] {
  if (existsSync(join(path, REPORT))) return [path];
  try {
    const own = readdirSync(path, { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && existsSync(join(path, entry.name, REPORT)))
      .map(({ name }) => join(path, name))
      .sort();
    return own.length > 0 ? own : [path];
  } catch {
    return [path];
  }
}

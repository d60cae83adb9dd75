/** The folder of a report: every file is whole or not there, and never an old one for a new run. */
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { renderCtrf } from "../reports/ci/ctrf.ts";
import { renderJUnit } from "../reports/ci/junit.ts";
import {
  COUNTEREXAMPLE_SCHEMA_ID,
  type Counterexample,
  counterexampleFile,
} from "../reports/data/counterexample.ts";
import { foldEvent, type RunEvent } from "../reports/data/events.ts";
import type { Report } from "../reports/data/report.ts";
import { renderHtml } from "../reports/html/page.tsx";
import { COUNTEREXAMPLES, counterexamplePath } from "../reports/story/replay-line.ts";
import { UsageError } from "./usage-error.ts";

export const REPORT = "report.json";

/** What else is in the folder: each a pure function of the report, and of where it lies. */
export const RENDERED: Readonly<Record<string, (report: Report, folder: string) => string>> = {
  "report.html": renderHtml,
  "junit.xml": renderJUnit,
  "ctrf.json": renderCtrf,
};

/**
 * Writes what is known when a run begins, and clears what an earlier run left.
 * @throws {UsageError} where the folder cannot be written
 */
export function beginReport(folder: string, report: Report): void {
  try {
    clearCounterexamples(join(folder, COUNTEREXAMPLES));
    for (const file of Object.keys(RENDERED)) rmSync(join(folder, file), { force: true });
    makeFolder(join(folder, COUNTEREXAMPLES));
    writeWhole(join(folder, REPORT), json(report));
  } catch (cause) {
    const { message } = cause as Error;
    throw new UsageError(
      `the report cannot be written to ${folder}: ${message}; name another folder with --report`,
    );
  }
}

/**
 * Keeps the folder up to date while the run goes on: with each finding and each scope, so that a run which is killed leaves
 * what it has shown. What comes at its end is written by `writeReport`.
 */
export function recordReport(folder: string): (event: RunEvent) => void {
  let report: Report | undefined;
  return (event) => {
    report = foldEvent(report, event);
    if (!report || event.type === "progress" || event.type === "finished") return;
    try {
      if (event.type === "finding") writeCounterexamples(folder, event.counterexamples);
      writeWhole(join(folder, REPORT), json(report));
    } catch {
      // Nothing that was found is lost by it: the end writes all of it, and says where that fails.
    }
  };
}

/** Those of the suite, and no other file that somebody keeps there. */
function clearCounterexamples(folder: string, isKept = (_name: string): boolean => false): void {
  if (!existsSync(folder)) return;
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    if (!name.endsWith(".json") || isKept(name)) continue;
    if (readFileSync(path, "utf8").includes(COUNTEREXAMPLE_SCHEMA_ID)) rmSync(path);
  }
}

/** Not `recursive: true`, with which some versions of Node never return from a place such as /proc. */
export function makeFolder(path: string): void {
  if (existsSync(path)) return;
  makeFolder(dirname(path));
  try {
    mkdirSync(path);
  } catch (error) {
    // Another part's process may have made it in between.
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  }
}

/** `report.json` comes last: where it is complete, so is the rest. */
export function writeReport(folder: string, report: Report): void {
  const found = report.properties.flatMap(({ counterexample }) => counterexample ?? []);
  writeCounterexamples(folder, found);
  const names = new Set(found.map(({ property }) => counterexampleFile(property)));
  // What was seen on the way, and is none of what the report tells.
  clearCounterexamples(join(folder, COUNTEREXAMPLES), (name) => names.has(name));
  writeRendered(folder, report);
  writeWhole(join(folder, REPORT), json(report));
}

function writeCounterexamples(folder: string, found: readonly Counterexample[]): void {
  for (const counterexample of found)
    writeWhole(join(folder, counterexamplePath(counterexample.property)), json(counterexample));
}

/** All that a report is made into, anew. */
export function writeRendered(folder: string, report: Report): void {
  for (const [file, render] of Object.entries(RENDERED))
    writeWhole(join(folder, file), render(report, folder));
}

/** The report alone, which is all that another command reads. */
export const writeReportFile = (folder: string, report: Report): void =>
  writeWhole(join(folder, REPORT), json(report));

const json = (value: unknown) => `${JSON.stringify(value, null, 2)}\n`;

function writeWhole(path: string, text: string): void {
  const partial = `${path}.partial`;
  writeFileSync(partial, text);
  renameSync(partial, path);
}

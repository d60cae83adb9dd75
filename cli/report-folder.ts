/** The folders of reports: what is in them is never that of an earlier run. */
import { accessSync, constants, existsSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { renderCtrf } from "../reports/ci/ctrf.ts";
import { renderJUnit } from "../reports/ci/junit.ts";
import { incompleteReport } from "../reports/data/build.ts";
import { type Counterexample, counterexampleFile } from "../reports/data/counterexample.ts";
import { foldEvent, type RunEvent } from "../reports/data/events.ts";
import type { Subject } from "../reports/data/rendering.ts";
import type { Report } from "../reports/data/report.ts";
import { chunkName, type Determining } from "../reports/data/shard.ts";
import { renderHtml } from "../reports/html/page.tsx";
import { COUNTEREXAMPLES, counterexamplePath } from "../reports/story/replay-line.ts";
import { isCounterexampleFile, json, makeFolder, prepare, writeWhole } from "./files.ts";

export const REPORT = "report.json";

/** What else is in the folder: each a pure function of the report, and of where it lies. */
export const RENDERED: Readonly<Record<string, (report: Report, folder: string) => string>> = {
  "report.html": renderHtml,
  "junit.xml": renderJUnit,
  "ctrf.json": renderCtrf,
};

/**
 * Writes what is known when a run begins, and clears what an earlier run left.
 * @throws {UsageError} if the folder cannot be written
 */
export function beginReport(folder: string, report: Report): void {
  prepare("the report", folder, "--report", () => {
    clearCounterexamples(join(folder, COUNTEREXAMPLES));
    for (const file of Object.keys(RENDERED)) rmSync(join(folder, file), { force: true });
    makeFolder(join(folder, COUNTEREXAMPLES));
    writeWhole(join(folder, REPORT), json(report));
  });
}

/**
 * Keeps the folder up to date with each finding and each scope, so that a run which is killed leaves what it has found.
 * The end of the run is written by `writeReport`.
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
      // No finding is lost by it: the end writes all of them, and says where that fails.
    }
  };
}

/** Deletes those of the suite, and no other file. */
function clearCounterexamples(folder: string, isKept = (_name: string): boolean => false): void {
  if (!existsSync(folder)) return;
  for (const name of readdirSync(folder))
    if (!isKept(name) && isCounterexampleFile(join(folder, name))) rmSync(join(folder, name));
}

/** `report.json` comes last: where it is complete, so is the rest. */
export function writeReport(folder: string, report: Report): void {
  const found = report.properties.flatMap(({ counterexample }) => counterexample ?? []);
  writeCounterexamples(folder, found);
  const names = new Set(found.map(({ property }) => counterexampleFile(property)));
  // What was found on the way, and is not in the report.
  clearCounterexamples(join(folder, COUNTEREXAMPLES), (name) => names.has(name));
  writeRendered(folder, report);
  writeWhole(join(folder, REPORT), json(report));
}

function writeCounterexamples(folder: string, found: readonly Counterexample[]): void {
  for (const counterexample of found)
    writeWhole(join(folder, counterexamplePath(counterexample.property)), json(counterexample));
}

export function writeRendered(folder: string, report: Report): void {
  for (const [file, render] of Object.entries(RENDERED))
    writeWhole(join(folder, file), render(report, folder));
}

/**
 * A part of a campaign has a folder of its own among those of all parts. It is there while the part runs, so that one which
 * is killed is seen.
 * @param folder of all parts
 * @returns the part's folder, whose name depends on what the candidate declares
 * @throws {UsageError} before anything is driven whose report could not be kept
 */
export function beginChunk(folder: string, subject: Subject, determining: Determining): string {
  const path = join(folder, chunkName(subject, determining));
  prepare("the report", folder, "--chunks", () => {
    makeFolder(folder);
    accessSync(`${folder}/.`, constants.W_OK);
    if (subject.declaration) writeChunk(path, incompleteReport(subject));
  });
  return path;
}

/** The report alone, which is all that `poolproof merge` reads. */
export function writeChunk(path: string, report: Report): void {
  makeFolder(path);
  writeWhole(join(path, REPORT), json(report));
}

/** Of a report's folder itself, and of a folder of such folders what is in it. */
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

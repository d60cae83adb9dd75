/** A list of known violations that decides the exit code. */
import { readFileSync, writeFileSync } from "node:fs";
import type { Report } from "../reports/data/report.ts";
import { BaselineError, parseBaseline } from "../reports/gate/baseline.ts";
import { updateBaseline } from "../reports/gate/baseline-update.ts";
import { gateReport, today } from "../reports/gate/gate.ts";
import type { Baselined } from "../suite/options.ts";
import { type FilterOptions, isFilteredBy } from "./filters.ts";
import { print, printError } from "./output.ts";
import { UsageError } from "./usage-error.ts";

export interface GateOptions {
  readonly baseline?: string;
  readonly updateBaseline?: true;
  readonly today?: string;
  /** A share of runs. */
  readonly flaky?: number;
}

export interface Gate {
  /** For the run, which drives its programs too. */
  readonly baseline: Baselined | undefined;
  /** Holds the report to the list, which is updated before if `--update-baseline` is given. */
  readonly judge: (report: Report) => Report;
}

/** @throws {UsageError} if the file cannot be read or is not YAML, or the options do not go together */
export function openGate({
  baseline: file,
  updateBaseline: isUpdate,
  ...options
}: GateOptions & FilterOptions): Gate {
  const { flaky } = options;
  if (file === undefined) {
    if (flaky !== undefined)
      throw new UsageError("--flaky needs --baseline FILE: it is about the races of that list");
    if (isUpdate)
      throw new UsageError("--update-baseline needs --baseline FILE: the file to write");
    return { baseline: undefined, judge: (report) => report };
  }
  if (isUpdate && isFilteredBy(options))
    throw new UsageError(
      "--update-baseline needs a whole run: leave --level, --property and --clause out",
    );
  const text = read(file, isUpdate ?? false);
  const day = options.today ?? today();
  return {
    baseline: text === undefined ? undefined : { text, today: day, flaky },
    judge: (report) => {
      const now = isUpdate ? (update(file, text, report) ?? text) : text;
      return now === undefined ? report : gateReport(report, now, day, flaky);
    },
  };
}

function read(file: string, mayBeMissing: boolean): string | undefined {
  try {
    const text = readFileSync(file, "utf8");
    parseBaseline(text);
    return text;
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" && mayBeMissing) return undefined;
    if (error instanceof BaselineError) throw new UsageError(`${file}, ${message}`);
    throw new UsageError(
      `the baseline ${file} cannot be read: ${message}; --update-baseline writes one if there is none`,
    );
  }
}

/** @returns the list as it is now; nothing if it was left as it was */
function update(file: string, text: string | undefined, report: Report): string | undefined {
  try {
    const { text: now, kept, changed, added, removed } = updateBaseline(text, report);
    if (now !== text) writeFileSync(file, now);
    const counts = `${kept} kept, ${changed} changed, ${added} added, ${removed} removed`;
    const count = kept + changed + added;
    const entries = count === 1 ? "1 entry" : `${count} entries`;
    print(
      `${now === text ? "left as it was" : "wrote"} ${file}: ${counts}: ${entries}${toDo(now)}\n`,
    );
    return now;
  } catch (error) {
    printError(`poolproof: ${file} is left as it is: ${(error as Error).message}\n`);
    return undefined;
  }
}

/** What people have to fill in or to correct. */
function toDo(text: string): string {
  const open = parseBaseline(text).listed.filter(({ faults }) => faults.length > 0).length;
  return open === 0
    ? ""
    : `, ${open} of them with something to fill in: its reason, its issue, or what the report lists below`;
}

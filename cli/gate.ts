/** Options by which a list of known violations decides the exit code, and what they do. */
import { readFileSync, writeFileSync } from "node:fs";
import { type Command, InvalidArgumentError, Option } from "commander";
import { IsDate } from "typebox/format";
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

export function addGateOptions(command: Command): Command {
  return command
    .optionsGroup("To go by what is known:")
    .option("--baseline <file>", "let a list of known violations decide")
    .option("--update-baseline", "write what the run has shown to that file")
    .addOption(
      new Option("--today <day>", "by which entries expire: YYYY-MM-DD, in UTC").argParser(day),
    )
    .addOption(
      new Option("--flaky <rate>", "races listed as rarer need not show: 0.1 or 10%").argParser(
        share,
      ),
    );
}

function share(text: string): number {
  const [, number, percent] = /^\s*(\d+(?:\.\d+)?|\.\d+)\s*(%?)\s*$/.exec(text) ?? [];
  const value = Number(number) / (percent ? 100 : 1);
  if (value >= 0 && value <= 1) return value;
  throw new InvalidArgumentError("It has to be a share of runs: 0.1 or 10%, from 0 to 1.");
}

function day(text: string): string {
  if (IsDate(text)) return text;
  throw new InvalidArgumentError("It has to be a day as YYYY-MM-DD.");
}

export interface Gate {
  /** For the run: its programs are looked for. */
  readonly baseline: Baselined | undefined;
  /** The report as the list has it, which is updated before if that was asked for. */
  readonly judge: (report: Report) => Report;
}

/** @throws {UsageError} where the file cannot be read or is no YAML, or the options do not go together */
export function openGate({
  baseline: file,
  updateBaseline: isUpdate,
  ...options
}: GateOptions & FilterOptions): Gate {
  const { flaky } = options;
  if (file === undefined) {
    if (flaky !== undefined)
      throw new UsageError("--flaky needs --baseline FILE, whose races it speaks of");
    if (isUpdate)
      throw new UsageError("--update-baseline needs --baseline FILE, to say where it is written");
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
      `the baseline ${file} cannot be read: ${message}; --update-baseline writes one where there is none`,
    );
  }
}

/** @returns the list as it is now; nothing where it was left as it was */
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

/** What people have yet to write, or to put right. */
function toDo(text: string): string {
  const open = parseBaseline(text).listed.filter(({ faults }) => faults.length > 0).length;
  return open === 0
    ? ""
    : `, ${open} of them with something to fill in: its reason, its issue, or what is told below`;
}

/** What a list of known violations makes of a run, and programs that had failed before, at a terminal. */

import type { Report } from "../data/report.ts";
import type { ExampleReport, GateEntry, GateReport } from "../data/report-parts.ts";
import { PLAIN, type Style } from "../story/style.ts";
import { isFailing } from "./gate.ts";

const MARKS: Readonly<Record<GateEntry["status"], string>> = {
  known: "✓",
  filtered: "–",
  unseen: "–",
  unsettled: "?",
  stale: "✗",
  differs: "✗",
  expired: "✗",
  unmatched: "✗",
  duplicate: "✗",
  malformed: "✗",
};

/** Every entry in a line, what is new, and what that comes to; nothing without a list. */
export function gateLines({ gate }: Report, style: Style): readonly string[] {
  if (!gate) return [];
  return [
    "",
    style.strong(`the baseline, on ${gate.today}`),
    ...gate.entries.map((entry) => `   ${entryLine(entry, style)}`),
    ...gate.unlisted.map(
      ({ property, fingerprint }) =>
        `   ${style.bad("✗ not listed")}  ${property}  ${style.faint(fingerprint)}`,
    ),
    gateLine(gate, style),
  ];
}

function entryLine(entry: GateEntry, style: Style): string {
  const { property, status, says, line, column } = entry;
  const where = status === "known" ? "" : `  ${style.faint(`line ${line}, column ${column}`)}`;
  const paint = isFailing(entry) ? style.bad : status === "known" ? style.good : style.strong;
  return `${paint(`${MARKS[status]} ${status}`)}  ${property ? `${property}: ` : ""}${says}${where}`;
}

const SAYINGS: Readonly<Record<GateReport["verdict"], string>> = {
  passed: "nothing but what is listed",
  failed: "not as it is listed",
  inconclusive: "no list excuses what was not tested",
  broken: "no list excuses a candidate that could not be tested to the end",
};

export function gateLine({ verdict, entries, unlisted }: GateReport, style: Style = PLAIN): string {
  const count = (text: string, number: number) => (number > 0 ? [`${number} ${text}`] : []);
  const of = (wanted: (entry: GateEntry) => boolean) => entries.filter(wanted).length;
  const counts = [
    ...count(
      "known",
      of(({ status }) => status === "known"),
    ),
    ...count(
      "known, and not seen",
      of(({ status }) => status === "unseen"),
    ),
    ...count("not listed", unlisted.length),
    ...count("wrong in the list", of(isFailing)),
    ...count(
      "unsettled",
      of(({ status }) => status === "unsettled"),
    ),
    ...count(
      "left out by filters",
      of(({ status }) => status === "filtered"),
    ),
  ];
  const paint = verdict === "passed" ? style.good : verdict === "failed" ? style.bad : style.strong;
  const tail = counts.length > 0 ? ` (${counts.join(", ")})` : "";
  return `${paint(`GATE ${verdict.toUpperCase()}`)}: ${SAYINGS[verdict]}${tail}`;
}

/** The same seed finds more with them than without, so it is said that they were run. */
export function exampleLines(examples: readonly ExampleReport[] = []): readonly string[] {
  if (examples.length === 0) return [];
  const run = examples.filter(({ runs }) => runs > 0);
  const failed = run.filter((example) => example.failed);
  return [
    `${run.length} that had failed before run first, ${failed.length} failed again`,
    ...examples.flatMap(({ property, unable }) =>
      unable ? [`one of ${property} was not run: ${unable}`] : [],
    ),
  ];
}

/** What a baseline makes of a run, and what became of programs that had failed before, at a terminal. */
import type { Report } from "../data/report.ts";
import type { ExampleReport, GateEntry, GateReport } from "../data/report-parts.ts";
import { PLAIN, type Style } from "../story/style.ts";
import { GATE_MARKS, isFailing } from "./gate.ts";

/** A line for each entry and each new violation, and the verdict; none without a baseline. */
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
  return `${paint(`${GATE_MARKS[status]} ${status}`)}  ${property ? `${property}: ` : ""}${says}${where}`;
}

const SAYINGS: Readonly<Record<GateReport["verdict"], string>> = {
  passed: "nothing but what is listed",
  failed: "not as it is listed",
  inconclusive: "no list excuses what was not tested",
  broken: "no list excuses a candidate that could not be tested to the end",
};

export function gateLine({ verdict, entries, unlisted }: GateReport, style: Style = PLAIN): string {
  const of = (wanted: GateEntry["status"]) =>
    entries.filter(({ status }) => status === wanted).length;
  const counts = (
    [
      [of("known"), "known"],
      [of("unseen"), "known, and not seen"],
      [unlisted.length, "not listed"],
      [entries.filter(isFailing).length, "wrong in the list"],
      [of("unsettled"), "unsettled"],
      [of("filtered"), "left out by filters"],
    ] as const
  ).flatMap(([count, what]) => (count > 0 ? [`${count} ${what}`] : []));
  const paint = verdict === "passed" ? style.good : verdict === "failed" ? style.bad : style.strong;
  const tail = counts.length > 0 ? ` (${counts.join(", ")})` : "";
  return `${paint(`GATE ${verdict.toUpperCase()}`)}: ${SAYINGS[verdict]}${tail}`;
}

/** With such programs the same seed finds more, so they are mentioned. */
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

/** Candidates side by side: their verdicts clause by clause, and where two of them differ. */
import { CLAUSE_IDS, CLAUSES } from "../model/index.ts";
import type { Report } from "../reports/data/report.ts";
import { clauseVerdict } from "../reports/data/verdicts.ts";
import type { Style } from "../reports/story/style.ts";
import { plainTable, printable, shorten } from "../reports/text/lines.ts";
import type { Comparison } from "./comparing.ts";

const MARKS: Readonly<Record<string, string>> = {
  holds: "✓",
  violated: "✗",
  unreached: "?",
  undecided: "?",
  "not claimed": "·",
};

/** What the name of a column, the clause and its level take up. */
const OTHER_COLUMNS = 18;

export function renderMatrix(reports: readonly Report[], style: Style, columns = 100): string {
  const says = columns - OTHER_COLUMNS - 5 * reports.length;
  const rows = CLAUSE_IDS.map((id) => {
    const { level, statement } = CLAUSES[id];
    const verdicts = reports.map((report) => clauseVerdict(report, id));
    const isSplit = new Set(verdicts).size > 1;
    return [
      ...verdicts.map((verdict) => paint(verdict, style)),
      isSplit ? style.strong(id) : id,
      level,
      shorten(statement, says),
    ];
  });
  return [
    ...reports.map(
      ({ candidate: { selector, name }, verdict }, at) =>
        `${style.strong(String(at + 1))}  ${printable(name ?? selector)}  ${style.faint(selector)}  ${verdict.toUpperCase()}`,
    ),
    "",
    plainTable(
      [...reports.map((_, at) => String(at + 1)), "clause", "level", "what it says"],
      [...reports.map(() => "left" as const), "left", "left", "left"],
      rows,
    ),
    style.faint("✓ holds, ✗ violated, ? not tested enough, · not claimed"),
    ...propertyLines(reports, style),
  ].join("\n");
}

function paint(verdict: string, style: Style): string {
  const mark = MARKS[verdict] ?? "?";
  if (verdict === "holds") return style.good(mark);
  return verdict === "violated" ? style.bad(mark) : style.faint(mark);
}

/** Those on which they do not agree. */
function propertyLines(reports: readonly Report[], style: Style): readonly string[] {
  const ids = [...new Set(reports.flatMap(({ properties }) => properties.map(({ id }) => id)))];
  const split = ids.flatMap((id) => {
    const verdicts = reports.map(
      ({ properties }) => properties.find((p) => p.id === id)?.verdict ?? "not claimed",
    );
    if (new Set(verdicts).size === 1 || !verdicts.includes("violated")) return [];
    return [`  ${verdicts.map((verdict) => paint(verdict, style)).join("  ")}  ${id}`];
  });
  return split.length === 0 ? [] : ["", style.strong("properties that only some break"), ...split];
}

export function comparisonLines(
  { features, programs, difference }: Comparison,
  [left, right]: readonly [string, string],
  style: Style,
): readonly string[] {
  const title = `${style.strong(`${left} and ${right}`)}  ${style.faint(`with ${features.join(", ")}`)}`;
  if (!difference) return [title, `  no difference in ${programs} programs`];
  const { program, messages } = difference;
  return [
    title,
    `  with ${program.capacity} in the node pool${program.otherCapacity > 0 ? `, ${program.otherCapacity} in the other` : ""}:`,
    ...messages.map((message, at) => `  ${String(at + 1).padStart(3)}. ${message}`),
    `  ${left}  ${printable(difference.left)}`,
    `  ${right}  ${printable(difference.right)}`,
  ];
}

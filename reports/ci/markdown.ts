/** The report in Markdown, for the page of a CI job or a pull request. */
import { type Finding, findings, knownOf } from "../data/findings.ts";
import type { ErrorReport, Report } from "../data/report.ts";
import { countInWords, partOf, sayingOf, signOf, verdictCounts } from "../data/verdicts.ts";
import { gateLines } from "../gate/gate-terminal.ts";
import { REPORT_FOLDER, type Replaying, replayLine } from "../story/replay-line.ts";
import { inBrief, renderBrokenProgram, storyLines } from "../story/story.ts";
import { PLAIN } from "../story/style.ts";
import {
  asideClauses,
  capitalised,
  clausesOf,
  clauseTable,
  facts,
  missed,
  nameOf,
  type Table,
  type Text,
} from "../text/content.ts";
import { printable } from "../text/lines.ts";

/** Findings that are shown in full: a page of CI has no room for more. */
const MAX_STORIES = 8;

/** @param folder of the report, for the lines that replay */
export function renderMarkdown(report: Report, folder?: string): string {
  const { verdict, error, incomplete } = report;
  return `${[
    `## ${signOf(verdict)} Poolproof: ${verdict}${partOf(report)}`,
    `${code(nameOf(report))}: ${incomplete ? "incomplete, " : ""}${escaped(sayingOf(report))}.`,
    factsTable(report),
    ...gateParts(report),
    ...(error ? brokenParts(error) : []),
    ...storiesParts(findings(report), { start: report.start, folder }),
    ...missedParts(report),
    ...clauseParts(report),
  ].join("\n\n")}\n`;
}

function factsTable(report: Report): string {
  const counts = verdictCounts(report).map(
    ([verdict, count]) => `${signOf(verdict)} ${countInWords(verdict, count)}`,
  );
  const rows = [
    ["candidate", code(report.candidate.selector)],
    ...(counts.length > 0 ? [["properties", counts.join(", ")]] : []),
    ...facts(report).map(({ name, text }) => [name, inline(text)]),
  ];
  return table({ head: ["", ""], aligned: ["left", "left"] }, rows);
}

/** What a list of known violations makes of it, which decides in its place. */
function gateParts(report: Report): readonly string[] {
  const lines = gateLines(report, PLAIN).slice(1);
  return lines.length > 0 ? [list(lines.map((line) => escaped(line.trim())))] : [];
}

/** A finding that likely follows from another one is a line. */
function storiesParts(found: readonly Finding[], replaying: Replaying): readonly string[] {
  const causes = found.filter(({ follows }) => !follows);
  const lines = found.flatMap((finding, index) => followerLine(finding, index));
  return [
    ...causes.slice(0, MAX_STORIES).flatMap((one, at) => storyParts(one, at, replaying)),
    ...(causes.length > MAX_STORIES
      ? [`…and ${causes.length - MAX_STORIES} more in the whole report.`]
      : []),
    ...(lines.length > 0 ? ["### Likely consequences", list(lines)] : []),
  ];
}

function followerLine(finding: Finding, index: number): readonly string[] {
  const { properties, follows } = finding;
  if (!follows) return [];
  const known = knownOf(finding);
  const why = known ? `known, ${code(known)}` : escaped(follows);
  return [`✗ ${index + 1}\\. ${namesOf(properties)}: ${why}.`];
}

const namesOf = (properties: Finding["properties"]) =>
  properties.map(({ id }) => code(id)).join(", ");

function storyParts(finding: Finding, index: number, replaying: Replaying): readonly string[] {
  const { counterexample, properties } = finding;
  const known = knownOf(finding);
  const title = `### ✗ ${index + 1}. ${escaped(clausesOf(properties))}`;
  const names = namesOf(properties);
  if (known) return [title, `${names}: known, ${code(known)}.`];
  return [
    title,
    `${names}: ${escaped(counterexample.says)}.`,
    ...counterexample.clauses.map(
      (clause) => `> **${escaped(clause.id)}** ${clause.level} ${escaped(inBrief(clause))}`,
    ),
    fenced(storyLines(counterexample).join("\n")),
    replaying.folder === undefined
      ? `For a file that replays it, run once more with ${code(`--report ${REPORT_FOLDER}`)}.`
      : `Replay it: ${code(replayLine(counterexample.property, replaying))}`,
  ];
}

function brokenParts(error: ErrorReport): readonly string[] {
  const { message, hint, stderr, program, at } = error;
  return [
    `### ✗ What broke: ${escaped(error.code)}`,
    fenced(message),
    `What to do: ${escaped(hint)}.`,
    ...(stderr ? ["Its last words:", fenced(stderr.trimEnd())] : []),
    ...(program
      ? [
          "The program that it broke on, which report.json has as data:",
          fenced(renderBrokenProgram(program, at).join("\n")),
        ]
      : []),
  ];
}

function missedParts(report: Report): readonly string[] {
  const section = missed(report);
  if (!section) return [];
  const { title, items, note } = section;
  return [`### ? ${title}`, list(items.map(inline)), `${inline(note)}.`];
}

function clauseParts(report: Report): readonly string[] {
  if (report.properties.length === 0) return [];
  const clauses = clauseTable(report);
  return [
    "<details><summary>The clauses</summary>",
    table(
      clauses,
      clauses.rows.map((row) => row.map(inline)),
    ),
    ...asideClauses(report).map((aside) => `${capitalised(aside.verdict)}: ${aside.clauses}.`),
    "</details>",
  ];
}

function table({ head, aligned }: Omit<Table, "rows">, rows: readonly (readonly string[])[]) {
  const line = (cells: readonly string[]) => `|${cells.map((cell) => ` ${cell} |`).join("")}`;
  const rule = aligned.map((side) => (side === "left" ? "---" : "---:"));
  return [head, rule, ...rows].map(line).join("\n");
}

const list = (items: readonly string[]) => items.map((item) => `- ${item}`).join("\n");

const inline = (text: Text) =>
  text
    .map((part) => {
      if (typeof part === "string") return escaped(part);
      return part.as === "code" ? code(part.text) : part.text;
    })
    .join("");

const inOneLine = (text: string) => printable(text).replace(/\s+/g, " ");

/** CommonMark takes a backslash before every sign of ASCII for that sign, and for nothing else. */
const escaped = (text: string) => inOneLine(text).replace(/[!-/:-@[-`{-~]/g, "\\$&");

/** A candidate's words: no markup in them, and no mention of a user. In a table, a bar would end the cell all the same. */
function code(text: string): string {
  const line = inOneLine(text).replaceAll("|", "¦") || " ";
  const ticks = fenceFor(line, 1);
  return `${ticks} ${line} ${ticks}`;
}

function fenced(text: string): string {
  const fence = fenceFor(text, 3);
  return `${fence}text\n${printable(text)}\n${fence}`;
}

/** Longer than any run of its signs in the text. */
function fenceFor(text: string, minimum: number): string {
  const runs = text.match(/`+/g) ?? [];
  return "`".repeat(Math.max(minimum, ...runs.map((run) => run.length + 1)));
}

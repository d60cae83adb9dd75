/** The report for a person at a terminal. */
import { CLAUSE_IDS, CLAUSES } from "../../model/index.ts";
import type { FindingEvent } from "../data/events.ts";
import { findings } from "../data/findings.ts";
import type { ErrorReport, Report } from "../data/report.ts";
import { isOnlyPart } from "../data/run-verdict.ts";
import {
  choicesMade,
  clauseVerdict,
  countInWords,
  MARKS,
  type PropertyVerdict,
  partOf,
  sayingOf,
  shardName,
  situationCount,
  verdictCounts,
} from "../data/verdicts.ts";
import { exampleLines, gateLines } from "../gate/gate-terminal.ts";
import { tellBrokenProgram } from "../story/story.ts";
import { PLAIN, type Style } from "../story/style.ts";
import { exhaustiveLines } from "./exhaustive.ts";
import { historiesLines } from "./histories.ts";
import { plainTable } from "./table.ts";
import { liveStory, storyLines } from "./terminal-findings.ts";

export interface TerminalOptions {
  readonly style?: Style;
  /** Width of the terminal in characters; 100 by default. */
  readonly columns?: number | undefined;
  /** Of the report, where there is one: without it there is no file to replay. */
  readonly folder?: string | undefined;
}

export function renderTerminal(raw: Report, options: TerminalOptions = {}): string {
  const report = inPrintableWords(raw);
  const style = options.style ?? PLAIN;
  const columns = options.columns ?? 100;
  const { folder } = options;
  const replay = folder === undefined ? undefined : { folder, start: report.start };
  const table =
    report.programs > 0
      ? ["", clauseTable(report, style, columns), ...asideLines(report, style, columns)]
      : [];
  return [
    ...header(report, style),
    ...table,
    ...exhaustiveLines(report, style),
    ...historiesLines(report, style),
    ...storyLines(findings(report), replay, style),
    ...brokenLines(report.error, style),
    ...missedLines(report, style),
    "",
    verdictLine(report, style),
    ...gateLines(report, style),
  ].join("\n");
}

export interface FindingOptions extends Omit<TerminalOptions, "columns"> {
  /** The command that the suite started the server with, if it did. */
  readonly start?: string | undefined;
  /** In short, where there is no room for the story. */
  readonly brief?: boolean;
}

/** One finding for a person at a terminal, while the run that it was made in still goes on. */
export function renderFinding(raw: FindingEvent, options: FindingOptions = {}): string {
  const { folder, start, style = PLAIN, brief = false } = options;
  const replay = folder === undefined ? undefined : { folder, start };
  return liveStory(inPrintableWords(raw), { replay, style, brief }).join("\n");
}

/** Whatever a candidate put into its words, no string of the report can control a terminal. */
export function inPrintableWords<T>(value: T): T {
  return JSON.parse(JSON.stringify(value), (_, part) =>
    typeof part === "string" ? printable(part) : part,
  );
}

function header(report: Report, style: Style): string[] {
  const { candidate, statement, seed, programs, messages, examples } = report;
  const { name, version, language, selector } = candidate;
  const who = [name ?? selector, version, language && `(${language})`].filter(Boolean).join(" ");
  const chosen = statement ? choicesMade(statement) : [];
  return [
    name ? `${style.strong(who)}  ${style.faint(selector)}` : style.strong(selector),
    ...(statement ? [`${style.faint("declares")} ${statement.features.join(", ")}`] : []),
    ...(chosen.length > 0
      ? [
          `${style.faint("chooses")}  ${chosen.map(({ choice, value, isDefault }) => `${choice}: ${value}${isDefault ? style.faint(" (default)") : ""}`).join(", ")}`,
        ]
      : []),
    ...(programs > 0
      ? [style.faint(`${programs} programs, ${messages} messages, seed "${seed}"`)]
      : []),
    ...campaignLines(report).map(style.faint),
    ...exampleLines(examples).map(style.faint),
  ];
}

/** Which part of which campaign it is, or what it was joined from. */
export function campaignLines({ shard, merged, joined }: Report): string[] {
  if (shard?.from !== undefined) return [`${shardName(shard)} of a campaign`];
  if (shard) return [`${shardName(shard)}, of a campaign of ${shard.programs} programs`];
  if (merged === undefined) return [];
  const isOfShards = joined?.done.every(({ of }) => of > 1) ?? true;
  const what = isOfShards ? "shard" : "part";
  return [`joined from ${merged} ${merged === 1 ? what : `${what}s`}`];
}

/** One line a clause, cut to the width; a broken clause is told in full further down. */
function clauseTable(report: Report, style: Style, columns: number): string {
  const rows = CLAUSE_IDS.flatMap((id) => {
    const verdict = clauseVerdict(report, id);
    if (isAside(verdict)) return [];
    const paint = painter(verdict, style);
    const own = report.properties.filter((p) => p.clauses.includes(id));
    const most = Math.max(0, ...own.map(({ situations }) => situations));
    const { level, statement } = CLAUSES[id];
    const says = shorten(statement, columns - OTHER_COLUMNS);
    return [[paint(MARKS[verdict]), id, level, paint(verdict), situationCount(most), says]];
  });
  return plainTable(
    ["", "clause", "level", "verdict", "situations", "what it says"],
    ["left", "left", "left", "left", "right", "left"],
    rows,
  );
}

const ASIDE = ["not claimed", "filtered"] as const;
const isAside = (verdict: PropertyVerdict) => (ASIDE as readonly string[]).includes(verdict);

/** Clauses of which there is nothing to tell: a line of them all, and not one each. */
function asideLines(report: Report, style: Style, columns: number): string[] {
  return ASIDE.flatMap((verdict) => {
    const ids = CLAUSE_IDS.filter((id) => clauseVerdict(report, id) === verdict);
    if (ids.length === 0) return [];
    const indent = verdict.length + 5;
    const lines = wrapped(ids.join(", "), columns - indent);
    return lines.map((line, at) =>
      style.faint((at === 0 ? `${MARKS[verdict]}  ${verdict}` : "").padEnd(indent) + line),
    );
  });
}

/** At blanks, into lines of so many characters at the most. */
function wrapped(text: string, length: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(" ")) {
    const longer = `${lines.at(-1)} ${word}`;
    if (lines.length === 0 || longer.length > length) lines.push(word);
    else lines[lines.length - 1] = longer;
  }
  return lines;
}

/** What all columns but the last take up. */
const OTHER_COLUMNS = 47;

function painter(verdict: PropertyVerdict, style: Style): (text: string) => string {
  if (verdict === "holds") return style.good;
  if (verdict === "violated") return style.bad;
  return verdict === "not claimed" || verdict === "filtered" ? style.faint : style.strong;
}

export const shorten = (text: string, length: number) =>
  text.length <= length ? text : `${text.slice(0, Math.max(20, length) - 1)}…`;

export function brokenLines(error: ErrorReport | undefined, style: Style = PLAIN): string[] {
  if (!error) return [];
  const { code, message, cause, hint, stderr, program, at } = inPrintableWords(error);
  return [
    "",
    style.bad(`✗ the candidate is broken: ${code}`),
    `   ${message}`,
    ...stackLines(cause).map((line) => `   ${style.faint("at")}      ${line}`),
    ...(program ? tellBrokenProgram(program, at) : []).map((line, index) =>
      index === 0 ? `   ${style.faint("during")}  ${line}` : `           ${line}`,
    ),
    ...(stderr
      ? [
          `   ${style.faint("its last words:")}`,
          ...stderr
            .trimEnd()
            .split("\n")
            .slice(-12)
            .map((line) => `     │ ${line}`),
        ]
      : []),
    `   ${style.strong("hint")}    ${hint}`,
  ];
}

/** Where in the candidate's own code it was, if it was in this process. */
function stackLines(cause: string | undefined): readonly string[] {
  const frames = cause?.split("\n").filter((line) => /^\s+at /.test(line)) ?? [];
  const own = frames.filter(
    (line) => !/node:|node_modules|\/dist\/cli\/(shared-|worker)/.test(line),
  );
  return own.slice(0, 3).map((line) => line.replace(/^\s+at /, ""));
}

/** A candidate's words cannot move the cursor or colour the terminal. */
export const printable = (text: string) =>
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
  text.replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, "�");

function missedLines(report: Report, style: Style): string[] {
  const missed = report.situations.filter(({ verdict }) => verdict === "unreached");
  const thin = report.properties.filter(
    ({ verdict }) => verdict === "unreached" || verdict === "undecided",
  );
  if (missed.length + thin.length === 0 || report.error || isOnlyPart(report)) return [];
  return [
    "",
    style.strong("? not reached often enough to say"),
    ...missed.map(
      ({ id, count, least, advice }) => `   situation “${id}”: ${advice ?? `${count} of ${least}`}`,
    ),
    ...thin.map(
      ({ id, verdict, situations, least }) => `   ${id}: ${verdict}, ${situations} of ${least}`,
    ),
    style.faint(
      "   drive more programs: --programs N, with a longer --time where that cut the run",
    ),
  ];
}

export function verdictLine(report: Report, style: Style = PLAIN): string {
  const { verdict } = report;
  const counts = verdictCounts(report).map(([own, count]) => countInWords(own, count));
  const paint =
    verdict === "conformant" ? style.good : verdict === "inconclusive" ? style.strong : style.bad;
  const tail = counts.length > 0 ? ` (properties: ${counts.join(", ")})` : "";
  return `${paint(verdict.toUpperCase())}${partOf(report).toUpperCase()}: ${sayingOf(report)}${tail}`;
}

/** The report for a person at a terminal. */
import { findings } from "../data/findings.ts";
import type { ErrorReport, Report } from "../data/report.ts";
import {
  choicesMade,
  countInWords,
  partOf,
  sayingOf,
  signOf,
  TONES,
  verdictCounts,
} from "../data/verdicts.ts";
import { exampleLines, gateLines } from "../gate/gate-terminal.ts";
import { renderBrokenProgram } from "../story/story.ts";
import { PLAIN, type Style } from "../story/style.ts";
import { asideClauses, campaignLines, clauseTable, missed } from "./content.ts";
import { exhaustiveLines, historiesLines } from "./driven.ts";
import { inPrintableWords, painted, sectionLines, tableLines } from "./lines.ts";
import { findingLines } from "./terminal-findings.ts";

interface TerminalOptions {
  readonly style?: Style;
  /** Width of the terminal in characters; 100 by default. */
  readonly columns?: number | undefined;
  /** Of the report, where there is one: without it there is no file to replay. */
  readonly folder?: string | undefined;
}

export function renderTerminal(raw: Report, options: TerminalOptions = {}): string {
  const report = inPrintableWords(raw);
  const { folder, style = PLAIN, columns = 100 } = options;
  const table = tableLines(clauseTable(report), style, columns - OTHER_COLUMNS);
  const section = missed(report);
  return [
    ...header(report, style),
    ...(report.programs > 0 ? ["", table, ...asideLines(report, style, columns)] : []),
    ...exhaustiveLines(report, style),
    ...historiesLines(report, style),
    ...findingLines(findings(report), { folder, start: report.start }, style),
    ...brokenLines(report.error, style),
    ...(section ? sectionLines(section, style) : []),
    "",
    verdictLine(report, style),
    ...gateLines(report, style),
  ].join("\n");
}

/** What all columns of the clauses but the last take up. */
const OTHER_COLUMNS = 47;

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

function asideLines(report: Report, style: Style, columns: number): readonly string[] {
  return asideClauses(report).flatMap(({ verdict, clauses }) => {
    const indent = verdict.length + 5;
    return wrapped(clauses, columns - indent).map((line, at) =>
      style.faint((at === 0 ? `${signOf(verdict)}  ${verdict}` : "").padEnd(indent) + line),
    );
  });
}

/** At blanks, into lines of at most so many characters. */
function wrapped(text: string, length: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(" ")) {
    const longer = `${lines.at(-1)} ${word}`;
    if (lines.length === 0 || longer.length > length) lines.push(word);
    else lines[lines.length - 1] = longer;
  }
  return lines;
}

export function brokenLines(error: ErrorReport | undefined, style: Style = PLAIN): string[] {
  if (!error) return [];
  const { code, message, cause, hint, stderr, program, at } = inPrintableWords(error);
  return [
    "",
    style.bad(`✗ the candidate is broken: ${code}`),
    `   ${message}`,
    ...stackLines(cause).map((line) => `   ${style.faint("at")}      ${line}`),
    ...(program ? renderBrokenProgram(program, at) : []).map((line, index) =>
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

export function verdictLine(report: Report, style: Style = PLAIN): string {
  const { verdict } = report;
  const counts = verdictCounts(report).map(([own, count]) => countInWords(own, count));
  const tail = counts.length > 0 ? ` (properties: ${counts.join(", ")})` : "";
  return `${painted(verdict.toUpperCase(), TONES[verdict], style)}${partOf(report).toUpperCase()}: ${sayingOf(report)}${tail}`;
}

/** The report in Markdown, for the page of a CI job or a pull request. */
import { CLAUSE_IDS, CLAUSES, FEATURES } from "../../model/index.ts";
import { type Finding, findings, knownOf } from "../data/findings.ts";
import type { ErrorReport, Report } from "../data/report.ts";
import { isOnlyPart } from "../data/run-verdict.ts";
import {
  clauseVerdict,
  countInWords,
  MARKS,
  partOf,
  RUN_MARKS,
  sayingOf,
  situationCount,
  verdictCounts,
} from "../data/verdicts.ts";
import { gateLines } from "../gate/gate-terminal.ts";
import { explanationLines } from "../story/race-story.ts";
import { REPORT_FOLDER, type Replaying, replayLine } from "../story/replay-line.ts";
import { inBrief, notes, storyOf, tellBrokenProgram } from "../story/story.ts";
import { stepLines } from "../story/story-steps.ts";
import { PLAIN } from "../story/style.ts";
import { campaignLines, printable } from "../text/terminal.ts";

/** Told in full; a page of CI is no place for more, and has an end. */
const MOST_STORIES = 8;

/** @param folder of the report, for the lines that replay */
export function renderMarkdown(report: Report, folder?: string): string {
  const { verdict, candidate, error } = report;
  const who = [candidate.name ?? candidate.selector, candidate.version].filter(Boolean).join(" ");
  const replaying = { start: report.start, folder };
  return `${[
    `## ${RUN_MARKS[verdict]} Poolproof: ${verdict}${partOf(report)}`,
    `${code(who)}: ${report.incomplete ? "incomplete, " : ""}${escaped(sayingOf(report))}.`,
    ...facts(report),
    ...gateParts(report),
    ...(error ? brokenParts(error) : []),
    ...storiesParts(findings(report), replaying),
    ...missedParts(report),
    ...clauseParts(report),
  ].join("\n\n")}\n`;
}

/** What a list of known violations makes of it, which decides in its place. */
function gateParts(report: Report): readonly string[] {
  const lines = gateLines(report, PLAIN).slice(1);
  return lines.length > 0 ? [lines.map((line) => `- ${escaped(line.trim())}`).join("\n")] : [];
}

function facts(report: Report): readonly string[] {
  const { candidate, statement, seed, versions, programs, messages, timing } = report;
  const unclaimed = FEATURES.filter((feature) => !statement?.features.includes(feature));
  const counts = verdictCounts(report).map(
    ([verdict, count]) => `${MARKS[verdict]} ${countInWords(verdict, count)}`,
  );
  const rows = [
    ["candidate", code(candidate.selector)],
    ...(counts.length > 0 ? [["properties", counts.join(", ")]] : []),
    ...(statement ? [["claimed", escaped(statement.features.join(", "))]] : []),
    ...(statement && unclaimed.length > 0
      ? [["not claimed", `${unclaimed.join(", ")}: nothing was tested of it`]]
      : []),
    ...campaignLines(report).map((line) => ["campaign", line]),
    ["driven", `${counted(programs)} programs, ${counted(messages)} messages`],
    ["seed", code(seed)],
    [
      "versions",
      escaped(
        `poolproof ${versions.poolproof}, protocol ${versions.protocol}, Node ${versions.node}`,
      ),
    ],
    ...(timing ? [["time", `${(timing.durationMs / 1000).toFixed(1)} s`]] : []),
  ];
  return [
    ["| | |", "| --- | --- |", ...rows.map(([name, value]) => `| ${name} | ${value} |`)].join("\n"),
  ];
}

/** What may well follow from another is a line; of the others only so many are told. */
function storiesParts(found: readonly Finding[], replaying: Replaying): readonly string[] {
  const causes = found.filter(({ follows }) => !follows);
  const lines = found.flatMap((finding, index) => followerLine(finding, index));
  return [
    ...causes.slice(0, MOST_STORIES).flatMap((one, at) => storyParts(one, at, replaying)),
    ...(causes.length > MOST_STORIES
      ? [`…and ${causes.length - MOST_STORIES} more in the whole report.`]
      : []),
    ...(lines.length > 0 ? ["### What may well follow", lines.join("\n")] : []),
  ];
}

function followerLine(finding: Finding, index: number): readonly string[] {
  const { properties, follows } = finding;
  if (!follows) return [];
  const known = knownOf(finding);
  const why = known ? `known, ${code(known)}` : escaped(follows);
  return [`- ✗ ${index + 1}\\. ${namesOf(properties)}: ${why}.`];
}

const namesOf = (properties: Finding["properties"]) =>
  properties.map(({ id }) => code(id)).join(", ");

function storyParts(finding: Finding, index: number, replaying: Replaying): string[] {
  const { counterexample, properties } = finding;
  const known = knownOf(finding);
  const { says, expected, seen, race, property } = counterexample;
  const clauses = [...new Set(properties.flatMap((p) => p.clauses))].join(", ");
  const title = `### ✗ ${index + 1}. ${escaped(clauses)}`;
  const names = namesOf(properties);
  if (known) return [title, `${names}: known, ${code(known)}.`];
  const { pools, steps } = storyOf(counterexample);
  const remarks = [
    ...(race ? explanationLines(counterexample, race) : []),
    ...notes(counterexample),
  ];
  return [
    title,
    `${names}: ${escaped(says)}.`,
    ...counterexample.clauses.map(
      (clause) => `> **${escaped(clause.id)}** ${clause.level} ${escaped(inBrief(clause))}`,
    ),
    fenced(
      [
        pools,
        ...steps.flatMap((step) => stepLines(step, PLAIN)),
        "",
        `expected  ${expected}`,
        `seen      ${seen}`,
        ...remarks,
      ].join("\n"),
    ),
    replaying.folder === undefined
      ? `For a file that replays it, run once more with ${code(`--report ${REPORT_FOLDER}`)}.`
      : `Replay it: ${code(replayLine(property, replaying))}`,
  ];
}

function brokenParts({
  code: errorCode,
  message,
  hint,
  stderr,
  program,
  at,
}: ErrorReport): string[] {
  return [
    `### ✗ What broke: ${escaped(errorCode)}`,
    fenced(message),
    `What to do: ${escaped(hint)}.`,
    ...(stderr ? ["Its last words:", fenced(stderr.trimEnd())] : []),
    ...(program
      ? [
          "The program that it broke on, which report.json has as data:",
          fenced(tellBrokenProgram(program, at).join("\n")),
        ]
      : []),
  ];
}

function missedParts(report: Report): readonly string[] {
  const { situations, properties, error } = report;
  const missed = [
    ...situations
      .filter(({ verdict }) => verdict === "unreached")
      .map(
        ({ id, count, least, advice }) =>
          `- “${escaped(id)}”: ${escaped(advice ?? `${count} of ${least}`)}`,
      ),
    ...properties
      .filter(({ verdict }) => verdict === "unreached" || verdict === "undecided")
      .map(
        ({ id, verdict, situations: count, least }) =>
          `- ${code(id)}: ${verdict}, ${count} of ${least}`,
      ),
  ];
  return missed.length === 0 || error || isOnlyPart(report)
    ? []
    : ["### ? Not reached often enough to say", missed.join("\n")];
}

function clauseParts(report: Report): readonly string[] {
  if (report.properties.length === 0) return [];
  const unclaimed = CLAUSE_IDS.filter((id) => clauseVerdict(report, id) === "not claimed");
  const rows = CLAUSE_IDS.filter((id) => !unclaimed.includes(id)).map((id) => {
    const verdict = clauseVerdict(report, id);
    const own = report.properties.filter(({ clauses }) => clauses.includes(id));
    const most = Math.max(0, ...own.map(({ situations }) => situations));
    const { level, statement } = CLAUSES[id];
    return `| ${MARKS[verdict]} | ${id} | ${level} | ${verdict} | ${situationCount(most)} | ${escaped(statement)} |`;
  });
  const head = "| | clause | level | verdict | situations | what it says |";
  return folded(
    "The clauses",
    [
      head,
      "| --- | --- | --- | --- | ---: | --- |",
      ...rows,
      ...(unclaimed.length > 0 ? ["", `Not claimed: ${unclaimed.join(", ")}.`] : []),
    ].join("\n"),
  );
}

const folded = (title: string, body: string) => [
  `<details><summary>${title}</summary>`,
  body,
  "</details>",
];

const counted = (number: number) => number.toLocaleString("en");

const inOneLine = (text: string) => printable(text).replace(/\s+/g, " ");

/** CommonMark takes a backslash before every sign of ASCII for that sign, and for nothing else. */
const escaped = (text: string) => inOneLine(text).replace(/[!-/:-@[-`{-~]/g, "\\$&");

/** Words of a candidate's: no markup in them, and nobody is mentioned. In a table, a bar would end the cell all the same. */
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
function fenceFor(text: string, least: number): string {
  const runs = text.match(/`+/g) ?? [];
  return "`".repeat(Math.max(least, ...runs.map((run) => run.length + 1)));
}

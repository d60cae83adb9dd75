/** A mutation analysis for a person at a terminal: the kill matrix, by mutant and by property. */
import { type AdequacyReport, isPartlyKilled, type MutantReport } from "../data/adequacy.ts";
import { PLAIN, type Style } from "../story/style.ts";
import { plainTable } from "./table.ts";
import { printable, shorten } from "./terminal.ts";

const WIDTH = 100;

export function renderAdequacy(report: AdequacyReport, style: Style = PLAIN): string {
  const { mutants, seed, budget, module } = report;
  const of = (wanted: MutantReport["verdict"]) =>
    mutants.filter(({ verdict }) => verdict === wanted);
  return [
    `${style.strong(module ? printable(module) : "the zoo")}  ${style.faint(
      `${mutants.length} mutants, ${budget} programs each at the most, races and crashes apart, seed "${printable(seed)}"`,
    )}`,
    "",
    mutantTable(mutants, style),
    "",
    ...propertyTable(report, style),
    ...section(
      "Killed, but not by every property that they declare",
      mutants.filter(isPartlyKilled).map((mutant) => told(mutant, mutant.missed.join(", "))),
      style,
    ),
    ...section(
      "Broken, which says nothing of the suite",
      of("broken").map((mutant) => told(mutant, `${mutant.error?.code}: ${mutant.error?.message}`)),
      style,
    ),
    ...section(
      "Survivors: no property failed",
      of("survived").flatMap((mutant) => [
        told(mutant, `${mutant.programs} programs, ${count(mutant.messages)} messages`),
        ...(mutant.idea ? [`  ${mutant.idea}`] : []),
      ]),
      style,
    ),
    "",
    summaryLine(report, style),
  ].join("\n");
}

const count = (value: number) => value.toLocaleString("en");
const told = ({ name }: MutantReport, more: string) => printable(`${name}: ${more}`);

/** Of a mutant's own, the property that killed it first stands beside how many did. */
function mutantTable(mutants: readonly MutantReport[], style: Style): string {
  const head = ["", "mutant", "by", "first by", "programs", "messages", "steps"];
  const rows = mutants.map(({ name, verdict, kills, counterexample }) => {
    const [first] = kills;
    const mark = verdict === "killed" ? style.good("✓") : style.bad("✗");
    if (verdict !== "killed" || !first)
      return [mark, shorten(printable(name), NAME), "", style.bad(verdict), "", "", ""];
    return [
      mark,
      shorten(printable(name), NAME),
      String(kills.length),
      shorten(counterexample?.property ?? first.property, FIRST),
      count(first.program),
      count(first.message),
      counterexample?.reproduced ? String(counterexample.steps) : "–",
    ];
  });
  return tableOf(head, rows, ["left", "left", "right", "left", "right", "right", "right"]);
}

/** Characters of a mutant's name, and of a property's, that fit beside the other columns. */
const NAME = 31;
const FIRST = 32;

function propertyTable({ properties, module }: AdequacyReport, style: Style): readonly string[] {
  const killing = properties.filter(({ kills }) => kills > 0).sort((a, b) => b.kills - a.kills);
  const idle = properties.filter(({ kills }) => kills === 0);
  const nothing = module
    ? "Properties that kill none of these mutants"
    : "Properties that kill nothing that is in this zoo";
  const pairs = inTwo(killing.map(({ id, kills }) => [String(kills), id]));
  return [
    ...(killing.length > 0
      ? [
          style.strong("Mutants that each property killed"),
          tableOf([], pairs, ["right", "left", "right", "left"]),
        ]
      : []),
    ...section(
      nothing,
      inTwo(idle.map(({ id }) => [id])).map(([left = "", right = ""]) =>
        `${left.padEnd(HALF)}${right}`.trimEnd(),
      ),
      style,
    ),
  ];
}

const HALF = 48;

/** The first half of the rows beside the second. */
function inTwo(rows: readonly (readonly string[])[]): string[][] {
  const half = Math.ceil(rows.length / 2);
  const blank = rows[0]?.map(() => "") ?? [];
  return rows.slice(0, half).map((row, at) => [...row, ...(rows[half + at] ?? blank)]);
}

function tableOf(
  head: string[],
  rows: readonly string[][],
  colAligns: ("left" | "right")[],
): string {
  return plainTable(head, colAligns, rows)
    .split("\n")
    .map((line) => line.trimEnd())
    .join("\n");
}

function section(title: string, lines: readonly string[], style: Style): readonly string[] {
  if (lines.length === 0) return [];
  return ["", style.strong(title), ...lines.map((line) => `  ${shorten(line, WIDTH - 2)}`)];
}

function summaryLine({ summary }: AdequacyReport, style: Style): string {
  const { mutants, killed, broken, partly, score, medianMessages, worst } = summary;
  const share = score === null ? "" : ` (${Math.floor(score * 100)} %)`;
  const testable = mutants - broken;
  const notes = [
    ...(worst && medianMessages !== null
      ? [
          `median ${count(medianMessages)} messages to the first failure`,
          `worst ${count(worst.messages)} (${printable(worst.name)})`,
        ]
      : ["no property failed"]),
    ...(partly > 0 ? [`${partly} not by every property declared`] : []),
    ...(broken > 0 ? [`${broken} more broken`] : []),
  ];
  const isAdequate = killed === mutants && partly === 0;
  const paint = isAdequate ? style.good : style.bad;
  return `${paint(`${killed} of ${testable} killed${share}`)}, ${notes.join(", ")}`;
}

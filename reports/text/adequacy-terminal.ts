/** A mutation analysis for a person at a terminal: the kill matrix, by mutant and by property. */
import { type AdequacyReport, isPartlyKilled, type MutantReport } from "../data/adequacy.ts";
import { PLAIN, type Style } from "../story/style.ts";
import { counted } from "./content.ts";
import { inPrintableWords, plainTable, shorten } from "./lines.ts";

const WIDTH = 100;

export function renderAdequacy(raw: AdequacyReport, style: Style = PLAIN): string {
  const report = inPrintableWords(raw);
  const { mutants, seed, budget, module } = report;
  const of = (wanted: MutantReport["verdict"]) =>
    mutants.filter(({ verdict }) => verdict === wanted);
  const section = (title: string, lines: readonly string[]) =>
    lines.length === 0
      ? []
      : ["", style.strong(title), ...lines.map((line) => `  ${shorten(line, WIDTH - 2)}`)];
  const killing = report.properties
    .filter(({ kills }) => kills > 0)
    .sort((a, b) => b.kills - a.kills)
    .map(({ kills, id }) => [String(kills), id]);
  const idle = report.properties.filter(({ kills }) => kills === 0).map(({ id }) => [id]);
  const nothing = module
    ? "Properties that kill none of these mutants"
    : "Properties that kill nothing that is in this zoo";
  return [
    `${style.strong(module ?? "the zoo")}  ${style.faint(
      `${mutants.length} mutants, at most ${budget} programs each, races and crashes apart, seed "${seed}"`,
    )}`,
    "",
    mutantTable(mutants, style),
    "",
    ...(killing.length > 0
      ? [
          style.strong("Mutants that each property killed"),
          plainTable([], ["right", "left", "right", "left"], inTwo(killing)),
        ]
      : []),
    ...section(
      nothing,
      inTwo(idle).map(([left = "", right = ""]) => `${left.padEnd(HALF)}${right}`.trimEnd()),
    ),
    ...section(
      "Killed, but not by every property that they declare",
      mutants.filter(isPartlyKilled).map(({ name, missed }) => `${name}: ${missed.join(", ")}`),
    ),
    ...section(
      "Broken, which says nothing of the suite",
      of("broken").map(({ name, error }) => `${name}: ${error?.code}: ${error?.message}`),
    ),
    ...section(
      "Survivors: no property failed",
      of("survived").flatMap(({ name, programs, messages, idea }) => [
        `${name}: ${programs} programs, ${counted(messages)} messages`,
        ...(idea ? [`  ${idea}`] : []),
      ]),
    ),
    "",
    summaryLine(report, style),
  ].join("\n");
}

/** Characters of a mutant's name, and of a property's, that fit beside the other columns. */
const NAME = 31;
const FIRST = 32;

/** With the property that killed a mutant first, and how many did. */
function mutantTable(mutants: readonly MutantReport[], style: Style): string {
  const rows = mutants.map(({ name, verdict, kills: [first, ...more], counterexample }) => {
    const short = shorten(name, NAME);
    if (verdict !== "killed" || !first)
      return [style.bad("✗"), short, "", style.bad(verdict), "", "", ""];
    return [
      style.good("✓"),
      short,
      1 + more.length,
      shorten(counterexample?.property ?? first.property, FIRST),
      counted(first.program),
      counted(first.message),
      counterexample?.reproduced ? counterexample.steps : "–",
    ];
  });
  return plainTable(
    ["", "mutant", "by", "first by", "programs", "messages", "steps"],
    ["left", "left", "right", "left", "right", "right", "right"],
    rows,
  );
}

/** Characters of the left half of a list in two columns. */
const HALF = 48;

/** The first half of the rows beside the second. */
function inTwo(rows: readonly (readonly string[])[]): readonly (readonly string[])[] {
  const half = Math.ceil(rows.length / 2);
  const blank = rows[0]?.map(() => "") ?? [];
  return rows.slice(0, half).map((row, at) => [...row, ...(rows[half + at] ?? blank)]);
}

function summaryLine({ summary }: AdequacyReport, style: Style): string {
  const { mutants, killed, broken, partly, score, medianMessages, worst } = summary;
  const share = score === null ? "" : ` (${Math.floor(score * 100)} %)`;
  const notes = [
    ...(worst && medianMessages !== null
      ? [
          `median ${counted(medianMessages)} messages to the first failure`,
          `worst ${counted(worst.messages)} (${worst.name})`,
        ]
      : ["no property failed"]),
    ...(partly > 0 ? [`${partly} not by every property declared`] : []),
    ...(broken > 0 ? [`${broken} more broken`] : []),
  ];
  const paint = killed === mutants && partly === 0 ? style.good : style.bad;
  return `${paint(`${killed} of ${mutants - broken} killed${share}`)}, ${notes.join(", ")}`;
}

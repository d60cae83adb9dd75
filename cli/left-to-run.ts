/** The commands for the missing parts of a campaign, one a line. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { inChunks } from "../reports/data/parts.ts";
import type { Report } from "../reports/data/report.ts";
import type { PartReport } from "../reports/data/report-parts.ts";
import { quoted, startArgument } from "../reports/story/replay-line.ts";
import { printable } from "../reports/text/lines.ts";
import { style } from "./output.ts";
import { REPORT } from "./report-folder.ts";

/** More would be too long to read; the report has all of them. */
const MAX_LINES = 100;

/**
 * @param paths of the parts that were joined
 * @param baseline the file with known violations, whose programs every part begins with
 */
export function leftToRun(
  report: Report,
  paths: readonly string[],
  baseline: string | undefined,
): string {
  const { missing = [], done = [] } = report.joined ?? {};
  if (missing.length === 0) return "";
  // A folder of parts is one of --chunks: what runs next is written there too.
  const chunks = paths.find((path) => !existsSync(join(path, REPORT))) ?? "chunks";
  const settings = [
    ...settingsOf(report),
    ...(baseline === undefined ? [] : [`--baseline ${quoted(baseline)}`]),
    `--chunks ${quoted(chunks)}`,
  ];
  const { first, count } = inChunks(missing, done, MAX_LINES);
  const lines = first.map((part) =>
    printable([commandOf(report), ...programsOf(part), ...settings].join(" ")),
  );
  const more = count - lines.length;
  return [
    style.faint("left to be run:"),
    ...lines,
    ...(more > 0
      ? [style.faint(`and ${more} more: joined.missing in ${REPORT} has them all`)]
      : []),
    "",
  ].join("\n");
}

const commandOf = ({ candidate, seed }: Report): string =>
  `npx poolproof run ${quoted(candidate.selector)} --seed ${quoted(seed)}`;

const programsOf = ({ from, programs, index, of }: PartReport): readonly string[] => [
  ...(from > 0 || of === 1 ? [`--from ${from}`] : []),
  `--programs ${programs}`,
  ...(of > 1 ? [`--shard ${index}/${of}`] : []),
];

/** What has to be the same in all parts. */
function settingsOf({ joined, filtered, start }: Report): readonly string[] {
  const { level, properties = [], clauses = [] } = filtered ?? {};
  return [
    ...(joined?.scopes === "all" ? ["--exhaustive"] : []),
    ...(joined?.extraStates === undefined ? [] : [`--extra-states ${joined.extraStates}`]),
    ...(level === undefined ? [] : [`--level ${level.toLowerCase()}`]),
    ...properties.map((glob) => `--property ${quoted(glob)}`),
    ...clauses.map((clause) => `--clause ${quoted(clause)}`),
    ...(start === undefined ? [] : [startArgument(start).trim()]),
  ];
}

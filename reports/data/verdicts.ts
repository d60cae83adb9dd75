/** Names, signs and sentences for verdicts, for all renderings of a report. */
import { ENOUGH } from "../../engine/result.ts";
import { CHOICES, choicesThatMatter, type Feature } from "../../model/index.ts";
import { renderFilters } from "../../properties/selection.ts";
import type { PropertyReport, Report } from "./report.ts";

export type PropertyVerdict = PropertyReport["verdict"];

/** How a verdict is shown: by a sign, and by a colour that only helps. */
export type Tone = "good" | "bad" | "open" | "none";

export const SIGNS: Readonly<Record<Tone, string>> = { good: "✓", bad: "✗", open: "?", none: "–" };

/** Of properties and situations, of a run, and of a scope. */
export const TONES = {
  holds: "good",
  violated: "bad",
  unreached: "open",
  undecided: "open",
  "not claimed": "none",
  filtered: "none",
  reached: "good",
  conformant: "good",
  nonconformant: "bad",
  inconclusive: "open",
  broken: "bad",
  complete: "good",
  incomplete: "open",
} as const satisfies Readonly<Record<string, Tone>>;

export const signOf = (verdict: keyof typeof TONES): string => SIGNS[TONES[verdict]];

const SAYINGS: Readonly<Record<Report["verdict"], string>> = {
  conformant: "every claimed clause holds",
  nonconformant: "the candidate does not do what the specification says",
  inconclusive: "not everything that is claimed was tested",
  broken: "the candidate could not be tested to the end",
};

/** The same for a part of the properties. */
const PART: Readonly<Record<Report["verdict"], string>> = {
  conformant: "all that is claimed holds",
  nonconformant: "not all holds",
  inconclusive: "not everything that is claimed was tested",
  broken: "nothing can be said: the candidate could not be tested to the end",
};

/** Follows the verdict on a part, so that it is not read as one on the whole. */
export const partOf = ({ filtered, shard }: Report): string =>
  `${filtered ? " in part" : ""}${shard ? `, ${shardName(shard)}` : ""}`;

/** Which part of a campaign it is: a shard, a chunk, or a shard of a chunk. */
export function shardName({
  index,
  of,
  from,
  programs,
}: Pick<NonNullable<Report["shard"]>, "index" | "of" | "from" | "programs">): string {
  const shard = `shard ${index} of ${of}`;
  if (from === undefined) return shard;
  const chunk = `programs ${from} to ${from + programs - 1}`;
  return of === 1 ? chunk : `${shard} of ${chunk}`;
}

/** Of a part in which nothing failed: only all parts together have a verdict. */
const sayingOfShard = ({ cut, of, from }: NonNullable<Report["shard"]>): string =>
  `${cut ? "not all of its part was driven" : "nothing failed in its part"}; poolproof merge joins ${from === undefined ? `all ${of}` : "all of them"} to a verdict`;

/** The verdict of a run in a sentence, or why it did not come to its end. */
export const sayingOf = ({ verdict, incomplete, filtered, shard }: Report): string =>
  incomplete ??
  (shard && verdict === "inconclusive" ? sayingOfShard(shard) : undefined) ??
  (filtered
    ? `of what was asked for, ${PART[verdict]}; ${filtered.leftOut} claimed properties left out by ${renderFilters(filtered).join(" ")}`
    : SAYINGS[verdict]);

const WORST_FIRST: readonly PropertyVerdict[] = [
  "violated",
  "undecided",
  "unreached",
  "filtered",
  "holds",
];

/** That of the worst of its claimed properties. */
export function clauseVerdict(report: Report, clause: string): PropertyVerdict {
  const verdicts = report.properties
    .filter((p) => p.clauses.includes(clause))
    .map((p) => p.verdict);
  return WORST_FIRST.find((verdict) => verdicts.includes(verdict)) ?? "not claimed";
}

/** A number of situations, which are counted up to `ENOUGH`. */
export const situationCount = (count: number) =>
  count >= ENOUGH ? `${ENOUGH.toLocaleString("en")}+` : `${count}`;

/** The number of properties with each verdict that occurs. */
export function verdictCounts({
  properties,
}: Report): readonly (readonly [PropertyVerdict, number])[] {
  return (["holds", "violated", "unreached", "undecided", "filtered", "not claimed"] as const)
    .map((wanted) => [wanted, properties.filter((p) => p.verdict === wanted).length] as const)
    .filter(([, count]) => count > 0);
}

/** “59 hold”, “5 violated”. */
export const countInWords = (verdict: PropertyVerdict, count: number) =>
  `${count} ${verdict === "holds" ? (count === 1 ? "holds" : "hold") : verdict}`;

/** The choices of a statement that make a difference to what it declares. */
export const choicesMade = ({ features, choices }: NonNullable<Report["statement"]>) =>
  choicesThatMatter({ features: features as readonly Feature[] }).flatMap((choice) => {
    const value = choices[choice];
    return value === undefined ? [] : [{ choice, value, isDefault: value === CHOICES[choice][0] }];
  });

/** What the terminal, Markdown and the page say alike, in parts that each of them renders in its own way. */
import { CLAUSE_IDS, CLAUSES, type ClauseId, FEATURES } from "../../model/index.ts";
import type { Report } from "../data/report.ts";
import { isOnlyPart } from "../data/run-verdict.ts";
import {
  clauseVerdict,
  shardName,
  signOf,
  situationCount,
  TONES,
  type Tone,
} from "../data/verdicts.ts";

interface Span {
  readonly text: string;
  readonly as: Tone | "code";
}
export type Text = readonly (string | Span)[];

export interface Table {
  readonly head: readonly string[];
  readonly aligned: readonly ("left" | "right")[];
  readonly rows: readonly (readonly Text[])[];
}

export interface Section {
  readonly title: string;
  readonly items: readonly Text[];
  readonly note: Text;
}

export const code = (text: string): Span => ({ text, as: "code" });
export const counted = (number: number): string => number.toLocaleString("en");

export const capitalised = (text: string): string =>
  `${text.charAt(0).toUpperCase()}${text.slice(1)}`;

export const nameOf = ({ candidate: { name, selector, version } }: Report): string =>
  [name ?? selector, version].filter(Boolean).join(" ");

/** What was tested, and how much. */
export function facts(report: Report): readonly { readonly name: string; readonly text: Text }[] {
  const { statement, seed, versions, programs, messages, exhaustive, histories, timing } = report;
  const unclaimed = FEATURES.filter((feature) => !statement?.features.includes(feature));
  const [scopes, races] = [exhaustive, histories].map((parts) =>
    parts.reduce((total, part) => total + part.messages, 0),
  );
  const driven = [
    `${counted(programs)} programs`,
    `${counted(messages)} messages`,
    ...(scopes
      ? [`besides ${counted(scopes)} messages in every transition of ${exhaustive.length} scopes`]
      : []),
    ...(races ? [`and ${counted(races)} in races and crashes`] : []),
  ];
  const fact = (name: string, ...text: Text) => ({ name, text });
  return [
    fact("driven", driven.join(", ")),
    ...campaignLines(report).map((line) => fact("campaign", line)),
    ...(statement
      ? [
          fact("claimed", statement.features.join(", ")),
          fact(
            "not claimed",
            unclaimed.length > 0 ? `${unclaimed.join(", ")}: nothing was tested of it` : "nothing",
          ),
        ]
      : []),
    fact("seed", code(seed)),
    fact(
      "versions",
      `poolproof ${versions.poolproof}, protocol ${versions.protocol}, Node ${versions.node}`,
    ),
    ...(timing ? [fact("time", `${(timing.durationMs / 1000).toFixed(1)} s`)] : []),
  ];
}

/** Which part of which campaign it is, or what it was joined from. */
export function campaignLines({ shard, merged, joined }: Report): readonly string[] {
  if (shard?.from !== undefined) return [`${shardName(shard)} of a campaign`];
  if (shard) return [`${shardName(shard)}, of a campaign of ${shard.programs} programs`];
  if (merged === undefined) return [];
  const isOfShards = joined?.done.every(({ of }) => of > 1) ?? true;
  const what = isOfShards ? "shard" : "part";
  return [`joined from ${merged} ${merged === 1 ? what : `${what}s`}`];
}

/** Verdicts of clauses that are named together, and have no row each. */
const ASIDE = ["not claimed", "filtered"] as const;

export function clauseTable(report: Report): Table {
  const rows = CLAUSE_IDS.flatMap((id) => {
    const verdict = clauseVerdict(report, id);
    if (ASIDE.some((aside) => aside === verdict)) return [];
    const as = TONES[verdict];
    const { level, statement } = CLAUSES[id];
    const situations = situationCount(situationsOf(report, id));
    const cells = [{ text: signOf(verdict), as }, id, level, { text: verdict, as }, situations];
    return [[...cells, statement].map((cell) => [cell])];
  });
  return {
    head: ["", "clause", "level", "verdict", "situations", "what it says"],
    aligned: ["left", "left", "left", "left", "right", "left"],
    rows,
  };
}

export const asideClauses = (report: Report) =>
  ASIDE.flatMap((verdict) => {
    const ids = CLAUSE_IDS.filter((id) => clauseVerdict(report, id) === verdict);
    return ids.length > 0 ? [{ verdict, clauses: ids.join(", ") }] : [];
  });

/** Of the clause's property that was tested most often. */
export const situationsOf = ({ properties }: Report, clause: ClauseId): number =>
  Math.max(0, ...properties.flatMap((one) => (one.clauses.includes(clause) ? one.situations : [])));

/** What keeps a run from a verdict, and what to do; `undefined` where other parts of the campaign may reach it. */
export function missed(report: Report): Section | undefined {
  const { situations, properties, error } = report;
  const items: readonly Text[] = [
    ...situations
      .filter(({ verdict }) => verdict === "unreached")
      .map(({ id, count, least, advice }) => [
        `situation “${id}”: ${advice ?? `${count} of ${least}`}`,
      ]),
    ...properties
      .filter(({ verdict }) => TONES[verdict] === "open")
      .map(({ id, verdict, situations: count, least }) => [
        code(id),
        `: ${verdict}, ${count} of ${least}`,
      ]),
  ];
  if (items.length === 0 || error || isOnlyPart(report)) return undefined;
  return {
    title: "Not reached often enough to say",
    items,
    note: [
      "Drive more programs: ",
      code("--programs N"),
      ", with a longer ",
      code("--time"),
      " where that cut the run",
    ],
  };
}

/** The clauses that a finding breaks, each once. */
export const clausesOf = (properties: readonly { readonly clauses: readonly string[] }[]): string =>
  [...new Set(properties.flatMap(({ clauses }) => clauses))].join(", ");

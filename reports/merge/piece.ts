/** What is joined: the report of a part, or one that was joined from several, both in the same terms. */
import { digestOf } from "../data/digest.ts";
import { isRacy, type Report } from "../data/report.ts";
import type { DonePart, JoinedReport, PartReport, ShardReport } from "../data/report-parts.ts";

/** A report of a part, or a joined one, with a name for messages, such as its folder. */
export interface NamedReport {
  readonly name: string;
  readonly report: Report;
}

/** What both kinds of reports hold so that they can be joined. */
export type Joinable = Pick<ShardReport & JoinedReport, keyof ShardReport & keyof JoinedReport>;

export interface Piece extends NamedReport {
  /** None where it is incomplete. */
  readonly parts: readonly DonePart[];
  /** Parts that it names and has no results of. */
  readonly missing: readonly PartReport[];
  readonly joinable: Joinable;
}

/** @returns nothing where the report is that of a whole campaign */
export function pieceOf({ name, report }: NamedReport): Piece | undefined {
  const { shard, joined, exhaustive, incomplete, filtered } = report;
  if (joined) {
    const { done, missing } = joined;
    return { name, report, parts: done, missing, joinable: joined };
  }
  if (!shard) return undefined;
  const { index, of, from = 0, programs, cut } = shard;
  const part = { from, programs, index, of };
  const driven = shard.driven.map((one, at) => ({
    ...one,
    ...(exhaustive[at]?.cut && { cut: true }),
  }));
  const joinable = { ...shard, driven };
  // Where filters leave nothing that is claimed, every report is incomplete.
  if (incomplete !== undefined && filtered?.judged !== 0)
    return { name, report, parts: [], missing: [part], joinable };
  const done = { ...part, digest: digestOf(decidedBy(report)), ...(cut && { cut: true }) };
  return { name, report, parts: [done], missing: [], joinable };
}

/** Whether the candidate came up. */
export const isOpened = ({ report }: Pick<NamedReport, "report">): boolean =>
  report.properties.length > 0;

/** How far the one part of a piece came: the higher, the better. */
export const STAGES = { incomplete: 0, unopened: 1, cut: 2, done: 3 } as const;

export function stageOf(piece: Piece): number {
  if (piece.parts.length === 0) return STAGES.incomplete;
  if (!isOpened(piece)) return STAGES.unopened;
  return piece.parts.some(({ cut }) => cut) ? STAGES.cut : STAGES.done;
}

/**
 * What the seed decides of a part's results, by name, so that two machines get the same. Not times; and not races and crashes,
 * which depend on the machine for a candidate in another process.
 */
export function decidedBy(report: Report): Readonly<Record<string, unknown>> {
  const { properties, situations, exhaustive, examples = [], error, shard } = report;
  const kinds = new Map(properties.map(({ id, kind }) => [id, kind]));
  return {
    "number of programs": report.programs,
    "number of messages": report.messages,
    breakdown: error && [error.code, shard?.broke ?? null],
    ...Object.fromEntries(
      properties
        .filter(({ kind }) => !isRacy(kind))
        .map(({ id, verdict, situations }) => [`result of ${id}`, [verdict, situations]]),
    ),
    ...Object.fromEntries(situations.map(({ id, count }) => [`count of ${id}`, count])),
    scopes: exhaustive.map(({ scope, covered, programs, messages, verdict, cut = false }) => [
      ...[scope, covered, programs, messages, verdict, cut],
    ]),
    "marks of what was driven": shard?.driven.map(({ taken }) => taken),
    "results of what had failed before": examples
      .filter(({ property }) => !isRacy(kinds.get(property)))
      .map(({ property, fingerprint, runs, failed }) => [property, fingerprint, runs, failed]),
  };
}

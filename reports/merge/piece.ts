/** What is joined: the report of a part, or one that was joined from several, both in the same terms. */
import { digestOf } from "../data/digest.ts";
import type { Report } from "../data/report.ts";
import type { DonePart, JoinedReport, PartReport, ShardReport } from "../data/report-parts.ts";

/** A report of a part, or a joined one, with a name for messages, such as its folder. */
export interface NamedReport {
  readonly name: string;
  readonly report: Report;
}

/** What a report tells besides where it can be joined to others. */
export type Joinable = Pick<
  ShardReport & JoinedReport,
  "scopes" | "extraStates" | "driven" | "found" | "broke" | "undecided" | "digest"
>;

export interface Piece extends NamedReport {
  /** None where it is incomplete. */
  readonly parts: readonly DonePart[];
  /** Parts that it says there are, and has no results of. */
  readonly missing: readonly PartReport[];
  readonly joinable: Joinable;
}

/** How far the one part came that a piece is the report of. */
export type Stage = "incomplete" | "unopened" | "cut" | "done";

/** @returns nothing where the report is that of a whole campaign */
export function pieceOf({ name, report }: NamedReport): Piece | undefined {
  const { shard, joined } = report;
  if (joined) {
    const { done, missing } = joined;
    return { name, report, parts: done, missing, joinable: joined };
  }
  if (!shard) return undefined;
  const { index, of, from = 0, programs, cut } = shard;
  const part = { from, programs, index, of };
  const joinable = {
    ...shard,
    driven: shard.driven.map((one, at) => ({ ...one, ...cutAt(report, at) })),
  };
  if (isIncomplete(report)) return { name, report, parts: [], missing: [part], joinable };
  const digest = digestOf(decidedBy(report));
  const done = { ...part, digest, ...(cut && { cut: true }) };
  return { name, report, parts: [done], missing: [], joinable };
}

const cutAt = ({ exhaustive }: Report, at: number) => (exhaustive[at]?.cut ? { cut: true } : {});

/** Whether it is one of a run that did not come to its end. Where filters leave nothing that is claimed, none comes further. */
const isIncomplete = ({ incomplete, filtered }: Report): boolean =>
  incomplete !== undefined && filtered?.judged !== 0;

/** Whether it came so far that the candidate was judged, or could have been. */
export const isOpened = ({ report }: Pick<NamedReport, "report">): boolean =>
  report.properties.length > 0;

export function stageOf(piece: Piece): Stage {
  if (piece.parts.length === 0) return "incomplete";
  if (!isOpened(piece)) return "unopened";
  return piece.parts.some(({ cut }) => cut) ? "cut" : "done";
}

const isHistory = (kind: string | undefined) => kind === "concurrent" || kind === "durable";

/**
 * What the seed decides of a part's results, in words, so that two machines have the same: no times, and nothing of races and
 * crashes, since for a candidate in another process the machine decides what comes of these.
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
        .filter(({ kind }) => !isHistory(kind))
        .map(({ id, verdict, situations }) => [`result of ${id}`, [verdict, situations]]),
    ),
    ...Object.fromEntries(situations.map(({ id, count }) => [`count of ${id}`, count])),
    scopes: exhaustive.map(({ scope, covered, programs, messages, verdict, cut = false }) => [
      ...[scope, covered, programs, messages, verdict, cut],
    ]),
    "marks of what was driven": shard?.driven.map(({ taken }) => taken),
    "results of what had failed before": examples
      .filter(({ property }) => !isHistory(kinds.get(property)))
      .map(({ property, fingerprint, runs, failed }) => [property, fingerprint, runs, failed]),
  };
}

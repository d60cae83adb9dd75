/** The reports of parts of a campaign as one: that of all of them is the one that the campaign would have had. */
import { sealed } from "../data/digest.ts";
import { inOrder, missingOf, tellPart } from "../data/parts.ts";
import type { Report } from "../data/report.ts";
import type { JoinedReport, PartReport } from "../data/report-parts.ts";
import { verdictOf } from "../data/run-verdict.ts";
import { checkContents, checkPieces } from "./check.ts";
import { choosePieces } from "./choice.ts";
import type { Found } from "./counterexample.ts";
import { isOpened, type NamedReport, type Piece } from "./piece.ts";
import {
  firstBreakdown,
  type Joining,
  mergeDriven,
  mergeExample,
  mergeHistories,
  mergeProperty,
  mergeScope,
  mergeSituation,
  placeOf,
  total,
} from "./sums.ts";

export interface MergeOptions {
  /** Of the whole campaign, whose last parts may be missing. Default: as many as some report says that there are. */
  readonly programs?: number | undefined;
}

/**
 * Joins them, in any order. A part that is there twice counts once, one that did not come to its end counts as missing, and what
 * was joined before is joined like a part. Where something is missing, the report is incomplete, and says what. Of a candidate
 * that broke, the report has the breakdown that comes first in the order of the campaign, and what other parts have judged stands.
 * Times are those of the part that took longest. No list of known violations is looked at: `gateReport` holds the joined
 * report to one.
 * @throws {MergeError} where they contradict each other, are of different campaigns, or are none of a part
 */
export function mergeReports(
  reports: readonly NamedReport[],
  { programs }: MergeOptions = {},
): Report {
  const all = checkPieces(reports);
  const chosen = choosePieces(all);
  checkContents(all);
  const parts = chosen.flatMap((piece) => piece.parts).sort(inOrder);
  const others = all.flatMap((piece) => [...piece.parts, ...piece.missing]);
  const left = missingOf({ done: parts, others, programs });
  const { missing } = left;
  const isBroken = chosen.some(({ report }) => report.error);
  const isCut = missing.length > 0 || isBroken || parts.some(({ cut }) => cut);
  const [opened, seen] = [chosen, all].map((pieces) => pieces.filter(isOpened)) as [
    Piece[],
    Piece[],
  ];
  // One that broke on its way up has told nothing.
  const unbroken = opened.find(({ report }) => !report.error);
  const first = (unbroken ?? opened[0] ?? seen[0] ?? all[0]) as Piece;
  return joinedReport({ chosen, opened, seen, first, parts, ...left, isCut });
}

function joinedReport(joining: Joining): Report {
  const { chosen, opened, first, parts, missing, programs } = joining;
  const { shard: _, joined: __, gate: ___, error: ____, ...common } = first.report;
  const { incomplete, examples, timing, ...rest } = common;
  const found = new Map<string, Found>();
  const scopes = opened.find(({ report }) => report.exhaustive.length > 0)?.report.exhaustive ?? [];
  const why = missing.length > 0 ? tell("missing", missing) : unjudged(incomplete, common);
  const cut = parts.filter((part) => part.cut);
  const open = why ?? (cut.length > 0 ? tell("cut short by their time", cut) : undefined);
  const shown = {
    properties: first.report.properties.map((_, at) => mergeProperty(at, joining, found)),
    situations: first.report.situations.map((_, at) => mergeSituation(at, joining)),
    exhaustive: scopes.map((_, at) => mergeScope(at, joining)),
    ...(first.report.filtered && { filtered: first.report.filtered }),
    ...(open !== undefined && { incomplete: open }),
  };
  const verdict = verdictOf(shown);
  const broken = firstBreakdown(chosen);
  const error = broken?.report.error;
  const durations = chosen.flatMap(({ report }) => report.timing?.durationMs ?? []);
  const joined: JoinedReport = {
    ...{ programs, done: [...parts], missing: [...missing] },
    scopes: first.joinable.scopes,
    ...(first.joinable.extraStates !== undefined && { extraStates: first.joinable.extraStates }),
    driven: scopes.map((_, at) => mergeDriven(at, joining)),
    found: [...found.values()].flatMap(({ place }) => place ?? []),
    ...(broken && { broke: placeOf(broken) }),
    undecided: [...new Set(chosen.flatMap(({ joinable }) => joinable.undecided))].sort(),
  };
  return sealed({
    ...rest,
    // What was proven wrong before a part broke is wrong all the same.
    verdict: error && verdict !== "nonconformant" ? "broken" : verdict,
    merged: parts.length,
    joined,
    programs: total(chosen, ({ report }) => report.programs),
    messages: total(chosen, ({ report }) => report.messages),
    ...shown,
    histories: mergeHistories(chosen),
    ...(examples && { examples: examples.map((_, at) => mergeExample(at, joining)) }),
    ...(error && { error }),
    ...(timing && { timing: { durationMs: Math.max(...durations) } }),
  });
}

/** Where filters leave nothing that is claimed, that is no matter of what is missing. */
const unjudged = (incomplete: string | undefined, { filtered }: Pick<Report, "filtered">) =>
  filtered?.judged === 0 ? incomplete : undefined;

const MOST_TOLD = 5;

function tell(what: string, parts: readonly PartReport[]): string {
  const told = parts.slice(0, MOST_TOLD).map(tellPart).join(", ");
  const more = parts.length - MOST_TOLD;
  return `${what}: ${told}${more > 0 ? ` and ${more} more` : ""}`;
}

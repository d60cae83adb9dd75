/** Joins the reports of parts of a campaign: the report of all of them is the one that the campaign would have had. */
import { sealed } from "../data/digest.ts";
import { inOrder, missingOf, partName } from "../data/parts.ts";
import type { Report } from "../data/report.ts";
import type { JoinedReport, PartReport } from "../data/report-parts.ts";
import { verdictOf } from "../data/run-verdict.ts";
import { checkContents, checkPieces } from "./check.ts";
import { choosePieces } from "./choice.ts";
import { isOpened, type NamedReport, type Piece } from "./piece.ts";
import {
  chooseCounterexample,
  firstFailure,
  type Joining,
  mergeExample,
  mergeHistories,
  mergeProperty,
  mergeScope,
  mergeSituation,
  placeOf,
  total,
} from "./sums.ts";

export interface MergeOptions {
  /** Programs of the whole campaign, whose last parts may be missing. Default: as many as the reports say that there are. */
  readonly programs?: number | undefined;
}

/**
 * Joins reports in any order. A part that is there twice counts once, and one that did not come to its end counts as missing. A
 * joined report is joined like a part. Where something is missing, the result is incomplete, and says what. Where the candidate
 * broke, the result has the error that comes first in the campaign, and what other parts have judged stands. The duration is
 * that of the slowest part. No baseline is looked at: `gateReport` holds the joined report to one.
 * @throws {MergeError} where reports contradict each other, are of different campaigns, are of no part, or were changed
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
  const isBroken = chosen.some(({ report }) => report.error);
  const isCut = left.missing.length > 0 || isBroken || parts.some(({ cut }) => cut);
  const [opened, seen] = [chosen.filter(isOpened), all.filter(isOpened)];
  const unbroken = opened.find(({ report }) => !report.error);
  // A candidate that failed to come up has declared nothing.
  const first = (unbroken ?? opened[0] ?? seen[0] ?? all[0]) as Piece;
  return joinedReport({ chosen, opened, seen, first, parts, ...left, isCut });
}

function joinedReport(joining: Joining): Report {
  const { chosen, opened, seen, first, parts, missing, programs } = joining;
  const { shard: _, joined: __, gate: ___, error: ____, incomplete: _____, ...rest } = first.report;
  const { examples, timing, ...common } = rest;
  const found = first.report.properties.map((_, at) => chooseCounterexample(at, seen));
  const exhaustive = opened.find(({ report }) => report.exhaustive.length > 0)?.report.exhaustive;
  const scopes = exhaustive?.map((_, at) => mergeScope(at, joining)) ?? [];
  const incomplete = incompleteOf(joining);
  const shown = {
    properties: found.map((one, at) => mergeProperty(at, joining, one)),
    situations: first.report.situations.map((_, at) => mergeSituation(at, joining)),
    exhaustive: scopes.map(({ scope }) => scope),
    ...(common.filtered && { filtered: common.filtered }),
    ...(incomplete !== undefined && { incomplete }),
  };
  const broken = firstFailure(chosen);
  const error = broken?.report.error;
  const { extraStates } = first.joinable;
  const joined: JoinedReport = {
    ...{ programs, done: [...parts], missing: [...missing] },
    scopes: first.joinable.scopes,
    ...(extraStates !== undefined && { extraStates }),
    driven: scopes.map(({ driven }) => driven),
    found: found.flatMap((one) => one?.place ?? []),
    ...(broken && { broke: placeOf(broken) }),
    undecided: [...new Set(chosen.flatMap(({ joinable }) => joinable.undecided))].sort(),
  };
  const durations = chosen.flatMap(({ report }) => report.timing?.durationMs ?? []);
  return sealed({
    ...common,
    verdict: verdictOf({ ...shown, error }),
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

/** Why the joined report is incomplete, if it is. */
function incompleteOf({ first, parts, missing }: Joining): string | undefined {
  const { filtered, incomplete } = first.report;
  const cut = parts.filter((part) => part.cut);
  if (missing.length > 0) return `missing: ${partNames(missing)}`;
  // Where filters leave nothing that is claimed, each part says so.
  if (filtered?.judged === 0 && incomplete !== undefined) return incomplete;
  return cut.length > 0 ? `cut short by their time: ${partNames(cut)}` : undefined;
}

const MAX_NAMES = 5;

function partNames(parts: readonly PartReport[]): string {
  const names = parts.slice(0, MAX_NAMES).map(partName).join(", ");
  const more = parts.length - MAX_NAMES;
  return `${names}${more > 0 ? ` and ${more} more` : ""}`;
}

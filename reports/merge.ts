/** The reports of all shards of a campaign as the one report that the campaign would have had. */
import { ENOUGH } from "../engine/result.ts";
import {
  checkShards,
  isOpened,
  MergeError,
  type NamedReport,
  type NamedShard,
  told,
} from "./merge-check.ts";
import { chooseCounterexample } from "./merge-counterexample.ts";
import { checkShapes, isUnjudged } from "./merge-shape.ts";
import type { ExhaustiveReport, PropertyReport, Report, SituationReport } from "./report.ts";
import type { ExampleReport, HistoriesReport } from "./report-parts.ts";
import { verdictOf } from "./run-verdict.ts";
import { countMarked, unpacked } from "./shard.ts";

type Shard = NamedShard["report"];

/**
 * Joins them. Of a candidate that broke, the breakdown is told that comes first in the order of the campaign, and what other
 * shards have judged stands. Times are those of the shard that took longest. No list of known violations is looked at:
 * `gateReport` holds the joined report to one.
 * @throws {MergeError} where they are not those of all shards of one campaign
 */
export function mergeReports(reports: readonly NamedReport[]): Report {
  const checked = checkShards(reports);
  checkShapes(checked);
  const shards = checked.map(({ report }) => report);
  // One that broke on its way up has told nothing.
  const opened = checked.filter(isOpened).map(({ report }) => report);
  const first = (opened.find(({ error }) => !error) ?? opened[0] ?? shards[0]) as Shard;
  const scopes = opened.find(({ exhaustive }) => exhaustive.length > 0)?.exhaustive ?? [];
  const { shard: _, gate: __, error: ___, examples, timing, ...common } = first;
  const isCut = shards.some(({ shard, error }) => error || shard.cut !== undefined);
  const shown = {
    properties: first.properties.map(({ id }) => mergeProperty(id, opened, isCut)),
    situations: first.situations.map((_, at) => mergeSituation(at, opened)),
    exhaustive: scopes.map((_, at) => mergeScope(at, opened, shards.length)),
    ...(first.filtered && { filtered: first.filtered }),
    ...(first.incomplete !== undefined && { incomplete: first.incomplete }),
  };
  const error = firstBreakdown(shards);
  const durations = shards.flatMap((one) => one.timing?.durationMs ?? []);
  return {
    ...common,
    verdict: error ? "broken" : verdictOf(shown),
    merged: shards.length,
    programs: sum(shards, ({ programs }) => programs),
    messages: sum(shards, ({ messages }) => messages),
    ...shown,
    histories: mergeHistories(shards),
    ...(examples && { examples: examples.map((_, at) => mergeExample(at, opened)) }),
    ...(error && { error }),
    ...(timing && { timing: { durationMs: Math.max(...durations) } }),
  };
}

const sum = <One>(all: readonly One[], of: (one: One) => number): number =>
  all.reduce((total, one) => total + of(one), 0);

/**
 * Of the breakdowns, that of the program which comes first. Of those on no program, one on the way up comes before all, and
 * one after something was driven, such as a failure to close, after all.
 */
function firstBreakdown(shards: readonly Shard[]): Report["error"] {
  const placeOf = (shard: Shard) => {
    const { part, program } = shard.shard.broke ?? { part: isBegun(shard) ? LAST : -1, program: 0 };
    return [part, program] as const;
  };
  const broken = shards.filter(({ error }) => error);
  const inOrder = broken.sort((a, b) => {
    const [[part, program], [otherPart, otherProgram]] = [placeOf(a), placeOf(b)];
    return part - otherPart || program - otherProgram;
  });
  return inOrder[0]?.error;
}

const LAST = Number.MAX_SAFE_INTEGER;

const isBegun = ({ programs, exhaustive, histories }: Shard): boolean =>
  programs > 0 || [...exhaustive, ...histories].some((part) => part.programs > 0);

const propertyOf = ({ properties }: Shard, id: string): PropertyReport =>
  properties.find((one) => one.id === id) as PropertyReport;

/** @param isCut whether programs were left out somewhere */
function mergeProperty(id: string, shards: readonly Shard[], isCut: boolean): PropertyReport {
  const all = shards.map((shard) => propertyOf(shard, id));
  // One that has broken before it came so far says that nobody has asked.
  const own = all.filter((one) => !isUnjudged(one));
  const { known: _, counterexample: __, ...first } = (own[0] ?? all[0]) as PropertyReport;
  if (own.length === 0) return first;
  const isHistory = first.kind === "concurrent" || first.kind === "durable";
  const arisen = sum(own, ({ situations }) => situations);
  const situations = isHistory ? arisen : Math.min(arisen, ENOUGH);
  const counterexample = chooseCounterexample(id, shards);
  if (counterexample) return { ...first, verdict: "violated", situations, counterexample };
  const isGivenUp = shards.some(({ shard }) => shard.undecided.includes(id));
  if (isGivenUp) return { ...first, verdict: "undecided", situations };
  const missed = isCut ? "undecided" : "unreached";
  return { ...first, verdict: situations >= first.least ? "holds" : missed, situations };
}

function mergeSituation(at: number, shards: readonly Shard[]): SituationReport {
  const own = shards.flatMap(({ situations }) => situations[at] ?? []);
  const first = own[0] as SituationReport;
  const count = Math.min(
    sum(own, (one) => one.count),
    ENOUGH,
  );
  if (first.verdict === "not claimed") return { ...first, count };
  return { ...first, count, verdict: count >= first.least ? "reached" : "unreached" };
}

/** @param of shards that there have to be: one that never came so far has driven nothing */
function mergeScope(at: number, shards: readonly Shard[], of: number): ExhaustiveReport {
  const own = shards.flatMap(({ exhaustive }) => exhaustive[at] ?? []);
  const driven = shards.flatMap(({ shard }) => shard.driven[at] ?? []);
  const { cut: _, ...first } = own[0] as ExhaustiveReport;
  const isCut = own.length < of || own.some(({ cut }) => cut);
  const isViolated = own.some(({ verdict }) => verdict === "violated");
  const verdict = isViolated ? "violated" : isCut ? "incomplete" : "complete";
  const covered = countMarked(driven.map(({ taken }) => unpacked(taken, first.states)));
  if (verdict === "complete" && covered !== first.transitions)
    throw new MergeError(
      `of ${told(first.scope)} all shards together have driven ${covered} of ${first.transitions} transitions, and none says why; run all of them again`,
    );
  const proves = driven[0]?.proves;
  const isPart = shards.some(({ filtered }) => filtered);
  return {
    ...first,
    covered,
    programs: sum(own, ({ programs }) => programs),
    messages: sum(own, ({ messages }) => messages),
    verdict,
    ...(isCut && { cut: true }),
    ...(verdict === "complete" && !isPart && proves !== undefined && { proves }),
  };
}

function mergeHistories(shards: readonly Shard[]): HistoriesReport[] {
  const names = [...new Set(shards.flatMap(({ histories }) => histories.map((h) => h.campaign)))];
  return names.map((campaign) => {
    const own = shards.flatMap(({ histories }) => histories.filter((h) => h.campaign === campaign));
    const spoiled = sum(own, (one) => one.spoiled ?? 0);
    const unable = own.find((one) => one.unable !== undefined)?.unable;
    return {
      campaign,
      programs: sum(own, ({ programs }) => programs),
      messages: sum(own, ({ messages }) => messages),
      overlapping: sum(own, ({ overlapping }) => overlapping),
      crashes: sum(own, ({ crashes }) => crashes),
      violated: sum(own, ({ violated }) => violated),
      ...(spoiled > 0 && { spoiled }),
      ...(unable !== undefined && { unable }),
    };
  });
}

/** Each of them is run by one shard. */
function mergeExample(at: number, shards: readonly Shard[]): ExampleReport {
  const own = shards.flatMap(({ examples }) => examples?.[at] ?? []);
  return {
    ...(own[0] as ExampleReport),
    runs: sum(own, ({ runs }) => runs),
    failed: own.some(({ failed }) => failed),
  };
}

/** The results of several parts added up, so that more parts can be added to the sum. */
import { ENOUGH } from "../../engine/result.ts";
import type { LaneProgram } from "../../properties/concurrency/program.ts";
import { sizeOf } from "../../properties/concurrency/reduce.ts";
import type { Program } from "../../properties/programs/program.ts";
import { compare } from "../../properties/programs/vocabulary.ts";
import type { Counterexample } from "../data/counterexample.ts";
import {
  type ExhaustiveReport,
  isRacy,
  type PropertyReport,
  type Report,
  type SituationReport,
} from "../data/report.ts";
import type { DonePart, ExampleReport, HistoriesReport, PartReport } from "../data/report-parts.ts";
import { joinMarks } from "../data/shard.ts";
import { fail, jsonText } from "./check.ts";
import type { Joinable, Piece } from "./piece.ts";

/** What is added up, and what is missing. */
export interface Joining {
  /** In the order of the campaign; no part is in two of them. */
  readonly chosen: readonly Piece[];
  /** Those of `chosen` whose candidate came up. */
  readonly opened: readonly Piece[];
  /** All pieces whose candidate came up, chosen or not: a violation counts wherever it was found. */
  readonly seen: readonly Piece[];
  /** The piece that what is the same in all of them is taken from. */
  readonly first: Piece;
  readonly parts: readonly DonePart[];
  readonly missing: readonly PartReport[];
  readonly programs: number;
  /** Whether programs were left out somewhere. */
  readonly isCut: boolean;
}

export const total = <One>(all: readonly One[], of: (one: One) => number): number =>
  all.reduce((sum, one) => sum + of(one), 0);

/** The failure of the candidate that comes first in the campaign. */
export function firstFailure(pieces: readonly Piece[]): Piece | undefined {
  const broken = pieces.filter(({ report }) => report.error);
  return broken.sort((a, b) => {
    const [one, other] = [placeOf(a), placeOf(b)];
    return one.part - other.part || one.program - other.program;
  })[0];
}

/** A failure on no program comes before all others if nothing had been driven, else (such as one to close) after them. */
export const placeOf = ({ joinable, report }: Piece): NonNullable<Joinable["broke"]> =>
  joinable.broke ?? { part: isBegun(report) ? Number.MAX_SAFE_INTEGER : 0, program: 0 };

const isBegun = ({ programs, exhaustive, histories }: Report): boolean =>
  programs > 0 || [...exhaustive, ...histories].some((part) => part.programs > 0);

export interface Found {
  readonly counterexample: Counterexample;
  /** The program that the search began with; none for a program of the fixed seed, which all parts drive. */
  readonly place: Joinable["found"][number] | undefined;
}

/**
 * Prefers a counterexample that fails again. Of programs without races, then the first in the order of all programs, which is
 * what the whole campaign finds if its search ends. Of races, then one that depends on the order of messages, and then the
 * smallest. Of equals, the one whose search began with the earliest program.
 * @param at the property's place in the report
 */
export function chooseCounterexample(at: number, pieces: readonly Piece[]): Found | undefined {
  const all = pieces.flatMap(({ report, joinable }): readonly Found[] => {
    const { id, counterexample } = report.properties[at] ?? {};
    if (!counterexample) return [];
    return [{ counterexample, place: joinable.found.find(({ property }) => property === id) }];
  });
  return all.sort(byPreference)[0];
}

function byPreference(a: Found, b: Found): number {
  const [one, other] = [a.counterexample, b.counterexample];
  return (
    Number(other.reproduced) - Number(one.reproduced) ||
    Number(one.race?.sequential ?? false) - Number(other.race?.sequential ?? false) ||
    bySize(one, other) ||
    (a.place?.part ?? -1) - (b.place?.part ?? -1) ||
    (a.place?.program ?? -1) - (b.place?.program ?? -1)
  );
}

function bySize(one: Counterexample, other: Counterexample): number {
  if (one.race || other.race)
    return sizeOf(one.program as LaneProgram) - sizeOf(other.program as LaneProgram);
  return compare(one.program as Program, other.program as Program);
}

const isUnjudged = ({ verdict }: PropertyReport): boolean =>
  verdict === "not claimed" || verdict === "filtered";

/**
 * @param at the property's place in all reports
 * @param found the counterexample for the report
 */
export function mergeProperty(
  at: number,
  { opened, seen, isCut }: Joining,
  found: Found | undefined,
): PropertyReport {
  const of = ({ report }: Piece) => report.properties[at] as PropertyReport;
  const [all, others] = [opened.map(of), seen.map(of)];
  // A part whose candidate failed early lists properties as unjudged that other parts have judged.
  const own = all.filter((one) => !isUnjudged(one));
  const any = own[0] ?? others.find((one) => !isUnjudged(one)) ?? all[0] ?? others[0];
  const { known: _, counterexample: __, ...first } = any as PropertyReport;
  if (isUnjudged(first)) return first;
  const arisen = total(own, ({ situations }) => situations);
  const situations = isRacy(first.kind) ? arisen : Math.min(arisen, ENOUGH);
  if (found)
    return { ...first, verdict: "violated", situations, counterexample: found.counterexample };
  const isGivenUp = opened.some(({ joinable }) => joinable.undecided.includes(first.id));
  if (!isGivenUp && situations >= first.least) return { ...first, verdict: "holds", situations };
  return { ...first, verdict: isGivenUp || isCut ? "undecided" : "unreached", situations };
}

export function mergeSituation(at: number, { opened, first }: Joining): SituationReport {
  const own = opened.flatMap(({ report }) => report.situations[at] ?? []);
  const one = first.report.situations[at] as SituationReport;
  const sum = total(own, ({ count }) => count);
  const count = Math.min(sum, ENOUGH);
  if (one.verdict === "not claimed") return { ...one, count };
  return { ...one, count, verdict: count >= one.least ? "reached" : "unreached" };
}

/** @returns the scope, and what was driven of it, so that more can be joined to it */
export function mergeScope(at: number, { chosen, opened, missing }: Joining) {
  const own = opened.flatMap(({ report }) => report.exhaustive[at] ?? []);
  const driven = opened.flatMap(({ joinable }) => joinable.driven[at] ?? []);
  const { cut: _, proves: __, ...first } = own[0] as ExhaustiveReport;
  const { proves = "" } = driven[0] ?? {};
  const { taken, covered } = joinMarks(driven.map((one) => one.taken));
  // Scopes belong to the parts that begin with the first program. A part that did not get to them has driven nothing.
  const isCutShort = chosen
    .filter(({ parts }) => parts.some(({ from }) => from === 0))
    .some(({ report, joinable }) => !report.exhaustive[at] || joinable.driven[at]?.cut);
  const isCut = isCutShort || missing.some(({ from }) => from === 0);
  const isViolated = own.some(({ verdict }) => verdict === "violated");
  const verdict = isViolated ? "violated" : isCut ? "incomplete" : "complete";
  if (verdict === "complete" && covered !== first.transitions)
    fail(
      `of ${jsonText(first.scope)} all parts together have driven ${covered} of ${first.transitions} transitions, and none says why; run all of them again`,
    );
  const isFiltered = opened.some(({ report }) => report.filtered);
  const scope: ExhaustiveReport = {
    ...first,
    covered,
    programs: total(own, ({ programs }) => programs),
    messages: total(own, ({ messages }) => messages),
    verdict,
    ...(isCut && { cut: true }),
    ...(verdict === "complete" && !isFiltered && { proves }),
  };
  return { scope, driven: { taken, proves, ...(isCutShort && { cut: true }) } };
}

export function mergeHistories(pieces: readonly Piece[]): HistoriesReport[] {
  const all = pieces.flatMap(({ report }) => report.histories);
  return [...new Set(all.map(({ campaign }) => campaign))].map((campaign) => {
    const own = all.filter((one) => one.campaign === campaign);
    const spoiled = total(own, (one) => one.spoiled ?? 0);
    const unable = own.find((one) => one.unable !== undefined)?.unable;
    return {
      campaign,
      programs: total(own, ({ programs }) => programs),
      messages: total(own, ({ messages }) => messages),
      overlapping: total(own, ({ overlapping }) => overlapping),
      crashes: total(own, ({ crashes }) => crashes),
      violated: total(own, ({ violated }) => violated),
      ...(spoiled > 0 && { spoiled }),
      ...(unable !== undefined && { unable }),
    };
  });
}

/** Each program that had failed before is run by one part. */
export function mergeExample(at: number, { opened, first }: Joining): ExampleReport {
  const own = opened.flatMap(({ report }) => report.examples?.[at] ?? []);
  return {
    ...((own[0] ?? first.report.examples?.[at]) as ExampleReport),
    runs: total(own, ({ runs }) => runs),
    failed: own.some(({ failed }) => failed),
  };
}

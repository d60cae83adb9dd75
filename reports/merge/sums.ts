/** What several parts have shown, added up: also of sums, to which more can be added. */
import { ENOUGH } from "../../engine/result.ts";
import type { ExhaustiveReport, PropertyReport, Report, SituationReport } from "../data/report.ts";
import type { DonePart, ExampleReport, HistoriesReport, PartReport } from "../data/report-parts.ts";
import { countBits, deflated, unionOf, unpacked } from "../data/shard.ts";
import { MergeError, told } from "./check.ts";
import { chooseCounterexample, type Found } from "./counterexample.ts";
import type { Joinable, Piece } from "./piece.ts";

/** Whether nothing was asked of it. */
const isUnjudged = ({ verdict }: Pick<PropertyReport, "verdict">): boolean =>
  verdict === "not claimed" || verdict === "filtered";

/** What is added up, and what is not there. */
export interface Joining {
  /** In the order of the campaign; no part is in two of them. */
  readonly chosen: readonly Piece[];
  /** Those whose candidate came up. */
  readonly opened: readonly Piece[];
  /** …and of all reports, also of those that are not added up: a violation counts wherever it was found. */
  readonly seen: readonly Piece[];
  /** That tells what is the same in all of them. */
  readonly first: Piece;
  readonly parts: readonly DonePart[];
  readonly missing: readonly PartReport[];
  readonly programs: number;
  /** Whether programs were left out somewhere. */
  readonly isCut: boolean;
}

export const total = <One>(all: readonly One[], of: (one: One) => number): number =>
  all.reduce((sum, one) => sum + of(one), 0);

/**
 * Of the breakdowns, that of the program which comes first. Of those on no program, one on the way up comes before all, and
 * one after something was driven, such as a failure to close, after all.
 */
export function firstBreakdown(pieces: readonly Piece[]): Piece | undefined {
  const broken = pieces.filter(({ report }) => report.error);
  const inOrder = broken.sort((a, b) => {
    const [one, other] = [placeOf(a), placeOf(b)];
    return one.part - other.part || one.program - other.program;
  });
  return inOrder[0];
}

type Place = NonNullable<Joinable["broke"]>;

export const placeOf = ({ joinable, report }: Piece): Place =>
  joinable.broke ?? { part: isBegun(report) ? Number.MAX_SAFE_INTEGER : 0, program: 0 };

const isBegun = ({ programs, exhaustive, histories }: Report): boolean =>
  programs > 0 || [...exhaustive, ...histories].some((part) => part.programs > 0);

/**
 * @param at where all of them have the property
 * @param found gets the counterexample for the report
 */
export function mergeProperty(
  at: number,
  { opened, seen, isCut }: Joining,
  found: Map<string, Found>,
): PropertyReport {
  const of = ({ report }: Piece) => report.properties[at] as PropertyReport;
  const all = opened.map(of);
  // One that has broken before it came so far says that nothing was asked of it.
  const own = all.filter((one) => !isUnjudged(one));
  const any = own[0] ?? seen.map(of).find((one) => !isUnjudged(one)) ?? all[0] ?? seen.map(of)[0];
  const { known: _, counterexample: __, ...first } = any as PropertyReport;
  if (isUnjudged(first)) return first;
  const isHistory = first.kind === "concurrent" || first.kind === "durable";
  const arisen = total(own, ({ situations }) => situations);
  const situations = isHistory ? arisen : Math.min(arisen, ENOUGH);
  const chosen = chooseCounterexample(at, seen);
  if (chosen) {
    found.set(first.id, chosen);
    return { ...first, verdict: "violated", situations, counterexample: chosen.counterexample };
  }
  const isGivenUp = opened.some(({ joinable }) => joinable.undecided.includes(first.id));
  if (isGivenUp) return { ...first, verdict: "undecided", situations };
  const missed = isCut ? "undecided" : "unreached";
  return { ...first, verdict: situations >= first.least ? "holds" : missed, situations };
}

export function mergeSituation(at: number, { opened, first }: Joining): SituationReport {
  const own = opened.flatMap(({ report }) => report.situations[at] ?? []);
  const one = first.report.situations[at] as SituationReport;
  const count = Math.min(
    total(own, (each) => each.count),
    ENOUGH,
  );
  if (one.verdict === "not claimed") return { ...one, count };
  return { ...one, count, verdict: count >= one.least ? "reached" : "unreached" };
}

/** Whether programs of a scope were left out in what is added up: one that never came so far has driven nothing. */
const isCutShort = (at: number, { chosen }: Joining): boolean =>
  chosen
    .filter(({ parts }) => parts.some(({ from }) => from === 0))
    .some(({ report, joinable }) => !report.exhaustive[at] || joinable.driven[at]?.cut);

function marksOf(at: number, { opened }: Joining): Uint8Array {
  const driven = opened.flatMap(({ report, joinable }) => {
    const { taken } = joinable.driven[at] ?? {};
    return taken === undefined ? [] : [unpacked(taken, report.exhaustive[at]?.states ?? 0)];
  });
  return unionOf(driven);
}

/** What was driven of a scope, so that more can be joined to it. */
export function mergeDriven(at: number, joining: Joining): Joinable["driven"][number] {
  const { proves = "" } =
    joining.opened.flatMap(({ joinable }) => joinable.driven[at] ?? [])[0] ?? {};
  const taken = deflated(marksOf(at, joining));
  return { taken, proves, ...(isCutShort(at, joining) && { cut: true }) };
}

/** Scopes belong to the parts that begin with the first program. */
export function mergeScope(at: number, joining: Joining): ExhaustiveReport {
  const { opened, missing } = joining;
  const own = opened.flatMap(({ report }) => report.exhaustive[at] ?? []);
  const { cut: _, proves: __, ...first } = own[0] as ExhaustiveReport;
  const isCut = isCutShort(at, joining) || missing.some(({ from }) => from === 0);
  const isViolated = own.some(({ verdict }) => verdict === "violated");
  const verdict = isViolated ? "violated" : isCut ? "incomplete" : "complete";
  const covered = countBits(marksOf(at, joining));
  if (verdict === "complete" && covered !== first.transitions)
    throw new MergeError(
      `of ${told(first.scope)} all parts together have driven ${covered} of ${first.transitions} transitions, and none says why; run all of them again`,
    );
  const proves = opened.flatMap(({ joinable }) => joinable.driven[at]?.proves ?? [])[0];
  const isPart = opened.some(({ report }) => report.filtered);
  return {
    ...first,
    covered,
    programs: total(own, ({ programs }) => programs),
    messages: total(own, ({ messages }) => messages),
    verdict,
    ...(isCut && { cut: true }),
    ...(verdict === "complete" && !isPart && proves !== undefined && { proves }),
  };
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

/** Each of them is run by one part. */
export function mergeExample(at: number, { opened, first }: Joining): ExampleReport {
  const own = opened.flatMap(({ report }) => report.examples?.[at] ?? []);
  return {
    ...((own[0] ?? first.report.examples?.[at]) as ExampleReport),
    runs: total(own, ({ runs }) => runs),
    failed: own.some(({ failed }) => failed),
  };
}

/** Programs that had failed before, made ready to be run before all others. */
import type { OpenCandidate } from "../adapters/session/open.ts";
import type { ExampleResult } from "../engine/examples.ts";
import type { Statement } from "../model/index.ts";
import { allProperties, propertyOf } from "../properties/all-properties.ts";
import { claimedProperties } from "../properties/clauses/specification.ts";
import {
  claimedHistoryProperties,
  type HistoryProperty,
  historyProperties,
} from "../properties/concurrency/properties.ts";
import { isSequential, type LicensePool } from "../properties/license-pool.ts";
import type { Selection } from "../properties/selection.ts";
import type { Counterexample } from "../reports/data/counterexample.ts";
import { leastRate, triesAt } from "../reports/data/rate.ts";
import type { ExampleReport } from "../reports/data/report-parts.ts";
import { type BaselineEntry, parseBaseline } from "../reports/gate/baseline.ts";
import { fingerprint } from "../reports/gate/fingerprint.ts";
import { triesOf } from "../reports/gate/gate.ts";
import { messagesForTries, shareTries } from "./example-tries.ts";
import type { Baselined, ConformanceOptions } from "./options.ts";
import { checkJudged, checkProgram, messagesOf } from "./replaying.ts";
import { reasonNotTo } from "./specification.ts";

export interface FailedBefore {
  readonly property: string;
  readonly fingerprint: string;
  readonly program: LicensePool["program"];
  /** Runs without a failure after which it counts as one that fails no more, where it is racy. */
  readonly tries: number;
  /** Whether a list of known violations has it, which is held to all of these tries. */
  readonly isListed: boolean;
}

/** As a campaign takes it, or why none does. */
export interface Prepared extends FailedBefore {
  readonly isRacy: boolean;
  readonly unable?: string;
}

/**
 * What a run is to begin with, each once.
 * @param baseline a list of known violations: those whose program it tells
 */
export function failedBefore(
  counterexamples: readonly Counterexample[],
  baseline?: Baselined,
): readonly FailedBefore[] {
  const all = new Map<string, FailedBefore>();
  const listed = baseline === undefined ? [] : fromBaseline(baseline);
  for (const one of [...counterexamples.map(fromCounterexample), ...listed]) {
    const key = keyOf(one);
    const known = all.get(key);
    const tries = Math.max(one.tries, known?.tries ?? 0);
    all.set(key, { ...one, tries, isListed: one.isListed || known?.isListed === true });
  }
  return [...all.values()];
}

const keyOf = (one: Pick<FailedBefore, "property" | "fingerprint">) =>
  `${one.property} ${one.fingerprint}`;

function fromCounterexample(counterexample: Counterexample): FailedBefore {
  const { property, program, race } = counterexample;
  const tries = race ? triesAt(leastRate(race.rate)) : 1;
  const own = program as LicensePool["program"];
  return {
    property,
    fingerprint: fingerprint(counterexample),
    program: own,
    tries,
    isListed: false,
  };
}

const fromBaseline = ({ text, flaky }: Baselined): readonly FailedBefore[] =>
  parseBaseline(text).listed.flatMap(({ entry }) => {
    const { property, fingerprint, program } = entry as BaselineEntry;
    if (property === undefined || fingerprint === undefined || !program) return [];
    const own = program as LicensePool["program"];
    return [{ property, fingerprint, program: own, tries: triesOf(entry, flaky), isListed: true }];
  });

/**
 * Those that the filters leave, each looked at before any of it is sent. Racy ones that no list has are given as many tries
 * as the run has room for.
 */
export function prepare(
  examples: readonly FailedBefore[],
  candidate: Pick<OpenCandidate, "statement" | "declaration" | "canCrash">,
  selection: Selection,
  run: Pick<ConformanceOptions, "programs" | "seed">,
): readonly Prepared[] {
  const { statement } = candidate;
  const claimed = [...claimedProperties(statement), ...claimedHistoryProperties(statement)];
  const isKnown = (id: string) => allProperties.some((property) => property.id === id);
  const prepared = examples
    .filter(({ property: id }) => !isKnown(id) || selection({ id }))
    .map((example): Prepared => {
      const { property: id, program } = example;
      const prepared = { ...example, isRacy: historyProperties.some((one) => one.id === id) };
      if (!isKnown(id)) return { ...prepared, unable: "this version has no such property" };
      if (!claimed.some((property) => property.id === id))
        return { ...prepared, unable: "the candidate does not claim the property" };
      const racy = historyProperties.find((property) => property.id === id);
      const unable = racy && reasonNotToRace(racy, program, candidate.canCrash);
      if (unable !== undefined) return { ...prepared, unable };
      try {
        const messages = messagesOf(program, statement, prepared.isRacy);
        checkProgram(program as Counterexample["program"], messages, candidate);
        checkJudged(propertyOf(id), program, messages, statement);
        return prepared;
      } catch (error) {
        return { ...prepared, unable: (error as Error).message };
      }
    });
  return withShares(prepared, statement, run);
}

/** Why a program of a property of races or crashes cannot be driven, if it cannot. */
function reasonNotToRace(
  { kind }: HistoryProperty,
  program: LicensePool["program"],
  canCrash: boolean,
): string | undefined {
  const unable = reasonNotTo(kind === "concurrent" ? "concurrency" : "durability", canCrash);
  if (unable !== undefined) return unable;
  return isSequential(program)
    ? "its program holds no race and no crash: replay its file by itself"
    : undefined;
}

function withShares(
  all: readonly Prepared[],
  statement: Statement,
  run: Pick<ConformanceOptions, "programs" | "seed">,
): readonly Prepared[] {
  const tries = new Map<Prepared, number>();
  for (const kind of ["concurrent", "durable"] as const) {
    const own = all.filter(
      (one) =>
        !one.isListed &&
        one.unable === undefined &&
        historyProperties.some(({ id, kind: its }) => id === one.property && its === kind),
    );
    if (own.length === 0) continue;
    const costs = own.map(({ program, tries }) => ({
      tries,
      messages: Math.max(1, messagesOf(program, statement, true).length),
    }));
    const shares = shareTries(costs, messagesForTries(kind, statement, run));
    for (const [at, one] of own.entries()) tries.set(one, shares[at] ?? 1);
  }
  return all.map((one) => ({ ...one, tries: tries.get(one) ?? one.tries }));
}

/** Those of a campaign, as the engine takes them. */
export const runnable = (
  prepared: readonly Prepared[],
  properties: readonly { readonly id: string }[],
): readonly Prepared[] =>
  prepared.filter(
    ({ property, unable }) => !unable && properties.some(({ id }) => id === property),
  );

/** What a report says of each. */
export function exampleReports(
  prepared: readonly Prepared[],
  results: ReadonlyMap<Prepared, ExampleResult & { readonly unable?: string | undefined }>,
): readonly ExampleReport[] {
  return prepared.map((one) => {
    const { property, fingerprint } = one;
    const { runs = 0, failed = false, unable = one.unable } = results.get(one) ?? {};
    return { property, fingerprint, runs, failed, ...(unable !== undefined && { unable }) };
  });
}

/** Results as a campaign gives them, one for each in the order in which it got them. */
export const inOrder = <Result>(
  examples: readonly Prepared[],
  results: readonly Result[],
): readonly (readonly [Prepared, Result])[] =>
  examples.flatMap((example, at) => {
    const result = results[at];
    return result === undefined ? [] : [[example, result] as const];
  });

/** Programs that had failed before, which are run before all others, and how often. */
import type { OpenCandidate } from "../adapters/session/open.ts";
import type { ExampleResult } from "../engine/examples.ts";
import type { Statement } from "../model/index.ts";
import { allProperties } from "../properties/all-properties.ts";
import { historyProperties, type Kind } from "../properties/concurrency/properties.ts";
import {
  isSequential,
  type LicensePool,
  licensePool,
  racyPart,
} from "../properties/license-pool.ts";
import type { Selection } from "../properties/selection.ts";
import type { Counterexample } from "../reports/data/counterexample.ts";
import { sentBy } from "../reports/data/fault.ts";
import { minRate, triesAt } from "../reports/data/rate.ts";
import type { ExampleReport } from "../reports/data/report-parts.ts";
import { type BaselineEntry, parseBaseline } from "../reports/gate/baseline.ts";
import { fingerprint } from "../reports/gate/fingerprint.ts";
import { triesOf } from "../reports/gate/gate.ts";
import { type Baselined, type ConformanceOptions, DEFAULTS } from "./options.ts";
import { checkProgram } from "./program-checks.ts";

export interface FailedBefore {
  readonly property: string;
  readonly fingerprint: string;
  readonly program: LicensePool["program"];
  /** Runs without a failure after which it counts as one that fails no more, where it is racy. */
  readonly tries: number;
  /** Whether a baseline lists it, which asks for all of these tries. */
  readonly isListed: boolean;
}

export interface Prepared extends FailedBefore {
  /** Why it is not run. */
  readonly unable?: string;
}

/**
 * What a run begins with, each once.
 * @param baseline whose entries with a program are taken
 */
export function failedBefore(
  counterexamples: readonly Counterexample[],
  baseline?: Baselined,
): readonly FailedBefore[] {
  const all = new Map<string, FailedBefore>();
  const listed = baseline === undefined ? [] : fromBaseline(baseline);
  for (const one of [...counterexamples.map(fromCounterexample), ...listed]) {
    const key = `${one.property} ${one.fingerprint}`;
    const known = all.get(key);
    const tries = Math.max(one.tries, known?.tries ?? 0);
    all.set(key, { ...one, tries, isListed: one.isListed || known?.isListed === true });
  }
  return [...all.values()];
}

const fromCounterexample = (counterexample: Counterexample): FailedBefore => ({
  property: counterexample.property,
  fingerprint: fingerprint(counterexample),
  program: counterexample.program as LicensePool["program"],
  tries: counterexample.race ? triesAt(minRate(counterexample.race.rate)) : 1,
  isListed: false,
});

const fromBaseline = ({ text, flaky }: Baselined): readonly FailedBefore[] =>
  parseBaseline(text).listed.flatMap(({ entry }) => {
    const { property, fingerprint, program } = entry as BaselineEntry;
    if (property === undefined || fingerprint === undefined || !program) return [];
    const own = program as LicensePool["program"];
    return [{ property, fingerprint, program: own, tries: triesOf(entry, flaky), isListed: true }];
  });

/**
 * Those that the filters leave, checked before any of it is sent. Racy ones that are not listed are tried as often as the run
 * has room for.
 */
export function prepare(
  examples: readonly FailedBefore[],
  candidate: OpenCandidate,
  selection: Selection,
  run: Pick<ConformanceOptions, "programs" | "seed">,
): readonly Prepared[] {
  const isKnown = (id: string) => allProperties.some((property) => property.id === id);
  const prepared = examples
    .filter(({ property: id }) => !isKnown(id) || selection({ id }))
    .map((example): Prepared => {
      const unable = reasonNotToRun(example, candidate);
      return { ...example, ...(unable !== undefined && { unable }) };
    });
  return withShares(prepared, candidate.statement, run);
}

function reasonNotToRun(
  { property: id, program }: FailedBefore,
  candidate: OpenCandidate,
): string | undefined {
  const property = allProperties.find((one) => one.id === id);
  if (!property) return "this version has no such property";
  if (!licensePool.properties(candidate.statement).some((one) => one.id === id))
    return "the candidate does not claim the property";
  try {
    checkProgram(property, program, !isSequential(program), candidate);
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

function withShares(
  all: readonly Prepared[],
  statement: Statement,
  run: Pick<ConformanceOptions, "programs" | "seed">,
): readonly Prepared[] {
  const tries = new Map<Prepared, number>();
  for (const kind of ["concurrent", "durable"] as const) {
    const ids = historyProperties.filter((one) => one.kind === kind).map(({ id }) => id);
    const own = all.filter(
      ({ property, isListed, unable }) =>
        !isListed && unable === undefined && ids.includes(property),
    );
    if (own.length === 0) continue;
    const costs = own.map(({ program, tries }) => ({
      tries,
      messages: sentBy(program, statement).length,
    }));
    const shares = shareTries(costs, messagesForTries(kind, statement, run));
    for (const [at, one] of own.entries()) tries.set(one, shares[at] ?? 1);
  }
  return all.map((one) => ({ ...one, tries: tries.get(one) ?? one.tries }));
}

/** @param results of those that could be run, in their order */
export function exampleReports(
  prepared: readonly Prepared[],
  results: readonly ExampleResult[],
): readonly ExampleReport[] {
  const left = [...results];
  return prepared.map(({ property, fingerprint, unable }) => {
    const { runs = 0, failed = false } = (unable === undefined && left.shift()) || {};
    return { property, fingerprint, runs, failed, ...(unable !== undefined && { unable }) };
  });
}

/** Messages that such programs may add to those of the run. */
const SHARE = 0.1;
/** Programs of the run by which the messages of one are estimated. */
const SAMPLE = 10;

interface Tried {
  /** Messages of one try. */
  readonly messages: number;
  /** Tries after which it counts as one that fails no more. */
  readonly tries: number;
}

/** Tries for each of them: one at any cost, and then in turns as long as all of them together stay within so many messages. */
export function shareTries(all: readonly Tried[], messages: number): readonly number[] {
  const given = all.map(({ tries }) => Math.min(1, tries));
  let left = messages - all.reduce((sum, one, at) => sum + one.messages * (given[at] ?? 0), 0);
  for (let isMore = true; isMore; ) {
    isMore = false;
    for (const [at, { tries, messages: cost }] of all.entries()) {
      const own = given[at] ?? 0;
      if (own >= tries || cost > left) continue;
      given[at] = own + 1;
      left -= cost;
      isMore = true;
    }
  }
  return given;
}

/** Messages for tries of one kind, beside those of the run itself. Each kind has its own, since a crash takes long. */
export function messagesForTries(
  kind: Kind,
  statement: Statement,
  {
    programs = DEFAULTS.programs,
    seed = DEFAULTS.seed,
  }: Pick<ConformanceOptions, "programs" | "seed">,
): number {
  const part = licensePool.parts(statement).find(({ name }) => racyPart(name)?.kind === kind);
  if (!part) return 0;
  const count = Math.ceil(programs / part.every);
  const sample = Math.min(count, SAMPLE);
  const programAt = part.generate(seed);
  let sent = 0;
  for (let index = 0; index < sample; index += 1)
    sent += sentBy(programAt(index), statement).length;
  return SHARE * count * (sent / sample);
}

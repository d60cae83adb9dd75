/** Which counterexamples a store keeps after a run, so that the next run finds at once what this one found. */
import type { Counterexample } from "../reports/data/counterexample.ts";
import type { Report } from "../reports/data/report.ts";
import { failedBefore } from "../suite/examples.ts";

export interface Kept {
  readonly counterexample: Counterexample;
  /** Tries without a failure, in a row, over all runs; 0 where each try would fail. */
  readonly passed: number;
  /** The file that it was read from. */
  readonly path?: string;
}

/** What becomes of the kept ones after a run. */
export interface Settled {
  readonly keep: readonly Kept[];
  /** Properties whose programs passed often enough. */
  readonly dropped: readonly string[];
  /** Races that passed, but not often enough to count as fixed. */
  readonly unsettled: readonly {
    readonly property: string;
    readonly passed: number;
    /** Tries after which it is dropped. */
    readonly of: number;
  }[];
}

/** Programs of a candidate: more would only make the next run longer. */
const MAX_KEPT = 40;

/** One a property, the shortest, and of all of these the shortest. */
export function shortest(all: readonly Kept[]): readonly Kept[] {
  const best = new Map<string, Kept>();
  for (const one of all) {
    const known = best.get(one.counterexample.property);
    if (!known || compare(one, known) < 0) best.set(one.counterexample.property, one);
  }
  return [...best.values()].sort(compare).slice(0, MAX_KEPT);
}

function compare({ counterexample: a }: Kept, { counterexample: b }: Kept): number {
  const text = ({ program }: Counterexample) => JSON.stringify(program).length;
  return a.program.steps.length - b.program.steps.length || text(a) - text(b);
}

/** A run that did not end settles nothing, but what it found is kept. */
export function settle(kept: readonly Kept[], report: Report): Settled {
  const isWhole = report.verdict !== "broken" && !report.error && report.incomplete === undefined;
  const dropped: string[] = [];
  const unsettled: Settled["unsettled"][number][] = [];
  const found = report.properties.flatMap(({ counterexample }) =>
    counterexample ? [{ counterexample, passed: 0 }] : [],
  );
  const left = kept.flatMap((one): readonly Kept[] => {
    const { property } = one.counterexample;
    const [known] = failedBefore([one.counterexample]);
    const own = report.examples?.find(
      (other) => other.property === property && other.fingerprint === known?.fingerprint,
    );
    if (own?.failed) return [one.passed === 0 ? one : { ...one, passed: 0 }];
    // A program of this run that fails is worth more than one that may fail.
    if (found.some(({ counterexample }) => counterexample.property === property)) return [];
    if (!isWhole || !known || !own || own.unable !== undefined || own.runs === 0) return [one];
    const passed = one.passed + own.runs;
    if (passed >= known.tries) {
      dropped.push(property);
      return [];
    }
    unsettled.push({ property, passed, of: known.tries });
    return [{ ...one, passed }];
  });
  return { keep: shortest([...found, ...left]), dropped, unsettled };
}

/** What to print of it. */
export function settledLines({ dropped, unsettled }: Settled): readonly string[] {
  const count = dropped.length;
  const verbs = count === 1 ? "passes and is" : "pass and are";
  return [
    ...(count > 0 ? [`${count} that had failed before ${verbs} dropped`] : []),
    ...unsettled.map(
      ({ property, passed, of }) =>
        `not settled: ${property} has passed ${passed} of ${of} tries, over all runs; its program is kept for the next one`,
    ),
  ];
}

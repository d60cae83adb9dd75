/** Which counterexamples a store keeps after a run: what makes the next one find at once what this one found. */

import type { Counterexample } from "../reports/data/counterexample.ts";
import type { Report } from "../reports/data/report.ts";
import { failedBefore } from "../suite/examples.ts";

export interface Kept {
  readonly counterexample: Counterexample;
  /** Tries without a failure, in a row, over all runs; 0 where each try would fail. */
  readonly passed: number;
}

/** What a run makes of what was kept. */
export interface Settled<K extends Kept = Kept> {
  readonly keep: readonly (K | Kept)[];
  /** Properties whose programs passed often enough. */
  readonly dropped: readonly string[];
  /** Races that passed, and not yet so often that they may be taken for mended. */
  readonly unsettled: readonly Unsettled[];
}

interface Unsettled {
  readonly property: string;
  readonly passed: number;
  /** Tries after which it is dropped. */
  readonly of: number;
}

/** Programs of a candidate: a few more only make the next run longer. */
const MOST_KEPT = 40;

/** One a property, the shortest, and of all of these the shortest. */
export function shortest<K extends Kept>(all: readonly K[]): readonly K[] {
  const best = new Map<string, K>();
  for (const one of all) {
    const known = best.get(one.counterexample.property);
    if (!known || compare(one, known) < 0) best.set(one.counterexample.property, one);
  }
  return [...best.values()].sort(compare).slice(0, MOST_KEPT);
}

function compare({ counterexample: a }: Kept, { counterexample: b }: Kept): number {
  const text = ({ program }: Counterexample) => JSON.stringify(program).length;
  return a.program.steps.length - b.program.steps.length || text(a) - text(b);
}

/** A run that did not come to its end settles nothing, and what it found is kept all the same. */
export function settle<K extends Kept>(kept: readonly K[], report: Report): Settled<K> {
  const isWhole = report.verdict !== "broken" && !report.error && report.incomplete === undefined;
  const dropped: string[] = [];
  const unsettled: Unsettled[] = [];
  const found = report.properties.flatMap(({ counterexample }) =>
    counterexample ? [{ counterexample, passed: 0 }] : [],
  );
  const left = kept.flatMap((one): readonly (K | Kept)[] => {
    const { property } = one.counterexample;
    const [known] = failedBefore([one.counterexample]);
    const own = report.examples?.find(
      (other) => other.property === property && other.fingerprint === known?.fingerprint,
    );
    if (own?.failed) return [one.passed === 0 ? one : { ...one, passed: 0 }];
    // What fails now, in a program of this run, is worth more than what may.
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

/** What a person has to know of it; nothing where all is as it was. */
export function settledLines({ dropped, unsettled }: Settled): readonly string[] {
  const count = dropped.length;
  return [
    ...(count > 0
      ? [
          `${count} that had failed before ${count === 1 ? "passes and is" : "pass and are"} dropped`,
        ]
      : []),
    ...unsettled.map(
      ({ property, passed, of }) =>
        `not settled: ${property} has passed ${passed} of ${of} tries, over all runs; its program is kept for the next one`,
    ),
  ];
}

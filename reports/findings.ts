/** The counterexamples of a run, told once each: first what may be a cause, then what follows from it. */
import type { Counterexample, PropertyReport, Report } from "./report.ts";

export interface Finding {
  readonly counterexample: Counterexample;
  /** Every property that this program breaks at this message. */
  readonly properties: readonly PropertyReport[];
  /** The property of an earlier finding whose whole program this one contains. */
  readonly follows?: string;
}

/** Shortest first; of equals, MUST before SHOULD and a clause of its own before agreement with the model. */
export function findings(report: Report): readonly Finding[] {
  const groups = new Map<string, PropertyReport[]>();
  for (const property of report.properties) {
    if (!property.counterexample) continue;
    const { program, divergence, variant } = property.counterexample;
    const key = JSON.stringify([program, divergence.message, variant?.program]);
    groups.set(key, [...(groups.get(key) ?? []), property]);
  }
  const found: Finding[] = [];
  const sorted = [...groups.values()].map(byRank).sort((a, b) => weight(a) - weight(b));
  for (const properties of sorted) {
    const counterexample = properties[0]?.counterexample;
    if (!counterexample) continue;
    const cause = found.find(
      (earlier) => !earlier.follows && contains(counterexample, earlier.counterexample),
    );
    found.push({
      counterexample,
      properties,
      ...(cause && { follows: cause.counterexample.property }),
    });
  }
  return found;
}

const RANKS = { step: 0, invariant: 1, metamorphic: 2, agreement: 3 } as const;

const byRank = (properties: readonly PropertyReport[]) =>
  [...properties].sort((a, b) => RANKS[a.kind] - RANKS[b.kind]);

const weight = ([first]: readonly PropertyReport[]) =>
  first?.counterexample ? first.counterexample.program.steps.length * 4 + RANKS[first.kind] : 0;

/**
 * Whether both fail at the same kind of message, and what `part` does before that is, by kind of step
 * and in this order, all done by `whole` too.
 */
function contains(whole: Counterexample, part: Counterexample): boolean {
  if (failingMessage(whole) !== failingMessage(part)) return false;
  const wanted = stepsBefore(part);
  let matched = 0;
  for (const type of stepsBefore(whole)) if (type === wanted[matched]) matched += 1;
  return matched === wanted.length;
}

const failingMessage = ({ history, divergence }: Counterexample) =>
  history[divergence.message]?.message.type;

const stepsBefore = ({ program, divergence }: Counterexample) =>
  program.steps.slice(0, divergence.step).map(({ type }) => type);

/** The counterexamples of a run, told once each: first what may be a cause, then what follows from it. */
import type { Counterexample } from "./counterexample.ts";
import type { PropertyReport, Report } from "./report.ts";

export interface Finding {
  readonly counterexample: Counterexample;
  /** Every property that this program breaks at this message. */
  readonly properties: readonly PropertyReport[];
  /** Why this is likely no fault of its own. */
  readonly follows?: string;
}

/** What the baseline says of a finding, where it lists every property that it breaks. */
export const knownOf = ({ properties }: Finding): string | undefined => {
  const known = properties.every((property) => property.known) ? properties[0]?.known : undefined;
  return known && `${known.reason} (${known.issue})`;
};

/**
 * First those in which the candidate was right until the message that is judged, then the others; shortest first; of equals, MUST before SHOULD and a clause of its own before agreement with
 * the model.
 */
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
    const follows = reasonToFollow(counterexample, found);
    found.push({ counterexample, properties, ...(follows && { follows }) });
  }
  return found;
}

function reasonToFollow(
  counterexample: Counterexample,
  earlier: readonly Finding[],
): string | undefined {
  const { departure, history } = counterexample;
  if (departure) {
    const { text } = history[departure.message] ?? { text: "" };
    return `the server had gone wrong before, where ${text}: expected ${departure.expected}; seen ${departure.seen}`;
  }
  const told = earlier.filter((one) => !one.follows);
  if (counterexample.race?.sequential && told.length > 0)
    return "its messages fail one after the other as well, where single programs have shown something already";
  if (counterexample.variant && told.length > 0)
    return "a program and its variant differ, where single programs have shown something already";
  const cause = told.find((one) => contains(counterexample, one.counterexample));
  return cause && `its program contains that of ${cause.counterexample.property}`;
}

const RANKS = {
  step: 0,
  invariant: 1,
  metamorphic: 2,
  agreement: 3,
  concurrent: 4,
  durable: 5,
} as const;

const KINDS = Object.keys(RANKS).length;

const byRank = (properties: readonly PropertyReport[]) =>
  [...properties].sort((a, b) => RANKS[a.kind] - RANKS[b.kind]);

/** What shows in one program, undisturbed, tells more than what shows in two, or after another fault. */
function weight([first]: readonly PropertyReport[]): number {
  if (!first?.counterexample) return 0;
  const { departure, variant, program, race } = first.counterexample;
  const order = departure || race?.sequential ? 2 : variant ? 1 : 0;
  return order * 1_000_000 + program.steps.length * KINDS + RANKS[first.kind];
}

/**
 * Whether both fail at the same message, and all that `part` does before that is done by `whole` too, in
 * this order; whatever its clients are called.
 */
function contains(whole: Counterexample, part: Counterexample): boolean {
  const [wanted, done] = [stepsOf(part), stepsOf(whole)];
  if (failingMessage(whole) !== failingMessage(part)) return false;
  let matched = 0;
  for (const step of done) if (step === wanted[matched]) matched += 1;
  return matched === wanted.length;
}

const anonymous = (value: object) =>
  JSON.stringify(value, (key, part) => (key === "client" ? "…" : part));

const failingMessage = ({ history, divergence }: Counterexample) => {
  const message = history[divergence.message]?.message;
  return message && anonymous(message);
};

const stepsOf = ({ program, divergence }: Counterexample) =>
  program.steps.slice(0, divergence.step).map(anonymous);

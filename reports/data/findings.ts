/** The counterexamples of a run, each program once: first what may be a cause, then what probably follows from it. */
import { byRank, RANKS } from "../../properties/clauses/rank.ts";
import type { Counterexample } from "./counterexample.ts";
import type { PropertyReport, Report } from "./report.ts";

export interface Finding {
  readonly counterexample: Counterexample;
  /** Every property that this program breaks at this message. */
  readonly properties: readonly PropertyReport[];
  /** Why this is probably a consequence; it names findings by their place in the list, from 1. */
  readonly follows?: string;
  /** The finding that it probably follows from. */
  readonly cause?: Finding;
}

/** What the baseline says of a finding, if it lists every property that the finding breaks. */
export const knownOf = ({ properties }: Finding): string | undefined => {
  const known = properties.every((property) => property.known) ? properties[0]?.known : undefined;
  return known && `${known.reason} (${known.issue})`;
};

/**
 * Causes first, then consequences. Among them, first those in which the candidate was right until the message that is judged;
 * then the shortest; of equals, what a single message shows before what two programs do, and a clause's own property before
 * agreement with the model.
 */
export function findings(report: Report): readonly Finding[] {
  const groups = new Map<string, PropertyReport[]>();
  for (const property of report.properties) {
    if (!property.counterexample) continue;
    const { program, divergence, variant } = property.counterexample;
    const key = JSON.stringify([program, divergence.message, variant?.program]);
    groups.set(key, [...(groups.get(key) ?? []), property]);
  }
  const [causes, consequences]: [Finding[], Finding[]] = [[], []];
  const sorted = [...groups.values()].map(inTurn).sort((a, b) => weight(a) - weight(b));
  for (const properties of sorted) {
    const counterexample = properties[0]?.counterexample;
    if (!counterexample) continue;
    const why = reasonToFollow(counterexample, causes);
    (why ? consequences : causes).push({ counterexample, properties, ...why });
  }
  return [...causes, ...consequences];
}

function reasonToFollow(
  counterexample: Counterexample,
  causes: readonly Finding[],
): Pick<Finding, "follows" | "cause"> | undefined {
  const { departure, history, race, variant, cause: explaining } = counterexample;
  const from = (cause: Finding, follows: (number: number) => string) => ({
    follows: follows(causes.indexOf(cause) + 1),
    cause,
  });
  const explained = causes.find(({ properties }) => properties.some(({ id }) => id === explaining));
  if (explained)
    return from(explained, (number) => `what ${number} shows goes wrong in its program too`);
  if (departure) {
    const { text } = history[departure.message] ?? { text: "" };
    const { expected, seen } = departure;
    return {
      follows: `the server had gone wrong before, where ${text}: expected ${expected}; seen ${seen}`,
    };
  }
  if (race?.sequential && causes.length > 0)
    return {
      follows:
        "its messages fail one after the other as well, and single programs have shown something already",
    };
  if (variant && causes.length > 0)
    return {
      follows: "it is a difference of two programs, and single ones have shown something already",
    };
  const contained = causes.find((one) => contains(counterexample, one.counterexample));
  return contained && from(contained, (number) => `its program contains that of ${number}`);
}

const KINDS = Object.keys(RANKS).length;

/** Consequences last; then what says most first. */
const inTurn = (properties: readonly PropertyReport[]) =>
  properties.toSorted(
    (a, b) => Number(isConsequence(a)) - Number(isConsequence(b)) || byRank(a, b),
  );

const isConsequence = ({ counterexample }: PropertyReport) => counterexample?.cause !== undefined;

/** What shows in one program says more than what shows in two, or after another fault. */
function weight([first]: readonly PropertyReport[]): number {
  if (!first?.counterexample) return 0;
  const { departure, variant, program, race, reproduced } = first.counterexample;
  // What did not fail again says least.
  const order = !reproduced && !race ? 3 : departure || race?.sequential ? 2 : variant ? 1 : 0;
  return order * 1_000_000 + program.steps.length * KINDS + RANKS[first.kind];
}

/** Whether both fail at the same message, and `whole` does before it all that `part` does, in this order; clients may be called otherwise. */
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

/** The counterexamples of a run, told once each: first what may be a cause, then what may well follow from it. */
import { byRank, RANKS } from "../../properties/clauses/rank.ts";
import type { Counterexample } from "./counterexample.ts";
import type { PropertyReport, Report } from "./report.ts";

export interface Finding {
  readonly counterexample: Counterexample;
  /** Every property that this program breaks at this message. */
  readonly properties: readonly PropertyReport[];
  /** Why this is likely no fault of its own; findings are named by their place in the list, from 1. */
  readonly follows?: string;
  /** The finding that it likely follows from, where it is one. */
  readonly cause?: Finding;
}

/** One that is not in its place yet. */
type Candidate = Omit<Finding, "follows" | "cause"> & { readonly why?: Why };

interface Why {
  readonly says: (numberOf: (cause: Candidate) => number) => string;
  readonly cause?: Candidate;
}

/** What the baseline says of a finding, where it lists every property that it breaks. */
export const knownOf = ({ properties }: Finding): string | undefined => {
  const known = properties.every((property) => property.known) ? properties[0]?.known : undefined;
  return known && `${known.reason} (${known.issue})`;
};

/**
 * Causes first, then what follows; among them, first those in which the candidate was right until the message that is judged;
 * shortest first; of equals, what a single message shows before what two programs do, and a clause of its own before agreement
 * with the model.
 */
export function findings(report: Report): readonly Finding[] {
  const groups = new Map<string, PropertyReport[]>();
  for (const property of report.properties) {
    if (!property.counterexample) continue;
    const { program, divergence, variant } = property.counterexample;
    const key = JSON.stringify([program, divergence.message, variant?.program]);
    groups.set(key, [...(groups.get(key) ?? []), property]);
  }
  const causes: Candidate[] = [];
  const followers: Candidate[] = [];
  const sorted = [...groups.values()].map(inTurn).sort((a, b) => weight(a) - weight(b));
  for (const properties of sorted) {
    const counterexample = properties[0]?.counterexample;
    if (!counterexample) continue;
    const why = reasonToFollow(counterexample, causes);
    if (why) followers.push({ counterexample, properties, why });
    else causes.push({ counterexample, properties });
  }
  const all = [...causes, ...followers];
  return all.map(({ why, ...finding }) => ({
    ...finding,
    ...(why && { follows: why.says((cause) => all.indexOf(cause) + 1) }),
    ...(why?.cause && { cause: why.cause }),
  }));
}

function reasonToFollow(
  counterexample: Counterexample,
  told: readonly Candidate[],
): Why | undefined {
  const { departure, history, race, variant, cause: explaining } = counterexample;
  const explained = told.find(({ properties }) => properties.some(({ id }) => id === explaining));
  if (explained)
    return {
      cause: explained,
      says: (numberOf) => `what ${numberOf(explained)} shows goes wrong in its program too`,
    };
  if (departure) {
    const { text } = history[departure.message] ?? { text: "" };
    const says = `the server had gone wrong before, where ${text}: expected ${departure.expected}; seen ${departure.seen}`;
    return { says: () => says };
  }
  if (race?.sequential && told.length > 0)
    return {
      says: () =>
        "its messages fail one after the other as well, and single programs have shown something already",
    };
  if (variant && told.length > 0)
    return {
      says: () =>
        "it is a difference of two programs, and single ones have shown something already",
    };
  const cause = told.find((one) => contains(counterexample, one.counterexample));
  return cause && { cause, says: (numberOf) => `its program contains that of ${numberOf(cause)}` };
}

const KINDS = Object.keys(RANKS).length;

/** What has a cause of its own comes first, and then what says most. */
const inTurn = (properties: readonly PropertyReport[]) =>
  properties.toSorted(
    (a, b) => Number(isConsequence(a)) - Number(isConsequence(b)) || byRank(a, b),
  );

const isConsequence = ({ counterexample }: PropertyReport) => counterexample?.cause !== undefined;

/** What shows in one program, undisturbed, tells more than what shows in two, or after another fault. */
function weight([first]: readonly PropertyReport[]): number {
  if (!first?.counterexample) return 0;
  const { departure, variant, program, race, reproduced } = first.counterexample;
  // What did not fail again says least.
  const order = !reproduced && !race ? 3 : departure || race?.sequential ? 2 : variant ? 1 : 0;
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

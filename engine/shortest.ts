/**
 * The shortest program that breaks a property, searched for among all programs of one step, of two, of three… in a
 * fixed order. The first that breaks it is the shortest, and does not depend on what was found before.
 *
 * It is bounded exhaustive testing (Marinov and Khurshid, "TestEra", ASE 2001) of the programs that may break a property
 * at all: see `Specification.enumerate`. One search serves all properties, since a run is judged for each of them.
 */
import type { SweepContext } from "./ahead.ts";
import type { Counterexample, Counterexamples, SearchContext } from "./shrink.ts";
import type { Property, Types } from "./specification.ts";
import { type Sweep, sweep } from "./sweep.ts";

interface Search<T extends Types> extends SweepContext<T> {
  readonly like: readonly T["program"][];
  /** The best counterexamples so far. */
  readonly open: Map<Property, Counterexample<T>>;
  readonly settled: Map<Property, Counterexample<T>>;
}

/** Beginnings of programs that may be tried for each run. */
const EFFORT_PER_RUN = 5;

/** @param reduced a counterexample of each property, as small as reductions make it */
export async function findShortest<T extends Types>(
  context: SearchContext<T>,
  reduced: Counterexamples<T>,
): Promise<Counterexamples<T>> {
  const search: Search<T> = {
    ...context,
    effort: { left: context.budget.runs * EFFORT_PER_RUN },
    like: [...reduced.values()].map(({ run }) => run.program),
    open: new Map(reduced),
    settled: new Map(),
  };
  await focus(search);
  await prove(search);
  return search.settled;
}

const lengthOf = <T extends Types>({ specification, open }: Search<T>, property: Property) => {
  const best = open.get(property);
  return best ? specification.sizeOf(best.run.program) : 0;
};

/** The part of the budget for the quick look. */
const FOCUS_SHARE = 0.25;
const hasNotDiverged = () => undefined;

/**
 * First a quick look at programs made of the steps of the reduced ones. It shortens counterexamples that are too long for
 * a proof, and makes them independent of the seed.
 */
async function focus<T extends Types>(search: Search<T>): Promise<void> {
  const { open, like } = search;
  const runs = Math.floor(search.budget.runs * FOCUS_SHARE);
  const budget = { runs };
  const effort = { left: Math.floor(search.effort.left * FOCUS_SHARE) };
  const longest = Math.max(...[...open.keys()].map((property) => lengthOf(search, property)));
  for (let length = 1; length <= longest; length += 1) {
    const by = [...open.keys()].filter((property) => lengthOf(search, property) >= length);
    const wanted = { length, like, by, diverged: hasNotDiverged, isFocused: true };
    const known = new Map([...open].filter(([property]) => by.includes(property)));
    const { found, isComplete } = await sweep({ ...search, budget, effort }, wanted, known);
    for (const [property, counterexample] of found) open.set(property, counterexample);
    if (!isComplete) break;
  }
  search.budget.runs -= runs - budget.runs;
}

/** What a level hands to the next one. */
interface Level<T extends Types>
  extends Pick<Sweep<T>, "runs" | "effort" | "arising" | "diverged"> {
  /** How many times as many programs, and beginnings, as at the level before. */
  readonly growth: number;
  readonly effortGrowth: number;
}

/** One length after the other, until all are settled. */
async function prove<T extends Types>(search: Search<T>): Promise<void> {
  const nothing = { runs: 1, effort: 1, arising: new Map(), diverged: new Map() };
  let level: Level<T> = { ...nothing, growth: 1, effortGrowth: 1 };
  for (let length = 1; search.open.size > 0; length += 1)
    level = await proveLevel(search, length, level);
}

/** Programs of so few steps are run for every property. */
const SMALL = 2;

/**
 * Runs every program of this length that may break an open property. If longer counterexamples are left and the budget
 * allows it, runs all programs of this length, to know in which the candidate left the model. Otherwise runs programs only
 * for the properties that the budget allows, those with the rarest situations first.
 */
async function proveLevel<T extends Types>(
  search: Search<T>,
  length: number,
  before: Level<T>,
): Promise<Level<T>> {
  const { open, budget, like } = search;
  const expected = before.runs * before.growth;
  if (length > SMALL && before.effort * before.effortGrowth > search.effort.left) {
    for (const property of [...open.keys()]) settle(search, property, length - 1);
    return before;
  }
  const isAffordable = expected <= budget.runs;
  const isLong = (property: Property) => lengthOf(search, property) > length + 1;
  const isFull = isAffordable && [...open.keys()].some(isLong);
  if (!isFull) dropCostly(search, length, before, expected);
  const wanted = {
    length,
    like,
    by: isFull ? ("all" as const) : [...open.keys()],
    diverged: (program: T["program"]) => before.diverged.get(JSON.stringify(program)),
  };
  const swept = await sweep(search, wanted, open);
  for (const [property, counterexample] of swept.found) {
    open.set(property, counterexample);
    settle(search, property, length);
  }
  const upTo = swept.isComplete ? length : length - 1;
  for (const property of [...open.keys()]) {
    // Unless it is known in which programs of this length the candidate left the model, nothing is proven about longer ones.
    const isLast = !swept.isComplete || (!isFull && isLong(property));
    if (isLast || lengthOf(search, property) === length) settle(search, property, upTo);
  }
  const effortGrowth = swept.effort / before.effort;
  return { ...swept, growth: swept.runs / before.runs, effortGrowth };
}

/**
 * Settles the properties that have too many programs of this length for the budget. Those that may still get a shorter
 * counterexample are kept first, the rarest situations before others.
 */
function dropCostly<T extends Types>(
  search: Search<T>,
  length: number,
  { arising, runs }: Level<T>,
  expected: number,
): void {
  if (length <= SMALL) return;
  const share = (property: Property) => ((arising.get(property) ?? 0) / runs) * expected;
  const isOwn = (property: Property) => (lengthOf(search, property) === length ? 1 : 0);
  const inTurn = [...search.open.keys()].sort((a, b) => isOwn(a) - isOwn(b) || share(a) - share(b));
  let cost = 0;
  for (const property of inTurn) {
    cost += share(property);
    if (cost > search.budget.runs) settle(search, property, length - 1);
  }
}

/** @param upTo no other program of up to so many steps breaks it earlier in the order */
function settle<T extends Types>(search: Search<T>, property: Property, upTo: number): void {
  const best = search.open.get(property);
  if (!best) return;
  search.open.delete(property);
  const shorter = search.specification.sizeOf(best.run.program) - 1;
  const shortestUpTo = Math.max(0, Math.min(upTo, shorter));
  const bounded = shortestUpTo > 0 ? "bounded" : "reduced";
  const minimality = shortestUpTo >= shorter ? "proven" : bounded;
  search.settled.set(property, { ...best, minimality, shortestUpTo });
}

/**
 * The shortest program that breaks a property, looked for among all programs of one step, of two, of
 * three… in a fixed order: the first that breaks it is the shortest, and the same one whatever was found before.
 *
 * It is bounded exhaustive testing (Marinov and Khurshid, "TestEra", ASE 2001), cut down to what may
 * break a property at all: see `Specification.enumerate`. One search serves all properties, since a
 * run is judged for each of them.
 */
import { createJudge, drive, type Judge, judgeVariant } from "./judge.ts";
import type { Minimised } from "./minimise.ts";
import { GoneForGood } from "./reviving.ts";
import type { Property, Rehearsed, Session, Specification, Types } from "./specification.ts";

export interface SearchContext<T extends Types> {
  readonly specification: Specification<T>;
  readonly session: Session<T>;
  readonly statement: T["statement"];
  /** Programs that the search for one property may run; several properties share what they have. */
  readonly mostRuns: number;
  /** Milliseconds that the search for one property may take, shared alike. */
  readonly timeLimitMs: number;
  readonly signal?: AbortSignal | undefined;
}

export type Found<T extends Types> = ReadonlyMap<Property<T>, Minimised<T>>;

interface Search<T extends Types> extends SearchContext<T> {
  readonly like: readonly T["program"][];
  /** Best counterexamples of properties whose first one is not known yet. */
  readonly open: Map<Property<T>, Minimised<T>>;
  readonly settled: Map<Property<T>, Minimised<T>>;
  readonly deadlineMs: number;
  runsLeft: number;
  level: Level<T>;
}

/** What running all programs of a length, or a part of them, has shown. */
interface Level<T extends Types> {
  readonly runs: number;
  readonly isFull: boolean;
  /** How many times as many programs as the level before. */
  readonly growth: number;
  /** In how many programs the situation of each property arose. */
  readonly arising: ReadonlyMap<Property<T>, number>;
  /** Programs in which the candidate left the model; all of them, if the level is full. */
  readonly departed: ReadonlySet<string>;
}

/** @param reduced a counterexample of each property, as small as reductions make it */
export async function findShortest<T extends Types>(
  context: SearchContext<T>,
  reduced: Found<T>,
): Promise<Found<T>> {
  const nothing = {
    runs: 1,
    isFull: true,
    growth: 1,
    arising: new Map(),
    departed: new Set<string>(),
  };
  const search: Search<T> = {
    ...context,
    like: [...reduced.values()].map(({ run }) => run.program),
    open: new Map(reduced),
    settled: new Map(),
    deadlineMs: performance.now() + context.timeLimitMs * reduced.size,
    runsLeft: context.mostRuns * reduced.size,
    level: nothing,
  };
  for (let length = 1; search.open.size > 0; length += 1) await searchLevel(search, length);
  return search.settled;
}

const lengthOf = <T extends Types>({ specification, open }: Search<T>, property: Property<T>) => {
  const best = open.get(property);
  return best ? specification.sizeOf(best.run.program) : 0;
};

/** Levels of so few steps are run in full without asking what that takes. */
const SMALL = 2;

/**
 * Every program of this length that may break an open property. In full where that is affordable and
 * longer counterexamples are left, for which it has to be known which programs left the model; otherwise for
 * the properties that it is affordable for, the rarest situations first.
 */
async function searchLevel<T extends Types>(search: Search<T>, length: number): Promise<void> {
  const open = [...search.open.keys()];
  const expected = search.level.runs * search.level.growth;
  const isAffordable = length <= SMALL || expected <= search.runsLeft;
  const isFull = isAffordable && open.some((property) => lengthOf(search, property) > length + 1);
  if (isFull) {
    await runAll(search, length, open, true);
    return;
  }
  const share = (property: Property<T>) =>
    ((search.level.arising.get(property) ?? 0) / search.level.runs) * expected;
  const rarestFirst = open.sort((a, b) => share(a) - share(b));
  let cost = 0;
  const affordable = rarestFirst.filter((property) => {
    // A search for the first among programs of its own length ends at that one.
    const isShortest = lengthOf(search, property) === length;
    cost += isShortest ? 0 : share(property);
    return length <= SMALL || isShortest || cost <= search.runsLeft;
  });
  const { open: stillOpen } = search;
  for (const property of rarestFirst)
    if (!affordable.includes(property)) settle(search, property, length - 1);
  await runAll(search, length, affordable, false);
  // Without knowing which programs of this length left the model, nothing is proven about the next.
  for (const property of stillOpen.keys())
    if (lengthOf(search, property) > length + 1) settle(search, property, length);
}

/** Runs programs in their order, until all are run, or each of the properties has its first. */
async function runAll<T extends Types>(
  search: Search<T>,
  length: number,
  properties: readonly Property<T>[],
  isFull: boolean,
): Promise<void> {
  const { specification, statement, like, level, open } = search;
  const departed = new Set<string>();
  const arising = new Map<Property<T>, number>();
  const wanted = new Set(properties);
  const by = isFull ? "all" : properties;
  const hasDeparted = (program: T["program"]) => level.departed.has(JSON.stringify(program));
  let panel = panelOf(wanted);
  let runs = 0;
  let isComplete = true;
  for (const tried of specification.enumerate(statement, { length, like, by, hasDeparted })) {
    settlePassed(search, tried.program, wanted, length);
    if (wanted.size === 0) break;
    if (panel.properties.length !== wanted.size) panel = panelOf(wanted);
    if (search.runsLeft <= 0 || search.signal?.aborted || performance.now() > search.deadlineMs) {
      isComplete = false;
      break;
    }
    runs += 1;
    search.runsLeft -= 1;
    const seen = await runOne(search, tried, panel);
    if (seen === "gone") {
      isComplete = false;
      break;
    }
    if (seen.departed) departed.add(JSON.stringify(tried.program));
    for (const property of seen.arising) arising.set(property, (arising.get(property) ?? 0) + 1);
    for (const [property, counterexample] of seen.broken) {
      open.set(property, counterexample);
      settle(search, property, length);
      wanted.delete(property);
    }
  }
  for (const property of wanted)
    if (lengthOf(search, property) === length || !isComplete)
      settle(search, property, isComplete ? length : length - 1);
  search.level = { runs, isFull, growth: runs / level.runs, arising, departed };
}

/** Programs come in order: what is not found before the best known one is not found. */
function settlePassed<T extends Types>(
  search: Search<T>,
  program: T["program"],
  wanted: Set<Property<T>>,
  length: number,
): void {
  for (const property of wanted) {
    const best = search.open.get(property)?.run.program;
    if (lengthOf(search, property) > length || !best) continue;
    if (search.specification.compare(program, best) < 0) continue;
    settle(search, property, length);
    wanted.delete(property);
  }
}

/** @param upTo no program of at most so many steps, other than this one, comes before it */
function settle<T extends Types>(search: Search<T>, property: Property<T>, upTo: number): void {
  const best = search.open.get(property);
  if (!best) return;
  const steps = Math.min(upTo, lengthOf(search, property) - 1);
  const isProven = steps === lengthOf(search, property) - 1;
  search.open.delete(property);
  search.settled.set(property, {
    ...best,
    minimality: isProven ? "proven" : steps > 0 ? "bounded" : best.minimality,
    shortestUpTo: Math.max(steps, 0),
  });
}

interface Panel<T extends Types> {
  readonly properties: readonly Property<T>[];
  readonly judge: Judge<T>;
}

function panelOf<T extends Types>(wanted: ReadonlySet<Property<T>>): Panel<T> {
  const properties = [...wanted];
  return { properties, judge: createJudge(properties, []) };
}

interface Seen<T extends Types> {
  readonly departed: boolean;
  readonly arising: readonly Property<T>[];
  readonly broken: readonly (readonly [Property<T>, Minimised<T>])[];
}

async function runOne<T extends Types>(
  { specification, session, statement }: Search<T>,
  { program, planned }: Rehearsed<T>,
  { properties, judge }: Panel<T>,
): Promise<Seen<T> | "gone"> {
  try {
    const run = await drive(specification, session, program, statement, planned);
    const judgement = judge.judgeRun(run);
    const { violations } = judgement;
    const arising = properties.filter((_, at) => (judgement.situations[at] ?? 0) > 0);
    for (const property of properties) {
      if (property.kind !== "metamorphic") continue;
      const varied = property.vary(program, statement, planned);
      if (!varied) continue;
      arising.push(property);
      const related = await judgeVariant(specification, session, property, run, statement, varied);
      if (related?.violation) violations.set(property.id, related.violation);
    }
    const broken = properties.flatMap((property) => {
      const violation = violations.get(property.id);
      const known = { minimality: "proven", shortestUpTo: 0, reproduced: true } as const;
      return violation ? [[property, { ...violation, ...known }] as const] : [];
    });
    return { departed: run.moments.some(({ agrees }) => !agrees), arising, broken };
  } catch (error) {
    // A program that breaks the candidate itself shows another fault, and may hide that it left the model.
    return error instanceof GoneForGood ? "gone" : { departed: true, arising: [], broken: [] };
  }
}

/** From the first program that broke each property to the shortest one, confirmed in a fresh candidate. */
import type { Bench } from "./driving.ts";
import type { Violation } from "./judge.ts";
import { type Minimised, minimise, violationOf } from "./minimise.ts";
import type { CampaignOptions } from "./result.ts";
import { revivingSession } from "./reviving.ts";
import { findShortest, type SearchContext, withBound } from "./shortest.ts";
import type { Property, Session, Types } from "./specification.ts";
import { standardTimeMs, standardViolation, standardViolations } from "./standard.ts";
import type { Counterexamples } from "./sweep.ts";
import { TRAIL } from "./tracing.ts";

export interface Connection<T extends Types> {
  /** None where the candidate broke for good. */
  readonly session: Session<T> | undefined;
  /** A fresh candidate, where there can be more than one. */
  readonly connect: () => Promise<Session<T>>;
}

type Violations<T extends Types> = ReadonlyMap<string, Violation<T>>;
type ById<T extends Types> = ReadonlyMap<string, Minimised<T>>;

/** By the id of the property. Without a session, what was found is given as it is. */
export async function findCounterexamples<T extends Types>(
  bench: Bench<T>,
  { session, connect }: Connection<T>,
  options: CampaignOptions,
  violations: Violations<T>,
): Promise<ById<T>> {
  if (!session || violations.size === 0) return asFound(bench, violations);
  // What the run left behind in its candidate depends on the seed.
  const fresh = options.canBeFresh ? await connect().catch(() => undefined) : undefined;
  const own = fresh ? revivingSession(fresh, connect, MOST_REVIVALS) : session;
  const search: Search<T> = {
    bench,
    session: own,
    connect,
    options,
    time: { leftMs: options.reductionTimeLimitMs },
    leavesNothing: true,
  };
  const found = new Map(await searchFor(search, await standardViolations(bench, own, options)));
  const time = { leftMs: standardTimeMs(options) };
  for (const property of bench.judge.properties) {
    const { id } = property;
    const violation = violations.get(id);
    if (!violation || found.get(id)?.reproduced) continue;
    // Each by itself: which others the run happened to break depends on its seed.
    const standard = await standardViolation(bench, own, property, options, time);
    const alone = await searchFor(search, new Map([[id, standard ?? violation]]));
    const other = alone.get(id);
    if (other && (other.reproduced || !found.has(id))) found.set(id, other);
  }
  // How it ends was judged where the run ended.
  if (fresh) await own.close().catch(() => undefined);
  return found;
}

/** Candidates that may break on smaller programs before their reduction is given up. */
export const MOST_REVIVALS = 10;

interface Search<T extends Types> {
  readonly bench: Bench<T>;
  readonly session: Session<T>;
  readonly connect: () => Promise<Session<T>>;
  readonly options: CampaignOptions;
  /** For all reductions together; counted down. */
  readonly time: { leftMs: number };
  /** Until something did not fail again: then what is left of one program shows in the next. */
  leavesNothing: boolean;
}

async function searchFor<T extends Types>(
  search: Search<T>,
  violations: Violations<T>,
): Promise<ById<T>> {
  if (violations.size === 0) return new Map();
  const { bench, session, connect, options } = search;
  if (search.leavesNothing) {
    const shortest = await shorten(search, session, violations);
    if (options.signal?.aborted || options.canBeFresh === false) return byId(shortest);
    const confirmed = await confirm(bench, connect, shortest);
    if ([...confirmed.values()].every(({ reproduced }) => reproduced)) return byId(confirmed);
    search.leavesNothing = false;
  }
  return new Map([...asFound(bench, violations), ...byId(await searchApart(search, violations))]);
}

/** Several programs in one are longer than one, and each reduction takes away as much. */
const MORE_REDUCTIONS = 5;

/**
 * What does not fail in a fresh candidate came of what was left of an earlier program. Every try has a candidate to
 * itself, and the earlier programs become a part of the later one.
 */
async function searchApart<T extends Types>(
  search: Search<T>,
  violations: Violations<T>,
): Promise<Counterexamples<T>> {
  const { bench, connect, options } = search;
  const apart = freshSession(connect);
  const chained = new Map<string, Violation<T>>();
  for (const property of bench.judge.properties) {
    const violation = violations.get(property.id);
    const found = violation && (await chainedViolation(bench, apart, property, violation));
    if (found) chained.set(property.id, found);
  }
  const mostReductions = options.mostReductions * MORE_REDUCTIONS;
  const longer = { ...search, options: { ...options, mostReductions } };
  const shortest = await shorten(longer, apart, chained);
  await apart.close();
  return shortest;
}

const asFound = <T extends Types>({ judge }: Bench<T>, violations: Violations<T>): ById<T> =>
  new Map(
    judge.properties.flatMap(({ id }) => {
      const violation = violations.get(id);
      return violation ? [[id, notReproduced(violation)] as const] : [];
    }),
  );

const byId = <T extends Types>(found: Counterexamples<T>): ById<T> =>
  new Map([...found].map(([{ id }, minimised]) => [id, minimised]));

const notReproduced = <T extends Types>(violation: Violation<T>): Minimised<T> => ({
  ...violation,
  minimality: "undecided",
  shortestUpTo: 0,
  reproduced: false,
});

/** Reduced one by one, then searched for the shortest all together. */
async function shorten<T extends Types>(
  { bench, options, time }: Pick<Search<T>, "bench" | "options" | "time">,
  session: Session<T>,
  violations: Violations<T>,
): Promise<Counterexamples<T>> {
  const { specification, statement, judge } = bench;
  const { mostReductions, signal, onProgress } = options;
  const startedMs = performance.now();
  const isOver = () => signal?.aborted === true || performance.now() - startedMs > time.leftMs;
  const context = { specification, session, statement, mostRuns: mostReductions, isOver };
  const reduced = new Map<Property<T>, Minimised<T>>();
  const starts = new Map<string, T["program"]>();
  const total = violations.size;
  for (const property of judge.properties) {
    const found = violations.get(property.id);
    if (!found) continue;
    onProgress?.({ stage: "minimising", done: reduced.size, total, violated: total });
    const smaller = await minimise(context, property, found, [...starts.values()]);
    reduced.set(property, smaller);
    starts.set(JSON.stringify(smaller.run.program), smaller.run.program);
  }
  const isCut = isOver();
  time.leftMs -= performance.now() - startedMs;
  const steady = new Map([...reduced].filter(([, { reproduced }]) => reproduced));
  if (steady.size === 0 || isCut) return reduced;
  onProgress?.({ stage: "proving", done: 0, total, violated: total });
  const { mostProofRuns: mostRuns, proofTimeLimitMs: timeLimitMs } = options;
  const search = { specification, session, statement, mostRuns, timeLimitMs, signal };
  const together = new Map([...reduced, ...(await findShortest(search, steady))]);
  return steady.size > 1 ? searchAlone(search, together) : together;
}

/**
 * Where the steps of all counterexamples together make too many programs, those that are like a property's own may be
 * few enough. What is known of a length from both searches holds.
 */
async function searchAlone<T extends Types>(
  search: SearchContext<T>,
  together: Counterexamples<T>,
): Promise<Counterexamples<T>> {
  const best = new Map(together);
  for (const [property, known] of together) {
    if (!known.reproduced || known.minimality === "proven") continue;
    const alone = (await findShortest(search, new Map([[property, known]]))).get(property);
    if (!alone) continue;
    best.set(property, withBound(search.specification, alone, known.shortestUpTo));
  }
  return best;
}

/** Each program once more, in a candidate that has run nothing before. */
async function confirm<T extends Types>(
  { specification, statement }: Bench<T>,
  connect: () => Promise<Session<T>>,
  found: Counterexamples<T>,
): Promise<Counterexamples<T>> {
  const confirmed = new Map<Property<T>, Minimised<T>>();
  const session = freshSession(connect);
  for (const [property, minimised] of found) {
    const context = { specification, session, statement };
    const again = await violationOf(context, property, minimised.run.program).catch(
      () => undefined,
    );
    confirmed.set(property, { ...minimised, ...again, reproduced: again !== undefined });
  }
  await session.close();
  return confirmed;
}

/**
 * The failing program, or that with more and more of those before it, whichever fails in a fresh candidate. Two runs
 * differ where they begin differently, and the variant begins with what the program leaves behind: so those before it may
 * also have to come after it.
 */
async function chainedViolation<T extends Types>(
  { specification, statement }: Bench<T>,
  session: Session<T>,
  property: Property<T>,
  { run }: Violation<T>,
): Promise<Violation<T> | undefined> {
  const context = { specification, session, statement };
  const fails = (program: T["program"]) =>
    violationOf(context, property, program).catch(() => undefined);
  let violation = await fails(run.program);
  let chain: T["program"] | undefined;
  let trail = run.after;
  for (let length = 1; !violation && trail && length <= TRAIL; length *= 2) {
    for (let more = Math.ceil(length / 2); more > 0 && trail; more -= 1) {
      chain = chain === undefined ? trail.program : specification.chain(trail.program, chain);
      trail = trail.before;
    }
    violation = await fails(specification.chain(chain, run.program));
    if (!violation && property.kind === "metamorphic")
      violation = await fails(specification.chain(run.program, chain));
  }
  return violation;
}

/** Every try meets a candidate that has run nothing before; a program and its variant are one try. */
function freshSession<T extends Types>(connect: () => Promise<Session<T>>): Session<T> {
  let session: Session<T> | undefined;
  // How it ends has been judged already.
  const close = async () => session?.close().catch(() => undefined);
  return {
    begin: async () => {
      await close();
      session = undefined;
    },
    run: async (program, planned) => {
      session ??= await connect();
      return session.run(program, planned);
    },
    close,
  };
}

/** From the first program that broke each property to the shortest one, confirmed in a fresh candidate. */
import type { Bench } from "./driving.ts";
import type { Violation } from "./judge.ts";
import { type Minimised, minimise, violationOf } from "./minimise.ts";
import type { CampaignOptions } from "./result.ts";
import { type Found, findShortest } from "./shortest.ts";
import type { Property, Session, Types } from "./specification.ts";

export interface Connection<T extends Types> {
  /** None where the candidate broke for good. */
  readonly session: Session<T> | undefined;
  /** A fresh candidate, where there can be more than one. */
  readonly connect: () => Promise<Session<T>>;
}

type Violations<T extends Types> = ReadonlyMap<string, Violation<T>>;
type Counterexamples<T extends Types> = ReadonlyMap<string, Minimised<T>>;

/** By the id of the property. Without a session, what was found is given as it is. */
export async function findCounterexamples<T extends Types>(
  bench: Bench<T>,
  { session, connect }: Connection<T>,
  options: CampaignOptions,
  violations: Violations<T>,
): Promise<Counterexamples<T>> {
  const properties = bench.judge.properties.filter(({ id }) => violations.has(id));
  const asFound = new Map(properties.map((p) => [p, notReproduced(violations.get(p.id))]));
  if (!session) return byId(asFound);
  const shortest = await shorten(bench, session, options, violations, properties);
  if (options.signal?.aborted || options.canBeFresh === false) return byId(shortest);
  const confirmed = await confirm(bench, connect, shortest);
  const lost = [...confirmed].flatMap(([property, { reproduced }]) => (reproduced ? [] : property));
  if (lost.length === 0) return byId(confirmed);
  // What does not fail in a fresh candidate came of what was left of an earlier program. From here on
  // every try has a candidate to itself, and the earlier program becomes a part of the later one.
  const apart = freshSession(connect);
  const chained = new Map<string, Violation<T>>();
  for (const property of lost) {
    const violation = violations.get(property.id);
    const found = violation && (await chainedViolation(bench, apart, property, violation));
    if (found) chained.set(property.id, found);
  }
  const again = await shorten(bench, apart, options, chained, lost);
  return byId(new Map([...confirmed, ...again]));
}

const byId = <T extends Types>(found: Found<T>): Counterexamples<T> =>
  new Map([...found].map(([{ id }, minimised]) => [id, minimised]));

const notReproduced = <T extends Types>(violation: Violation<T> | undefined): Minimised<T> => ({
  ...(violation as Violation<T>),
  minimality: "undecided",
  shortestUpTo: 0,
  reproduced: false,
});

/** Reduced one by one, then searched for the shortest all together. */
async function shorten<T extends Types>(
  { specification, statement }: Bench<T>,
  session: Session<T>,
  options: CampaignOptions,
  violations: Violations<T>,
  properties: readonly Property<T>[],
): Promise<Found<T>> {
  const { mostReductions, reductionTimeLimitMs, signal, onProgress } = options;
  const deadline = performance.now() + reductionTimeLimitMs;
  const isOver = () => signal?.aborted === true || performance.now() > deadline;
  const context = { specification, session, statement, mostRuns: mostReductions, isOver };
  const reduced = new Map<Property<T>, Minimised<T>>();
  const starts = new Map<string, T["program"]>();
  const total = violations.size;
  for (const property of properties) {
    const found = violations.get(property.id);
    if (!found) continue;
    onProgress?.({ stage: "minimising", done: reduced.size, total, violated: total });
    const smaller = await minimise(context, property, found, [...starts.values()]);
    reduced.set(property, smaller);
    starts.set(JSON.stringify(smaller.run.program), smaller.run.program);
  }
  const steady = new Map([...reduced].filter(([, { reproduced }]) => reproduced));
  if (steady.size === 0 || isOver()) return reduced;
  onProgress?.({ stage: "proving", done: 0, total, violated: total });
  const { mostProofRuns: mostRuns, proofTimeLimitMs: timeLimitMs } = options;
  const search = { specification, session, statement, mostRuns, timeLimitMs, signal };
  return new Map([...reduced, ...(await findShortest(search, steady))]);
}

/** Each program once more, in a candidate that has run nothing before. */
async function confirm<T extends Types>(
  { specification, statement }: Bench<T>,
  connect: () => Promise<Session<T>>,
  found: Found<T>,
): Promise<Found<T>> {
  const confirmed = new Map<Property<T>, Minimised<T>>();
  const session = freshSession(connect);
  for (const [property, minimised] of found) {
    const context = { specification, session, statement };
    const again = await violationOf(context, property, minimised.run.program).catch(
      () => undefined,
    );
    confirmed.set(property, { ...minimised, ...again, reproduced: again !== undefined });
  }
  return confirmed;
}

/** The failing program, or that with the one before it, whichever fails in a candidate of its own. */
async function chainedViolation<T extends Types>(
  { specification, statement }: Bench<T>,
  session: Session<T>,
  property: Property<T>,
  { run: { program, after } }: Violation<T>,
): Promise<Violation<T> | undefined> {
  const context = { specification, session, statement };
  const whole = after === undefined ? [program] : [program, specification.chain(after, program)];
  for (const tried of whole) {
    const violation = await violationOf(context, property, tried).catch(() => undefined);
    if (violation) return violation;
  }
  return undefined;
}

/** Every program meets a candidate of its own. */
function freshSession<T extends Types>(connect: () => Promise<Session<T>>): Session<T> {
  return {
    run: async (program, planned) => {
      const session = await connect();
      try {
        return await session.run(program, planned);
      } finally {
        // How it ends has been judged already.
        await session.close().catch(() => undefined);
      }
    },
    close: async () => undefined,
  };
}

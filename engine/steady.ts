/** The shortest counterexamples of properties that fail each time, by cause. */
import { chainedAttempt } from "./chaining.ts";
import { type Group, groupByCause, type Violations } from "./grouping.ts";
import type { Counterexamples, Refinement } from "./refinement.ts";
import { freshSession, reconnectingSession, withPredecessors } from "./sessions.ts";
import { settle, type Work } from "./settling.ts";
import { findShortest } from "./shortest.ts";
import { asFound, type Counterexample, isReproduced, type ShrinkContext } from "./shrink.ts";
import type { Property, Session, Types, Violation } from "./specification.ts";
import { standardViolations } from "./standard.ts";

/** Of the budget, what shrinking may take before the search begins… */
const SHRINK_SHARE = 0.3;
/** …for each cause… */
const GROUP_SHARE = 0.1;
/** …and what the smallest cause has of the search for itself, before it is shared. */
const FIRST_SHARE = 0.5;
/** Programs with a candidate of its own each, unless another number is given. */
const FRESH_RUNS = 500;

export async function refineSteady<T extends Types>(
  refinement: Refinement<T>,
  violations: Violations<T>,
): Promise<Counterexamples<T>> {
  const { sessionFor, connect, options, terms } = refinement;
  const [first] = violations.values();
  // What the run left behind in its candidate depends on the seed.
  const fresh = options.canBeFresh ? await connect().catch(() => undefined) : undefined;
  const session = fresh
    ? reconnectingSession(fresh, connect)
    : first && (await sessionFor(first.run.program));
  if (!session) return new Map();
  const starts = await startsOf(refinement, session, violations);
  const best = new Map(await refineFrom(refinement, session, starts, options.shortest));
  const isLost = (property: Property) => {
    const found = best.get(property);
    return !found || !isReproduced(found);
  };
  const lost = new Map([...starts].filter(([property]) => isLost(property)));
  if (lost.size > 0 && options.canBeFresh && terms.mayGoOn())
    for (const [property, one] of await refineApart(refinement, lost)) best.set(property, one);
  // How it ends was judged where the run ended.
  if (fresh) await session.close().catch(() => undefined);
  return best;
}

/**
 * Of each property the first violation that programs of a fixed seed show, or the run's own. What these show besides counts
 * too: it is there for every seed.
 */
async function startsOf<T extends Types>(
  { context, options, terms }: Refinement<T>,
  session: Session<T>,
  violations: Violations<T>,
): Promise<Violations<T>> {
  const remembering = withPredecessors(session);
  const standard = await standardViolations(context, remembering, violations, options, terms);
  const starts = new Map<Property, Violation<T>>();
  for (const property of context.judge.properties) {
    const start = standard.get(property) ?? violations.get(property);
    if (start) starts.set(property, start);
  }
  return starts;
}

function shrinkingWith<T extends Types>(
  { context, terms, onRun }: Refinement<T>,
  session: Session<T>,
  properties: readonly Property[],
  runs: number,
): ShrinkContext<T> {
  const { specification, statement } = context;
  return {
    ...context,
    judge: specification.createJudge(properties, [], statement, 0),
    session,
    budget: { runs },
    isOver: () => !terms.mayGoOn(),
    attempts: new Map(),
    onRun,
  };
}

/** Shrinks, sorts by cause, searches and confirms. */
async function refineFrom<T extends Types>(
  refinement: Refinement<T>,
  session: Session<T>,
  starts: Violations<T>,
  shortest: number,
): Promise<Counterexamples<T>> {
  const properties = [...starts.keys()];
  const share = Math.ceil(shortest * SHRINK_SHARE);
  const shrinking = shrinkingWith(refinement, session, properties, share);
  const groups = await groupByCause(
    shrinking,
    starts,
    Math.ceil(shortest * GROUP_SHARE),
    ({ lead, shrunk, cause }) => {
      if (cause) return;
      const counterexample = {
        ...asFound(shrunk.violation),
        minimality: shrunk.minimality,
        rate: { failed: 1, of: 1 },
      };
      refinement.findings.emit(lead, "reduced", [{ property: lead, counterexample }], undefined);
    },
  );
  const budget = { runs: shortest - (share - shrinking.budget.runs) };
  const work = { ...refinement, shrinking, properties, budget };
  return settle(work, groups, await searchCauses(work, groups));
}

/**
 * What does not fail in a fresh candidate came of what was left of an earlier program. Every try has a candidate to
 * itself, and the earlier programs become a part of the later one.
 */
async function refineApart<T extends Types>(
  refinement: Refinement<T>,
  starts: Violations<T>,
): Promise<Counterexamples<T>> {
  const session = freshSession(refinement.connect);
  const { shortest, freshRuns = FRESH_RUNS } = refinement.options;
  const runs = Math.min(Math.ceil(shortest / 2), freshRuns);
  const context = shrinkingWith(refinement, session, [...starts.keys()], runs);
  const chained = new Map<Property, Violation<T>>();
  for (const [property, { run }] of starts) {
    if (chained.has(property)) continue;
    const attempt = await chainedAttempt(context, property, run);
    // What shows one of them shows others.
    for (const other of starts.keys()) {
      const violation = attempt?.violations.get(other.id);
      if (violation && !chained.has(other)) chained.set(other, violation);
    }
  }
  const found = chained.size > 0 ? await refineFrom(refinement, session, chained, runs) : new Map();
  await session.close();
  return found;
}

const counterexampleOf = <T extends Types>({ shrunk }: Group<T>): Counterexample<T> => ({
  ...asFound(shrunk.violation),
  minimality: shrunk.minimality,
});

/** The shortest program of each cause: the smallest by itself first, so that it is the same whatever else failed. */
async function searchCauses<T extends Types>(
  { shrinking, budget }: Work<T>,
  groups: readonly Group<T>[],
): Promise<ReadonlyMap<Property, Counterexample<T>>> {
  const causes = groups.filter(({ cause }) => !cause);
  const found = new Map<Property, Counterexample<T>>(
    causes.map((group) => [group.lead, counterexampleOf(group)]),
  );
  const search = async (some: readonly Group<T>[], runs: number) => {
    if (some.length === 0 || runs <= 0 || shrinking.isOver()) return;
    const share = { runs };
    const reduced = new Map(some.map((group) => [group.lead, counterexampleOf(group)]));
    const shortest = await findShortest({ ...shrinking, budget: share }, reduced);
    for (const [property, one] of shortest) found.set(property, one);
    budget.runs -= runs - Math.max(0, share.runs);
  };
  await search(causes.slice(0, 1), Math.ceil(budget.runs * FIRST_SHARE));
  await search(causes.slice(1), budget.runs);
  return found;
}

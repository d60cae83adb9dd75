/** The shortest counterexamples of deterministic programs, by cause. */
import { chainedAttempt } from "./chaining.ts";
import { judgeProgram } from "./drive.ts";
import { freshCandidate, type Refinement } from "./findings.ts";
import { type Group, groupByCause, type Violations } from "./grouping.ts";
import type { FindingState, Found } from "./result.ts";
import { freshSession, reconnectingSession, withPredecessors } from "./sessions.ts";
import { findShortest } from "./shortest.ts";
import {
  type Attempt,
  type Counterexample,
  type Counterexamples,
  counterexampleOf,
  createShrinking,
  isReproduced,
  type ShrinkContext,
} from "./shrink.ts";
import type { Property, Session, Types, Violation } from "./specification.ts";
import { standardViolations } from "./standard.ts";

/** Of the budget, what shrinking may take before the search begins… */
const SHRINK_SHARE = 0.3;
/** …for each cause… */
const GROUP_SHARE = 0.1;
/** …and the share of the search that the smallest cause gets for itself. */
const FIRST_SHARE = 0.5;
/** Programs that may be run in a fresh candidate each, unless another number is given. */
const FRESH_RUNS = 500;

export async function refineSteady<T extends Types>(
  refinement: Refinement<T>,
  violations: Violations<T>,
): Promise<Counterexamples<T>> {
  const { sessionFor, connect, options, isOver } = refinement;
  const [first] = violations.values();
  // A fresh candidate, because what the run left behind in its own depends on the seed.
  const fresh = await freshCandidate(refinement);
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
  if (lost.size > 0 && options.canBeFresh && !isOver())
    for (const [property, one] of await refineApart(refinement, lost)) best.set(property, one);
  // How candidates end was judged at the end of the run.
  if (fresh) await session.close().catch(() => undefined);
  return best;
}

/**
 * For each property the first violation in programs of a fixed seed, or the run's own. Other properties that fail in the
 * former count too: they fail for every seed.
 */
async function startsOf<T extends Types>(
  { context, options, isOver }: Refinement<T>,
  session: Session<T>,
  violations: Violations<T>,
): Promise<Violations<T>> {
  const remembering = withPredecessors(session);
  const standard = await standardViolations(context, remembering, violations, options, isOver);
  const starts = new Map<Property, Violation<T>>();
  for (const property of context.judge.properties) {
    const start = standard.get(property) ?? violations.get(property);
    if (start) starts.set(property, start);
  }
  return starts;
}

/** Shrinks, sorts by cause, searches and confirms. */
async function refineFrom<T extends Types>(
  refinement: Refinement<T>,
  session: Session<T>,
  starts: Violations<T>,
  shortest: number,
): Promise<Counterexamples<T>> {
  const budget = { runs: Math.ceil(shortest * SHRINK_SHARE) };
  const kept = shortest - budget.runs;
  const { context, findings, isOver, onRun } = refinement;
  const properties = [...starts.keys()];
  const shrinking = createShrinking(context, properties, { session, budget, isOver, onRun });
  const limit = Math.ceil(shortest * GROUP_SHARE);
  const groups = await groupByCause(shrinking, starts, limit, ({ lead, shrunk, cause }) => {
    if (cause) return;
    const known = { minimality: shrunk.minimality, rate: REPRODUCED };
    const counterexample = counterexampleOf(shrunk.violation, known);
    findings.emit(lead, "reduced", [{ property: lead, counterexample }], undefined);
  });
  const causes = await searchCauses(shrinking, groups, kept + budget.runs);
  return confirmAll(refinement, shrinking, groups, causes);
}

const REPRODUCED: Counterexample<Types>["rate"] = { failed: 1, of: 1 };
const NOT_REPRODUCED: Counterexample<Types>["rate"] = { failed: 0, of: 1 };

/**
 * What does not fail in a fresh candidate came from what earlier programs left behind. Every try has a fresh candidate,
 * and the earlier programs become a part of the later one.
 */
async function refineApart<T extends Types>(
  refinement: Refinement<T>,
  starts: Violations<T>,
): Promise<Counterexamples<T>> {
  const { options, isOver, onRun } = refinement;
  const session = freshSession(refinement.connect);
  const { shortest, freshRuns = FRESH_RUNS } = options;
  const runs = Math.min(Math.ceil(shortest / 2), freshRuns);
  const own = { session, budget: { runs }, isOver, onRun };
  const context = createShrinking(refinement.context, [...starts.keys()], own);
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

/**
 * The shortest program of each cause. The smallest is searched for first and alone, so that it does not depend on what
 * else failed.
 * @param runs of the search, for all causes
 */
async function searchCauses<T extends Types>(
  shrinking: ShrinkContext<T>,
  groups: readonly Group<T>[],
  runs: number,
): Promise<Counterexamples<T>> {
  const found = new Map<Property, Counterexample<T>>();
  for (const { lead, shrunk, cause } of groups)
    if (!cause)
      found.set(lead, counterexampleOf(shrunk.violation, { minimality: shrunk.minimality }));
  const causes = [...found];
  let left = runs;
  const search = async (some: typeof causes, share: number) => {
    if (some.length === 0 || share <= 0 || shrinking.isOver()) return;
    const budget = { runs: share };
    const shortest = await findShortest({ ...shrinking, budget }, new Map(some));
    for (const [property, one] of shortest) found.set(property, one);
    left -= share - Math.max(0, budget.runs);
  };
  await search(causes.slice(0, 1), Math.ceil(left * FIRST_SHARE));
  await search(causes.slice(1), left);
  return found;
}

const stateOf = ({ minimality }: Counterexample<Types>): FindingState =>
  minimality === "proven" ? "proven" : minimality === "bounded" ? "shortest" : "reduced";

/** Each cause confirmed in a candidate that has run nothing before, and its consequences with it. */
async function confirmAll<T extends Types>(
  { options, connect, findings }: Refinement<T>,
  shrinking: ShrinkContext<T>,
  groups: readonly Group<T>[],
  causes: Counterexamples<T>,
): Promise<Counterexamples<T>> {
  const session = options.canBeFresh ? freshSession(connect) : shrinking.session;
  const context = { ...shrinking, session };
  const best = new Map<Property, Counterexample<T>>();
  const keep = (found: readonly Found<T>[]) => {
    for (const { property, counterexample } of found) best.set(property, counterexample);
  };
  for (const [lead, shortest] of causes) {
    const { own, others } = await confirmCause(context, lead, shortest);
    const found = [{ property: lead, counterexample: own }];
    for (const [property, violation] of others) {
      if (causes.has(property) || best.has(property)) continue;
      const known = { minimality: "reduced", rate: own.rate, cause: lead.id } as const;
      found.push({ property, counterexample: counterexampleOf(violation, known) });
    }
    keep(found);
    // What shows only after other programs is reported once it was searched for with them.
    if (isReproduced(own) || !options.canBeFresh)
      findings.emit(lead, stateOf(own), found, undefined);
  }
  for (const group of groups) {
    const found = await confirmRest(context, group, best);
    keep(found);
    const cause = (group.cause ?? group).lead.id;
    if (found[0]) findings.emit(found[0].property, "consequence", found, cause);
  }
  if (options.canBeFresh) await session.close();
  return best;
}

/** The shortest program of a cause run once more, with the other properties that fail on it. */
async function confirmCause<T extends Types>(
  context: ShrinkContext<T>,
  lead: Property,
  shortest: Counterexample<T>,
): Promise<{ readonly own: Counterexample<T>; readonly others: Violations<T> }> {
  const { program } = shortest.run;
  const others = new Map<Property, Violation<T>>();
  const again = await attemptOf(context, lead, program);
  const shown = again?.violations.get(lead.id);
  if (!again || !shown) return { own: { ...shortest, rate: NOT_REPRODUCED }, others };
  for (const property of context.judge.properties) {
    if (property === lead) continue;
    const judged = context.specification.isRelation(property)
      ? await attemptOf(context, property, program)
      : again;
    const failed = judged?.violations.get(property.id);
    if (failed) others.set(property, failed);
  }
  return { own: { ...shortest, ...shown, rate: REPRODUCED }, others };
}

/** Properties that fail on no cause's shortest program keep the program of their group. */
async function confirmRest<T extends Types>(
  context: ShrinkContext<T>,
  { lead, shrunk, others, cause }: Group<T>,
  known: Counterexamples<T>,
): Promise<readonly Found<T>[]> {
  const found: Found<T>[] = [];
  for (const [property, violation] of new Map([[lead, shrunk.violation], ...others])) {
    if (known.has(property)) continue;
    const again = await attemptOf(context, property, violation.run.program);
    const shown = again?.violations.get(property.id);
    const counterexample = counterexampleOf(shown ?? violation, {
      minimality: shrunk.minimality,
      rate: shown ? REPRODUCED : NOT_REPRODUCED,
      cause: (cause?.lead ?? lead).id,
    });
    found.push({ property, counterexample });
  }
  return found;
}

async function attemptOf<T extends Types>(
  context: ShrinkContext<T>,
  property: Property,
  program: T["program"],
): Promise<Attempt<T> | undefined> {
  // Such programs can be long: between them, the rest of the process gets its turn.
  await new Promise(setImmediate);
  return judgeProgram(context, context.session, program, property).catch(() => undefined);
}

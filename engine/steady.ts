/** The shortest counterexamples of properties that fail each time, by cause, confirmed in a fresh candidate. */
import { chainedViolation } from "./chaining.ts";
import { judgeProgram } from "./drive.ts";
import { type Group, groupByCause, type Violations } from "./grouping.ts";
import { type Counterexamples, MAX_REVIVALS, type Refinement } from "./refinement.ts";
import type { FindingState, Found } from "./result.ts";
import { freshSession, revivingSession } from "./reviving.ts";
import { findShortest } from "./shortest.ts";
import {
  type Attempt,
  asFound,
  type Counterexample,
  type ShrinkContext,
  shrink,
} from "./shrink.ts";
import type { Property, Session, Types, Violation } from "./specification.ts";
import { standardViolations } from "./standard.ts";
import { trailingSession } from "./trail.ts";

/** Of the budget, what shrinking may take before the search begins… */
const SHRINK_SHARE = 0.3;
/** …for each cause… */
const GROUP_SHARE = 0.1;
/** …and what the smallest cause has of the search for itself, before it is shared. */
const FIRST_SHARE = 0.5;
/** Runs that a counterexample made of several programs may take, each in a candidate of its own. */
const CHAIN_RUNS = 200;

/** What the steps of the refinement share. */
interface Work<T extends Types> extends Refinement<T> {
  readonly shrinking: ShrinkContext<T>;
  readonly properties: readonly Property[];
  /** What each was shrunk from. */
  readonly starts: Violations<T>;
  readonly budget: { runs: number };
}

export async function refineSteady<T extends Types>(
  refinement: Refinement<T>,
  violations: Violations<T>,
): Promise<Counterexamples<T>> {
  const { context, sessionFor, connect, options, terms, findings, onRun } = refinement;
  const [first] = violations.values();
  // What the run left behind in its candidate depends on the seed.
  const fresh = options.canBeFresh ? await connect().catch(() => undefined) : undefined;
  const session = fresh
    ? revivingSession(fresh, connect, MAX_REVIVALS)
    : first && (await sessionFor(first.run.program));
  if (!session) return new Map();
  const { specification, statement } = context;
  const properties = [...violations.keys()];
  const judge = specification.createJudge(properties, [], statement, 0);
  const isOver = () => !terms.mayGoOn();
  const { shortest } = options;
  const budget = { runs: Math.ceil(shortest * SHRINK_SHARE) };
  const shrinking = { ...context, judge, session, budget, isOver, attempts: new Map(), onRun };
  const starts = await startsOf(refinement, session, violations);
  const groups = await groupByCause(
    shrinking,
    starts,
    Math.ceil(shortest * GROUP_SHARE),
    ({ lead, shrunk, cause }) => {
      if (cause) return;
      const counterexample = { ...asFound(shrunk.violation), minimality: shrunk.minimality };
      findings.emit(lead, "reduced", [{ property: lead, counterexample }], undefined);
    },
  );
  const spent = Math.ceil(shortest * SHRINK_SHARE) - budget.runs;
  const left = { runs: shortest - spent };
  const work = { ...refinement, shrinking, properties, starts, budget: left };
  const settled = await settle(work, groups, await searchCauses(work, groups));
  // How it ends was judged where the run ended.
  if (fresh) await session.close().catch(() => undefined);
  return settled;
}

/** Of each property the first violation that programs of a fixed seed show, or the run's own. */
async function startsOf<T extends Types>(
  { context, options, terms }: Refinement<T>,
  session: Session<T>,
  violations: Violations<T>,
): Promise<Violations<T>> {
  const properties = [...violations.keys()];
  const trailing = trailingSession(session);
  const standard = await standardViolations(context, trailing, properties, options, terms);
  return new Map([...violations].map(([one, found]) => [one, standard.get(one) ?? found]));
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

const stateOf = ({ minimality }: Counterexample<Types>): FindingState =>
  minimality === "proven" ? "proven" : minimality === "bounded" ? "shortest" : "reduced";

/** Each cause confirmed in a candidate that has run nothing before, and its consequences with it. */
async function settle<T extends Types>(
  work: Work<T>,
  groups: readonly Group<T>[],
  causes: ReadonlyMap<Property, Counterexample<T>>,
): Promise<Counterexamples<T>> {
  const { options, connect, shrinking, findings } = work;
  const trial = options.canBeFresh ? freshSession(connect) : shrinking.session;
  const best = new Map<Property, Counterexample<T>>();
  for (const [lead, shortest] of causes) {
    const { own, others } = await confirmCause(work, trial, lead, shortest);
    best.set(lead, own);
    const found = [{ property: lead, counterexample: own }];
    for (const [property, violation] of others) {
      if (causes.has(property) || best.has(property)) continue;
      const counterexample: Counterexample<T> = {
        ...asFound(violation),
        minimality: "reduced",
        rate: own.rate,
        cause: lead.id,
      };
      best.set(property, counterexample);
      found.push({ property, counterexample });
    }
    findings.emit(lead, stateOf(own), found, undefined);
  }
  for (const group of groups) await settleRest(work, trial, group, best);
  if (options.canBeFresh) await trial.close();
  return best;
}

/** What fails on no cause's shortest program keeps the program of its group. */
async function settleRest<T extends Types>(
  work: Work<T>,
  trial: Session<T>,
  group: Group<T>,
  best: Map<Property, Counterexample<T>>,
): Promise<void> {
  const { lead, shrunk, others, cause } = group;
  const all = new Map([[lead, shrunk.violation], ...others]);
  const left = [...all].filter(([property]) => !best.has(property));
  if (left.length === 0) return;
  const explaining = cause?.lead.id ?? lead.id;
  const found: Found<T>[] = [];
  for (const [property, violation] of left) {
    const again = await attemptOf(work, trial, property, violation.run.program);
    const shown = again?.violations.get(property.id);
    const counterexample: Counterexample<T> = {
      ...asFound(shown ?? violation),
      minimality: shrunk.minimality,
      rate: { failed: shown ? 1 : 0, of: 1 },
      cause: explaining,
    };
    best.set(property, counterexample);
    found.push({ property, counterexample });
  }
  const [first] = found;
  if (first) work.findings.emit(first.property, "consequence", found, explaining);
}

const attemptOf = <T extends Types>(
  { shrinking }: Work<T>,
  session: Session<T>,
  property: Property,
  program: T["program"],
): Promise<Attempt<T> | undefined> =>
  judgeProgram(shrinking, session, program, property).catch(() => undefined);

/** The shortest program run once more; of one that does not fail again, with what came before it. */
async function confirmCause<T extends Types>(
  work: Work<T>,
  trial: Session<T>,
  lead: Property,
  shortest: Counterexample<T>,
) {
  const { context, options, properties } = work;
  const { program } = shortest.run;
  const again = await attemptOf(work, trial, lead, program);
  const shown = again?.violations.get(lead.id);
  if (!again || !shown) {
    const start = work.starts.get(lead) ?? shortest;
    const apart = options.canBeFresh ? await searchApart(work, trial, lead, start) : undefined;
    const own = apart ?? {
      ...shortest,
      minimality: "undecided" as const,
      rate: { failed: 0, of: 1 },
    };
    return { own, others: new Map<Property, Violation<T>>() };
  }
  const others = new Map<Property, Violation<T>>();
  for (const property of properties) {
    if (property === lead) continue;
    const judged = context.specification.isRelation(property)
      ? await attemptOf(work, trial, property, program)
      : again;
    const failed = judged?.violations.get(property.id);
    if (failed) others.set(property, failed);
  }
  return { own: { ...shortest, ...shown, rate: { failed: 1, of: 1 } }, others };
}

/**
 * What does not fail in a fresh candidate came of what was left of an earlier program. Every try has a candidate to
 * itself, and the earlier programs become a part of the later one.
 */
async function searchApart<T extends Types>(
  { shrinking }: Work<T>,
  trial: Session<T>,
  property: Property,
  { run }: Violation<T>,
): Promise<Counterexample<T> | undefined> {
  const apart = { ...shrinking, session: trial, budget: { runs: CHAIN_RUNS }, attempts: new Map() };
  const chained = await chainedViolation(apart, property, run);
  if (!chained) return undefined;
  const { violation, minimality } = await shrink(apart, property, chained, []);
  return { ...asFound(violation), minimality, rate: { failed: 1, of: 1 } };
}

/**
 * From what a campaign has found to the counterexamples that are reported: shrunk, searched for the shortest by cause,
 * under one budget, and confirmed in a fresh candidate.
 */
import { groupByCause, type Violations } from "./grouping.ts";
import { freshCandidate, type Refinement } from "./refinement.ts";
import type { Found } from "./result.ts";
import { reconnectingSession } from "./sessions.ts";
import {
  type Counterexample,
  type Counterexamples,
  confirm,
  counterexampleOf,
  createShrinking,
} from "./shrink.ts";
import type { Property, Types, Violation } from "./specification.ts";
import { refineSteady } from "./steady.ts";

/** Runs that shrinking what need not fail each time may take, of the whole budget. */
const RACY_SHARE = 0.1;
/** …and each cause of it. */
const RACY_GROUP_SHARE = 0.5;

/**
 * @param isBailed whether the run ends at its first findings, which are left as they are
 * @returns a counterexample of each property that failed; as it was found, where it could not be refined
 */
export async function refine<T extends Types>(
  refinement: Refinement<T>,
  violations: Violations<T>,
  isBailed = false,
): Promise<Counterexamples<T>> {
  const { context, findings, options, isOver } = refinement;
  const { isDeterministic, sizeOf } = context.specification;
  const best = new Map<Property, Counterexample<T>>();
  const starts = new Map<Property, Violation<T>>();
  for (const [property, violation] of violations) {
    const seen = findings.seen.get(property);
    best.set(property, seen ?? counterexampleOf(violation));
    const isSmaller = seen && sizeOf(seen.run.program) < sizeOf(violation.run.program);
    starts.set(property, isSmaller ? startFrom(seen, violation) : violation);
  }
  const isWanted = options.shortest > 0 && !isOver() && !isBailed;
  if (!isWanted) return best;
  const of = (isSteady: boolean): Violations<T> =>
    new Map([...starts].filter(([, { run }]) => isDeterministic(run.program) === isSteady));
  const [steady, unsteady] = [of(true), of(false)];
  // What fails in order too explains nothing of what does not.
  const inOrder = new Map([...unsteady].filter(([one]) => !findings.racy.has(one)));
  const racy = new Map([...findings.racy].filter(([one]) => unsteady.has(one)));
  const { shortest } = options;
  // Kept back whether anything of it failed or not, so that all else is refined alike.
  const hasRaces = context.specification.parts(context.statement).some(({ isSteady }) => !isSteady);
  const budget = { runs: hasRaces ? Math.ceil(shortest * RACY_SHARE) : 0 };
  const rest = { ...refinement, options: { ...options, shortest: shortest - budget.runs } };
  const refined = [
    steady.size > 0 ? await refineSteady(rest, steady) : new Map(),
    racy.size > 0 ? await refineRacy(refinement, racy, budget) : new Map(),
    inOrder.size > 0 ? await refineRacy(refinement, inOrder, budget) : new Map(),
  ];
  for (const some of refined) for (const [property, one] of some) best.set(property, one);
  return best;
}

/** What it shows, without what was known of it: the refinement finds that out anew. */
const shownBy = <T extends Types>({
  minimality,
  shortestUpTo,
  rate,
  isSequential,
  cause,
  ...violation
}: Counterexample<T>): Violation<T> => violation;

/** A smaller program in the place of the one that was found: what it takes to show may be what had come before that. */
const startFrom = <T extends Types>(
  seen: Counterexample<T>,
  { run, place }: Violation<T>,
): Violation<T> => {
  const shown = shownBy(seen);
  return { ...shown, run: { ...shown.run, predecessors: run.predecessors }, place };
};

/**
 * What was seen before says more where what was made smaller fails in order, and that does not; and where no time was left
 * to count how often the smaller one fails.
 */
const sayingMore = <T extends Types>(
  smaller: Counterexample<T>,
  seen: Counterexample<T> | undefined,
): Counterexample<T> => {
  const isUncounted = smaller.rate.of === 0;
  return seen && (isUncounted || (smaller.isSequential && !seen.isSequential)) ? seen : smaller;
};

async function refineRacy<T extends Types>(
  refinement: Refinement<T>,
  violations: Violations<T>,
  budget: { runs: number },
): Promise<Counterexamples<T>> {
  const { context, sessionFor, connect, options, findings, isOver, onRun } = refinement;
  const [first] = violations.values();
  const connected = first && (await sessionFor(first.run.program));
  if (!connected) return new Map();
  const session = options.canBeFresh ? reconnectingSession(connected, connect) : connected;
  const { costOf } = options;
  const own = { session, budget, isOver, onRun, costOf };
  const shrinking = createShrinking(context, [...violations.keys()], own);
  const limit = Math.ceil(options.shortest * RACY_SHARE * RACY_GROUP_SHARE);
  const groups = await groupByCause(shrinking, violations, limit);
  // What the campaign left behind in its candidate would have a part in what is reported.
  const fresh = await freshCandidate(refinement);
  const confirming = { ...shrinking, session: fresh ?? session };
  const best = new Map<Property, Counterexample<T>>();
  for (const { lead, shrunk, others, cause } of groups) {
    const confirmed = async (property: Property, violation: Violation<T>): Promise<Found<T>> => {
      const smaller = await confirm(confirming, property, { ...shrunk, violation });
      const counterexample = sayingMore(smaller, findings.seen.get(property));
      const explaining = cause?.lead ?? (property === lead ? undefined : lead);
      return {
        property,
        counterexample: { ...counterexample, ...(explaining && { cause: explaining.id }) },
      };
    };
    const found = [await confirmed(lead, shrunk.violation)];
    for (const [property, violation] of others)
      if (!best.has(property) && violations.has(property))
        found.push(await confirmed(property, violation));
    for (const { property, counterexample } of found)
      if (!best.has(property)) best.set(property, counterexample);
    findings.emit(lead, cause ? "consequence" : "reduced", found, cause?.lead.id);
  }
  await fresh?.close().catch(() => undefined);
  return best;
}

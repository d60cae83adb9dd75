/**
 * From what a campaign has found to the counterexamples that are reported: shrunk, searched for the shortest by cause,
 * and confirmed in a fresh candidate, all under one budget.
 */

import { freshCandidate, type Refinement } from "./findings.ts";
import { groupByCause, type Violations } from "./grouping.ts";
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

/** The share of the budget for races and crashes… */
const RACY_SHARE = 0.1;
/** …and the share of that for each cause. */
const RACY_GROUP_SHARE = 0.5;

/**
 * @param isBailed whether the run ends at its first findings, which are left as they are
 * @returns a counterexample of each property that failed; as it was found, where it could not be refined
 */
export async function refine<T extends Types>(
  refinement: Refinement<T>,
  violations: Violations<T>,
  isBailed: boolean,
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
  // What fails with messages in order too does not explain a race.
  const inOrder = new Map([...unsteady].filter(([one]) => !findings.racy.has(one)));
  const racy = new Map([...findings.racy].filter(([one]) => unsteady.has(one)));
  const { shortest } = options;
  // Kept back even if no race failed, so that the rest is refined the same.
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

/** A smaller program in place of the one that was found, whose predecessors it may need. */
function startFrom<T extends Types>(
  { cause, run, ...seen }: Counterexample<T>,
  { run: found, place }: Violation<T>,
): Violation<T> {
  // The refinement finds out anew what explains it.
  return { ...seen, run: { ...run, predecessors: found.predecessors }, place };
}

/**
 * The one that was seen before is better where only the smaller one fails in order too, and where no time was left to count
 * how often the smaller one fails.
 */
function betterOf<T extends Types>(
  smaller: Counterexample<T>,
  seen: Counterexample<T> | undefined,
): Counterexample<T> {
  const isUncounted = smaller.rate.of === 0;
  return seen && (isUncounted || (smaller.isSequential && !seen.isSequential)) ? seen : smaller;
}

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
  // A fresh candidate, because what the campaign left behind in its own would play a part.
  const fresh = await freshCandidate(refinement);
  const confirming = { ...shrinking, session: fresh ?? session };
  const best = new Map<Property, Counterexample<T>>();
  for (const { lead, shrunk, others, cause } of groups) {
    const confirmed = async (property: Property, violation: Violation<T>): Promise<Found<T>> => {
      const smaller = await confirm(confirming, property, { ...shrunk, violation });
      const counterexample = betterOf(smaller, findings.seen.get(property));
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

/** A campaign: generate, drive, judge, minimise. Same seed, same candidate, same result. */

import { findCounterexamples, MOST_REVIVALS } from "./counterexamples.ts";
import { addUp, type Bench, type Driven, driveAll, type Tally, termsOf } from "./driving.ts";
import { driveExamples } from "./examples.ts";
import { driveAllPlans, type Exhausted } from "./exhausting.ts";
import { createJudge } from "./judge.ts";
import type { Minimised } from "./minimise.ts";
import type { Breakdown, CampaignOptions, CampaignResult, PropertyResult } from "./result.ts";
import { revivingSession } from "./reviving.ts";
import { countOwn, onceOf } from "./sharding.ts";
import type { Plan, Property, Session, Specification, Types } from "./specification.ts";
import { tracingSession } from "./tracing.ts";

/** As far as situations are counted, five times as far as any has to arise: of one that is not rare, it is of no interest how often it did. */
export const ENOUGH = 100;

/** @param plans driven after the generated programs, made one by one */
export async function runCampaign<T extends Types>(
  specification: Specification<T>,
  connect: () => Promise<Session<T>>,
  statement: T["statement"],
  options: CampaignOptions,
  plans: Iterable<Plan<T>> = [],
): Promise<CampaignResult<T>> {
  const judge = createJudge(
    specification.properties(statement),
    specification.situations(statement),
    ENOUGH,
  );
  const bench = { specification, judge, statement };
  const { sessions, error } = await connectAll(connect, options.sessions);
  let result: CampaignResult<T>;
  let closing: Breakdown<T> | undefined;
  try {
    const part = error
      ? { examples: NO_EXAMPLES, driven: [{ breakdown: error }], exhausted: [] }
      : await driveEverything(bench, sessions, options, plans);
    result = await conclude(bench, connect, sessions, options, part);
  } finally {
    closing = await closeAll(sessions);
  }
  // How a candidate ends is part of what it has to do, but an earlier breakdown says more.
  return closing && !result.breakdown ? { ...result, breakdown: closing } : result;
}

const NO_EXAMPLES = { driven: {}, results: [] };

/** The first half of a campaign. */
interface Everything<T extends Types> {
  readonly examples: Awaited<ReturnType<typeof driveExamples<T>>>;
  readonly driven: readonly Driven<T>[];
  readonly exhausted: readonly Exhausted<T>[];
}

async function driveEverything<T extends Types>(
  bench: Bench<T>,
  sessions: readonly Session<T>[],
  options: CampaignOptions,
  plans: Iterable<Plan<T>>,
): Promise<Everything<T>> {
  const terms = termsOf(options);
  const traced = sessions.map(tracingSession);
  const { from = 0, onProgress } = options;
  const shard = onceOf(options);
  const examples = await driveExamples(bench, traced, options.examples ?? [], terms, shard);
  const unbroken = examples.driven.breakdown ? [] : traced;
  const driven = await driveAll(bench, unbroken, options, terms);
  const left = driven.some(({ breakdown }) => breakdown) ? [] : unbroken;
  const own = from === 0 ? plans : [];
  const exhausted = await driveAllPlans(bench, left, own, { ...terms, shard, onProgress });
  return { examples, driven, exhausted };
}

async function conclude<T extends Types>(
  bench: Bench<T>,
  connect: () => Promise<Session<T>>,
  sessions: Session<T>[],
  options: CampaignOptions,
  { examples, driven, exhausted }: Everything<T>,
): Promise<CampaignResult<T>> {
  const { properties, situations } = bench.judge;
  const all = [examples.driven, ...driven, ...exhausted.map((plan) => plan.driven)];
  const tally = addUp(bench, all);
  const breakdown = all.find((result) => result.breakdown)?.breakdown;
  if (breakdown && tally.violations.size > 0)
    sessions.unshift(...(await connectAll(connect, 1)).sessions);
  // The breakdown itself is told already; those on the way to a smaller program are skipped over.
  if (sessions[0]) sessions[0] = revivingSession(sessions[0], connect, MOST_REVIVALS);
  const session = breakdown && tally.violations.size === 0 ? undefined : sessions[0];
  const minimised = await findCounterexamples(
    bench,
    { session, connect },
    options,
    tally.violations,
  );
  const plans = exhausted.map(({ result }) => result);
  const isCut =
    breakdown !== undefined ||
    driven.length < countOwn(options) ||
    plans.some(({ isComplete }) => !isComplete);
  return {
    properties: properties.map((property, at) => resultOf(property, tally, at, minimised, isCut)),
    situations: situations.map(({ id, least }, at) => ({
      id,
      least,
      count: Math.min(tally.reached[at] ?? 0, ENOUGH),
    })),
    plans,
    examples: examples.results,
    programs: driven.filter((result) => result.judgement).length,
    messages: driven.reduce((sum, { messages = 0 }) => sum + messages, 0),
    ...(breakdown && { breakdown }),
    ...(isCut && !breakdown && { cut: options.signal?.aborted ? "interrupted" : "time" }),
  };
}

async function closeAll<T extends Types>(
  sessions: readonly Session<T>[],
): Promise<Breakdown<T> | undefined> {
  const settled = await Promise.allSettled(sessions.map((session) => session.close()));
  const failed = settled.find((result) => result.status === "rejected");
  return failed && { error: failed.reason };
}

/** All of them, or the first error and none. */
async function connectAll<T extends Types>(
  connect: () => Promise<Session<T>>,
  count: number,
): Promise<{ readonly sessions: Session<T>[]; readonly error?: Breakdown<T> }> {
  const settled = await Promise.allSettled(Array.from({ length: count }, connect));
  const sessions = settled.flatMap((s) => (s.status === "fulfilled" ? [s.value] : []));
  const failed = settled.find((s) => s.status === "rejected");
  if (!failed) return { sessions };
  await closeAll(sessions);
  return { sessions: [], error: { error: failed.reason } };
}

function resultOf<T extends Types>(
  property: Property<T>,
  tally: Tally<T>,
  at: number,
  minimised: ReadonlyMap<string, Minimised<T>>,
  isCut: boolean,
): PropertyResult<T> {
  const situations = Math.min(tally.situations[at] ?? 0, ENOUGH);
  const counterexample = minimised.get(property.id);
  const found = tally.violations.get(property.id)?.place;
  if (counterexample)
    return { property, verdict: "violated", situations, counterexample, ...(found && { found }) };
  const enough = situations >= property.least;
  return { property, verdict: enough ? "holds" : isCut ? "undecided" : "unreached", situations };
}

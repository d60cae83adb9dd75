/**
 * Programs of one fixed seed, driven where something has failed. What the search for a counterexample starts from decides,
 * where no proof is affordable, what it ends at; so it starts from what they show rather than from what the run's
 * own programs happened to show, and is the same whatever the run's seed.
 */
import { addUp, type Bench, driveAll, termsOf } from "./driving.ts";
import { createJudge, type Violation } from "./judge.ts";
import type { CampaignOptions, Progress } from "./result.ts";
import type { Property, Session, Types } from "./specification.ts";
import { tracingSession } from "./tracing.ts";

const SEED = "standard";
/** Few beside what the search takes, and enough that rarely anything fails in a run only. */
const MOST_PROGRAMS = 300;

/** Whichever part of a campaign is driven, these programs are all driven. */
const WHOLE = { from: undefined, shard: undefined, onProgress: undefined };

/** A chunk may be a small one of a long campaign, which would drive all of them. */
const countOf = ({ from, programs }: CampaignOptions): number =>
  from === undefined ? Math.min(programs, MOST_PROGRAMS) : MOST_PROGRAMS;

/** For slow candidates: of the time that all reductions may take, so much at the most. */
const TIME_SHARE = 0.25;

/** By the id of the property. */
export async function standardViolations<T extends Types>(
  { specification, statement, ...bench }: Bench<T>,
  session: Session<T>,
  options: CampaignOptions,
): Promise<ReadonlyMap<string, Violation<T>>> {
  const judge = createJudge(bench.judge.properties, []);
  const own = { specification, statement, judge };
  const course = { ...options, ...WHOLE, seed: SEED, programs: countOf(options) };
  const terms = termsOf({ timeLimitMs: standardTimeMs(options), signal: options.signal });
  const driven = await driveAll(own, [tracingSession(session)], course, terms);
  return addUp(own, driven).violations;
}

/** How many times as many programs are driven for one property that none of the first ones broke. */
const MORE = 40;

/**
 * Of one property that fails more rarely, the first violation in more such programs: all of their variants are those of
 * this property, and no other one has a part in what is found.
 * @param time for the programs of all such properties together; counted down
 */
export async function standardViolation<T extends Types>(
  { specification, statement }: Bench<T>,
  session: Session<T>,
  property: Property<T>,
  options: CampaignOptions,
  time: { leftMs: number },
): Promise<Violation<T> | undefined> {
  const startedMs = performance.now();
  const own = { specification, statement, judge: createJudge([property], []) };
  const programs = countOf(options) * MORE;
  let isFound = false;
  const onProgress = ({ violated }: Progress) => {
    isFound = violated > 0;
  };
  const course = { ...options, ...WHOLE, seed: SEED, programs, onProgress };
  const { mayGoOn, signal } = termsOf({ timeLimitMs: time.leftMs, signal: options.signal });
  const terms = { mayGoOn: () => !isFound && mayGoOn(), signal };
  const driven = await driveAll(own, [tracingSession(session)], course, terms);
  time.leftMs -= performance.now() - startedMs;
  return addUp(own, driven).violations.get(property.id);
}

/** Milliseconds, of those that the reductions may take. */
export const standardTimeMs = ({ reductionTimeLimitMs }: CampaignOptions): number =>
  reductionTimeLimitMs * TIME_SHARE;

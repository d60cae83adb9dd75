/** After the generated programs: plans are driven and judged like these, and what they cover is counted. */
import { FIRST_PLAN, type Task } from "./assigning.ts";
import { addUp, type Bench, type Driven, driveTasks, type Terms } from "./driving.ts";
import type { Rehearsal } from "./judge.ts";
import type { CampaignOptions, PlanResult } from "./result.ts";
import { ownOf, WHOLE } from "./sharding.ts";
import type { Plan, Session, Types } from "./specification.ts";

/** A plan's part in the campaign. */
export interface Exhausted<T extends Types> {
  readonly result: PlanResult<T>;
  /** All that it has shown, as of one program. */
  readonly driven: Driven<T>;
}

/** Programs that are added up before others are made: of a large plan, not all fit into memory. */
const BATCH = 100;

/** What all of them are driven by. */
export interface Course extends Terms, Pick<CampaignOptions, "shard" | "onProgress"> {}

/** One after the other. After a breakdown none goes on, but each is told with what was left out. */
export async function driveAllPlans<T extends Types>(
  bench: Bench<T>,
  sessions: readonly Session<T>[],
  plans: Iterable<Plan<T>>,
  course: Course,
): Promise<readonly Exhausted<T>[]> {
  const exhausted: Exhausted<T>[] = [];
  for (const plan of plans) {
    const isBroken = exhausted.some(({ driven }) => driven.breakdown);
    const left = isBroken ? [] : sessions;
    const part = FIRST_PLAN + exhausted.length;
    exhausted.push(await drivePlan(bench, left, plan, part, course));
  }
  return exhausted;
}

async function drivePlan<T extends Types>(
  bench: Bench<T>,
  sessions: readonly Session<T>[],
  plan: Plan<T>,
  part: number,
  course: Course,
): Promise<Exhausted<T>> {
  const { shard = WHOLE, onProgress } = course;
  const coverage = plan.coverage();
  let sum: Driven<T> = {};
  let programs = 0;
  let violated = 0;
  let isComplete = true;
  for (const batch of batches(ownOf(plan.programs(), shard))) {
    const rehearsals: Rehearsal<T>[] = [];
    const tasks = tasksOf(batch, part, bench, rehearsals);
    const results = await driveTasks(bench, sessions, tasks, course);
    // A hole is a program that an interruption cut off.
    for (const [index, planned] of rehearsals.entries()) {
      const judgement = results[index]?.judgement;
      if (!judgement) continue;
      coverage.add(planned);
      programs += 1;
      violated += judgement.violations.size > 0 ? 1 : 0;
    }
    sum = sumOf(bench, [sum, ...results]);
    onProgress?.({
      stage: "exhausting",
      done: coverage.covered,
      total: plan.transitions,
      violated,
    });
    isComplete = batch.every((_, index) => results[index]?.judgement);
    if (!isComplete) break;
  }
  const { covered, taken } = coverage;
  const messages = sum.messages ?? 0;
  return {
    result: { plan, covered, taken, programs, messages, isComplete, violated },
    driven: sum,
  };
}

function* batches<Program>(programs: Iterable<Program>): Generator<readonly Program[]> {
  let batch: Program[] = [];
  for (const program of programs) {
    batch.push(program);
    if (batch.length < BATCH) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

/** @param rehearsals gets each rehearsal at the index of its program, once a session takes it */
function* tasksOf<T extends Types>(
  programs: readonly (readonly [at: number, program: T["program"]])[],
  part: number,
  { specification, statement }: Bench<T>,
  rehearsals: Rehearsal<T>[],
): Generator<Task<T>> {
  for (const [index, [at, program]] of programs.entries()) {
    const planned = specification.rehearse(program, statement);
    rehearsals[index] = planned;
    yield { index, place: { part, index: at }, program, planned };
  }
}

function sumOf<T extends Types>(
  bench: Bench<T>,
  parts: readonly (Driven<T> | undefined)[],
): Driven<T> {
  const driven = parts.filter((part) => part !== undefined);
  const { messages, ...judgement } = addUp(bench, driven);
  const breakdown = driven.find((part) => part.breakdown)?.breakdown;
  return { judgement, messages, ...(breakdown && { breakdown }) };
}

/** The programs of a scope, driven and judged like generated ones; the transitions that they cover are counted. */
import type { Task } from "./assigning.ts";
import type { Context } from "./drive.ts";
import { type CandidateFailure, driveTasks, queueOf, type Terms } from "./driving.ts";
import type { PlanResult } from "./result.ts";
import { ownOf, type Shard } from "./sharding.ts";
import type { Judgement, Plan, Session, Types } from "./specification.ts";
import { counting, NO_PROGRAMS } from "./tally.ts";

/** Programs that are made at once: those of a large scope do not all fit into memory. */
const BATCH = 100;

/**
 * @param at of the scope, in the order of the parts of the campaign
 * @param onJudged called with each judgement
 * @param onBatch called with the result so far
 */
export async function drivePlan<T extends Types>(
  context: Context<T>,
  sessions: readonly Session<T>[],
  plan: Plan<T>,
  at: number,
  terms: Terms & { readonly shard: Shard },
  onJudged: (judgement: Judgement<T>) => void,
  onBatch: (result: PlanResult<T>) => Promise<void>,
): Promise<{
  readonly result: PlanResult<T>;
  readonly failure: CandidateFailure<T> | undefined;
}> {
  const coverage = plan.coverage();
  let counts = NO_PROGRAMS;
  let isComplete = true;
  let failure: CandidateFailure<T> | undefined;
  const result = (): PlanResult<T> => {
    const { covered, taken } = coverage;
    const { programs, messages, violated } = counts;
    return { plan, covered, taken, programs, messages, isComplete, violated };
  };
  for (const batch of batches(ownOf(plan.programs(), terms.shard))) {
    const queue = queueOf(tasksOf(batch, at, context));
    const due = counts.programs + batch.length;
    failure = await driveTasks(context, sessions, queue, terms, (judgement, task) => {
      coverage.add(task.prediction);
      counts = counting(counts, judgement);
      onJudged(judgement);
    });
    isComplete = counts.programs === due;
    await onBatch(result());
    if (!isComplete) break;
  }
  return { result: result(), failure };
}

/** The result of a scope that was never begun. */
export function undriven<T extends Types>(plan: Plan<T>): PlanResult<T> {
  const { covered, taken } = plan.coverage();
  return { plan, covered, taken, programs: 0, messages: 0, isComplete: false, violated: 0 };
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

function* tasksOf<T extends Types>(
  programs: readonly (readonly [at: number, program: T["program"]])[],
  part: number,
  { specification, statement }: Context<T>,
): Generator<Task<T>> {
  for (const [index, [at, program]] of programs.entries()) {
    const prediction = specification.predict(program, statement);
    yield { index, place: { part, index: at }, program, prediction, attempt: 0 };
  }
}

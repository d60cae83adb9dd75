/** Programs that had failed before: driven first. They are not counted, so that the rest is the same as without them. */
import { relationOf, type Task } from "./assigning.ts";
import type { Context } from "./drive.ts";
import { type CandidateFailure, driveTasks, queueOf, type Terms } from "./driving.ts";
import { isOwn, type Shard } from "./sharding.ts";
import type { Judgement, Session, Types } from "./specification.ts";

export interface Example<Program> {
  /** The id of the property that it broke. */
  readonly property: string;
  readonly program: Program;
  /** Runs without a failure after which it counts as one that does not fail any more. */
  readonly tries: number;
}

export interface ExampleResult {
  /** 0 if the time was up before it, or another shard runs it. */
  readonly runs: number;
  readonly failed: boolean;
}

/**
 * Runs each until it fails, with its variant if its property compares two programs. Other properties that fail are found too.
 * @param sessionFor the session for such a program
 */
export async function driveExamples<T extends Types>(
  context: Context<T>,
  sessionFor: (program: T["program"]) => Promise<Session<T>>,
  examples: readonly Example<T["program"]>[],
  terms: Terms,
  onJudged: (judgement: Judgement<T>) => void,
  shard: Shard,
): Promise<{
  readonly results: readonly ExampleResult[];
  readonly failure: CandidateFailure<T> | undefined;
}> {
  const { specification, statement, judge: all } = context;
  // A judge of their own, so that their situations are not counted.
  const own = { ...context, judge: specification.createJudge(all.properties, [], statement, 0) };
  const results: ExampleResult[] = [];
  let failure: CandidateFailure<T> | undefined;
  for (const [at, example] of examples.entries()) {
    let runs = 0;
    let failed = false;
    const tries = isOwn(at, shard) ? example.tries : 0;
    while (runs < tries && !failed && !failure && terms.mayGoOn()) {
      const task = taskOf(own, example, at, runs);
      const session = await sessionFor(example.program).catch((error: unknown) => {
        if (!terms.signal?.aborted) failure = { error };
      });
      if (!session) break;
      const before = runs;
      failure = await driveTasks(own, [session], queueOf([task].values()), terms, (judgement) => {
        runs += 1;
        failed = judgement.violations.has(example.property);
        onJudged(judgement);
      });
      if (runs === before) break;
    }
    results.push({ runs, failed });
  }
  return { results, failure };
}

function taskOf<T extends Types>(
  context: Context<T>,
  { property: id, program }: Example<T["program"]>,
  at: number,
  attempt: number,
): Task<T> {
  const { specification, statement, judge } = context;
  const prediction = specification.predict(program, statement);
  const properties = judge.properties.filter((one) => one.id === id);
  const relation = relationOf(context, { program, prediction }, properties);
  return { index: 0, place: { part: 0, index: at }, program, prediction, attempt, relation };
}

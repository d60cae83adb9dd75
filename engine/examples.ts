/** Programs that had failed before: driven first, and counted nowhere else, so that all that follows is as without them. */
import type { Task } from "./assigning.ts";
import { type Bench, type Driven, driveTasks, type Terms } from "./driving.ts";
import type { HistoryProperty, HistoryTypes, HistoryViolation } from "./history-specification.ts";
import { createJudge, type Judgement } from "./judge.ts";
import { attemptsAt, type RacingContext } from "./racing.ts";
import { isOwn, ownOf, type Shard, WHOLE } from "./sharding.ts";
import type { Session, Types } from "./specification.ts";

export interface Example<Program> {
  /** The id of the property that it broke. */
  readonly property: string;
  readonly program: Program;
}

/** One that need not fail each time. */
export interface RacyExample<Program> extends Example<Program> {
  /** Runs without a failure after which it counts as one that does not fail any more. */
  readonly tries: number;
}

export interface ExampleResult {
  /** 0 where time was up before it, or where another shard runs it. */
  readonly runs: number;
  readonly failed: boolean;
}

/** Each once, with its variant where its property compares two programs. What else it breaks is found too. */
export async function driveExamples<T extends Types>(
  bench: Bench<T>,
  sessions: readonly Session<T>[],
  examples: readonly Example<T["program"]>[],
  terms: Terms,
  shard: Shard = WHOLE,
): Promise<{ readonly driven: Driven<T>; readonly results: readonly ExampleResult[] }> {
  const nothing = bench.judge.judgeRun({ program: undefined, moments: [] });
  // What arises in them is counted by a judge of their own.
  const judge = createJudge(bench.judge.properties, []);
  const apart = { ...bench, judge };
  const own = [...ownOf(examples, shard)];
  const driven = await driveTasks(apart, sessions, tasksOf(own, apart), terms);
  const judgements = examples.map(
    (_, at) => driven[own.findIndex(([own]) => own === at)]?.judgement,
  );
  const violations: Judgement<T>["violations"] = new Map(
    judgements.flatMap((judgement) => [...(judgement?.violations ?? [])]),
  );
  const breakdown = driven.find((one) => one?.breakdown)?.breakdown;
  return {
    driven: { judgement: { ...nothing, violations }, ...(breakdown && { breakdown }) },
    results: examples.map(({ property }, index) => ({
      runs: judgements[index] ? 1 : 0,
      failed: judgements[index]?.violations.has(property) ?? false,
    })),
  };
}

function* tasksOf<T extends Types>(
  examples: readonly (readonly [at: number, example: Example<T["program"]>])[],
  { judge, specification, statement }: Bench<T>,
): Generator<Task<T>> {
  for (const [index, [at, { property: id, program }]] of examples.entries()) {
    const place = { part: 0, index: at };
    const planned = specification.rehearse(program, statement);
    const property = judge.properties.find((one) => one.id === id);
    const varied =
      property?.kind === "metamorphic" ? property.vary(program, statement, planned) : undefined;
    if (property?.kind !== "metamorphic" || !varied) {
      yield { index, place, program, planned };
      continue;
    }
    const again = specification.rehearse(varied.program, statement);
    yield {
      index,
      place,
      program,
      planned,
      relation: { property, varied: { ...varied, planned: again } },
    };
  }
}

/** Each until it fails. The first that does of each property is its counterexample as it stands. */
export async function showExamples<H extends HistoryTypes, P extends HistoryProperty>(
  context: RacingContext<H, P>,
  properties: readonly P[],
  examples: readonly RacyExample<H["program"]>[],
  mayGoOn: () => boolean,
  shard: Shard = WHOLE,
) {
  const results: ExampleResult[] = [];
  const shown = new Map<P, HistoryViolation<H>>();
  for (const [at, { property: id, program, tries: most }] of examples.entries()) {
    const property = properties.find((one) => one.id === id);
    const tries = isOwn(at, shard) ? most : 0;
    const own = { ...context, budget: { runs: tries }, isOver: () => !mayGoOn() };
    let runs = 0;
    let found: HistoryViolation<H> | undefined;
    for await (const { run, violations } of attemptsAt(own, program, property ? tries : 0)) {
      runs += 1;
      const explanation = violations.get(id);
      if (!explanation) continue;
      found = { run, explanation };
      break;
    }
    results.push({ runs, failed: found !== undefined });
    if (property && found && !shown.has(property)) shown.set(property, found);
  }
  return { results, shown };
}

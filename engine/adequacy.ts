/**
 * Mutation analysis of a specification: a defective candidate is driven until its defect shows, and the properties that
 * failed are recorded (DeMillo, Lipton and Sayward, "Hints on test data selection", 1978).
 */
import { assign, type Task } from "./assigning.ts";
import { chainedAttempt } from "./chaining.ts";
import type { Context } from "./drive.ts";
import { askTask, type CandidateFailure } from "./driving.ts";
import { freshSession, withPredecessors } from "./sessions.ts";
import { ownIndices } from "./sharding.ts";
import { type Counterexample, confirm, createShrinking, shrink } from "./shrink.ts";
import type {
  Judgement,
  Part,
  Property,
  Session,
  Specification,
  Types,
  Violation,
} from "./specification.ts";

/** What is made once for all candidates: the judge, and the programs of a seed. */
export interface ExposureContext<T extends Types> extends Context<T> {
  readonly parts: readonly {
    readonly part: Part<T>;
    readonly tasks: () => Iterable<Task<T>>;
  }[];
}

export function createExposureContext<T extends Types>(
  specification: Specification<T>,
  statement: T["statement"],
  { seed, programs }: { readonly seed: string; readonly programs: number },
): ExposureContext<T> {
  const judge = specification.createJudge(specification.properties(statement), [], statement, 0);
  const context = { specification, judge, statement };
  const parts = specification.parts(statement).map((part, at) => {
    const count = Math.ceil(programs / part.every);
    const indices = ownIndices({ programs: count });
    const source = assign(context, part, { seed, indices, at: at + 1 });
    const known: Task<T>[] = [];
    // They are made one by one, as far as a candidate needs them.
    const tasks = function* () {
      for (let next = 0; ; next += 1) {
        const task = known[next] ?? source.next().value;
        if (!task) return;
        known[next] = task;
        yield task;
      }
    };
    return { part, tasks };
  });
  return { ...context, parts };
}

/** A property's first failure on a candidate. */
export interface Kill<T extends Types> {
  readonly property: Property;
  /** The program, counted from 1. */
  readonly program: number;
  /** Messages sent until it failed, that one included, and those of variants too; of a race all of the program's. */
  readonly message: number;
  readonly violation: Violation<T>;
}

export interface Exposure<T extends Types> {
  /** The first of each property, in the order of their messages. */
  readonly kills: readonly Kill<T>[];
  /** Driven and judged. */
  readonly programs: number;
  readonly messages: number;
  readonly failure?: CandidateFailure<T>;
}

/**
 * Drives a candidate until each property that is wanted has failed on it, or through all programs where
 * none is wanted. A part that has none of the wanted properties is left out.
 * @param canDrive whether the candidate can be driven through a part
 */
export async function expose<T extends Types>(
  context: ExposureContext<T>,
  connected: Session<T>,
  wanted: readonly string[],
  canDrive: (part: Part<T>) => boolean = () => true,
): Promise<Exposure<T>> {
  const session = withPredecessors(connected, context.specification.isDeterministic);
  const kills = new Map<string, Kill<T>>();
  let programs = 0;
  let messages = 0;
  const exposure = () => ({
    kills: [...kills.values()].sort((a, b) => a.message - b.message),
    programs,
    messages,
  });
  for (const { part, tasks } of context.parts) {
    const own = wanted.filter((id) => part.properties.some((property) => property.id === id));
    if ((wanted.length > 0 && own.length === 0) || !canDrive(part)) continue;
    for (const task of tasks()) {
      try {
        const driven = await driveTask(context, session, task);
        programs += 1;
        for (const failure of driven.failures) {
          const message = messages + failure.message;
          const known = kills.get(failure.property.id);
          if (!known || message < known.message)
            kills.set(failure.property.id, { ...failure, program: programs, message });
        }
        messages += driven.messages;
      } catch (error) {
        return { ...exposure(), failure: { error, program: task.program } };
      }
      if (own.length > 0 && own.every((id) => kills.has(id))) break;
    }
  }
  return exposure();
}

/** @returns what failed, each with the messages sent until then, and all messages of the task */
async function driveTask<T extends Types>(
  context: ExposureContext<T>,
  session: Session<T>,
  task: Task<T>,
) {
  const { specification, judge } = context;
  const failures: Omit<Kill<T>, "program">[] = [];
  const note = (
    { violations }: Pick<Judgement<T>, "violations">,
    messageAt: (violation: Violation<T>) => number,
  ) => {
    for (const property of violations.size > 0 ? judge.properties : []) {
      const violation = violations.get(property.id);
      if (violation) failures.push({ property, violation, message: messageAt(violation) });
    }
  };
  const read = await askTask(context, session, task);
  const { run, variant } = await read();
  const judgement = judge.judgeRun(run);
  const sent = judgement.measures.messages;
  const isSteady = specification.isDeterministic(task.program);
  note(judgement, ({ index }) => (isSteady ? index + 1 : sent));
  if (!task.relation || !variant) return { failures, messages: sent };
  const { property, varied } = task.relation;
  const other = judge.judgeRun(variant);
  note(other, ({ index }) => sent + index + 1);
  const violation = specification.relate(property, run, variant, varied.at);
  if (violation)
    failures.push({ property, violation, message: sent + (violation.variantIndex ?? -1) + 1 });
  return { failures, messages: sent + other.measures.messages };
}

/** Programs that the shrinking of a kill's counterexample may run. */
const MAX_RUNS = 300;

/**
 * A small program on which the property fails, not searched for the shortest.
 * @param connect connects to a fresh candidate, if there can be one
 * @returns nothing if the candidate fails before it is found
 */
export async function reduceKill<T extends Types>(
  context: ExposureContext<T>,
  connected: Session<T>,
  connect: (() => Promise<Session<T>>) | undefined,
  { property, violation }: Kill<T>,
): Promise<Counterexample<T> | undefined> {
  const session = connect ? freshSession(connect) : connected;
  const budget = { runs: MAX_RUNS };
  const shrinking = createShrinking(context, [property], { session, budget, isOver: () => false });
  try {
    const isSteady = context.specification.isDeterministic(violation.run.program);
    const chained =
      connect && isSteady ? await chainedAttempt(shrinking, property, violation.run) : undefined;
    const start = chained?.violations.get(property.id) ?? violation;
    return await confirm(shrinking, property, await shrink(shrinking, property, start, []));
  } catch {
    return undefined;
  } finally {
    if (connect) await session.close();
  }
}

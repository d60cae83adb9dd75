/**
 * Mutation analysis of a specification: a candidate that is known to be defective is driven until it is
 * found out, and what found it out is remembered (DeMillo, Lipton and Sayward, "Hints on test data
 * selection", 1978). What does not depend on the candidate is made once for all candidates.
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

/** The programs of a seed, with all that is the same for every candidate that they are driven through. */
export interface Course<T extends Types> extends Context<T> {
  /** Each part that may find something out, and its programs. */
  readonly parts: readonly {
    readonly part: Part<T>;
    readonly tasks: () => Iterable<Task<T>>;
  }[];
}

export function createCourse<T extends Types>(
  specification: Specification<T>,
  statement: T["statement"],
  { seed, programs }: { readonly seed: string; readonly programs: number },
): Course<T> {
  const judge = specification.createJudge(specification.properties(statement), [], statement, 0);
  const context = { specification, judge, statement };
  const parts = specification.parts(statement).map((part, at) => {
    const count = Math.ceil(programs / part.every);
    const indices = ownIndices({ programs: count });
    const source = assign(context, part, { seed, indices, at: at + 1 });
    const known: Task<T>[] = [];
    // Made no further than the candidate that is found out last has to go.
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
  readonly breakdown?: CandidateFailure<T>;
}

/**
 * Drives a candidate until each property that is wanted has failed on it, or through all programs where
 * none is wanted. A part that has none of the wanted properties is left out.
 * @param canDrive whether the candidate can be driven through a part
 */
export async function expose<T extends Types>(
  course: Course<T>,
  connected: Session<T>,
  wanted: readonly string[],
  canDrive: (part: Part<T>) => boolean = () => true,
): Promise<Exposure<T>> {
  const session = withPredecessors(connected, course.specification.isDeterministic);
  const kills = new Map<string, Kill<T>>();
  let programs = 0;
  let messages = 0;
  const exposure = () => ({
    kills: [...kills.values()].sort((a, b) => a.message - b.message),
    programs,
    messages,
  });
  for (const { part, tasks } of course.parts) {
    const own = wanted.filter((id) => part.properties.some((property) => property.id === id));
    if ((wanted.length > 0 && own.length === 0) || !canDrive(part)) continue;
    for (const task of tasks()) {
      try {
        const driven = await driveTask(course, session, task);
        programs += 1;
        for (const failure of driven.failures) {
          const message = messages + failure.message;
          const known = kills.get(failure.property.id);
          if (!known || message < known.message)
            kills.set(failure.property.id, { ...failure, program: programs, message });
        }
        messages += driven.messages;
      } catch (error) {
        return { ...exposure(), breakdown: { error, program: task.program } };
      }
      if (own.length > 0 && own.every((id) => kills.has(id))) break;
    }
  }
  return exposure();
}

/** @returns what failed, with the messages that the task had sent by then, and all that it sent */
async function driveTask<T extends Types>(course: Course<T>, session: Session<T>, task: Task<T>) {
  const { specification, judge } = course;
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
  const read = await askTask(course, session, task);
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
 * @param connect a fresh candidate, where there can be one
 * @returns nothing where the candidate breaks on the way to it
 */
export async function reduceKill<T extends Types>(
  course: Course<T>,
  connected: Session<T>,
  connect: (() => Promise<Session<T>>) | undefined,
  { property, violation }: Kill<T>,
): Promise<Counterexample<T> | undefined> {
  const session = connect ? freshSession(connect) : connected;
  const budget = { runs: MAX_RUNS };
  const context = createShrinking(course, [property], { session, budget, isOver: () => false });
  try {
    const isSteady = course.specification.isDeterministic(violation.run.program);
    const chained =
      connect && isSteady ? await chainedAttempt(context, property, violation.run) : undefined;
    const start = chained?.violations.get(property.id) ?? violation;
    const shrunk = await shrink(context, property, start, []);
    return await confirm(context, property, shrunk);
  } catch {
    return undefined;
  } finally {
    if (connect) await session.close();
  }
}

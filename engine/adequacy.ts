/**
 * Mutation analysis of a specification: a candidate that is known to be defective is driven until it is
 * found out, and what found it out is remembered (DeMillo, Lipton and Sayward, "Hints on test data
 * selection", 1978). What does not depend on the candidate is made once for all candidates.
 */

import { assign, type Task } from "./assigning.ts";
import { findCounterexamples } from "./counterexamples.ts";
import type { Bench } from "./driving.ts";
import { createJudge, drive, judgeVariant, type Run, type Violation } from "./judge.ts";
import type { Minimised } from "./minimise.ts";
import type { Breakdown } from "./result.ts";
import { ownIndices } from "./sharding.ts";
import type { Property, Session, Specification, Types } from "./specification.ts";
import { tracingSession } from "./tracing.ts";

/** The programs of a seed, with all that is the same whatever candidate they are driven through. */
export interface Course<T extends Types> extends Bench<T> {
  readonly tasks: () => Iterable<Task<T>>;
}

export function createCourse<T extends Types>(
  specification: Specification<T>,
  statement: T["statement"],
  { seed, programs }: { readonly seed: string; readonly programs: number },
): Course<T> {
  const judge = createJudge(specification.properties(statement), []);
  const bench = { specification, judge, statement };
  const programAt = specification.generate(statement, seed);
  const source = assign(programAt, ownIndices({ programs }), bench);
  const known: Task<T>[] = [];
  return {
    ...bench,
    // Made no further than the candidate that is found out last has to go.
    tasks: function* () {
      for (let at = 0; ; at += 1) {
        const task = known[at] ?? source.next().value;
        if (!task) return;
        known[at] = task;
        yield task;
      }
    },
  };
}

/** A property's first failure on a candidate. */
export interface Kill<T extends Types> {
  readonly property: Property<T>;
  /** The program, counted from 1. */
  readonly program: number;
  /** Messages sent until it failed, that one included, and those of variants too. */
  readonly message: number;
  readonly violation: Violation<T>;
}

export interface Exposure<T extends Types> {
  /** The first of each property, in the order of their messages. */
  readonly kills: readonly Kill<T>[];
  /** Driven and judged. */
  readonly programs: number;
  readonly messages: number;
  readonly breakdown?: Breakdown<T>;
}

/**
 * Drives a candidate until each property that is wanted has failed on it, or to the end of the course where
 * none is.
 */
export async function expose<T extends Types>(
  course: Course<T>,
  connected: Session<T>,
  wanted: readonly string[],
): Promise<Exposure<T>> {
  const session = tracingSession(connected);
  const kills = new Map<string, Kill<T>>();
  let programs = 0;
  let messages = 0;
  const exposure = () => ({
    kills: [...kills.values()].sort((a, b) => a.message - b.message),
    programs,
    messages,
  });
  for (const task of course.tasks()) {
    try {
      const driven = await driveTask(course, session, task);
      programs += 1;
      for (const { property, violation, message } of driven.failures) {
        const kill = { property, violation, program: programs, message: messages + message };
        const known = kills.get(property.id);
        if (!known || kill.message < known.message) kills.set(property.id, kill);
      }
      messages += driven.messages;
    } catch (error) {
      return { ...exposure(), breakdown: { error, program: task.program } };
    }
    if (wanted.length > 0 && wanted.every((id) => kills.has(id))) break;
  }
  return exposure();
}

interface DrivenTask<T extends Types> {
  /** `message`: how many the task had sent by then. */
  readonly failures: readonly Pick<Kill<T>, "property" | "violation" | "message">[];
  readonly messages: number;
}

async function driveTask<T extends Types>(
  course: Course<T>,
  session: Session<T>,
  { program, planned, relation }: Task<T>,
): Promise<DrivenTask<T>> {
  const { specification, statement } = course;
  const run = await drive(specification, session, program, statement, planned);
  const failures = failuresOf(course, run, 0);
  const sent = run.moments.length;
  if (!relation) return { failures, messages: sent };
  const { property, varied } = relation;
  const related = await judgeVariant(specification, session, property, run, statement, varied);
  if (!related) return { failures, messages: sent };
  const { variant, violation } = related;
  failures.push(...failuresOf(course, variant, sent));
  if (violation)
    failures.push({ property, violation, message: sent + (violation.variantIndex ?? -1) + 1 });
  return { failures, messages: sent + variant.moments.length };
}

/** What fails in a run, which begins after so many messages. */
function failuresOf<T extends Types>({ judge }: Bench<T>, run: Run<T>, sent: number) {
  // No property fails at a moment that agrees, and all but a few do.
  const moments = run.moments.filter(({ agrees }) => !agrees);
  if (moments.length === 0) return [];
  const { violations } = judge.judgeRun({ ...run, moments });
  return judge.properties.flatMap((property) => {
    const violation = violations.get(property.id);
    if (!violation) return [];
    return [{ property, violation: { ...violation, run }, message: sent + violation.index + 1 }];
  });
}

/** Programs that the reduction of a kill's counterexample may run. */
const MOST_REDUCTIONS = 300;

/** A small program on which the property fails, not searched for the smallest that there is. */
export async function reduceKill<T extends Types>(
  bench: Bench<T>,
  session: Session<T>,
  { connect, canBeFresh }: { connect: () => Promise<Session<T>>; canBeFresh: boolean },
  { property, violation }: Kill<T>,
): Promise<Minimised<T> | undefined> {
  const found = await findCounterexamples(
    bench,
    { session, connect },
    {
      // No program is generated, and no clock decides.
      seed: "",
      programs: 0,
      sessions: 1,
      mostReductions: MOST_REDUCTIONS,
      reductionTimeLimitMs: Number.POSITIVE_INFINITY,
      mostProofRuns: 0,
      proofTimeLimitMs: 0,
      canBeFresh,
    },
    new Map([[property.id, violation]]),
  );
  return found.get(property.id);
}

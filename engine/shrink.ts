/**
 * Smaller counterexamples. A reduction counts only if the *same* property fails on it. A deterministic program is tried
 * once, others as often as they may need to fail.
 */
import { type Context, judgeProgram } from "./drive.ts";
import { GoneForGood } from "./sessions.ts";
import type { Judgement, Property, Session, Types, Violation } from "./specification.ts";

export interface Counterexample<T extends Types> extends Violation<T> {
  /**
   * `proven`: all programs of fewer steps that may break the property were run, up to symmetry, and none does.
   * `bounded`: none of `shortestUpTo` steps does. `reduced`: no single reduction fails any more.
   * `undecided`: the budget ran out before that was known.
   */
  readonly minimality: "proven" | "bounded" | "reduced" | "undecided";
  /** Steps: no program of so many breaks the property. */
  readonly shortestUpTo: number;
  /** How often the program failed when it was run again so many times. */
  readonly rate: { readonly failed: number; readonly of: number };
  /** Whether its messages fail one after the other too: then it is no race. */
  readonly isSequential: boolean;
  /** The property whose counterexample explains this one. */
  readonly cause?: string;
}

export type Counterexamples<T extends Types> = ReadonlyMap<Property, Counterexample<T>>;

export const isReproduced = ({ rate }: Pick<Counterexample<Types>, "rate">): boolean =>
  rate.failed > 0;

/** What an attempt at a program showed. */
export type Attempt<T extends Types> = Pick<Judgement<T>, "violations">;

/** What every search for smaller counterexamples needs. */
export interface SearchContext<T extends Types> extends Omit<Context<T>, "judge"> {
  readonly session: Session<T>;
  /** Runs that may still be made, for all properties together; counted down. */
  readonly budget: { runs: number };
  readonly isOver: () => boolean;
  /** Called before each run. */
  readonly onRun?: ((stage: "shrinking" | "searching") => void) | undefined;
}

export interface ShrinkContext<T extends Types> extends SearchContext<T>, Context<T> {
  /** The attempts at each program, since one that breaks a property often breaks others. */
  readonly attempts: Map<string, Attempt<T>[]>;
  /** How many runs one of a program counts for; 1 unless given. */
  readonly costOf?: ((program: T["program"]) => number) | undefined;
}

/** @param properties that are judged */
export function createShrinking<T extends Types>(
  { specification, statement }: Omit<Context<T>, "judge">,
  properties: readonly Property[],
  more: Omit<ShrinkContext<T>, keyof Context<T> | "attempts">,
): ShrinkContext<T> {
  const judge = specification.createJudge(properties, [], statement, 0);
  return { specification, statement, judge, attempts: new Map(), ...more };
}

/** Runs by which the rate of a counterexample is known. */
export const RATE_RUNS = 20;
/** Runs of a smaller program before it counts as one that does not fail. */
const MAX_TRIES = 40;
/** Chance to miss a smaller program that fails as often as the one before. */
const MISSED = 0.02;

/** Attempts to make so that a program which fails at this rate is missed only with the given chance. */
export function triesFor(
  { failed, of }: { readonly failed: number; readonly of: number },
  missed: number,
  maximum: number,
): number {
  if (of > 0 && failed >= of) return 1;
  const rate = Math.max(failed, 1) / Math.max(of, RATE_RUNS);
  return Math.min(maximum, Math.ceil(Math.log(missed) / Math.log(1 - rate)));
}

/** One run of a program; nothing if the candidate failed at it, which is another fault. */
async function tryOut<T extends Types>(
  context: ShrinkContext<T>,
  property: Property,
  program: T["program"],
  number: number,
  prediction?: T["prediction"],
): Promise<Attempt<T> | undefined> {
  // With its variant, if it has one.
  const runs = context.specification.isRelation(property) ? 2 : 1;
  context.budget.runs -= context.costOf?.(program) ?? runs;
  context.onRun?.("shrinking");
  try {
    const { session } = context;
    const judged = await judgeProgram(context, session, program, property, number, prediction);
    return { violations: judged.violations };
  } catch (error) {
    if (error instanceof GoneForGood) context.budget.runs = 0;
    return undefined;
  }
}

/** The first attempts at a program, made when they are needed; fewer if the budget or the time is used up. */
export async function* attemptsAt<T extends Types>(
  context: ShrinkContext<T>,
  property: Property,
  program: T["program"],
  count: number,
): AsyncGenerator<Attempt<T>> {
  const relation = context.specification.isRelation(property) ? property.id : "";
  const key = relation + JSON.stringify(program);
  const known = context.attempts.get(key) ?? [];
  context.attempts.set(key, known);
  for (let number = 0; number < count; number += 1) {
    if (!known[number]) {
      if (context.budget.runs <= 0 || context.isOver()) return;
      const made = await tryOut(context, property, program, number);
      if (!made) return;
      known.push(made);
    }
    yield known[number] as Attempt<T>;
  }
}

/** The first of so many attempts in which the property fails. */
async function showing<T extends Types>(
  context: ShrinkContext<T>,
  property: Property,
  program: T["program"],
  tries: number,
): Promise<Attempt<T> | undefined> {
  for await (const attempt of attemptsAt(context, property, program, tries))
    if (attempt.violations.has(property.id)) return attempt;
  return undefined;
}

/** How many attempts fail, and the first that does. */
async function rateOf<T extends Types>(
  context: ShrinkContext<T>,
  property: Property,
  program: T["program"],
  racyRuns: number,
) {
  const runs = context.specification.isDeterministic(program) ? 1 : racyRuns;
  let failed = 0;
  let of = 0;
  let first: Attempt<T> | undefined;
  // These runs do not count for the budget of the reductions.
  const unlimited = { ...context, budget: { runs: Number.POSITIVE_INFINITY } };
  for await (const attempt of attemptsAt(unlimited, property, program, runs)) {
    of += 1;
    if (!attempt.violations.has(property.id)) continue;
    failed += 1;
    first ??= attempt;
  }
  return { failed, of, first };
}

/** The part of a budget that may be spent on the rate of a program before it is made smaller. */
const RATE_SHARE = 0.25;

/** Runs by which the rate of a program is estimated: fewer if each costs much of the budget. */
function rateRunsFor<T extends Types>(
  { budget, costOf }: ShrinkContext<T>,
  program: T["program"],
): number {
  const affordable = Math.ceil((budget.runs * RATE_SHARE) / (costOf?.(program) ?? 1));
  return Math.max(0, Math.min(RATE_RUNS, affordable));
}

/** Size of a program that takes as long to look at as a small one takes to run. */
const LARGE = 500;

/** Counts the time to look at a large program, even without a run, and lets an interruption be heard. */
async function mayLookAt<T extends Types>(
  { specification, budget, isOver }: ShrinkContext<T>,
  program: T["program"],
): Promise<boolean> {
  const cost = Math.floor(specification.sizeOf(program) / LARGE);
  if (cost === 0) return true;
  budget.runs -= cost;
  await new Promise(setImmediate);
  return budget.runs > 0 && !isOver();
}

/** A violation made smaller. */
export interface Shrunk<T extends Types> {
  readonly violation: Violation<T>;
  readonly minimality: Counterexample<T>["minimality"];
}

/**
 * @param found the property's own violation
 * @param starts other programs that are known to break something, which often break this property too
 */
export async function shrink<T extends Types>(
  context: ShrinkContext<T>,
  property: Property,
  found: Violation<T>,
  starts: readonly T["program"][],
): Promise<Shrunk<T>> {
  const { specification, statement } = context;
  let best = found;
  const { program: failing } = found.run;
  const isSteady = specification.isDeterministic(failing);
  const runs = rateRunsFor(context, failing);
  if (!isSteady && runs === 0) return { violation: found, minimality: "undecided" };
  const tries = isSteady
    ? 1
    : triesFor(await rateOf(context, property, failing, runs), MISSED, MAX_TRIES);
  const fails = async (program: T["program"]) =>
    (await showing(context, property, program, tries))?.violations.get(property.id);
  for (const program of starts) {
    if (specification.sizeOf(program) >= specification.sizeOf(best.run.program)) continue;
    best = (await fails(program)) ?? best;
  }
  const likelihood = specification.promise(property, best.run.program, statement);
  const tried = new Set<string>();
  let minimality: Shrunk<T>["minimality"] = "reduced";
  const reduceOnce = async (isWorthIt: (program: T["program"]) => boolean): Promise<boolean> => {
    for (const program of specification.reductions(best.run.program, statement, best.step)) {
      if (!(await mayLookAt(context, program))) {
        minimality = "undecided";
        return false;
      }
      const key = JSON.stringify(program);
      if (tried.has(key) || !isWorthIt(program)) continue;
      tried.add(key);
      const violation = await fails(program);
      if (violation) {
        best = violation;
        return true;
      }
      if (context.budget.runs > 0 && !context.isOver()) continue;
      minimality = "undecided";
      return false;
    }
    return false;
  };
  // A reduction that does not fail takes all tries, so unlikely ones wait until they are few and small.
  const isLikely = (program: T["program"]) => likelihood(program) === "likely";
  const isPossible = (program: T["program"]) => likelihood(program) !== "impossible";
  while ((await reduceOnce(isLikely)) || (!isSteady && (await reduceOnce(isPossible))));
  return { violation: best, minimality };
}

/**
 * A violation as it is reported: run again, with the rate at which its program fails.
 * @param racyRuns of a program that is not deterministic
 */
export async function confirm<T extends Types>(
  context: ShrinkContext<T>,
  property: Property,
  { violation, minimality }: Shrunk<T>,
  racyRuns = RATE_RUNS,
): Promise<Counterexample<T>> {
  // The attempts that led here would distort the rate.
  const again = { ...context, attempts: new Map() };
  const { program } = violation.run;
  const { failed, of, first } = await rateOf(again, property, program, racyRuns);
  const isSequential =
    !context.specification.isDeterministic(program) &&
    (await failsInOrder(again, property, program));
  const shown = first?.violations.get(property.id);
  const known = { minimality, rate: { failed, of }, isSequential };
  return counterexampleOf({ ...violation, ...shown }, known);
}

/** Whether the messages of a program fail one after the other as well. */
export async function failsInOrder<T extends Types>(
  context: ShrinkContext<T>,
  property: Property,
  program: T["program"],
): Promise<boolean> {
  const { specification, statement } = context;
  for (const serial of specification.serialise(program, statement)) {
    const made = await tryOut(context, property, serial.program, 0, serial.prediction);
    if (made?.violations.has(property.id)) return true;
  }
  return false;
}

/** @param known by default nothing: it was not run again */
export const counterexampleOf = <T extends Types>(
  violation: Violation<T>,
  known: Partial<Omit<Counterexample<T>, keyof Violation<T>>> = {},
): Counterexample<T> => ({
  ...violation,
  minimality: "undecided",
  shortestUpTo: 0,
  rate: { failed: 0, of: 0 },
  isSequential: false,
  ...known,
});

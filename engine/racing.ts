/**
 * Programs that need not fail each time: run again until they do, made smaller all the same, and told with the rate at
 * which they fail.
 */
import type {
  HistoryJudgement,
  HistoryProperty,
  HistoryRun,
  HistorySession,
  HistorySpecification,
  HistoryTypes,
  HistoryViolation,
  RacyCounterexample,
} from "./history-specification.ts";

/** Runs by which the rate of a counterexample is told. */
export const RATE_RUNS = 20;
/** Runs of a smaller program before it counts as one that does not fail. */
const MOST_TRIES = 40;
/** Chance that a smaller program which fails as often as the one before is passed over. */
const MISSED = 0.02;

export interface RacingContext<H extends HistoryTypes, P extends HistoryProperty> {
  readonly specification: HistorySpecification<H, P>;
  readonly session: HistorySession<H>;
  /** A candidate that has run nothing yet, where there can be one: what is told of a program is what it shows there. */
  readonly fresh?: HistorySession<H> | undefined;
  readonly statement: H["statement"];
  /** Those that every run is held to, whichever of them it is made for. */
  readonly properties: readonly P[];
  /** Runs that may still be made, counted down. */
  readonly budget: { runs: number };
  readonly isOver: () => boolean;
  /** What was run already, attempt by attempt: what fails one property often fails others, and is reduced alike. */
  readonly attempts: Map<string, Attempt<H>[]>;
}

export interface Attempt<H extends HistoryTypes> extends HistoryJudgement {
  readonly run: HistoryRun<H>;
}

/** One run of a program. What is chosen as it runs comes of the number of the attempt. */
export async function attempt<H extends HistoryTypes, P extends HistoryProperty>(
  { specification, session, statement, properties }: RacingContext<H, P>,
  program: H["program"],
  number: number,
): Promise<Attempt<H>> {
  const plan = specification.plan(program, statement);
  const history = await session.record(program, plan, String(number));
  const run = { program, plan, history };
  return { run, ...specification.judge(run, properties, statement) };
}

/** The first attempts at a program, made as they are asked for; fewer where the budget or the time is used up. */
export async function* attemptsAt<H extends HistoryTypes, P extends HistoryProperty>(
  context: RacingContext<H, P>,
  program: H["program"],
  count: number,
): AsyncGenerator<Attempt<H>> {
  const key = JSON.stringify(program);
  const known = context.attempts.get(key) ?? [];
  context.attempts.set(key, known);
  for (let number = 0; number < count; number += 1) {
    if (!known[number]) {
      if (context.budget.runs <= 0 || context.isOver()) return;
      context.budget.runs -= 1;
      known.push(await attempt(context, program, number));
    }
    yield known[number] as Attempt<H>;
  }
}

/** The first of so many attempts in which the property fails. */
async function showing<H extends HistoryTypes, P extends HistoryProperty>(
  context: RacingContext<H, P>,
  { id }: P,
  program: H["program"],
  tries: number,
): Promise<HistoryViolation<H> | undefined> {
  for await (const { run, violations } of attemptsAt(context, program, tries)) {
    const explanation = violations.get(id);
    if (explanation) return { run, explanation };
  }
  return undefined;
}

/** How many of `RATE_RUNS` attempts fail, and the first that does. */
async function rateOf<H extends HistoryTypes, P extends HistoryProperty>(
  context: RacingContext<H, P>,
  { id }: P,
  program: H["program"],
) {
  let failed = 0;
  let of = 0;
  let first: HistoryViolation<H> | undefined;
  // To tell how sure it is, the runs are there whatever the reductions took.
  const unlimited = { ...context, budget: { runs: RATE_RUNS } };
  for await (const { run, violations } of attemptsAt(unlimited, program, RATE_RUNS)) {
    of += 1;
    const explanation = violations.get(id);
    if (!explanation) continue;
    failed += 1;
    first ??= { run, explanation };
  }
  return { failed, of, first };
}

/** Attempts after which what fails at this rate has been missed with so small a chance only. */
export function triesFor(
  { failed, of }: { readonly failed: number; readonly of: number },
  missed: number,
  most: number,
): number {
  if (of > 0 && failed >= of) return 1;
  const rate = Math.max(failed, 1) / Math.max(of, RATE_RUNS);
  return Math.min(most, Math.ceil(Math.log(missed) / Math.log(1 - rate)));
}

/**
 * A reduction counts if the same property fails in one of so many attempts.
 * @param starts programs known to break other properties, which may break this one too
 */
export async function minimiseRacy<H extends HistoryTypes, P extends HistoryProperty>(
  context: RacingContext<H, P>,
  property: P,
  found: HistoryViolation<H>,
  starts: readonly H["program"][],
): Promise<RacyCounterexample<H>> {
  const { specification, statement } = context;
  let best = found;
  const rate = await rateOf(context, property, best.run.program);
  const tries = triesFor(rate, MISSED, MOST_TRIES);
  for (const program of starts) {
    if (specification.sizeOf(program) >= specification.sizeOf(best.run.program)) continue;
    best = (await showing(context, property, program, tries)) ?? best;
  }
  const tried = new Set<string>();
  let minimality: RacyCounterexample<H>["minimality"] = "reduced";
  const reduceOnce = async (isWorthIt: (program: H["program"]) => boolean): Promise<boolean> => {
    for (const program of specification.reductions(best.run.program, statement)) {
      const key = JSON.stringify(program);
      if (tried.has(key) || !isWorthIt(program)) continue;
      tried.add(key);
      const violation = await showing(context, property, program, tries);
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
  // A reduction in vain takes all tries: those that promise nothing wait until they are few, and small.
  const isPromising = (program: H["program"]) => specification.isPromising(program, statement);
  while ((await reduceOnce(isPromising)) || (await reduceOnce(() => true)));
  return countRacy(context, property, best, minimality);
}

/** A program as it is told: with the rate at which it fails, and a failure of which that rate is. */
export async function countRacy<H extends HistoryTypes, P extends HistoryProperty>(
  context: RacingContext<H, P>,
  property: P,
  found: HistoryViolation<H>,
  minimality: RacyCounterexample<H>["minimality"],
): Promise<RacyCounterexample<H>> {
  const { fresh } = context;
  const telling = fresh ? { ...context, session: fresh, attempts: new Map() } : context;
  const { failed, of, first } = await rateOf(telling, property, found.run.program);
  const isSequential = await failsInOrder(telling, property, found.run.program);
  return { ...(first ?? found), rate: { failed, of }, minimality, isSequential };
}

/** Whether the messages of a program fail one after the other as well. */
export async function failsInOrder<H extends HistoryTypes, P extends HistoryProperty>(
  context: RacingContext<H, P>,
  { id }: P,
  program: H["program"],
): Promise<boolean> {
  for (const serial of context.specification.serialise(program)) {
    const { violations } = await attempt(context, serial, 0);
    if (violations.has(id)) return true;
  }
  return false;
}

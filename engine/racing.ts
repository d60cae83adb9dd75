/**
 * Programs that need not fail each time: run again until they do, made smaller all the same, and told with the rate at
 * which they fail.
 */
import type {
  HistoryProperty,
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
  readonly statement: H["statement"];
  /** Runs that may still be made, counted down. */
  readonly budget: { runs: number };
  readonly isOver: () => boolean;
}

/** One run of a program. What is chosen as it runs comes of the number of the attempt. */
export async function attempt<H extends HistoryTypes, P extends HistoryProperty>(
  { specification, session, statement }: RacingContext<H, P>,
  program: H["program"],
  properties: readonly P[],
  number: number,
) {
  const plan = specification.plan(program, statement);
  const history = await session.record(program, plan, String(number));
  const run = { program, plan, history };
  return { run, ...specification.judge(run, properties, statement) };
}

/** The first of so many attempts in which the property fails. */
export async function showing<H extends HistoryTypes, P extends HistoryProperty>(
  context: RacingContext<H, P>,
  property: P,
  program: H["program"],
  tries: number,
): Promise<HistoryViolation<H> | undefined> {
  for (let number = 0; number < tries; number += 1) {
    if (context.budget.runs <= 0 || context.isOver()) return undefined;
    context.budget.runs -= 1;
    const { run, violations } = await attempt(context, program, [property], number);
    const explanation = violations.get(property.id);
    if (explanation) return { run, explanation };
  }
  return undefined;
}

/** How many of `RATE_RUNS` attempts fail, and the first that does. */
async function rateOf<H extends HistoryTypes, P extends HistoryProperty>(
  context: RacingContext<H, P>,
  property: P,
  program: H["program"],
) {
  let failed = 0;
  let first: HistoryViolation<H> | undefined;
  for (let number = 0; number < RATE_RUNS; number += 1) {
    const { run, violations } = await attempt(context, program, [property], number);
    const explanation = violations.get(property.id);
    if (!explanation) continue;
    failed += 1;
    first ??= { run, explanation };
  }
  return { failed, of: RATE_RUNS, first };
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
  const reduceOnce = async (): Promise<boolean> => {
    for (const program of specification.reductions(best.run.program, statement)) {
      const key = JSON.stringify(program);
      if (tried.has(key)) continue;
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
  while (await reduceOnce());
  const { failed, of, first } = await rateOf(context, property, best.run.program);
  const isSequential = await failsInOrder(context, property, best.run.program);
  return { ...(first ?? best), rate: { failed, of }, minimality, isSequential };
}

/** Whether the messages of a program fail one after the other as well. */
export async function failsInOrder<H extends HistoryTypes, P extends HistoryProperty>(
  context: RacingContext<H, P>,
  property: P,
  program: H["program"],
): Promise<boolean> {
  for (const serial of context.specification.serialise(program)) {
    const { violations } = await attempt(context, serial, [property], 0);
    if (violations.size > 0) return true;
  }
  return false;
}

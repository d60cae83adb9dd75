/** One program through a candidate, from reset, and what is judged of it. */
import type {
  Judge,
  Judgement,
  PredictedProgram,
  Property,
  Run,
  Session,
  Specification,
  Types,
  Variant,
  Violation,
} from "./specification.ts";

/** What programs are driven and judged with. */
export interface Context<T extends Types> {
  readonly specification: Specification<T>;
  readonly judge: Judge<T>;
  readonly statement: T["statement"];
}

type Driver<T extends Types> = Omit<Context<T>, "judge">;

export type PredictedVariant<T extends Types> = Variant<T> & PredictedProgram<T>;

/** The variant that the property compares a program to, if there is one. */
export function variantOf<T extends Types>(
  { specification, statement }: Driver<T>,
  property: Property,
  { program, prediction }: PredictedProgram<T>,
): PredictedVariant<T> | undefined {
  const variant = specification.vary(property, program, statement, prediction);
  if (!variant) return undefined;
  // Field by field, here and wherever something is made for every program: spread objects have many shapes, and are slow
  // to read.
  const { program: other, at } = variant;
  return { program: other, at, prediction: specification.predict(other, statement) };
}

/**
 * Drives a program through a candidate.
 * @param prediction of the program, if it is known already
 */
export async function drive<T extends Types>(
  driver: Driver<T>,
  session: Session<T>,
  program: T["program"],
  prediction: T["prediction"] = driver.specification.predict(program, driver.statement),
  attempt = 0,
): Promise<Run<T>> {
  const { read, predecessors } = await session.ask(program, prediction, attempt);
  return runOf(driver, program, prediction, await read(), predecessors);
}

/** A recording beside the model. */
export function runOf<T extends Types>(
  { specification, statement }: Driver<T>,
  program: T["program"],
  prediction: T["prediction"],
  recording: T["recording"],
  predecessors?: Run<T>["predecessors"],
): Run<T> {
  const history = specification.interpret(prediction, recording, statement);
  return { program, prediction, history, predecessors };
}

/**
 * Judges a run by a property that compares two programs: drives the variant of its program.
 * @returns nothing if the program has no variant
 */
export async function driveVariant<T extends Types>(
  driver: Driver<T>,
  session: Session<T>,
  property: Property,
  run: Run<T>,
): Promise<{ readonly variant: Run<T>; readonly violation: Violation<T> | undefined } | undefined> {
  const varied = variantOf(driver, property, run);
  if (!varied) return undefined;
  const variant = await drive(driver, session, varied.program, varied.prediction);
  return { variant, violation: driver.specification.relate(property, run, variant, varied.at) };
}

/**
 * Runs a program and judges it.
 * @param property that is judged too if it compares the program to a variant
 */
export async function judgeProgram<T extends Types>(
  context: Context<T>,
  session: Session<T>,
  program: T["program"],
  property: Property | undefined,
  attempt = 0,
  prediction?: T["prediction"],
): Promise<Judgement<T>> {
  await session.begin?.();
  const run = await drive(context, session, program, prediction, attempt);
  const judgement = context.judge.judgeRun(run);
  if (property && context.specification.isRelation(property)) {
    const related = await driveVariant(context, session, property, run);
    if (related?.violation) judgement.violations.set(property.id, related.violation);
  }
  return judgement;
}

/** One program through a candidate, from reset, and what is judged of it. */
import type {
  Judge,
  Judgement,
  Property,
  Rehearsed,
  Run,
  Session,
  Specification,
  Types,
  Variant,
  Violation,
} from "./specification.ts";

/** Everything that programs are driven and judged with. */
export interface Context<T extends Types> {
  readonly specification: Specification<T>;
  readonly judge: Judge<T>;
  readonly statement: T["statement"];
}

type Driver<T extends Types> = Omit<Context<T>, "judge">;

export type RehearsedVariant<T extends Types> = Variant<T> & Rehearsed<T>;

/** The variant that the property compares a program to, if there is one. */
export function variantOf<T extends Types>(
  { specification, statement }: Driver<T>,
  property: Property,
  { program, rehearsal }: Rehearsed<T>,
): RehearsedVariant<T> | undefined {
  const variant = specification.vary(property, program, statement, rehearsal);
  if (!variant) return undefined;
  // Field by field, here and in what is made for every program: objects that others are spread into are of as many
  // shapes as there are of them, and slow to be read.
  const { program: other, at } = variant;
  return { program: other, at, rehearsal: specification.rehearse(other, statement) };
}

/**
 * Drives a program through a candidate.
 * @param rehearsal of the program, where that was done already
 */
export async function drive<T extends Types>(
  driver: Driver<T>,
  session: Session<T>,
  program: T["program"],
  rehearsal: T["rehearsal"] = driver.specification.rehearse(program, driver.statement),
  attempt = 0,
): Promise<Run<T>> {
  const { read, predecessors } = await session.ask(program, rehearsal, attempt);
  return runOf(driver, program, rehearsal, await read(), predecessors);
}

/** A recording beside the model. */
export function runOf<T extends Types>(
  { specification, statement }: Driver<T>,
  program: T["program"],
  rehearsal: T["rehearsal"],
  recording: T["recording"],
  predecessors?: Run<T>["predecessors"],
): Run<T> {
  const history = specification.interpret(rehearsal, recording, statement);
  return { program, rehearsal, history, predecessors };
}

/**
 * Holds a run to a property that compares two programs, by driving the variant of its program.
 * @returns nothing where the program has no variant
 */
export async function driveVariant<T extends Types>(
  driver: Driver<T>,
  session: Session<T>,
  property: Property,
  run: Run<T>,
): Promise<{ readonly variant: Run<T>; readonly violation: Violation<T> | undefined } | undefined> {
  const varied = variantOf(driver, property, run);
  if (!varied) return undefined;
  const variant = await drive(driver, session, varied.program, varied.rehearsal);
  return { variant, violation: driver.specification.relate(property, run, variant, varied.at) };
}

/**
 * A program judged in full for one property: its own run, and the one that the property compares it to.
 * @param property with whose variant it is run, if it has one
 */
export async function judgeProgram<T extends Types>(
  context: Context<T>,
  session: Session<T>,
  program: T["program"],
  property: Property | undefined,
  attempt = 0,
  rehearsal?: T["rehearsal"],
): Promise<Judgement<T>> {
  await session.begin?.();
  const run = await drive(context, session, program, rehearsal, attempt);
  const judgement = context.judge.judgeRun(run);
  if (property && context.specification.isRelation(property)) {
    const related = await driveVariant(context, session, property, run);
    if (related?.violation) judgement.violations.set(property.id, related.violation);
  }
  return judgement;
}

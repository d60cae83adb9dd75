/** One program through a candidate, from reset, and what is judged of it. */
import type {
  Judge,
  Judgement,
  Property,
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

export interface RehearsedVariant<T extends Types> extends Variant<T> {
  /** Its program, rehearsed, where that was done already. */
  readonly rehearsal?: T["rehearsal"];
}

type Driver<T extends Types> = Pick<Context<T>, "specification" | "statement">;

/**
 * Drives a program through a candidate.
 * @param rehearsal of the program, where that was done already
 */
export async function drive<T extends Types>(
  { specification, statement }: Driver<T>,
  session: Session<T>,
  program: T["program"],
  rehearsal: T["rehearsal"] = specification.rehearse(program, statement),
  attempt = 0,
): Promise<Run<T>> {
  const { read, after } = await session.ask(program, rehearsal, attempt);
  return runOf({ specification, statement }, program, rehearsal, await read(), after);
}

/** A recording beside the model. */
export function runOf<T extends Types>(
  { specification, statement }: Driver<T>,
  program: T["program"],
  rehearsal: T["rehearsal"],
  recording: T["recording"],
  after: Run<T>["after"],
): Run<T> {
  const history = specification.interpret(rehearsal, recording, statement);
  return after ? { program, rehearsal, history, after } : { program, rehearsal, history };
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
  varied: RehearsedVariant<T> | undefined = driver.specification.vary(
    property,
    run.program,
    driver.statement,
    run.rehearsal,
  ),
): Promise<{ readonly variant: Run<T>; readonly violation: Violation<T> | undefined } | undefined> {
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

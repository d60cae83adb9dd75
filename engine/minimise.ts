/**
 * Smaller counterexamples. A reduction counts only if the *same* property fails on it, and the last one
 * is run again from reset before anyone sees it.
 */
import { createJudge, drive, judgeVariant, type Violation } from "./judge.ts";
import { GoneForGood } from "./reviving.ts";
import type { Property, Session, Specification, Types } from "./specification.ts";

export interface Minimised<T extends Types> extends Violation<T> {
  /**
   * `proven`: all programs of fewer steps that may break the property were run, up to symmetry, and none does.
   * `bounded`: none of `shortestUpTo` steps does. `reduced`: no single reduction fails any more.
   * `undecided`: the budget ran out before that was known.
   */
  readonly minimality: "proven" | "bounded" | "reduced" | "undecided";
  /** Steps: no program of so many breaks the property. */
  readonly shortestUpTo: number;
  /** Whether the program failed again when it was run once more; a racy candidate may not. */
  readonly reproduced: boolean;
}

export interface MinimiseContext<T extends Types> {
  readonly specification: Specification<T>;
  readonly session: Session<T>;
  readonly statement: T["statement"];
  /** Programs that one property's reduction may run. */
  readonly mostRuns: number;
  /** Whether time is up, for all reductions together. */
  readonly isOver: () => boolean;
}

/** The property's violation when the program is driven; `undefined` where it holds. */
export async function violationOf<T extends Types>(
  context: Pick<MinimiseContext<T>, "specification" | "session" | "statement">,
  property: Property<T>,
  program: T["program"],
): Promise<Violation<T> | undefined> {
  const { specification, session, statement } = context;
  await session.begin?.();
  const run = await drive(specification, session, program, statement);
  if (property.kind === "metamorphic")
    return (await judgeVariant(specification, session, property, run, statement))?.violation;
  return createJudge([property], []).judgeRun(run).violations.get(property.id);
}

/**
 * @param starts programs to reduce from: the property's own violation, and small programs known to
 * break other properties, which often break this one too
 */
export async function minimise<T extends Types>(
  context: MinimiseContext<T>,
  property: Property<T>,
  found: Violation<T>,
  starts: readonly T["program"][],
): Promise<Minimised<T>> {
  const { specification, statement } = context;
  // A program that breaks the candidate itself shows another fault than the one looked for.
  let isGone = false;
  const tryOut = (program: T["program"]) =>
    violationOf(context, property, program).catch((error: unknown) => {
      isGone ||= error instanceof GoneForGood;
      return undefined;
    });
  let best = found;
  for (const program of starts) {
    if (context.isOver()) break;
    if (specification.sizeOf(program) >= specification.sizeOf(best.run.program)) continue;
    best = (await tryOut(program)) ?? best;
  }
  const plausible = plausibility(context, property, best.run.program);
  const tried = new Set<string>();
  let runs = 0;
  let minimality: Minimised<T>["minimality"] = "reduced";
  const reduceOnce = async (): Promise<boolean> => {
    const failingStep = best.run.moments[best.index]?.step ?? 0;
    for (const program of specification.reductions(best.run.program, statement, failingStep)) {
      const key = JSON.stringify(program);
      if (tried.has(key)) continue;
      tried.add(key);
      if (!plausible(program)) continue;
      if (runs >= context.mostRuns || isGone || context.isOver()) {
        minimality = "undecided";
        return false;
      }
      runs += 1;
      const violation = await tryOut(program);
      if (!violation) continue;
      best = violation;
      return true;
    }
    return false;
  };
  while (await reduceOnce());
  const again = await tryOut(best.run.program);
  return { ...(again ?? best), minimality, shortestUpTo: 0, reproduced: again !== undefined };
}

/**
 * Model-guided: a program in which the property's situation does not arise, were the candidate to do
 * all that the model expects, is not worth a run. Where the situation arises only through the defect
 * itself (it does not in the model's run of `failing` either), the model has no say.
 */
function plausibility<T extends Types>(
  { specification, statement }: MinimiseContext<T>,
  property: Property<T>,
  failing: T["program"],
): (program: T["program"]) => boolean {
  const arises = (program: T["program"]) => {
    const planned = specification.rehearse(program, statement);
    if (property.kind === "metamorphic")
      return property.vary(program, statement, planned) !== undefined;
    const { on, situation } = property;
    const moments = specification.imagine(planned, statement);
    return moments.some((m) => (on?.includes(m.message.type) ?? true) && situation(m));
  };
  return arises(failing) ? arises : () => true;
}

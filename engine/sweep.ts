/** All programs of one length, run in their order, until each property has been broken or passed. */
import { Ahead, type SweepContext, type Waiting } from "./ahead.ts";
import { GoneForGood } from "./sessions.ts";
import { type Counterexample, type Counterexamples, counterexampleOf } from "./shrink.ts";
import type { Judge, Judgement, Property, Types, Wanted } from "./specification.ts";

type Divergence<T extends Types> = T["divergence"] | "unseen";

export interface Sweep<T extends Types> {
  /** Whether all programs that were wanted have been run, or every property is found or passed. */
  readonly isComplete: boolean;
  /** Of each property that was broken, the first program in the order. */
  readonly found: Counterexamples<T>;
  /** Properties whose known counterexample comes next in the order: no earlier program breaks them. */
  readonly passed: ReadonlySet<Property>;
  readonly runs: number;
  /** Beginnings of programs that were tried. */
  readonly effort: number;
  /** In how many programs the situation of each property arose. */
  readonly arising: ReadonlyMap<Property, number>;
  /** Programs in which the candidate left the model, as JSON. */
  readonly diverged: ReadonlyMap<string, Divergence<T>>;
}

/** @param known the best counterexample of each property that is looked for */
export async function sweep<T extends Types>(
  context: SweepContext<T>,
  wanted: Omit<Wanted<T>, "effort">,
  known: Counterexamples<T>,
): Promise<Sweep<T>> {
  const { specification, statement, budget, effort } = context;
  const open = new Map(known);
  const found = new Map<Property, Counterexample<T>>();
  const passed = new Set<Property>();
  const arising = new Map<Property, number>();
  const diverged = new Map<string, Divergence<T>>();
  const { left } = effort;
  let runs = 0;
  const result = (isComplete: boolean) => {
    const tried = left - effort.left;
    return { isComplete, found, passed, runs, effort: tried, arising, diverged };
  };
  const judgeOpen = () => specification.createJudge([...open.keys()], [], statement);
  let judge = judgeOpen();
  const ahead = new Ahead(context, wanted);
  for (let tried = ahead.next(); tried; tried = ahead.next()) {
    for (const [property, { run }] of open) {
      if (specification.sizeOf(run.program) > wanted.length) continue;
      if (specification.compare(tried.program, run.program) < 0) continue;
      passed.add(property);
      open.delete(property);
    }
    if (open.size === 0) return result(true);
    if (budget.runs <= 0 || context.isOver()) return result(false);
    if (judge.properties.length !== open.size) judge = judgeOpen();
    await ahead.askFrom(tried, judge.properties, budget.runs);
    context.onRun?.("searching");
    const before = budget.runs;
    const seen = await runOne(context, ahead, tried, judge);
    runs += before - budget.runs;
    if (seen === "gone") return result(false);
    if (seen.diverged) diverged.set(JSON.stringify(tried.program), seen.diverged);
    for (const property of seen.arising) arising.set(property, (arising.get(property) ?? 0) + 1);
    for (const property of judge.properties) {
      const violation = seen.violations?.get(property.id);
      if (!violation) continue;
      found.set(property, counterexampleOf(violation, FOUND));
      open.delete(property);
    }
  }
  return result(open.size === 0 || effort.left > 0);
}

/** The search decides how short it is. */
const FOUND = { minimality: "reduced", rate: { failed: 1, of: 1 } } as const;

interface Seen<T extends Types> {
  readonly diverged: Divergence<T> | undefined;
  readonly arising: readonly Property[];
  readonly violations?: Judgement<T>["violations"];
}

async function runOne<T extends Types>(
  { specification, session, budget }: SweepContext<T>,
  ahead: Ahead<T>,
  tried: Waiting<T>,
  { properties, judgeRun }: Judge<T>,
): Promise<Seen<T> | "gone"> {
  budget.runs -= 1;
  try {
    await session.begin?.();
    const run = await ahead.run(tried);
    const { situations, violations } = judgeRun(run);
    const arising = properties.filter((_, at) => (situations[at] ?? 0) > 0);
    for (const property of properties) {
      const varied = ahead.variantOf(tried, property);
      if (!varied) continue;
      arising.push(property);
      budget.runs -= session.begin ? 2 : 1;
      // Variants of other properties would come between the program and its own.
      await session.begin?.();
      const original = session.begin ? await ahead.run(tried) : run;
      const violation = specification.relate(
        property,
        original,
        await ahead.run(varied),
        varied.at,
      );
      if (violation) violations.set(property.id, violation);
    }
    return { diverged: specification.divergence(run), arising, violations };
  } catch (error) {
    if (error instanceof GoneForGood) return "gone";
    // A failure of the candidate is another fault, and may hide that it left the model.
    return { diverged: "unseen", arising: [] };
  }
}

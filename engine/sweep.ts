/** All programs of one length, run in their order, until each property has been broken or passed. */
import { createJudge, drive, type Judge, judgeVariant } from "./judge.ts";
import { type Minimised, violationOf } from "./minimise.ts";
import { GoneForGood } from "./reviving.ts";
import type {
  Departed,
  Property,
  Rehearsed,
  Session,
  Specification,
  Types,
  Wanted,
} from "./specification.ts";

export type Counterexamples<T extends Types> = ReadonlyMap<Property<T>, Minimised<T>>;

/** What sweeps may still take, counted down by them. */
export interface Budget {
  runs: number;
  /** Beginnings of programs that may be tried without a run. */
  readonly effort: { left: number };
  readonly isOver: () => boolean;
}

export interface SweepContext<T extends Types> {
  readonly specification: Specification<T>;
  readonly session: Session<T>;
  readonly statement: T["statement"];
  readonly budget: Budget;
}

export interface Sweep<T extends Types> {
  /** Whether all programs that were wanted have been run, or every property is found or passed. */
  readonly isComplete: boolean;
  /** Of each property that was broken, the first program in the order. */
  readonly found: Counterexamples<T>;
  /** Properties whose known counterexample comes next in the order: no earlier program breaks them. */
  readonly passed: ReadonlySet<Property<T>>;
  readonly runs: number;
  /** Beginnings of programs that were tried. */
  readonly effort: number;
  /** In how many programs the situation of each property arose. */
  readonly arising: ReadonlyMap<Property<T>, number>;
  /** Programs in which the candidate left the model, as JSON. */
  readonly departed: ReadonlyMap<string, Departed<T>>;
}

/** @param known the best counterexample of each property that is looked for */
export async function sweep<T extends Types>(
  context: SweepContext<T>,
  wanted: Omit<Wanted<T>, "effort">,
  known: Counterexamples<T>,
): Promise<Sweep<T>> {
  const { specification, statement, budget } = context;
  const open = new Map(known);
  const found = new Map<Property<T>, Minimised<T>>();
  const passed = new Set<Property<T>>();
  const arising = new Map<Property<T>, number>();
  const departed = new Map<string, Departed<T>>();
  let runs = 0;
  const { effort } = budget;
  const { left } = effort;
  const result = (isComplete: boolean) => {
    const tried = left - effort.left;
    return { isComplete, found, passed, runs, effort: tried, arising, departed };
  };
  let panel = panelOf(open.keys());
  for (const tried of specification.enumerate(statement, { ...wanted, effort })) {
    for (const [property, { run }] of open) {
      if (specification.sizeOf(run.program) > wanted.length) continue;
      if (specification.compare(tried.program, run.program) < 0) continue;
      passed.add(property);
      open.delete(property);
    }
    if (open.size === 0) return result(true);
    if (budget.runs <= 0 || budget.isOver()) return result(false);
    if (panel.properties.length !== open.size) panel = panelOf(open.keys());
    runs += 1;
    budget.runs -= 1;
    const seen = await runOne(context, tried, panel);
    if (seen === "gone") return result(false);
    if (seen.departed) departed.set(JSON.stringify(tried.program), seen.departed);
    for (const property of seen.arising) arising.set(property, (arising.get(property) ?? 0) + 1);
    for (const [property, counterexample] of seen.broken) {
      found.set(property, counterexample);
      open.delete(property);
    }
  }
  return result(open.size === 0 || effort.left > 0);
}

interface Panel<T extends Types> {
  readonly properties: readonly Property<T>[];
  readonly judge: Judge<T>;
}

function panelOf<T extends Types>(open: Iterable<Property<T>>): Panel<T> {
  const properties = [...open];
  return { properties, judge: createJudge(properties, []) };
}

interface Seen<T extends Types> {
  readonly departed: Departed<T> | undefined;
  readonly arising: readonly Property<T>[];
  readonly broken: Counterexamples<T>;
}

const NOT_YET_KNOWN = { minimality: "reduced", shortestUpTo: 0, reproduced: true } as const;

async function runOne<T extends Types>(
  context: SweepContext<T>,
  { program, planned }: Rehearsed<T>,
  { properties, judge }: Panel<T>,
): Promise<Seen<T> | "gone"> {
  const { specification, session, statement } = context;
  try {
    await session.begin?.();
    const run = await drive(specification, session, program, statement, planned);
    const { situations, violations } = judge.judgeRun(run);
    const arising = properties.filter((_, at) => (situations[at] ?? 0) > 0);
    for (const property of properties) {
      if (property.kind !== "metamorphic") continue;
      const varied = property.vary(program, statement, planned);
      if (!varied) continue;
      arising.push(property);
      // Variants of other properties would stand between the program and its own.
      const violation = session.begin
        ? await violationOf(context, property, program)
        : (await judgeVariant(specification, session, property, run, statement, varied))?.violation;
      if (violation) violations.set(property.id, violation);
    }
    const broken = new Map<Property<T>, Minimised<T>>();
    for (const property of properties) {
      const violation = violations.get(property.id);
      if (violation) broken.set(property, { ...violation, ...NOT_YET_KNOWN });
    }
    const hasDeparted = run.moments.some(({ agrees }) => !agrees);
    return { departed: hasDeparted ? run.moments.at(-1) : undefined, arising, broken };
  } catch (error) {
    if (error instanceof GoneForGood) return "gone";
    // A program that breaks the candidate itself shows another fault, and may hide that it left the model.
    return { departed: "unseen", arising: [], broken: new Map() };
  }
}

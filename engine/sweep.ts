/** All programs of one length, run in their order, until each property has been broken or passed. */
import { Ahead, type Tried } from "./ahead.ts";
import { drive, runOf } from "./drive.ts";
import { GoneForGood } from "./sessions.ts";
import type { Counterexample } from "./shrink.ts";
import type {
  Asked,
  Judge,
  Property,
  Run,
  Session,
  Specification,
  Types,
  Violation,
  Wanted,
} from "./specification.ts";

export type Counterexamples<T extends Types> = ReadonlyMap<Property, Counterexample<T>>;
type Departed<T extends Types> = T["departure"] | "unseen";

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
  /** Called before each run. */
  readonly onRun?: ((stage: "searching") => void) | undefined;
}

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
  readonly departed: ReadonlyMap<string, Departed<T>>;
}

/** @param known the best counterexample of each property that is looked for */
export async function sweep<T extends Types>(
  context: SweepContext<T>,
  wanted: Omit<Wanted<T>, "effort">,
  known: Counterexamples<T>,
): Promise<Sweep<T>> {
  const { specification, budget } = context;
  const open = new Map(known);
  const found = new Map<Property, Counterexample<T>>();
  const passed = new Set<Property>();
  const arising = new Map<Property, number>();
  const departed = new Map<string, Departed<T>>();
  let runs = 0;
  const { effort } = budget;
  const { left } = effort;
  const result = (isComplete: boolean) => {
    const tried = left - effort.left;
    return { isComplete, found, passed, runs, effort: tried, arising, departed };
  };
  const panelFor = (properties: Iterable<Property>) => panelOf(context, properties);
  let panel = panelFor(open.keys());
  const ahead = new Ahead(context, wanted);
  for (let tried = ahead.next(); tried; tried = ahead.next()) {
    for (const [property, { run }] of open) {
      if (specification.sizeOf(run.program) > wanted.length) continue;
      if (specification.compare(tried.program, run.program) < 0) continue;
      passed.add(property);
      open.delete(property);
    }
    if (open.size === 0) return result(true);
    if (budget.runs <= 0 || budget.isOver()) return result(false);
    if (panel.properties.length !== open.size) panel = panelFor(open.keys());
    await ahead.askFrom(tried, panel.properties, budget.runs);
    context.onRun?.("searching");
    const before = budget.runs;
    const seen = await runOne(context, tried, panel);
    runs += before - budget.runs;
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
  readonly properties: readonly Property[];
  readonly judge: Judge<T>;
}

function panelOf<T extends Types>(
  { specification, statement }: SweepContext<T>,
  open: Iterable<Property>,
): Panel<T> {
  const properties = [...open];
  return { properties, judge: specification.createJudge(properties, [], statement) };
}

interface Seen<T extends Types> {
  readonly departed: Departed<T> | undefined;
  readonly arising: readonly Property[];
  readonly broken: Counterexamples<T>;
}

async function runOne<T extends Types>(
  context: SweepContext<T>,
  tried: Tried<T>,
  { properties, judge }: Panel<T>,
): Promise<Seen<T> | "gone"> {
  const { specification, session, statement, budget } = context;
  const { program, rehearsal, together } = tried;
  budget.runs -= 1;
  try {
    await session.begin?.();
    const run = await driven(context, tried, together?.own);
    const { situations, violations } = judge.judgeRun(run);
    const arising = properties.filter((_, at) => (situations[at] ?? 0) > 0);
    for (const property of properties) {
      const asked = together?.variants.get(property);
      const varied = together ? asked : specification.vary(property, program, statement, rehearsal);
      if (!varied) continue;
      arising.push(property);
      budget.runs -= session.begin ? 2 : 1;
      // Variants of other properties would come between the program and its own.
      if (session.begin) await session.begin();
      const original = session.begin ? await drive(context, session, program, rehearsal) : run;
      const variant = await driven(context, varied, asked?.asked);
      const violation = specification.relate(property, original, variant, varied.at);
      if (violation) violations.set(property.id, violation);
    }
    const broken = new Map<Property, Counterexample<T>>();
    for (const property of properties) {
      const violation = violations.get(property.id);
      if (violation) broken.set(property, counterexampleOf(violation));
    }
    return { departed: specification.departure(run), arising, broken };
  } catch (error) {
    if (error instanceof GoneForGood) return "gone";
    // A program that breaks the candidate itself shows another fault, and may hide that it left the model.
    return { departed: "unseen", arising: [], broken: new Map() };
  }
}

/** @param asked what the candidate answered, where it was asked before */
async function driven<T extends Types>(
  context: SweepContext<T>,
  { program, rehearsal }: { readonly program: T["program"]; readonly rehearsal?: T["rehearsal"] },
  asked: Asked<T> | undefined,
): Promise<Run<T>> {
  if (!asked) return drive(context, context.session, program, rehearsal);
  return runOf(context, program, rehearsal, await asked.read(), asked.predecessors);
}

/** How short it is, the search will know. */
const counterexampleOf = <T extends Types>(violation: Violation<T>): Counterexample<T> => ({
  ...violation,
  minimality: "reduced",
  shortestUpTo: 0,
  rate: { failed: 1, of: 1 },
  isSequential: false,
});

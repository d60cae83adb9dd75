/** The first half of a campaign: programs are driven, side by side where that is quicker, and judged. */
import { drive, type Judge, type Judgement, judgeVariant, type Violation } from "./judge.ts";
import type { Breakdown, CampaignOptions } from "./result.ts";
import type {
  MetamorphicProperty,
  Property,
  Session,
  Specification,
  Types,
  Variant,
} from "./specification.ts";

/** A program's part in the campaign. */
export interface Driven<T extends Types> {
  readonly judgement?: Judgement<T>;
  readonly messages?: number;
  readonly breakdown?: Breakdown<T>;
}

/** Everything that a campaign drives programs with. */
export interface Bench<T extends Types> {
  readonly specification: Specification<T>;
  readonly judge: Judge<T>;
  readonly statement: T["statement"];
}

/**
 * Sessions take programs in order. A breakdown at one program stops the taking of later ones, and what
 * other sessions found on later ones is dropped: the result is that of one session alone.
 */
export async function driveAll<T extends Types>(
  bench: Bench<T>,
  sessions: readonly Session<T>[],
  options: CampaignOptions,
): Promise<readonly Driven<T>[]> {
  const { specification, statement } = bench;
  const results: Driven<T>[] = [];
  const deadline = performance.now() + (options.timeLimitMs ?? Number.POSITIVE_INFINITY);
  const generated = specification.generate(statement, options.seed, options.programs);
  const tasks = assign(generated, bench);
  let broken = false;
  let violated = 0;
  const mayGoOn = () => !broken && !options.signal?.aborted && performance.now() < deadline;
  const work = async (session: Session<T>) => {
    while (mayGoOn()) {
      const next = tasks.next();
      if (next.done) return;
      const { index, program } = next.value;
      try {
        const result = await driveOne(bench, session, next.value);
        results[index] = result;
        violated += result.judgement?.violations.size ? 1 : 0;
      } catch (error) {
        if (options.signal?.aborted) return;
        results[index] = { breakdown: { error, program } };
        broken = true;
        return;
      }
      const { programs: total } = options;
      options.onProgress?.({ stage: "driving", done: index + 1, total, violated });
    }
  };
  await Promise.all(sessions.map(work));
  const firstBroken = results.findIndex((result) => result?.breakdown);
  const end = firstBroken === -1 ? results.length : firstBroken + 1;
  // A hole is a program that an interruption cut off.
  return results.slice(0, end).filter((result) => result !== undefined);
}

interface Task<T extends Types> {
  readonly index: number;
  readonly program: T["program"];
  /** The metamorphic property that the program's run is held to, and its variant of the program. */
  readonly relation: Relation<T> | undefined;
}

interface Relation<T extends Types> {
  readonly property: MetamorphicProperty<T>;
  readonly varied: Variant<T>;
}

/**
 * Each program goes to the metamorphic property that has had the fewest so far, of those that have a
 * variant of it. Programs are assigned in their order, whichever session will drive them.
 */
function* assign<T extends Types>(
  programs: Iterable<T["program"]>,
  { judge, statement }: Bench<T>,
): Generator<Task<T>> {
  const counts = new Map<MetamorphicProperty<T>, number>();
  for (const property of judge.properties.filter(isMetamorphic)) counts.set(property, 0);
  let index = 0;
  for (const program of programs) {
    const fewestFirst = [...counts].sort(([, a], [, b]) => a - b).map(([property]) => property);
    const relation = firstRelation(fewestFirst, program, statement);
    if (relation) counts.set(relation.property, (counts.get(relation.property) ?? 0) + 1);
    yield { index, program, relation };
    index += 1;
  }
}

function firstRelation<T extends Types>(
  properties: readonly MetamorphicProperty<T>[],
  program: T["program"],
  statement: T["statement"],
): Relation<T> | undefined {
  for (const property of properties) {
    const varied = property.vary(program, statement);
    if (varied) return { property, varied };
  }
  return undefined;
}

async function driveOne<T extends Types>(
  { specification, judge, statement }: Bench<T>,
  session: Session<T>,
  { program, relation }: Task<T>,
): Promise<Driven<T>> {
  const run = await drive(specification, session, program, statement);
  const judgement = judge.judgeRun(run);
  const messages = run.moments.length;
  if (!relation) return { judgement, messages };
  const { property, varied } = relation;
  const related = await judgeVariant(specification, session, property, run, statement, varied);
  judgement.situations[judge.properties.indexOf(property)] = 1;
  const violations = new Map(judgement.violations);
  if (related?.violation) violations.set(property.id, related.violation);
  return { judgement: { ...judgement, violations }, messages };
}

const isMetamorphic = <T extends Types>(p: Property<T>): p is MetamorphicProperty<T> =>
  p.kind === "metamorphic";

export interface Tally<T extends Types> {
  readonly situations: Uint32Array;
  readonly reached: Uint32Array;
  readonly messages: number;
  /** The shortest program that broke each property, the first of equals. */
  readonly violations: ReadonlyMap<string, Violation<T>>;
}

export function addUp<T extends Types>(
  { judge, specification: { sizeOf } }: Bench<T>,
  driven: readonly Driven<T>[],
): Tally<T> {
  const situations = new Uint32Array(judge.properties.length);
  const reached = new Uint32Array(judge.situations.length);
  const violations = new Map<string, Violation<T>>();
  let messages = 0;
  for (const { judgement, ...result } of driven) {
    if (!judgement) continue;
    messages += result.messages ?? 0;
    for (const [at, count] of judgement.situations.entries())
      situations[at] = (situations[at] ?? 0) + count;
    for (const [at, count] of judgement.reached.entries()) reached[at] = (reached[at] ?? 0) + count;
    for (const [id, violation] of judgement.violations) {
      const known = violations.get(id);
      if (!known || sizeOf(violation.run.program) < sizeOf(known.run.program))
        violations.set(id, violation);
    }
  }
  return { situations, reached, messages, violations };
}

/** The first half of a campaign: programs are driven, side by side where that is quicker, and judged. */
import { drive, type Judge, type Judgement, judgeVariant, type Rehearsal } from "./judge.ts";
import type { Breakdown, CampaignOptions } from "./result.ts";
import type {
  MetamorphicProperty,
  Property,
  Session,
  Specification,
  Types,
  Variant,
} from "./specification.ts";
import { tracingSession } from "./tracing.ts";

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
  const work = async (connected: Session<T>) => {
    const session = tracingSession(connected);
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
  readonly planned: Rehearsal<T>;
  /** The metamorphic property that the program's run is held to, and its variant of the program. */
  readonly relation: Relation<T> | undefined;
}

interface Relation<T extends Types> {
  readonly property: MetamorphicProperty<T>;
  readonly varied: Variant<T>;
}

/**
 * A variant doubles what a program costs, and most mistakes show in the program alone: with a variant of
 * every program the first failure took half as many messages again. So the first programs have none,
 * and of the others one in so many.
 */
const FIRST_VARIED = 30;
const PROGRAMS_PER_VARIANT = 3;

const isVaried = (index: number) => index >= FIRST_VARIED && index % PROGRAMS_PER_VARIANT === 0;

/**
 * Each program that is varied goes to the metamorphic property that has had the fewest so far, of those that have a
 * variant of it. Programs are assigned in their order, whichever session will drive them.
 */
function* assign<T extends Types>(
  programs: Iterable<T["program"]>,
  { judge, specification, statement }: Bench<T>,
): Generator<Task<T>> {
  const counts = new Map<MetamorphicProperty<T>, number>();
  for (const property of judge.properties.filter(isMetamorphic)) counts.set(property, 0);
  let index = 0;
  for (const program of programs) {
    const fewestFirst = [...counts].sort(([, a], [, b]) => a - b).map(([property]) => property);
    const planned = specification.rehearse(program, statement);
    const relation = isVaried(index)
      ? firstRelation(fewestFirst, (property) => property.vary(program, statement, planned))
      : undefined;
    if (relation) counts.set(relation.property, (counts.get(relation.property) ?? 0) + 1);
    yield { index, program, planned, relation };
    index += 1;
  }
}

function firstRelation<T extends Types>(
  properties: readonly MetamorphicProperty<T>[],
  vary: (property: MetamorphicProperty<T>) => Variant<T> | undefined,
): Relation<T> | undefined {
  for (const property of properties) {
    const varied = vary(property);
    if (varied) return { property, varied };
  }
  return undefined;
}

async function driveOne<T extends Types>(
  { specification, judge, statement }: Bench<T>,
  session: Session<T>,
  { program, planned, relation }: Task<T>,
): Promise<Driven<T>> {
  const run = await drive(specification, session, program, statement, planned);
  const judgement = judge.judgeRun(run);
  if (!relation) return { judgement, messages: run.moments.length };
  const { property, varied } = relation;
  const related = await judgeVariant(specification, session, property, run, statement, varied);
  judgement.situations[judge.properties.indexOf(property)] = 1;
  if (related?.violation) judgement.violations.set(property.id, related.violation);
  if (!related) return { judgement, messages: run.moments.length };
  // The variant is a run like any other.
  addTo(judgement, judge.judgeRun(related.variant), specification.sizeOf);
  return { judgement, messages: run.moments.length + related.variant.moments.length };
}

const isMetamorphic = <T extends Types>(p: Property<T>): p is MetamorphicProperty<T> =>
  p.kind === "metamorphic";

export interface Tally<T extends Types> extends Judgement<T> {
  readonly messages: number;
}

export function addUp<T extends Types>(
  { judge, specification: { sizeOf } }: Bench<T>,
  driven: readonly Driven<T>[],
): Tally<T> {
  const sum = judge.judgeRun({ program: undefined, moments: [] });
  let messages = 0;
  for (const result of driven) {
    if (!result.judgement) continue;
    messages += result.messages ?? 0;
    addTo(sum, result.judgement, sizeOf);
  }
  return { ...sum, messages };
}

/** Of two programs that broke the same property the shorter counts, of equals the first. */
function addTo<T extends Types>(
  sum: Judgement<T>,
  part: Judgement<T>,
  sizeOf: Specification<T>["sizeOf"],
): void {
  part.situations.forEach((count, at) => {
    sum.situations[at] = (sum.situations[at] ?? 0) + count;
  });
  part.reached.forEach((count, at) => {
    sum.reached[at] = (sum.reached[at] ?? 0) + count;
  });
  for (const [id, violation] of part.violations) {
    const known = sum.violations.get(id);
    if (!known || sizeOf(violation.run.program) < sizeOf(known.run.program))
      sum.violations.set(id, violation);
  }
}

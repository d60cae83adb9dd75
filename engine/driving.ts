/** The first half of a campaign: programs are driven, side by side where that is quicker, and judged. */
import { assign, type Task } from "./assigning.ts";
import { add, ask, interpretRun, type Judge, type Judgement, relate } from "./judge.ts";
import type { Breakdown, CampaignOptions } from "./result.ts";
import { countOwn, ownIndices } from "./sharding.ts";
import type { Recording, Session, Specification, Types } from "./specification.ts";

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

/** Generated programs, each with a variant where a metamorphic property has one. */
export async function driveAll<T extends Types>(
  bench: Bench<T>,
  sessions: readonly Session<T>[],
  options: CampaignOptions,
  terms: Terms = termsOf(options),
): Promise<readonly Driven<T>[]> {
  const { specification, statement } = bench;
  const { seed, onProgress } = options;
  const programAt = specification.generate(statement, seed);
  const tasks = assign(programAt, ownIndices(options), bench);
  const total = countOwn(options);
  const onDriven = (done: number, violated: number) =>
    onProgress?.({ stage: "driving", done, total, violated });
  const results = await driveTasks(bench, sessions, tasks, terms, onDriven);
  // A hole is a program that an interruption cut off.
  return results.filter((result) => result !== undefined);
}

/** Until when programs are begun. */
export interface Terms {
  readonly mayGoOn: () => boolean;
  readonly signal?: AbortSignal | undefined;
}

/** The time begins now. */
export function termsOf({
  timeLimitMs = Number.POSITIVE_INFINITY,
  signal,
}: Pick<CampaignOptions, "timeLimitMs" | "signal">): Terms {
  const deadline = performance.now() + timeLimitMs;
  return { mayGoOn: () => !signal?.aborted && performance.now() < deadline, signal };
}

/**
 * Sessions take programs in order. A breakdown at one program stops the taking of later ones, and what
 * other sessions found on later ones is dropped: the result is that of one session alone.
 * @returns by the index of the task; nothing at that of a program that was cut off
 */
export async function driveTasks<T extends Types>(
  bench: Bench<T>,
  sessions: readonly Session<T>[],
  tasks: Iterator<Task<T>>,
  { mayGoOn, signal }: Terms,
  onDriven: (done: number, violated: number) => void = () => undefined,
): Promise<readonly (Driven<T> | undefined)[]> {
  const results: Driven<T>[] = [];
  let brokenAt = Number.POSITIVE_INFINITY;
  let violated = 0;
  const breakdown = ({ index, program, place }: Task<T>, error: unknown) => {
    if (signal?.aborted) return;
    results[index] = { breakdown: { error, program, ...(place && { place }) } };
    brokenAt = Math.min(brokenAt, index);
  };
  /** Whether the candidate's answer is one at all. */
  const judgeTask = async (task: Task<T>, answer: Answer<T>): Promise<boolean> => {
    let recorded: Recorded<T>;
    try {
      recorded = await answer();
    } catch (error) {
      breakdown(task, error);
      return false;
    }
    const result = judgeRecorded(bench, task, recorded);
    const violations = result.judgement?.violations;
    for (const [id, found] of violations ?? [])
      violations?.set(id, { ...found, place: task.place });
    results[task.index] = result;
    violated += result.judgement?.violations.size ? 1 : 0;
    onDriven(task.index + 1, violated);
    return true;
  };
  const work = async (session: Session<T>) => {
    const later = createChores();
    let isJudged: Promise<boolean> = Promise.resolve(true);
    for (let next = tasks.next(); !next.done && next.value.index < brokenAt && mayGoOn(); ) {
      const task = next.value;
      let following: IteratorResult<Task<T>> | undefined;
      later.add(() => {
        following = tasks.next();
      });
      const answered = await settled(askTask(session, task, later.doAll));
      later.doAll();
      // What could not be read comes before what went wrong after it.
      if (!(await isJudged)) return;
      if ("error" in answered) return breakdown(task, answered.error);
      later.add(() => {
        isJudged = judgeTask(task, answered.value);
        // Heard above; were it to fail before that, nobody else would hear it.
        isJudged.catch(() => undefined);
      });
      next = following ?? tasks.next();
    }
    later.doAll();
    await isJudged;
  };
  await Promise.all(sessions.map(work));
  const firstBroken = results.findIndex((result) => result?.breakdown);
  return firstBroken === -1 ? results : results.slice(0, firstBroken + 1);
}

/** What a candidate did of a task. */
interface Recorded<T extends Types> {
  readonly own: Recording<T>;
  readonly variant?: Recording<T>;
}

/** Reads what a candidate answered; throws where it is no answer. */
type Answer<T extends Types> = () => Promise<Recorded<T>>;

async function askTask<T extends Types>(
  session: Session<T>,
  { program, planned, relation }: Task<T>,
  whileBusy: () => void,
): Promise<Answer<T>> {
  const own = await ask(session, program, planned, whileBusy);
  if (!relation) return async () => ({ own: await own() });
  const { varied } = relation;
  const asking = ask(session, varied.program, varied.planned, whileBusy);
  const variant = await asking.catch(async (error: unknown) => {
    // Here too, what could not be read comes before what went wrong after it.
    await own();
    throw error;
  });
  return async () => ({ own: await own(), variant: await variant() });
}

/** What becomes of it, without a throw. */
const settled = <V>(
  work: Promise<V>,
): Promise<{ readonly value: V } | { readonly error: unknown }> =>
  work.then(
    (value) => ({ value }),
    (error: unknown) => ({ error }),
  );

function judgeRecorded<T extends Types>(
  { specification, judge, statement }: Bench<T>,
  { program, planned, relation }: Task<T>,
  { own, variant }: Recorded<T>,
): Driven<T> {
  const run = interpretRun(specification, statement, program, planned, own);
  const judgement = judge.judgeRun(run);
  if (!relation || !variant) return { judgement, messages: run.moments.length };
  const { property, varied } = relation;
  const other = interpretRun(specification, statement, varied.program, varied.planned, variant);
  const { violation } = relate(property, run, other, varied);
  judgement.situations[judge.properties.indexOf(property)] = 1;
  if (violation) judgement.violations.set(property.id, violation);
  // The variant is a run like any other.
  addTo(judgement, judge.judgeRun(other), specification.sizeOf);
  return { judgement, messages: run.moments.length + other.moments.length };
}

/**
 * What can wait until a candidate is busy: judging what it did before, and making what it will do next. One in
 * another process then works without a pause; to one in this process the order makes no difference.
 */
function createChores() {
  let waiting: (() => void)[] = [];
  return {
    add: (chore: () => void) => {
      waiting.push(chore);
    },
    doAll: () => {
      const chores = waiting;
      waiting = [];
      for (const chore of chores) chore();
    },
  };
}

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
  add(sum.situations, part.situations);
  add(sum.reached, part.reached);
  for (const [id, violation] of part.violations) {
    const known = sum.violations.get(id);
    if (!known || sizeOf(violation.run.program) < sizeOf(known.run.program))
      sum.violations.set(id, violation);
  }
}

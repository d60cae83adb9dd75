/** Programs driven through candidates, side by side where that is quicker, and judged. */
import type { Task } from "./assigning.ts";
import { type Context, runOf } from "./drive.ts";
import { add, zeros } from "./moments.ts";
import type { Asked, Judgement, Measures, Place, Run, Session, Types } from "./specification.ts";

/** The candidate failed, not a property: it crashed, hung, or answered what is no answer. */
export interface Breakdown<T extends Types> {
  readonly error: unknown;
  /** The program that it broke on, if it was not on the way up. */
  readonly program?: T["program"];
  readonly place?: Place;
}

/** What came of a program. */
export interface Driven<T extends Types> {
  readonly judgement?: Judgement<T>;
  readonly breakdown?: Breakdown<T>;
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
}: {
  readonly timeLimitMs?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}): Terms {
  const deadline = performance.now() + timeLimitMs;
  return { mayGoOn: () => !signal?.aborted && performance.now() < deadline, signal };
}

/** Programs in their order; one that was taken and not driven goes back. */
export interface Queue<T extends Types> {
  next(): Task<T> | undefined;
  giveBack(task: Task<T>): void;
}

/** @param isIncluded where the queue ends for now */
export function queueOf<T extends Types>(
  tasks: Iterator<Task<T>>,
  isIncluded: (task: Task<T>) => boolean = () => true,
): Queue<T> {
  let waiting: Task<T>[] = [];
  return {
    next: () => {
      let first = waiting.shift();
      if (!first) {
        const taken = tasks.next();
        if (taken.done) return undefined;
        first = taken.value;
      }
      if (isIncluded(first)) return first;
      waiting.unshift(first);
      return undefined;
    },
    giveBack: (task) => {
      waiting = [...waiting, task].sort((a, b) => a.index - b.index);
    },
  };
}

/**
 * Sessions take programs in order. A breakdown at one program stops the taking of later ones, and what
 * other sessions found on later ones is dropped: the result is that of one session alone.
 * @param onDriven called with what came of each, in the order of the tasks and as soon as that is known; not for those that
 * an interruption cut off
 */
export async function driveTasks<T extends Types>(
  context: Context<T>,
  sessions: readonly Session<T>[],
  tasks: Queue<T>,
  { mayGoOn, signal }: Terms,
  onDriven: (driven: Driven<T>, task: Task<T>) => void,
): Promise<void> {
  let brokenAt = Number.POSITIVE_INFINITY;
  const results = inOrder<T>((driven, task) => {
    if (task.index <= brokenAt) onDriven(driven, task);
  });
  const breakdown = (task: Task<T>, error: unknown) => {
    if (signal?.aborted) return;
    const { program, place } = task;
    brokenAt = Math.min(brokenAt, task.index);
    results.add(task, { breakdown: { error, program, ...(place && { place }) } });
  };
  /** Whether the candidate's answer is one at all. */
  const judgeTask = async (task: Task<T>, read: Reader<T>): Promise<boolean> => {
    let judgement: Judgement<T>;
    try {
      judgement = judgeRecorded(context, task, await read());
    } catch (error) {
      breakdown(task, error);
      return false;
    }
    results.add(task, { judgement });
    return true;
  };
  const take = () => {
    const task = tasks.next();
    if (task) results.expect(task);
    return task;
  };
  const work = async (session: Session<T>) => {
    const later = createChores();
    let isJudged: Promise<boolean> = Promise.resolve(true);
    let next = take();
    while (next && next.index < brokenAt && mayGoOn()) {
      const task = next;
      let following: { readonly task: Task<T> | undefined } | undefined;
      later.add(() => {
        following = { task: take() };
      });
      next = undefined;
      const answered = await settled(askTask(session, task, later.doAll));
      later.doAll();
      next = following?.task;
      // What could not be read comes before what went wrong after it.
      if (!(await isJudged)) break;
      if ("error" in answered) {
        breakdown(task, answered.error);
        break;
      }
      later.add(() => {
        isJudged = judgeTask(task, answered.value);
        // Heard above; were it to fail before that, it would count as not handled.
        isJudged.catch(() => undefined);
      });
    }
    if (next) tasks.giveBack(next);
    later.doAll();
    await isJudged;
  };
  await Promise.all(sessions.map(work));
  results.end();
}

/** Results in the order of their tasks, each as soon as those of all tasks that were taken before are there. */
function inOrder<T extends Types>(onNext: (driven: Driven<T>, task: Task<T>) => void) {
  const expected: Task<T>[] = [];
  const known = new Map<Task<T>, Driven<T>>();
  const deliver = (isDue: (driven: Driven<T> | undefined) => boolean) => {
    for (let task = expected[0]; task && isDue(known.get(task)); task = expected[0]) {
      expected.shift();
      const driven = known.get(task);
      if (driven) onNext(driven, task);
      known.delete(task);
    }
  };
  return {
    expect: (task: Task<T>) => {
      expected.push(task);
    },
    add: (task: Task<T>, driven: Driven<T>) => {
      known.set(task, driven);
      deliver((next) => next !== undefined);
    },
    /** For some of those expected nothing comes. */
    end: () => deliver(() => true),
  };
}

/** What a candidate did of a task. */
interface Recorded<T extends Types> {
  readonly own: T["recording"];
  readonly after: Run<T>["after"];
  readonly variant?: { readonly recording: T["recording"]; readonly after: Run<T>["after"] };
}

/** Reads what a candidate answered; throws where it is no answer. */
type Reader<T extends Types> = () => Promise<Recorded<T>>;

async function askTask<T extends Types>(
  session: Session<T>,
  { program, rehearsal, attempt, relation }: Task<T>,
  whileBusy: () => void,
): Promise<Reader<T>> {
  const { read, after } = await session.ask(program, rehearsal, attempt, whileBusy);
  if (!relation) return async () => ({ own: await read(), after });
  const { varied } = relation;
  const asking = session.ask(varied.program, varied.rehearsal, attempt, whileBusy);
  const variant: Asked<T> = await asking.catch(async (error: unknown) => {
    // Here too, what could not be read comes before what went wrong after it.
    await read();
    throw error;
  });
  return async () => ({
    own: await read(),
    after,
    variant: { recording: await variant.read(), after: variant.after },
  });
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
  context: Context<T>,
  { program, rehearsal, relation, place }: Task<T>,
  { own, after, variant }: Recorded<T>,
): Judgement<T> {
  const { specification, judge } = context;
  const run = runOf(context, program, rehearsal, own, after);
  const judgement = judge.judgeRun(run);
  let all = judgement;
  if (relation && variant) {
    const { property, varied } = relation;
    const { recording, after: before } = variant;
    const other = runOf(context, varied.program, varied.rehearsal, recording, before);
    const violation = specification.relate(property, run, other, varied.at);
    judgement.situations[judge.properties.indexOf(property)] = 1;
    if (violation) judgement.violations.set(property.id, violation);
    // The variant is a run like any other.
    const second = judge.judgeRun(other);
    const { situations, reached, violations, add: addTo } = createTally(context);
    addTo(judgement);
    addTo(second);
    const measures = plus(judgement.measures, second.measures);
    all = { situations, reached, violations, undecided: [], measures };
  }
  for (const [id, found] of all.violations) all.violations.set(id, { ...found, place });
  return all;
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

export const NOTHING: Measures = { messages: 0, overlapping: 0, crashes: 0, spoiled: 0 };

/** Judgements added up as they come. Of programs that broke the same property the shortest counts, of equals the first. */
export function createTally<T extends Types>({ judge, specification: { sizeOf } }: Context<T>) {
  const situations = zeros(judge.properties.length);
  const reached = zeros(judge.situations.length);
  const violations: Judgement<T>["violations"] = new Map();
  const undecided = new Set<string>();
  return {
    situations,
    reached,
    violations,
    undecided,
    add: (judgement: Judgement<T>) => {
      add(situations, judgement.situations);
      add(reached, judgement.reached);
      for (const id of judgement.undecided) undecided.add(id);
      for (const [id, violation] of judgement.violations) {
        const known = violations.get(id);
        if (!known || sizeOf(violation.run.program) < sizeOf(known.run.program))
          violations.set(id, violation);
      }
    },
  };
}

/** Sums of what is counted. */
export const plus = (a: Measures, b: Measures): Measures => ({
  messages: a.messages + b.messages,
  overlapping: a.overlapping + b.overlapping,
  crashes: a.crashes + b.crashes,
  spoiled: a.spoiled + b.spoiled,
});

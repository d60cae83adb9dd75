/** Programs driven through candidates, side by side if there are several, and judged. */
import type { Task } from "./assigning.ts";
import { type Context, runOf } from "./drive.ts";
import type { Asked, Judgement, Place, Run, Session, Types } from "./specification.ts";
import { Tally } from "./tally.ts";

/** The candidate failed, not a property: it crashed, hung, or gave an answer that the protocol does not allow. */
export interface CandidateFailure<T extends Types> {
  readonly error: unknown;
  /** The program that it failed on; none where it failed to start or to end. */
  readonly program?: T["program"];
  readonly place?: Place;
}

/** When to stop driving: no further program is begun once `mayGoOn` is false. */
export interface Terms {
  readonly mayGoOn: () => boolean;
  readonly signal?: AbortSignal | undefined;
}

/** Programs in order; one that was taken and not driven goes back. */
export interface Queue<T extends Types> {
  next(): Task<T> | undefined;
  giveBack(task: Task<T>): void;
}

/** @param isIncluded where the queue ends for now */
export function queueOf<T extends Types>(
  tasks: Iterator<Task<T>>,
  isIncluded: (task: Task<T>) => boolean = () => true,
): Queue<T> {
  const waiting: Task<T>[] = [];
  const giveBack = (task: Task<T>) => {
    waiting.push(task);
    waiting.sort((a, b) => a.index - b.index);
  };
  return {
    next: () => {
      const first = waiting.shift() ?? tasks.next().value;
      if (!first || isIncluded(first)) return first;
      giveBack(first);
      return undefined;
    },
    giveBack,
  };
}

/**
 * Sessions take programs in order. After a failure of the candidate no later program is taken, and what other sessions
 * found on later ones is dropped: the result is that of one session alone.
 * @param onJudged called with each judgement as soon as it is known, in the order of the tasks; not for those that an
 * interruption cut off
 * @returns how the candidate failed, if it did
 */
export async function driveTasks<T extends Types>(
  context: Context<T>,
  sessions: readonly Session<T>[],
  tasks: Queue<T>,
  { mayGoOn, signal }: Terms,
  onJudged: (judgement: Judgement<T>, task: Task<T>) => void,
): Promise<CandidateFailure<T> | undefined> {
  let failure: CandidateFailure<T> | undefined;
  let failedAt = Number.POSITIVE_INFINITY;
  const results = inOrder<T>((judgement, task) => {
    if (task.index < failedAt) onJudged(judgement, task);
  });
  const take = () => {
    const task = tasks.next();
    if (task) results.expect(task);
    return task;
  };
  const fail = ({ program, place, index }: Task<T>, error: unknown) => {
    if (signal?.aborted || index > failedAt) return;
    failedAt = index;
    failure = { error, program, ...(place && { place }) };
  };
  /** @returns whether the answer could be read */
  const judge = async (task: Task<T>, read: Reader<T>): Promise<boolean> => {
    let judgement: Judgement<T>;
    try {
      judgement = judgeTask(context, task, await read());
    } catch (error) {
      fail(task, error);
      return false;
    }
    results.add(task, judgement);
    return true;
  };
  // While a candidate is busy with a program, the one before it is judged and the one after it is made: a candidate in
  // another process then works without a pause.
  const work = async (session: Session<T>) => {
    let judgeLast: (() => Promise<boolean>) | undefined;
    let next = take();
    while (next && next.index < failedAt && mayGoOn()) {
      const task = next;
      let isJudged: Promise<boolean> | undefined;
      const whileBusy = once(() => {
        isJudged = judgeLast?.();
        // Awaited below; until then, a rejection would count as unhandled.
        isJudged?.catch(() => undefined);
        judgeLast = undefined;
        next = take();
      });
      const [asked] = await Promise.allSettled([askTask(context, session, task, whileBusy)]);
      whileBusy();
      // An answer that could not be read comes before what went wrong after it.
      if ((await isJudged) === false) break;
      if (asked.status === "rejected") {
        fail(task, asked.reason);
        break;
      }
      judgeLast = () => judge(task, asked.value);
    }
    if (next) tasks.giveBack(next);
    await judgeLast?.();
  };
  await Promise.all(sessions.map(work));
  results.end();
  return failure;
}

function once(work: () => void): () => void {
  let isDone = false;
  return () => {
    if (isDone) return;
    isDone = true;
    work();
  };
}

/** Judgements in the order of their tasks, each as soon as those of all tasks that were taken before are there. */
function inOrder<T extends Types>(onNext: (judgement: Judgement<T>, task: Task<T>) => void) {
  const expected: Task<T>[] = [];
  const known = new Map<Task<T>, Judgement<T>>();
  const deliver = (isAll: boolean) => {
    for (let task = expected[0]; task && (isAll || known.has(task)); task = expected[0]) {
      expected.shift();
      const judgement = known.get(task);
      if (judgement) onNext(judgement, task);
      known.delete(task);
    }
  };
  return {
    expect: (task: Task<T>) => {
      expected.push(task);
    },
    add: (task: Task<T>, judgement: Judgement<T>) => {
      known.set(task, judgement);
      deliver(false);
    },
    /** The others get no judgement. */
    end: () => deliver(true),
  };
}

/** A program's run, and that of its variant. */
interface Runs<T extends Types> {
  readonly run: Run<T>;
  readonly variant?: Run<T>;
}

/** Reads what a candidate answered; throws where that is not a valid answer. */
type Reader<T extends Types> = () => Promise<Runs<T>>;

/** Asks a task's program, and then its variant. */
export async function askTask<T extends Types>(
  context: Context<T>,
  session: Session<T>,
  { program, prediction, attempt, relation }: Task<T>,
  whileBusy?: () => void,
): Promise<Reader<T>> {
  const own = await session.ask(program, prediction, attempt, whileBusy);
  const readOwn = async () =>
    runOf(context, program, prediction, await own.read(), own.predecessors);
  if (!relation) return async () => ({ run: await readOwn() });
  const { varied } = relation;
  const asking = session.ask(varied.program, varied.prediction, attempt, whileBusy);
  const other: Asked<T> = await asking.catch(async (error: unknown) => {
    // Here too, an answer that could not be read comes first.
    await own.read();
    throw error;
  });
  return async () => {
    const run = await readOwn();
    const recording = await other.read();
    const { program: changed, prediction: predicted } = varied;
    return { run, variant: runOf(context, changed, predicted, recording, other.predecessors) };
  };
}

function judgeTask<T extends Types>(
  context: Context<T>,
  { relation, place }: Task<T>,
  { run, variant }: Runs<T>,
): Judgement<T> {
  const { specification, judge } = context;
  const judgement = judge.judgeRun(run);
  let all = judgement;
  if (relation && variant) {
    const { property, varied } = relation;
    const violation = specification.relate(property, run, variant, varied.at);
    judgement.situations[judge.properties.indexOf(property)] = 1;
    if (violation) judgement.violations.set(property.id, violation);
    // The variant is a run like any other.
    const both = new Tally(context);
    both.add(judgement);
    both.add(judge.judgeRun(variant));
    all = both;
  }
  for (const [id, found] of all.violations) all.violations.set(id, { ...found, place });
  return all;
}

/**
 * Tasks that nothing in a candidate can hang or end. A candidate in another process is kept apart by that process; a module
 * in this one gets a thread, because no timer stops `while (true)`. The thread ends with its task, and so does every process
 * that the module has started.
 */
import { Worker } from "node:worker_threads";
import { within } from "../adapters/process/child-process.ts";
import { watchModuleChildren } from "../adapters/process/module-children.ts";
import { CandidateError } from "../adapters/protocol/candidate-error.ts";
import { isModule } from "../adapters/session/selector.ts";
import { watchBeats } from "./beats.ts";
import { type LeftOpen, leftOpenLine } from "./left-open.ts";
import { outputStream, printError } from "./output.ts";
import { type InputOf, type NoteOf, type ResultOf, type TaskName, taskOf } from "./tasks.ts";

/** Megabytes for new objects. Most live for one program: with room for them, collecting them takes less time. */
const YOUNG_MB = 96;
/** Milliseconds in which a thread that runs JavaScript ends. One that waits for a process ends after that process. */
const AT_ONCE_MS = 500;
/** Milliseconds after which a thread is given up: it waits for the system, such as at a pipe that no process writes to. */
const NEVER_MS = 5_000;

export interface ThreadData {
  readonly task: TaskName;
  readonly input: unknown;
  /** Counts the turns of the thread's event loop. */
  readonly beats: Int32Array;
}

export type FromThread =
  | { readonly type: "note"; readonly note: unknown }
  | { readonly type: "result"; readonly result: unknown }
  /** The candidate is broken. */
  | { readonly type: "broken"; readonly args: ConstructorParameters<typeof CandidateError> }
  /** The task refuses its input. */
  | { readonly type: "refused"; readonly message: string }
  /** After one of these three: what the module has left open. */
  | { readonly type: "end"; readonly left: LeftOpen };

interface Options<N extends TaskName> {
  /** Milliseconds that the thread may be blocked. */
  readonly timeLimitMs: number;
  /** The same until the first note, while the module loads. */
  readonly loadingMs?: number;
  readonly onNote?: (note: NoteOf<N>) => void;
  readonly signal?: AbortSignal | undefined;
}

export interface ThreadOptions<N extends TaskName> extends Options<N> {
  /** Whose module it is, for messages. */
  readonly who: "candidate" | "mutant";
  readonly areSeveral: boolean;
  /** Where to print what the module prints. */
  readonly output: NodeJS.WriteStream;
}

/**
 * Does a task of `tasks.ts` with candidates, in a thread if one of them is a module.
 * @throws {CandidateError} if a candidate takes the thread with it
 */
export async function doTask<N extends TaskName>(
  task: N,
  input: InputOf<N>,
  { selectors, ...options }: Options<N> & { readonly selectors: readonly string[] },
): Promise<ResultOf<N>> {
  if (selectors.some(isModule))
    // What a module prints does not mix with the data that standard output may be left to.
    return inThread(task, input, {
      ...options,
      who: "candidate",
      areSeveral: selectors.length > 1,
      output: outputStream(),
    });
  const { onNote = () => undefined, signal = new AbortController().signal } = options;
  return (await taskOf(task)(input, onNote as (note: unknown) => void, signal)) as ResultOf<N>;
}

/**
 * Does a task in a thread.
 * @returns when the thread has ended, and every process that its module has left
 * @throws {CandidateError} if the module takes the thread with it
 */
export async function inThread<N extends TaskName>(
  task: N,
  input: InputOf<N>,
  options: ThreadOptions<N>,
): Promise<ResultOf<N>> {
  const { who, areSeveral, output, signal } = options;
  const beats = new Int32Array(new SharedArrayBuffer(4));
  const children = watchModuleChildren();
  const worker = new Worker(new URL("./worker.js", import.meta.url), {
    workerData: { task, input, beats } satisfies ThreadData,
    resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MB },
    env: { ...process.env, ...children.mark },
    stdout: true,
  });
  worker.stdout.pipe(output, { end: false });
  const stop = () => worker.postMessage("stop");
  signal?.addEventListener("abort", stop);
  const { outcome, left } = await outcomeOf(worker, beats, options);
  signal?.removeEventListener("abort", stop);
  children.add(left?.pids ?? []);
  const pids = children.left();
  stuck.add(worker);
  const gone = worker.terminate().then(() => stuck.delete(worker));
  await within(AT_ONCE_MS, gone);
  await children.end();
  await within(NEVER_MS, gone);
  printError(leftOpenLine(`the ${who}${areSeveral ? "s" : ""}`, { counts: {}, ...left, pids }));
  if (outcome instanceof Error) throw outcome;
  return outcome.result as ResultOf<N>;
}

type Outcome = { readonly result: unknown } | Error;

/** What a task has come to; what the thread has sent stands, however it ends. */
function outcomeOf<N extends TaskName>(
  worker: Worker,
  beats: Int32Array,
  { who, timeLimitMs, loadingMs = timeLimitMs, onNote }: ThreadOptions<N>,
): Promise<{ readonly outcome: Outcome; readonly left?: LeftOpen }> {
  return new Promise((resolve) => {
    let sent: Outcome | undefined;
    let fault: CandidateError | undefined;
    const end = (otherwise: Error, left?: LeftOpen) => {
      clearInterval(watch);
      resolve({ outcome: sent ?? otherwise, ...(left && { left }) });
    };
    const watchFor = (limitMs: number) =>
      watchBeats(beats, limitMs, () =>
        end(
          new CandidateError(
            "timeout",
            `the ${who} has blocked its thread for longer than ${limitMs} ms`,
          ),
        ),
      );
    let watch = watchFor(loadingMs);
    let isLoading = loadingMs !== timeLimitMs;
    worker.on("message", (message: FromThread) => {
      if (isLoading) {
        isLoading = false;
        clearInterval(watch);
        watch = watchFor(timeLimitMs);
      }
      if (message.type === "note") onNote?.(message.note as NoteOf<N>);
      else if (message.type === "result") sent = message;
      else if (message.type === "refused") sent = new RangeError(message.message);
      else if (message.type === "broken") sent = new CandidateError(...message.args);
      else end(new Error("the thread ended its work without a result"), message.left);
    });
    worker.on("error", (cause) => {
      const message = `the ${who} threw outside of any request: ${cause.message}`;
      fault = new CandidateError("threw", message, { cause });
    });
    // By now everything that the thread had sent has been received.
    worker.on("exit", (code) =>
      end(
        fault ?? new CandidateError("exited", `the ${who} ended its thread with exit code ${code}`),
      ),
    );
  });
}

/** Threads that have been asked to end, and have not. */
const stuck = new Set<Worker>();

/** Kills this process if a thread does not end, which would keep the process running for ever. */
export async function leaveStuckThreads(): Promise<void> {
  if (stuck.size === 0) return;
  printError("poolproof: the thread of the candidate cannot be ended: this process is killed\n");
  for (const stream of [process.stdout, process.stderr])
    await new Promise<void>((resolve) => stream.write("", () => resolve()));
  // Any other way to end waits for the thread.
  process.kill(process.pid, "SIGKILL");
}

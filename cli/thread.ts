/**
 * Work that nothing in a candidate can hang or end. A candidate of another process is kept apart by
 * that; one in this process gets a thread of its own, because no timer stops `while (true)`.
 */
import { Worker } from "node:worker_threads";
import { CandidateError } from "../adapters/candidate-error.ts";
import { isModule } from "../adapters/selector.ts";
import { watchBeats } from "./beats.ts";
import { outputStream } from "./output.ts";
import { TASKS, type TaskName, type TaskOf } from "./tasks.ts";

/** Megabytes. What is driven and judged is forgotten at once; with room for it, less time goes into looking what is left. */
const YOUNG_MB = 96;

export interface ThreadData {
  readonly task: TaskName;
  readonly input: unknown;
  /** Counts the turns of the thread's event loop. */
  readonly beats: Int32Array;
}

export type FromThread =
  | { readonly type: "note"; readonly note: unknown }
  | { readonly type: "result"; readonly result: unknown }
  /** The task's own refusal: its candidate is broken, in words that a thread can send. */
  | { readonly type: "broken"; readonly error: PlainError };

export interface PlainError {
  readonly args: ConstructorParameters<typeof CandidateError>;
}

export interface TaskOptions<N extends TaskName> {
  /** Candidates that are driven; one that is a module makes it a thread of its own. */
  readonly selectors: readonly string[];
  /** Milliseconds that the thread may be blocked. */
  readonly timeLimitMs: number;
  readonly onNote?: (
    note: Parameters<TaskOf<N>>[1] extends (note: infer T) => void ? T : never,
  ) => void;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Does a task of `tasks.ts`, in a thread of its own if it takes one.
 * @throws {CandidateError} where a candidate takes the thread with it, and what the task itself throws
 */
export async function doTask<N extends TaskName>(
  task: N,
  input: Parameters<TaskOf<N>>[0],
  options: TaskOptions<N>,
): Promise<Awaited<ReturnType<TaskOf<N>>>> {
  const { selectors, signal, onNote = () => undefined } = options;
  const work = TASKS[task] as (...args: readonly unknown[]) => Promise<unknown>;
  const result = selectors.some(isModule)
    ? inThread(task, input, options)
    : work(input, onNote, signal ?? new AbortController().signal);
  return (await result) as Awaited<ReturnType<TaskOf<N>>>;
}

function inThread<N extends TaskName>(
  task: N,
  input: unknown,
  { timeLimitMs, onNote, signal }: TaskOptions<N>,
): Promise<unknown> {
  const beats = new Int32Array(new SharedArrayBuffer(4));
  const workerData: ThreadData = { task, input, beats };
  const worker = new Worker(new URL("./worker.js", import.meta.url), {
    workerData,
    resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MB },
    stdout: true,
  });
  // What a candidate prints is none of the data that standard output may be left to.
  worker.stdout.pipe(outputStream(), { end: false });
  return new Promise((resolve, reject) => {
    const stop = () => worker.postMessage("stop");
    const settle = (finish: () => void) => {
      clearInterval(watch);
      signal?.removeEventListener("abort", stop);
      finish();
    };
    const breakOff = (...fault: ConstructorParameters<typeof CandidateError>) => {
      settle(() => reject(new CandidateError(...fault)));
      void worker.terminate();
    };
    const watch = watchBeats(beats, timeLimitMs, () =>
      breakOff("timeout", `the candidate has blocked its thread for longer than ${timeLimitMs} ms`),
    );
    signal?.addEventListener("abort", stop);
    worker.on("message", (message: FromThread) => {
      if (message.type === "note") onNote?.(message.note as never);
      if (message.type === "result") settle(() => resolve(message.result));
      if (message.type === "broken")
        settle(() => reject(new CandidateError(...message.error.args)));
    });
    worker.on("error", (cause) =>
      breakOff("threw", `the candidate threw outside of any request: ${cause.message}`, { cause }),
    );
    worker.on("exit", (code) =>
      breakOff("exited", `the candidate ended its thread with exit code ${code}`),
    );
  });
}

/**
 * Work that nothing in a candidate can hang or end. A candidate of another process is kept apart by
 * that; one in this process gets a thread of its own, because no timer stops `while (true)`.
 */
import { CandidateError } from "../adapters/protocol/candidate-error.ts";
import { isModule } from "../adapters/session/selector.ts";
import { watchBeats } from "./beats.ts";
import type { LeftOpen } from "./left-open.ts";
import { outputStream } from "./output.ts";
import { startThread } from "./own-thread.ts";
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
  | { readonly type: "broken"; readonly error: PlainError }
  /** The task's refusal of its input. */
  | { readonly type: "refused"; readonly message: string }
  /** After one of these three: what the candidate has left open. */
  | { readonly type: "end"; readonly left: LeftOpen };

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
 * @returns when the thread has ended, and every process that the candidate has left
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

async function inThread<N extends TaskName>(
  task: N,
  input: unknown,
  { selectors, timeLimitMs, onNote, signal }: TaskOptions<N>,
): Promise<unknown> {
  const beats = new Int32Array(new SharedArrayBuffer(4));
  const workerData: ThreadData = { task, input, beats };
  const who = selectors.length === 1 ? "the candidate" : "the candidates";
  const thread = startThread(new URL("./worker.js", import.meta.url), who, {
    workerData,
    resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MB },
    stdout: true,
  });
  const { worker } = thread;
  // What a candidate prints is none of the data that standard output may be left to.
  worker.stdout.pipe(outputStream(), { end: false });
  const stop = () => worker.postMessage("stop");
  signal?.addEventListener("abort", stop);
  let left: LeftOpen | undefined;
  const outcome = await new Promise<Outcome>((resolve) => {
    let said: Outcome | undefined;
    let fault: Outcome | undefined;
    // What the thread has come to stands, however it ends.
    const end = (otherwise: Outcome) => {
      clearInterval(watch);
      resolve(said ?? otherwise);
    };
    const watch = watchBeats(beats, timeLimitMs, () =>
      end(
        broken("timeout", `the candidate has blocked its thread for longer than ${timeLimitMs} ms`),
      ),
    );
    worker.on("message", (message: FromThread) => {
      if (message.type === "note") onNote?.(message.note as never);
      else if (message.type === "end") {
        left = message.left;
        end(NOTHING_SAID);
      } else said = outcomeOf(message);
    });
    worker.on("error", (cause) => {
      fault = broken("threw", `the candidate threw outside of any request: ${cause.message}`, {
        cause,
      });
    });
    // By now everything that it had sent has been heard.
    worker.on("exit", (code) =>
      end(fault ?? broken("exited", `the candidate ended its thread with exit code ${code}`)),
    );
  });
  signal?.removeEventListener("abort", stop);
  await thread.end(left);
  if ("error" in outcome) throw outcome.error;
  return outcome.result;
}

type Outcome = { readonly result: unknown } | { readonly error: Error };

const broken = (...fault: ConstructorParameters<typeof CandidateError>): Outcome => ({
  error: new CandidateError(...fault),
});

const NOTHING_SAID: Outcome = { error: new Error("the thread ended its work without a result") };

function outcomeOf(message: Exclude<FromThread, { type: "note" | "end" }>): Outcome {
  if (message.type === "result") return message;
  if (message.type === "refused") return { error: new RangeError(message.message) };
  return broken(...message.error.args);
}

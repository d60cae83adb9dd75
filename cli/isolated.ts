/**
 * A run that nothing in the candidate can hang or end. A candidate of another process is kept apart by
 * that; one in this process gets a thread of its own, because no timer stops `while (true)`.
 */
import { Worker } from "node:worker_threads";
import { CandidateError } from "../adapters/candidate-error.ts";
import { isModule, TIME_LIMIT_MS } from "../adapters/open.ts";
import { type ConformanceOptions, checkConformance } from "../conformance.ts";
import type { Progress } from "../engine/result.ts";
import type { Program } from "../properties/program.ts";
import { brokenReport, type Subject } from "../reports/build.ts";
import type { Report } from "../reports/report.ts";

type Hooks = "signal" | "onProgress" | "onSubject" | "onProgram";

export interface WorkerData {
  readonly selector: string;
  readonly options: Omit<ConformanceOptions, Hooks>;
  /** Counts the turns of the worker's event loop. */
  readonly beats: Int32Array;
}

export type FromWorker =
  | { readonly type: "subject"; readonly subject: Subject }
  | { readonly type: "progress"; readonly progress: Progress }
  | { readonly type: "program"; readonly program: Program }
  | { readonly type: "report"; readonly report: Report };

export function checkIsolated(selector: string, options: ConformanceOptions): Promise<Report> {
  return isModule(selector)
    ? checkInWorker(selector, options)
    : checkConformance(selector, options);
}

function checkInWorker(selector: string, options: ConformanceOptions): Promise<Report> {
  const { signal, onProgress, onSubject, onProgram, ...plain } = options;
  const beats = new Int32Array(new SharedArrayBuffer(4));
  const workerData: WorkerData = { selector, options: plain, beats };
  const worker = new Worker(new URL("./worker.js", import.meta.url), { workerData });
  let subject: Subject = { selector, seed: options.seed ?? "" };
  let program: Program | undefined;
  return new Promise((resolve) => {
    const stop = () => worker.postMessage("stop");
    const watch = watchBeats(beats, options.requestTimeLimitMs ?? TIME_LIMIT_MS, (timeLimitMs) =>
      breakOff(
        new CandidateError(
          "timeout",
          `the candidate has blocked its thread for longer than ${timeLimitMs} ms`,
        ),
      ),
    );
    const finish = (report: Report) => {
      clearInterval(watch);
      signal?.removeEventListener("abort", stop);
      resolve(report);
    };
    const breakOff = (error: unknown) => {
      finish(brokenReport(subject, error, program));
      void worker.terminate();
    };
    signal?.addEventListener("abort", stop);
    worker.on("message", (message: FromWorker) => {
      if (message.type === "subject") subject = message.subject;
      if (message.type === "subject") onSubject?.(message.subject);
      if (message.type === "progress") onProgress?.(message.progress);
      if (message.type === "program") program = message.program;
      if (message.type === "report") finish(message.report);
    });
    worker.on("error", (cause) => {
      breakOff(
        new CandidateError(
          "threw",
          `the candidate threw outside of any request: ${cause.message}`,
          { cause },
        ),
      );
    });
    worker.on("exit", (code) => {
      breakOff(
        new CandidateError("exited", `the candidate ended its thread with exit code ${code}`),
      );
    });
  });
}

/**
 * Calls back once the worker's event loop has not turned for longer than one request may take. Until its
 * first beat it loads the suite, which may take a loaded machine its time, and is no candidate's doing.
 */
export function watchBeats(
  beats: Int32Array,
  timeLimitMs: number,
  onSilence: (timeLimitMs: number) => void,
): NodeJS.Timeout {
  let last = -1;
  let sinceMs = performance.now();
  return setInterval(() => {
    const now = Atomics.load(beats, 0);
    if (now === 0 || now !== last) sinceMs = performance.now();
    last = now;
    if (performance.now() - sinceMs > timeLimitMs) onSilence(timeLimitMs);
  }, 100);
}

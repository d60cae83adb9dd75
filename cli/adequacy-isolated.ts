/**
 * A mutation analysis that no mutant can hang or end: they are analysed in a thread, and where one takes the
 * thread with it, it is reported as broken, and another thread goes on with the next.
 */
import { CandidateError } from "../adapters/protocol/candidate-error.ts";
import { TIME_LIMIT_MS } from "../adapters/session/open.ts";
import type { MutantInfo, MutantReport } from "../reports/data/adequacy.ts";
import { brokenMutant } from "../suite/adequacy.ts";
import { watchBeats } from "./beats.ts";
import type { LeftOpen } from "./left-open.ts";
import { startThread } from "./own-thread.ts";
import { UsageError } from "./usage-error.ts";

export interface AdequacyOptions {
  readonly seed: string;
  readonly programs: number;
  readonly requestTimeLimitMs: number;
}

export interface AdequacyWorkerData {
  readonly module: string | undefined;
  readonly options: AdequacyOptions;
  /** Mutants that another thread is through with. */
  readonly done: number;
  /** Counts the turns of the worker's event loop. */
  readonly beats: Int32Array;
}

export type FromAdequacyWorker =
  | { readonly type: "mutant"; readonly told: MutantInfo; readonly total: number }
  | { readonly type: "report"; readonly report: MutantReport }
  | { readonly type: "refused"; readonly message: string }
  /** All are through; what they have left open. */
  | { readonly type: "end"; readonly left: LeftOpen };

/**
 * @throws {UsageError} where the module does not load or exports no mutant
 * @throws {CandidateError} where loading it hangs or ends the thread
 */
export async function analyseIsolated(
  module: string | undefined,
  options: AdequacyOptions,
  onProgress: (done: number, total: number) => void,
): Promise<readonly MutantReport[]> {
  const reports: MutantReport[] = [];
  for (;;) {
    let current: MutantInfo | undefined;
    const fault = await inWorker(module, options, reports.length, (message) => {
      if (message.type === "refused") throw new UsageError(message.message);
      if (message.type === "report") reports.push(message.report);
      current = message.type === "mutant" ? message.told : undefined;
      if (message.type === "mutant") onProgress(reports.length, message.total);
    });
    if (!fault) return reports;
    if (!current) throw fault;
    reports.push(brokenMutant(current, fault));
  }
}

/** @returns what took the thread down, if anything did */
function inWorker(
  module: string | undefined,
  options: AdequacyOptions,
  done: number,
  onMessage: (message: FromAdequacyWorker) => void,
): Promise<CandidateError | undefined> {
  const beats = new Int32Array(new SharedArrayBuffer(4));
  const workerData: AdequacyWorkerData = { module, options, done, beats };
  const url = new URL("./adequacy-worker.js", import.meta.url);
  const thread = startThread(url, "the mutants", { workerData, stdout: true });
  const { worker } = thread;
  // What a mutant prints belongs to no table, and to no JSON.
  worker.stdout.pipe(process.stderr);
  return new Promise((resolve, reject) => {
    let isEnding = false;
    const settle = (finish: () => void, left?: LeftOpen) => {
      clearInterval(watch);
      worker.removeAllListeners("message");
      if (!isEnding) thread.end(left).then(finish, reject);
      isEnding = true;
    };
    const breakOff = (...fault: ConstructorParameters<typeof CandidateError>) =>
      settle(() => resolve(new CandidateError(...fault)));
    const watchFor = (limitMs: number) =>
      watchBeats(beats, limitMs, () =>
        breakOff("timeout", `it has blocked its thread for longer than ${limitMs} ms`),
      );
    const { requestTimeLimitMs } = options;
    let watch = watchFor(Math.max(requestTimeLimitMs, TIME_LIMIT_MS));
    let isLoading = true;
    worker.on("message", (message: FromAdequacyWorker) => {
      if (isLoading) {
        isLoading = false;
        clearInterval(watch);
        watch = watchFor(requestTimeLimitMs);
      }
      try {
        onMessage(message);
        if (message.type === "end") settle(() => resolve(undefined), message.left);
      } catch (error) {
        settle(() => reject(error));
      }
    });
    worker.on("error", (cause) =>
      breakOff("threw", `it threw outside of any request: ${cause.message}`, { cause }),
    );
    worker.on("exit", (code) => breakOff("exited", `it ended its thread with exit code ${code}`));
  });
}

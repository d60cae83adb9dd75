/** The thread of an in-process candidate: it does a whole task, and can be ended from outside. */
import { parentPort, workerData } from "node:worker_threads";
import { CandidateError } from "../adapters/candidate-error.ts";
import { beat } from "./beats.ts";
import { TASKS } from "./tasks.ts";
import type { FromThread, ThreadData } from "./thread.ts";

const { task, input, beats } = workerData as ThreadData;
const tell = (message: FromThread) => parentPort?.postMessage(message);
const interruption = new AbortController();
parentPort?.once("message", () => interruption.abort());
beat(beats);

const work = TASKS[task] as (...args: readonly unknown[]) => Promise<unknown>;
try {
  const onNote = (note: unknown) => tell({ type: "note", note });
  tell({ type: "result", result: await work(input, onNote, interruption.signal) });
} catch (error) {
  if (!(error instanceof CandidateError)) throw error;
  const { code, message, hint, stderr } = error;
  tell({ type: "broken", error: { args: [code, message, { hint, ...(stderr && { stderr }) }] } });
}
parentPort?.close();

/** The thread of an in-process candidate: it runs the whole campaign, and can be ended from outside. */
import { parentPort, workerData } from "node:worker_threads";
import { checkConformance } from "../conformance.ts";
import type { FromWorker, WorkerData } from "./isolated.ts";

const { selector, options, beats } = workerData as WorkerData;
const tell = (message: FromWorker) => parentPort?.postMessage(message);
const interruption = new AbortController();
parentPort?.once("message", () => interruption.abort());
const beat = () => Atomics.add(beats, 0, 1);
beat();
setInterval(beat, 100).unref();

const report = await checkConformance(selector, {
  ...options,
  signal: interruption.signal,
  onSubject: (subject) => tell({ type: "subject", subject }),
  onProgress: (progress) => tell({ type: "progress", progress }),
  onProgram: (program) => tell({ type: "program", program }),
});
tell({ type: "report", report });
parentPort?.close();

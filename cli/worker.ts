/** The thread of an in-process candidate: it does a whole task, and can be ended from outside. */
import { parentPort, workerData } from "node:worker_threads";
import { CandidateError } from "../adapters/protocol/candidate-error.ts";
import { beat } from "./beats.ts";
import { watchOpen } from "./left-open.ts";
import { TASKS } from "./tasks.ts";
import type { FromThread, ThreadData } from "./thread.ts";

/** Milliseconds in which a timer that the last message has set for no time goes off. */
const AT_ONCE_MS = 2;

const { task, input, beats } = workerData as ThreadData;
const tell = (message: FromThread) => parentPort?.postMessage(message);
const interruption = new AbortController();
parentPort?.once("message", () => interruption.abort());
beat(beats);
const leftOpen = watchOpen();

/** What a timer of the candidate throws meanwhile ends the thread before it has sent a result. */
const settled = async () => {
  await new Promise((resolve) => setTimeout(resolve, AT_ONCE_MS));
  await new Promise((resolve) => setImmediate(resolve));
};

async function done(): Promise<FromThread> {
  const work = TASKS[task] as (...args: readonly unknown[]) => Promise<unknown>;
  const onNote = (note: unknown) => tell({ type: "note", note });
  try {
    const result = await work(input, onNote, interruption.signal);
    await settled();
    return { type: "result", result };
  } catch (error) {
    if (error instanceof RangeError) return { type: "refused", message: error.message };
    if (!(error instanceof CandidateError)) throw error;
    const { code, message, hint, stderr } = error;
    return {
      type: "broken",
      error: { args: [code, message, { hint, ...(stderr && { stderr }) }] },
    };
  }
}

tell(await done());
tell({ type: "end", left: await leftOpen() });

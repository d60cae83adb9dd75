/** The thread of modules in process: it does a whole task, and can be ended from outside. */
import { parentPort, workerData } from "node:worker_threads";
import { CandidateError } from "../adapters/protocol/candidate-error.ts";
import { beat } from "./beats.ts";
import { watchOpen } from "./left-open.ts";
import { taskOf } from "./tasks.ts";
import type { FromThread, ThreadData } from "./thread.ts";

/** Milliseconds in which a timer goes off that the last message has set to 0. */
const AT_ONCE_MS = 2;

const { task, input, beats } = workerData as ThreadData;
const send = (message: FromThread) => parentPort?.postMessage(message);
const interruption = new AbortController();
parentPort?.once("message", () => interruption.abort());
beat(beats);
const leftOpen = watchOpen();

async function done(): Promise<FromThread> {
  const onNote = (note: unknown) => send({ type: "note", note });
  try {
    const result = await taskOf(task)(input, onNote, interruption.signal);
    // What a timer of the module throws meanwhile ends the thread before it has sent a result.
    await new Promise((resolve) => setTimeout(resolve, AT_ONCE_MS));
    await new Promise((resolve) => setImmediate(resolve));
    return { type: "result", result };
  } catch (error) {
    if (error instanceof RangeError) return { type: "refused", message: error.message };
    if (!(error instanceof CandidateError)) throw error;
    const { code, message, hint, stderr } = error;
    return { type: "broken", args: [code, message, { hint, ...(stderr && { stderr }) }] };
  }
}

send(await done());
send({ type: "end", left: await leftOpen() });

/** A thread for a module, which ends when its work has ended, with every process that the module has started. */
import { Worker, type WorkerOptions } from "node:worker_threads";
import { within } from "../adapters/process/command.ts";
import { watchOffspring } from "../adapters/process/offspring.ts";
import { type LeftOpen, leftOpenLine } from "./left-open.ts";
import { printError } from "./output.ts";

export interface OwnThread {
  readonly worker: Worker;
  /**
   * Ends the thread, also in the middle of its work, and the processes; a hint names what was left open.
   * @param left what the thread itself has found open, if it could still say so
   */
  end(left: LeftOpen | undefined): Promise<void>;
}

/** Milliseconds in which a thread that runs JavaScript ends. One that waits for a process ends after that process. */
const AT_ONCE_MS = 500;
/** Milliseconds after which a thread is given up: it waits for the system, as at a pipe that no process writes to. */
const NEVER_MS = 5_000;

/** Those that have been asked to end, and have not. */
const stuck = new Set<Worker>();

/** @param who whose module it is, such as `the candidate` */
export function startThread(file: URL, who: string, options: WorkerOptions): OwnThread {
  const offspring = watchOffspring();
  const worker = new Worker(file, { ...options, env: { ...process.env, ...offspring.mark } });
  return {
    worker,
    end: async (left) => {
      offspring.add(left?.pids ?? []);
      const pids = offspring.left();
      const ended = worker.terminate();
      stuck.add(worker);
      const gone = ended.then(() => stuck.delete(worker));
      await within(AT_ONCE_MS, gone);
      await offspring.end();
      await within(NEVER_MS, gone);
      printError(leftOpenLine(who, { counts: left?.counts ?? {}, pids }));
    },
  };
}

/** Kills this process where a thread does not end, which would keep it up for ever. */
export async function leaveStuckThreads(): Promise<void> {
  if (stuck.size === 0) return;
  printError("poolproof: the thread of the candidate cannot be ended: this process is killed\n");
  for (const stream of [process.stdout, process.stderr])
    await new Promise<void>((resolve) => stream.write("", () => resolve()));
  // Any other way to end waits for the thread.
  process.kill(process.pid, "SIGKILL");
}

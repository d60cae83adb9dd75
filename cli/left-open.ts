/** What a module leaves open that would keep this process running: counted in its thread, and named in one line. */
import type { ChildProcess } from "node:child_process";
import { subscribe } from "node:diagnostics_channel";
import { getActiveResourcesInfo } from "node:process";
import type { Worker } from "node:worker_threads";

export interface LeftOpen {
  /** By what it is, such as `timer`. */
  readonly counts: Readonly<Record<string, number>>;
  /** Of child processes that the module has started. */
  readonly pids: readonly number[];
}

/** What keeps an event loop running, by Node's names. The rest, such as a request in flight, ends by itself. */
const KINDS: Readonly<Record<string, string>> = {
  Timeout: "timer",
  Immediate: "immediate",
  TCPServerWrap: "TCP server",
  TCPSocketWrap: "TCP connection",
  UDPWrap: "UDP socket",
  PipeServerWrap: "pipe server",
  PipeWrap: "pipe",
  FSEventWrap: "file watcher",
  StatWatcher: "file watcher",
};

/** What was closed takes a moment to disappear: how often to look again, and after how many milliseconds. */
const MAX_LOOKS = 20;
const LOOK_AGAIN_MS = 5;

/**
 * Notes what is open already, before the module is loaded.
 * @returns what is open beyond that, after a moment if there is anything
 */
export function watchOpen(): () => Promise<LeftOpen> {
  const children = new Set<ChildProcess>();
  const threads = new Set<Worker>();
  subscribe("child_process", (message) => {
    const { process: child } = message as { readonly process: ChildProcess };
    children.add(child);
    child.once("exit", () => children.delete(child));
  });
  subscribe("worker_threads", (message) => {
    const { worker } = message as { readonly worker: Worker };
    threads.add(worker);
    worker.once("exit", () => threads.delete(worker));
    // Such a thread keeps no process running: for instance one that compiles TypeScript.
    const { unref } = worker;
    worker.unref = () => {
      threads.delete(worker);
      unref.call(worker);
    };
  });
  const before = countsNow();
  const look = (): LeftOpen => {
    const opened = [...countsNow()].map(
      ([kind, count]) => [kind, count - (before.get(kind) ?? 0)] as const,
    );
    const counts = [...opened, ["worker thread", threads.size] as const];
    return {
      counts: Object.fromEntries(counts.filter(([, count]) => count > 0)),
      pids: [...children].flatMap(({ pid }) => pid ?? []),
    };
  };
  return async () => {
    let left = look();
    for (let looks = 1; looks < MAX_LOOKS && isAny(left); looks += 1) {
      await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS));
      left = look();
    }
    return left;
  };
}

const isAny = ({ counts, pids }: LeftOpen) => pids.length > 0 || Object.keys(counts).length > 0;

/** Always in the same order. */
function countsNow(): ReadonlyMap<string, number> {
  const counts = new Map(Object.values(KINDS).map((kind) => [kind, 0]));
  for (const resource of getActiveResourcesInfo()) {
    const kind = KINDS[resource];
    if (kind) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  }
  return counts;
}

/**
 * @param who such as `the candidate`
 * @returns an empty text if nothing was left open
 */
export function leftOpenLine(who: string, { counts, pids }: LeftOpen): string {
  const parts = Object.entries(counts).map(([kind, count]) => `${count} ${plural(kind, count)}`);
  if (pids.length > 0)
    parts.push(
      `${pids.length} child ${plural("process", pids.length)} (pid ${pids.toSorted((a, b) => a - b).join(", ")})`,
    );
  if (parts.length === 0) return "";
  return `poolproof: ${who} left open: ${parts.join(", ")}; close() is the place to end them\n`;
}

const plural = (word: string, count: number) =>
  count === 1 ? word : `${word}${word.endsWith("s") ? "es" : "s"}`;

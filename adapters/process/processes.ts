/** Processes of this machine: which there are, and how those that the suite answers for are ended. */
import { readdirSync, readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { onExit } from "signal-exit";

/** In the environment of every process that a session started, wherever its parent has gone. */
export const MARK = "POOLPROOF_SESSION";

/** Processes that are ended together. */
export interface Killable {
  /** Those that are alive. */
  alive(): readonly number[];
  /** Ends every one of them at once. */
  kill(): void;
}

let listening = false;
const kept = new Set<Killable>();

/** Ends these with this process, also where a signal ends it, until they are forgotten. */
export function keep(processes: Killable): void {
  const killAll = () => {
    for (const one of kept) one.kill();
  };
  // Also at a signal without another listener, at which Node calls no `exit` listeners.
  if (!listening) onExit(killAll);
  listening = true;
  kept.add(processes);
}

export function forget(processes: Killable): void {
  kept.delete(processes);
}

/** One that is about to start another may do so before its own turn to be ended comes. */
const MAX_PASSES = 3;

export function killEach(alive: () => readonly number[]): void {
  for (let pass = 0; pass < MAX_PASSES; pass += 1) {
    const left = alive();
    if (left.length === 0) return;
    for (const pid of left) killQuietly(pid);
  }
}

/**
 * Ends every one of them, and waits until each has given back what it held: files, locks, ports.
 * @returns those that have not within the time limit
 */
export async function endAll(processes: Killable, timeLimitMs: number): Promise<readonly number[]> {
  const endMs = performance.now() + timeLimitMs;
  let left: readonly number[] = processes.alive();
  processes.kill();
  while (left.length > 0 && performance.now() < endMs) {
    left = left.filter((pid) => !hasEnded(pid));
    if (left.length > 0) await sleep(1);
    // One of them may have started another just before its end.
    else left = processes.alive();
    for (const pid of left) killQuietly(pid);
  }
  return left;
}

/** @param otherwise where the process has ended in the meantime, or is somebody else's, or there is no /proc */
export function lookAt<T>(look: () => T, otherwise: T): T {
  try {
    return look();
  } catch {
    return otherwise;
  }
}

/**
 * Whether nothing is left of a process but its exit code. One that is being ended is no longer known by
 * its environment, and still holds its files until its last thread has gone.
 */
const hasEnded = (pid: number): boolean =>
  lookAt(
    () =>
      readdirSync(`/proc/${pid}/task`).every((thread) => isOver(statOf(`${pid}/task/${thread}`))),
    true,
  );

/** @returns nothing where there is no /proc */
export const pidsNow = (): readonly number[] | undefined =>
  lookAt(
    () =>
      readdirSync("/proc")
        .filter((entry) => /^\d+$/.test(entry))
        .map(Number),
    undefined,
  );

export interface Stat {
  readonly state: string;
  readonly parent: number;
  readonly group: number;
  /** When it was started, in the system's own count: a number may be another process's later. */
  readonly started: number;
}

/** Throws for a process that has gone. */
export function statOf(process: number | string): Stat {
  const stat = readFileSync(`/proc/${process}/stat`, "latin1");
  // The name of the command, in brackets, may hold anything; what follows it are letters and numbers.
  const [state = "", ...fields] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return {
    state,
    parent: Number(fields[0]),
    group: Number(fields[1]),
    started: Number(fields[18]),
  };
}

/** Whether it has ended, and only waits for its parent to hear of it. */
export const isOver = ({ state }: Stat): boolean => state === "Z" || state === "X";

/** Whether it is alive, and was started with this mark in its environment, or is of the group of this leader. */
export const belongs = (pid: number, mark: string, leader?: number): boolean =>
  lookAt(() => {
    const stat = statOf(pid);
    if (isOver(stat)) return false;
    if (stat.group === leader) return true;
    const environment = readFileSync(`/proc/${pid}/environ`, "latin1");
    return environment.split("\0").includes(`${MARK}=${mark}`);
  }, false);

export const isAlive = (pid: number): boolean => lookAt(() => process.kill(pid, 0), false);

/** Where it has ended already, nothing happens. */
export const killQuietly = (pid: number, signal: NodeJS.Signals = "SIGKILL"): boolean =>
  lookAt(() => process.kill(pid, signal), false);

/** Child processes that are ended with all that they started. */
import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { onExit } from "signal-exit";

/** In the environment of every process that a session started, wherever its parent has gone. */
const MARK = "POOLPROOF_SESSION";

export interface ProcessGroup {
  readonly child: ChildProcessWithoutNullStreams;
  /** Those of its processes that are alive, the leader too. */
  alive(): readonly number[];
  /** Asks those that have not left the group to end. */
  terminate(): void;
  /** Ends every one of them at once. */
  kill(): void;
  /**
   * Ends every one of them, and waits until each has given back what it held: files, locks, ports.
   * @returns those that have not within the time limit
   */
  end(timeLimitMs: number): Promise<readonly number[]>;
}

/** One that is about to start another may do so before its own turn to be ended comes. */
const MOST_PASSES = 3;

let listening = false;
const groups = new Set<ProcessGroup>();

/** Whatever ends this process, its candidates end with it. */
function killAll(): void {
  for (const group of groups) group.kill();
}

/**
 * Starts a command as the leader of a process group of its own. A failure to start is thrown, or, where
 * the child has no `pid`, is its `error` event.
 */
export function startGroup(file: string, args: readonly string[]): ProcessGroup {
  // Also by a signal that nobody else listens to: at that Node ends without a word to `exit` listeners.
  if (!listening) onExit(killAll);
  listening = true;
  // Workers of one process count by themselves, and have its id.
  const mark = randomUUID();
  const child = spawn(file, args, { detached: true, env: { ...process.env, [MARK]: mark } });
  const leader = child.pid;
  const alive = () => (leader === undefined ? [] : processesOf(leader, `${MARK}=${mark}`));
  const group: ProcessGroup = {
    child,
    alive,
    terminate: () => {
      if (leader !== undefined) killQuietly(-leader, "SIGTERM");
    },
    kill: () => {
      groups.delete(group);
      if (leader !== undefined) killQuietly(-leader);
      for (let pass = 0; pass < MOST_PASSES; pass += 1) {
        const left = alive();
        if (left.length === 0) return;
        for (const pid of left) killQuietly(pid);
      }
    },
    end: (timeLimitMs) => {
      // At once, before the others are looked for.
      if (leader !== undefined) killQuietly(-leader);
      return endAll(group, timeLimitMs);
    },
  };
  if (leader !== undefined) groups.add(group);
  return group;
}

async function endAll(group: ProcessGroup, timeLimitMs: number): Promise<readonly number[]> {
  const endMs = performance.now() + timeLimitMs;
  let left: readonly number[] = group.alive();
  group.kill();
  while (left.length > 0 && performance.now() < endMs) {
    left = left.filter((pid) => !hasEnded(pid));
    if (left.length > 0) await sleep(1);
    // One of them may have started another just before its end.
    else left = group.alive();
    for (const pid of left) killQuietly(pid);
  }
  return left;
}

/**
 * Whether nothing is left of a process but its exit code. One that is being ended is no longer known by
 * its environment, and still holds its files until its last thread has gone.
 */
function hasEnded(pid: number): boolean {
  try {
    const threads = readdirSync(`/proc/${pid}/task`);
    return threads.every((thread) => {
      const { state } = statOf(`${pid}/task/${thread}`);
      return state === "Z" || state === "X";
    });
  } catch {
    return true;
  }
}

/** Where there is no /proc, the group itself is all that can be asked. */
function processesOf(leader: number, mark: string): readonly number[] {
  let entries: readonly string[];
  try {
    entries = readdirSync("/proc");
  } catch {
    return isAlive(-leader) ? [leader] : [];
  }
  return entries
    .filter((entry) => /^\d+$/.test(entry))
    .map(Number)
    .filter((pid) => belongs(pid, leader, mark));
}

/** A process of the group, or one that left it for a session of its own; not one that has ended. */
function belongs(pid: number, leader: number, mark: string): boolean {
  try {
    const { state, group } = statOf(pid);
    if (state === "Z" || state === "X") return false;
    if (group === leader) return true;
    return readFileSync(`/proc/${pid}/environ`, "latin1").split("\0").includes(mark);
  } catch {
    // It ended in the meantime, or it is somebody else's.
    return false;
  }
}

function statOf(process: number | string): { readonly state: string; readonly group: number } {
  const stat = readFileSync(`/proc/${process}/stat`, "latin1");
  // The name of the command, in brackets, may hold anything; what follows it are letters and numbers.
  const [state = "", , group] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return { state, group: Number(group) };
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

function killQuietly(pid: number, signal: NodeJS.Signals = "SIGKILL"): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It has ended already.
  }
}

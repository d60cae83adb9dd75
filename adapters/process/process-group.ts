/** Child processes that are ended with all that they started. */
import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import {
  endAll,
  forget,
  isAlive,
  isMarked,
  isOver,
  type Killable,
  keep,
  killEach,
  killQuietly,
  MARK,
  pidsNow,
  statOf,
} from "./processes.ts";

export interface ProcessGroup extends Killable {
  readonly child: ChildProcessWithoutNullStreams;
  /** Those of its processes that are alive, the leader too. */
  alive(): readonly number[];
  /** Asks those that have not left the group to end. */
  terminate(): void;
  /**
   * Ends every one of them, and waits until each has given back what it held: files, locks, ports.
   * @returns those that have not within the time limit
   */
  end(timeLimitMs: number): Promise<readonly number[]>;
}

/**
 * Starts a command as the leader of a process group of its own. A failure to start is thrown, or, where
 * the child has no `pid`, is its `error` event.
 */
export function startGroup(file: string, args: readonly string[]): ProcessGroup {
  // Workers of one process count by themselves, and have its id.
  const mark = randomUUID();
  const child = spawn(file, args, { detached: true, env: { ...process.env, [MARK]: mark } });
  const leader = child.pid;
  const alive = () => (leader === undefined ? [] : processesOf(leader, mark));
  const group: ProcessGroup = {
    child,
    alive,
    terminate: () => {
      if (leader !== undefined) killQuietly(-leader, "SIGTERM");
    },
    kill: () => {
      forget(group);
      if (leader !== undefined) killQuietly(-leader);
      killEach(alive);
    },
    end: (timeLimitMs) => {
      // At once, before the others are looked for.
      if (leader !== undefined) killQuietly(-leader);
      return endAll(group, timeLimitMs);
    },
  };
  if (leader !== undefined) keep(group);
  return group;
}

/** Where there is no /proc, the group itself is all that can be asked. */
function processesOf(leader: number, mark: string): readonly number[] {
  const pids = pidsNow();
  if (!pids) return isAlive(-leader) ? [leader] : [];
  return pids.filter((pid) => belongs(pid, leader, mark));
}

/** A process of the group, or one that left it for a session of its own; not one that has ended. */
function belongs(pid: number, leader: number, mark: string): boolean {
  try {
    const stat = statOf(pid);
    if (isOver(stat)) return false;
    return stat.group === leader || isMarked(pid, mark);
  } catch {
    // It ended in the meantime, or it is somebody else's.
    return false;
  }
}

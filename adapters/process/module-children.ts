/** Processes that a module of this process starts, and theirs: they end with the work that the module was loaded for. */
import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { GRACE_MS, survivors, TAKEN_BACK_MS } from "./child-process.ts";
import {
  belongs,
  endAll,
  forget,
  isAlive,
  isOver,
  type Killable,
  keep,
  killEach,
  killQuietly,
  lookAt,
  MARK,
  pidsNow,
  type Stat,
  statOf,
} from "./processes.ts";

export interface ModuleChildren extends Killable {
  /** For the environment of the module: who inherits it is found again, also where its parent has gone. */
  readonly mark: Readonly<Record<string, string>>;
  /** Those that the module itself has started; without /proc there is nothing else to go by. */
  add(pids: readonly number[]): void;
  /** Those that are alive and that the module answers for, for a message. */
  left(): readonly number[];
  /** Asks all of them to end, ends those that do not, and waits until they have. */
  end(): Promise<void>;
}

/**
 * From now on, what is started below this process is taken for the module's. There is one such module at a time, and
 * nothing else starts processes that outlast it.
 */
export function watchModuleChildren(): ModuleChildren {
  const mark = randomUUID();
  const before = new Set([...below(process.pid).values()].map(identity));
  const known = new Set<number>();
  const alive = (): readonly number[] => {
    const pids = pidsNow();
    if (!pids) return [...known].filter(isAlive);
    const family = below(process.pid, pids);
    const isStray = (pid: number) => !family.has(pid) && pid !== process.pid && belongs(pid, mark);
    const own = [...family.values()].filter((one) => !before.has(identity(one)) && !isOver(one));
    return [...own.map(({ pid }) => pid), ...pids.filter(isStray)];
  };
  const children: ModuleChildren = {
    mark: { [MARK]: mark },
    add: (pids) => {
      for (const pid of pids) known.add(pid);
    },
    alive,
    left: () => alive().filter((pid) => !isCompiler(pid)),
    kill: () => {
      forget(children);
      killEach(alive);
    },
    end: async () => {
      for (const pid of alive()) killQuietly(pid, "SIGTERM");
      // Without /proc, one that has ended looks like one that has not.
      if (pidsNow() && (await survivors(children, GRACE_MS)).length > 0)
        await endAll(children, TAKEN_BACK_MS);
      children.kill();
    },
  };
  keep(children);
  return children;
}

interface Relative extends Stat {
  readonly pid: number;
}

/** The number of a process that has ended is given to another one some time. */
const identity = ({ pid, started }: Relative) => `${pid} ${started}`;

/** The processes that `ancestor` has started, and those that these have. */
function below(ancestor: number, pids = pidsNow() ?? []): ReadonlyMap<number, Relative> {
  const children = new Map<number, Relative[]>();
  for (const pid of pids) {
    const relative = lookAt(() => ({ pid, ...statOf(pid) }), undefined);
    if (relative)
      children.set(relative.parent, [...(children.get(relative.parent) ?? []), relative]);
  }
  const found = new Map<number, Relative>();
  const add = (parent: number) => {
    for (const child of children.get(parent) ?? []) {
      found.set(child.pid, child);
      add(child.pid);
    }
  };
  add(ancestor);
  return found;
}

/** What compiles TypeScript as it loads is started for a module, and not by it; it ends with the thread. */
const isCompiler = (pid: number): boolean =>
  lookAt(
    () => /esbuild[^\0]*\0--service=/.test(readFileSync(`/proc/${pid}/cmdline`, "latin1")),
    false,
  );

/** A command that the suite starts, and ends with all that it started. */
import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import type { Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgsStringToArgv } from "string-argv";
import { CandidateError } from "../protocol/candidate-error.ts";
import {
  belongs,
  endAll,
  forget,
  isAlive,
  type Killable,
  keep,
  killEach,
  killQuietly,
  MARK,
  pidsNow,
} from "./processes.ts";
import type { Store } from "./store.ts";

/** Of a log that may be endless, the end is kept. */
const MAX_LOG_CHARACTERS = 4_000;
/** Milliseconds that a candidate has to end by itself, and its own processes after it. */
export const GRACE_MS = 2_000;
/** Milliseconds that the system has to take a killed process back, where the machine is busy. */
export const TAKEN_BACK_MS = 10_000;
/** Milliseconds for what an ended candidate wrote to arrive. */
export const LAST_WORDS_MS = 200;

/** The leader of a process group of its own. Its processes are those of the group, and those that have left it. */
export interface Command extends Killable {
  readonly child: ChildProcessWithoutNullStreams;
  /** How it ended, such as "exited with code 1". */
  readonly exited: Promise<string>;
  /** It has ended, and everything that was written on its pipes has been read. */
  readonly closed: Promise<void>;
  /** Asks those that have not left the group to end. */
  terminate(): void;
}

/**
 * @param command as for a shell, with quotes, but run without one
 * @param option what the command was given as, for the message where there is none
 * @param store where the candidate keeps its state, if the command says so
 * @throws {CandidateError} where the command cannot be started at all
 */
export async function startCommand(
  command: string,
  option: string,
  store: Store,
): Promise<Command> {
  const [file, ...args] = wordsOf(command, option).map(store.fill) as [string, ...string[]];
  // Found in their environment: workers of one process count by themselves, and have its id.
  const mark = randomUUID();
  let child: ChildProcessWithoutNullStreams;
  try {
    child = spawn(file, args, { detached: true, env: { ...process.env, [MARK]: mark } });
    // A command that cannot be started fails at once or a moment later.
    if (child.pid === undefined) throw (await once(child, "error"))[0];
  } catch (cause) {
    const message = `${file} cannot be started: ${reasonOf(cause)}`;
    throw new CandidateError("not-found", message, { cause });
  }
  const leader = child.pid;
  const alive = () => processesOf(leader, mark);
  const running: Command = {
    child,
    exited: new Promise((resolve) => {
      child.once("exit", (code, signal) =>
        resolve(code === null ? `was ended by ${signal}` : `exited with code ${code}`),
      );
    }),
    closed: new Promise((resolve) => child.once("close", () => resolve())),
    alive,
    terminate: () => killQuietly(-leader, "SIGTERM"),
    kill: () => {
      forget(running);
      killQuietly(-leader);
      killEach(alive);
    },
  };
  // One that ends early closes its pipes; how it ended says more than a failed write.
  for (const stream of [child.stdin, child.stdout, child.stderr])
    stream.on("error", () => undefined);
  keep(running);
  return running;
}

/**
 * The words of a command, as a shell would have them.
 * @param option what the command was given as, for the message where there is none
 * @throws {CandidateError} `bad-selector` where there is none
 */
export function wordsOf(command: string, option: string): readonly string[] {
  const words = parseArgsStringToArgv(command);
  if (words[0]) return words;
  throw new CandidateError("bad-selector", `${option} is not followed by a command`);
}

function reasonOf(cause: unknown): string {
  const { code } = (cause ?? {}) as { code?: string };
  return code === "ENOENT" ? "there is no such command" : String(code ?? cause);
}

/** Where there is no /proc, the group itself is all that can be asked. */
function processesOf(leader: number, mark: string): readonly number[] {
  const pids = pidsNow();
  if (!pids) return isAlive(-leader) ? [leader] : [];
  return pids.filter((pid) => belongs(pid, mark, leader));
}

/** Ends it with all that it started, and lets go of it, even if something is left. */
export async function killCommand(running: Command): Promise<void> {
  const { child, exited, closed } = running;
  running.kill();
  await within(GRACE_MS, exited);
  await within(LAST_WORDS_MS, closed);
  // What could not be ended, or was not known for its own, must not keep this process up.
  for (const stream of [child.stdin, child.stdout, child.stderr]) stream.destroy();
  child.unref();
}

/**
 * Kills it with all that it started, in the middle of its work. The same command may be
 * started again afterwards: nothing of this one holds a file, a lock or a port any more.
 * @throws {CandidateError} where something of it is still there after a while
 */
export async function crashCommand(running: Command): Promise<void> {
  // At once, before the others are looked for.
  killQuietly(-(running.child.pid as number));
  const left = await endAll(running, TAKEN_BACK_MS);
  await killCommand(running);
  if (left.length === 0) return;
  const message = `${left.length} of its processes outlived a kill (${left.join(", ")})`;
  throw new CandidateError("left-processes", message);
}

/**
 * The end of what is written on these streams, as it came. All of it is read, so that a candidate never has to wait.
 * @param clean takes out what must not be shown
 */
export function keepEnd(
  streams: readonly NodeJS.ReadableStream[],
  clean: (text: string) => string = (text) => text,
): () => string {
  let end = "";
  for (const stream of streams) {
    // A chunk may end in the middle of a character.
    stream.setEncoding("utf8");
    stream.on("data", (text: string) => {
      // Cleaned before it is cut: half a secret would not be found.
      end = clean(end + text).slice(-MAX_LOG_CHARACTERS);
    });
  }
  return () => end;
}

/** What a candidate started may end a moment after it. @returns those that did not in this time */
export async function survivors(group: Killable, graceMs: number): Promise<readonly number[]> {
  // Looking takes its time too, where there are many processes.
  const untilMs = performance.now() + graceMs;
  while (performance.now() < untilMs) {
    if (group.alive().length === 0) return [];
    await sleep(20);
  }
  return group.alive();
}

/** Two turns of the event loop, in which what has come by then is read. */
async function turns(): Promise<void> {
  for (let turn = 0; turn < 2; turn += 1) await new Promise(setImmediate);
}

/**
 * Whether something happens in time; the timer is gone afterwards. On a busy machine the timer may go off before what
 * came in time has been read, and so this looks once more after that.
 */
export async function within(timeMs: number, event: Promise<unknown>): Promise<boolean> {
  const timer = new AbortController();
  let happened = false;
  const happening = event.then(() => {
    happened = true;
    return true;
  });
  const late = async () => {
    await sleep(timeMs, undefined, { signal: timer.signal });
    await turns();
    return happened;
  };
  try {
    return await Promise.race([happening, late()]);
  } finally {
    timer.abort();
  }
}

/** Of a process that has ended: what it wrote before that is read, also where another one holds its pipe open. */
export async function drain({ child, closed }: Command): Promise<void> {
  if (await within(LAST_WORDS_MS, closed)) return;
  const pipe = child.stdout as Socket;
  for (let read = -1; read !== pipe.bytesRead; ) {
    read = pipe.bytesRead;
    await turns();
  }
}

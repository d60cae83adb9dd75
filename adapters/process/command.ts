/** A command that the suite starts: what is told of its start, its log and its end. */

import { once } from "node:events";
import type { Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgsStringToArgv } from "string-argv";
import { CandidateError } from "../protocol/candidate-error.ts";
import { type ProcessGroup, startGroup } from "./process-group.ts";
import type { Killable } from "./processes.ts";
import type { Store } from "./store.ts";

/** Of a log that may be endless, the end is kept. */
const MOST_LOG_CHARACTERS = 4_000;
/** Milliseconds that a candidate has to end by itself, and its own processes after it. */
export const GRACE_MS = 2_000;
/** Milliseconds that the system has to take a killed process back: of a busy machine, and no merit of the candidate's. */
export const TAKEN_BACK_MS = 10_000;
/** Milliseconds for what an ended candidate wrote to arrive. */
export const LAST_WORDS_MS = 200;

export interface Command {
  readonly group: ProcessGroup;
  /** How it ended, such as "exited with code 1". */
  readonly exited: Promise<string>;
  /** It has ended, and everything that was written on its pipes has been read. */
  readonly closed: Promise<void>;
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
  const group = await start(file, args);
  const { child } = group;
  // One that ends early closes its pipes; how it ended says more than a failed write.
  for (const stream of [child.stdin, child.stdout, child.stderr])
    stream.on("error", () => undefined);
  return {
    group,
    exited: new Promise((resolve) => {
      child.once("exit", (code, signal) =>
        resolve(code === null ? `was ended by ${signal}` : `exited with code ${code}`),
      );
    }),
    closed: new Promise((resolve) => child.once("close", () => resolve())),
  };
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

/** A command that cannot be started fails at once or a moment later. */
async function start(file: string, args: readonly string[]): Promise<ProcessGroup> {
  try {
    const group = startGroup(file, args);
    if (group.child.pid === undefined) throw (await once(group.child, "error"))[0];
    return group;
  } catch (cause) {
    const message = `${file} cannot be started: ${reasonOf(cause)}`;
    throw new CandidateError("not-found", message, { cause });
  }
}

function reasonOf(cause: unknown): string {
  const { code } = (cause ?? {}) as { code?: string };
  return code === "ENOENT" ? "there is no such command" : String(code ?? cause);
}

/** Ends it with all that it started, and lets go of it, whatever is left. */
export async function killCommand({ group, exited, closed }: Command): Promise<void> {
  const { child } = group;
  group.kill();
  await within(GRACE_MS, exited);
  await within(LAST_WORDS_MS, closed);
  // What could not be ended, or was not known for its own, must not keep this process up.
  for (const stream of [child.stdin, child.stdout, child.stderr]) stream.destroy();
  child.unref();
}

/**
 * Kills it with all that it started, in the middle of whatever it does. The same command may be
 * started again afterwards: nothing of this one holds a file, a lock or a port any more.
 * @throws {CandidateError} where something of it is still there after a while
 */
export async function crashCommand(running: Command): Promise<void> {
  const left = await running.group.end(TAKEN_BACK_MS);
  await killCommand(running);
  if (left.length === 0) return;
  const message = `${left.length} of its processes outlived a kill (${left.join(", ")})`;
  throw new CandidateError("left-processes", message);
}

/**
 * The end of what is written on these streams, in the order of its coming. It is all read, so that a
 * candidate never waits for its log to be read.
 * @param clean takes out what must not be told
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
      // Cleaned before it is cut, since nobody knows half a secret again.
      end = clean(end + text).slice(-MOST_LOG_CHARACTERS);
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

/** A turn of the event loop, in which what has come by then is read. */
const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

/**
 * Whether something happens in time; the timer is gone afterwards. On a busy machine the timer may be heard of before
 * what came in time has been read, and so it is asked once more after that.
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
    await turn();
    await turn();
    return happened;
  };
  try {
    return await Promise.race([happening, late()]);
  } finally {
    timer.abort();
  }
}

/** Of a process that has ended: what it wrote before that is read, also where another one holds its pipe open. */
export async function drain({ child }: ProcessGroup, closed: Promise<unknown>): Promise<void> {
  if (await within(LAST_WORDS_MS, closed)) return;
  const pipe = child.stdout as Socket;
  for (let read = -1; read !== pipe.bytesRead; ) {
    read = pipe.bytesRead;
    await turn();
    await turn();
  }
}

/** Candidates in any language, spoken to over their standard input and output. */
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgsStringToArgv } from "string-argv";
import type { Declaration } from "../model/index.ts";
import { CandidateError } from "./candidate-error.ts";
import { createLineReader } from "./json-lines.ts";
import { createRpcClient, type RpcClient } from "./json-rpc.ts";
import { type ProcessGroup, startGroup } from "./process-group.ts";
import { type AsyncTransport, MOST_IN_FLIGHT } from "./session.ts";
import { answerCheck, InitializeSchema, PROTOCOL } from "./wire.ts";

/** Of a log that may be endless, the end is kept. */
const MOST_STDERR_CHARACTERS = 4_000;
/** Milliseconds that a candidate has to end by itself, and its own processes after it. */
const GRACE_MS = 2_000;
/** Milliseconds for what an ended candidate wrote to arrive. */
const LAST_WORDS_MS = 200;

const checkInitialized = answerCheck<Declaration>("the answer to initialize", InitializeSchema);

/** A candidate that has been started, and how its end is known. */
interface Running {
  readonly group: ProcessGroup;
  readonly rpc: RpcClient;
  readonly exited: Promise<void>;
  /** It has ended, and everything that was written on its pipes has been read. */
  readonly closed: Promise<void>;
}

/**
 * @param command as for a shell, with quotes, but run without one
 * @param timeLimitMs how long one request may take
 * @throws {CandidateError} where the command cannot be started at all
 */
export async function stdioTransport(
  command: string,
  timeLimitMs: number,
  suite: { readonly name: string; readonly version: string },
): Promise<AsyncTransport> {
  const [file, ...args] = parseArgsStringToArgv(command);
  if (!file) throw new CandidateError("bad-selector", "stdio: is not followed by a command");
  const group = await start(file, args);
  const { child } = group;
  const rpc = createRpcClient(
    (line) => child.stdin.write(line),
    timeLimitMs,
    () => group.kill(),
  );
  const happens = (event: "exit" | "close") =>
    new Promise<void>((resolve) => child.once(event, () => resolve()));
  const running = { group, rpc, exited: happens("exit"), closed: happens("close") };
  listen(running);
  const stderr = keepEnd(child.stderr);
  return {
    mostInFlight: MOST_IN_FLIGHT,
    initialize: async () =>
      checkInitialized(await rpc.request("initialize", { protocol: PROTOCOL, suite })),
    reset: (settings) => rpc.request("reset", settings),
    execute: (messages, observe) => rpc.request("execute", { messages, observe }),
    close: () => end(running, Math.min(GRACE_MS, timeLimitMs)),
    lastWords: async () => {
      await within(LAST_WORDS_MS, running.closed);
      return stderr();
    },
  };
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

function listen({ group: { child }, rpc, closed }: Running): void {
  const reader = createLineReader((line) => rpc.receive(line));
  child.stdout.on("data", (chunk: Buffer) => {
    try {
      reader.push(chunk);
    } catch (cause) {
      child.stdout.destroy();
      rpc.fail(new CandidateError("line-too-long", String((cause as Error).message), { cause }));
    }
  });
  // A candidate that ends early closes its pipes; how it ended says more than a failed write.
  for (const stream of [child.stdin, child.stdout, child.stderr])
    stream.on("error", () => undefined);
  child.once("exit", async (code, signal) => {
    const how = code === null ? `was ended by ${signal}` : `exited with code ${code}`;
    // Its last answer may still be in the pipe, which a process that it left behind may hold open.
    await within(LAST_WORDS_MS, closed);
    const half = reader.rest();
    const tail = half ? `, in the middle of a line: ${half.slice(0, 200)}` : "";
    rpc.fail(new CandidateError("exited", `the candidate ${how}${tail}`));
  });
}

/** The end of a log; reading it all, so that a candidate never waits for its log to be read. */
function keepEnd(stream: NodeJS.ReadableStream): () => string {
  let end = "";
  // A chunk may end in the middle of a character.
  stream.setEncoding("utf8");
  stream.on("data", (text: string) => {
    end = (end + text).slice(-MOST_STDERR_CHARACTERS);
  });
  return () => end;
}

/** Asks the candidate to end, sees to it that it does, and tells whether it had to be made to. */
async function end({ group, rpc, exited, closed }: Running, graceMs: number): Promise<void> {
  const { child } = group;
  try {
    // Of a candidate that broke, or ended unasked, this tells why.
    await rpc.request("shutdown", {});
    // From here on its end is no failure, at which what it left behind would be ended unseen.
    rpc.finish();
    child.stdin.end();
    if (!(await within(graceMs, exited)))
      throw new CandidateError(
        "did-not-end",
        `still running ${graceMs} ms after its standard input ended`,
      );
    await allGone(group, graceMs);
  } finally {
    group.kill();
    await within(GRACE_MS, exited);
    await within(LAST_WORDS_MS, closed);
    // What could not be ended, or was not known for its own, must not keep this process up.
    for (const stream of [child.stdin, child.stdout, child.stderr]) stream.destroy();
    child.unref();
  }
}

/** What a candidate started may end a moment after it. */
async function allGone(group: ProcessGroup, graceMs: number): Promise<void> {
  const stepMs = 20;
  for (let waitedMs = 0; waitedMs < graceMs; waitedMs += stepMs) {
    if (group.alive().length === 0) return;
    await sleep(stepMs);
  }
  const left = group.alive();
  if (left.length === 0) return;
  throw new CandidateError(
    "left-processes",
    `${left.length} of its processes outlived it (${left.join(", ")}), and were ended`,
  );
}

/** Whether something happens in time; the timer is gone afterwards. */
async function within(timeMs: number, event: Promise<void>): Promise<boolean> {
  const timer = new AbortController();
  try {
    return await Promise.race([
      event.then(() => true),
      sleep(timeMs, false, { signal: timer.signal }),
    ]);
  } finally {
    timer.abort();
  }
}

/** Candidates in any language, spoken to over their standard input and output. */
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgsStringToArgv } from "string-argv";
import { CandidateError, withStderr } from "./candidate-error.ts";
import { createLineReader } from "./json-lines.ts";
import { createRpcClient, type RpcClient } from "./json-rpc.ts";
import { type ProcessGroup, startGroup } from "./process-group.ts";
import type { Transport } from "./session.ts";
import { PROTOCOL } from "./wire.ts";

/** Of a log that may be endless, the end is kept. */
const MOST_STDERR_CHARACTERS = 4_000;
/** Milliseconds that a candidate has to end by itself, and its own processes after it. */
const GRACE_MS = 2_000;
/** Milliseconds for what an ended candidate wrote to arrive. */
const LAST_WORDS_MS = 200;

/**
 * @param command as for a shell, with quotes, but run without one
 * @param timeLimitMs how long one request may take
 * @throws {CandidateError} where the command cannot be started at all
 */
export async function stdioTransport(
  command: string,
  timeLimitMs: number,
  suite: { readonly name: string; readonly version: string },
): Promise<Transport> {
  const [file, ...args] = parseArgsStringToArgv(command);
  if (!file) throw new CandidateError("bad-selector", "stdio: is not followed by a command");
  const group = startGroup(file, args);
  const { child } = group;
  if (child.pid === undefined) {
    const [cause] = await once(child, "error");
    throw new CandidateError("not-found", `${file} cannot be started: ${reasonOf(cause)}`, {
      cause,
    });
  }
  const stderr = keepEnd(child.stderr);
  const rpc = createRpcClient(
    (line) => child.stdin.write(line),
    timeLimitMs,
    () => group.kill(),
  );
  listen(group, rpc);
  const ask = (method: string, params: object) =>
    rpc.request(method, params).catch((error: unknown) => {
      throw withStderr(error, stderr());
    });
  return {
    initialize: () => ask("initialize", { protocol: PROTOCOL, suite }),
    reset: (settings) => ask("reset", settings),
    execute: (messages, observe) => ask("execute", { messages, observe }),
    close: () => end(group, rpc, timeLimitMs, stderr),
  };
}

function reasonOf(cause: unknown): string {
  const { code } = (cause ?? {}) as { code?: string };
  return code === "ENOENT" ? "there is no such command" : String(code ?? cause);
}

function listen({ child }: ProcessGroup, rpc: RpcClient): void {
  const reader = createLineReader((line) => rpc.receive(line));
  child.stdout.on("data", (chunk: Buffer) => {
    try {
      reader.push(chunk);
    } catch (cause) {
      child.stdout.destroy();
      rpc.fail(new CandidateError("line-too-long", String((cause as Error).message), { cause }));
    }
  });
  // A candidate that ends early closes its input; how it ended says more than the failed write.
  child.stdin.on("error", () => undefined);
  child.stdout.on("error", () => undefined);
  child.once("exit", (code, signal) => {
    const how = code === null ? `was ended by ${signal}` : `exited with code ${code}`;
    const fail = () => {
      const half = reader.rest();
      const tail = half ? `, in the middle of a line: ${half.slice(0, 200)}` : "";
      rpc.fail(new CandidateError("exited", `the candidate ${how}${tail}`));
    };
    // Its last answer may still be in the pipe, which a process that it left behind may hold open.
    void Promise.race([once(child, "close"), sleep(LAST_WORDS_MS, undefined, { ref: false })]).then(
      fail,
    );
  });
}

/** The end of a log; reading it all, so that a candidate never waits for its log to be read. */
function keepEnd(stream: NodeJS.ReadableStream): () => string {
  let end = "";
  stream.on("data", (chunk: Buffer) => {
    end = (end + chunk.toString("utf8")).slice(-MOST_STDERR_CHARACTERS);
  });
  return () => end;
}

/** Asks the candidate to end, sees to it that it does, and tells whether it had to be made to. */
async function end(
  group: ProcessGroup,
  rpc: RpcClient,
  timeLimitMs: number,
  stderr: () => string,
): Promise<void> {
  const { child } = group;
  const graceMs = Math.min(GRACE_MS, timeLimitMs);
  try {
    if (hasEnded(child)) return;
    const exit = once(child, "exit");
    await rpc.request("shutdown", {});
    child.stdin.end();
    const ended = await Promise.race([
      exit.then(() => true),
      sleep(graceMs, false, { ref: false }),
    ]);
    if (!ended)
      throw new CandidateError(
        "did-not-end",
        `still running ${graceMs} ms after its standard input ended`,
      );
    await allGone(group, graceMs);
  } catch (error) {
    throw withStderr(error, stderr());
  } finally {
    group.kill();
    if (!hasEnded(child)) await once(child, "exit");
  }
}

const hasEnded = ({ exitCode, signalCode }: ProcessGroup["child"]) =>
  exitCode !== null || signalCode !== null;

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

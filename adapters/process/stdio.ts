/** Candidates in any language, spoken to over their standard input and output. */
import { CandidateError } from "../protocol/candidate-error.ts";
import { requestsOver } from "../protocol/requests.ts";
import type { Transport } from "../protocol/transport.ts";
import {
  type Command,
  crashCommand,
  drain,
  GRACE_MS,
  keepEnd,
  killCommand,
  LAST_WORDS_MS,
  startCommand,
  survivors,
  within,
} from "./child-process.ts";
import { createLineReader } from "./json-lines.ts";
import { createRpcClient, type RpcClient } from "./json-rpc.ts";
import { createStore } from "./store.ts";

/** A candidate from its start to its end, or its crash. */
interface Life {
  readonly running: Command;
  readonly rpc: RpcClient;
  readonly stderr: () => string;
}

/**
 * @param command as for a shell, with quotes, but run without one; in the place of `{store}` it gets a
 *   folder of its own, which lasts as long as the session
 * @param timeLimitMs how long one request may take
 * @throws {CandidateError} where the command cannot be started at all
 */
export async function stdioTransport(command: string, timeLimitMs: number) {
  const store = createStore(command);
  const begin = async (): Promise<Life> => {
    const running = await startCommand(command, "stdio:", store);
    const { child } = running;
    const rpc = createRpcClient(
      (line) => child.stdin.write(line),
      timeLimitMs,
      () => running.kill(),
    );
    listen(running, rpc);
    return { running, rpc, stderr: keepEnd([child.stderr]) };
  };
  let life = await begin().catch((error: unknown) => {
    store.remove();
    throw error;
  });
  const requests = requestsOver((method, params) => life.rpc.request(method, params));
  return {
    ...requests,
    execute: (messages, observe) =>
      // Only what has snapshots is long, and followed by a reset.
      observe === "each"
        ? life.rpc.requestUnread("execute", { messages, observe })
        : requests.execute(messages, observe),
    crash: async () => {
      const killed = crashCommand(life.running);
      life.rpc.fail(new CandidateError("exited", "the candidate was killed by the suite"));
      await killed;
      life = await begin();
    },
    close: () => end(life, Math.min(GRACE_MS, timeLimitMs)).finally(() => store.remove()),
    lastWords: async () => {
      await within(LAST_WORDS_MS, life.running.closed);
      return life.stderr();
    },
  } satisfies Transport;
}

function listen(running: Command, rpc: RpcClient): void {
  const { child, exited } = running;
  const reader = createLineReader((line) => rpc.receive(line));
  child.stdout.on("data", (chunk: Buffer) => {
    try {
      reader.push(chunk);
    } catch (cause) {
      child.stdout.destroy();
      rpc.fail(new CandidateError("line-too-long", String((cause as Error).message), { cause }));
    }
  });
  void exited.then(async (how) => {
    // Its last answer may still be in the pipe, which a process that it left behind may hold open.
    await drain(running);
    const half = reader.rest();
    const tail = half ? `, in the middle of a line: ${half.slice(0, 200)}` : "";
    rpc.fail(new CandidateError("exited", `the candidate ${how}${tail}`));
  });
}

/** Asks the candidate to end, and ends it. Throws where it did not end by itself. */
async function end({ running, rpc }: Life, graceMs: number): Promise<void> {
  const { child, exited } = running;
  try {
    // Of a candidate that broke, or ended unasked, this throws why.
    await rpc.request("shutdown", {});
    // From here on its end is no failure, at which what it left behind would be ended unseen.
    rpc.finish();
    child.stdin.end();
    if (!(await within(graceMs, exited)))
      throw new CandidateError(
        "did-not-end",
        `still running ${graceMs} ms after its standard input ended`,
      );
    const left = await survivors(running, graceMs);
    if (left.length > 0)
      throw new CandidateError(
        "left-processes",
        `${left.length} of its processes outlived it (${left.join(", ")}), and were ended`,
      );
  } finally {
    await killCommand(running);
  }
}

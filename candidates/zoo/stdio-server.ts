/**
 * The durable server, or a defect of it, as a separate process over stdio:
 * `node stdio-server.js --store DIR [--defect NAME] [--latency MS] [--gather MS] [--features A,B]`. Several requests may be in
 * flight; each is answered when it is done; what it asks of its disk takes MS on average. Those that come within MS of the
 * first begin together.
 */
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import seedrandom from "seedrandom";
import type { Host, Observe } from "../../adapters/protocol/port.ts";
import type { Message, Settings } from "../../model/messages.ts";
import type { Feature } from "../../model/statement.ts";
import type { DurableDefect } from "./durable-defect.ts";
import { DURABLE_DEFECTS } from "./durable-defects.ts";
import { createDurableServer, type DurableServer, executeEach } from "./durable-server.ts";
import { FileDisk } from "./file-disk.ts";

interface Request {
  readonly id: number;
  readonly method: string;
  readonly params: unknown;
}

interface Execute {
  readonly messages: readonly Message[];
  readonly observe: Observe;
}

async function resultOf(server: DurableServer, { method, params }: Request): Promise<unknown> {
  switch (method) {
    case "initialize":
      return { protocol: 1, ...server.declaration };
    case "reset":
      await server.reset(params as Settings);
      return {};
    case "execute": {
      const { messages, observe } = params as Execute;
      return server.execute?.(messages, observe) ?? executeEach(server, messages, observe);
    }
    case "snapshot":
      return server.snapshot();
    case "shutdown":
      return {};
    default:
      throw Object.assign(new Error(`no such method: ${method}`), { code: -32601 });
  }
}

async function answerTo(server: DurableServer, line: string): Promise<object> {
  let request: Request;
  try {
    request = JSON.parse(line);
  } catch (error) {
    return { id: null, error: { code: -32700, message: (error as Error).message } };
  }
  try {
    return { id: request.id, result: await resultOf(server, request) };
  } catch (error) {
    const { message, code = -32603 } = error as Error & { readonly code?: number };
    return { id: request.id, error: { code, message } };
  }
}

const { values } = parseArgs({
  options: {
    store: { type: "string" },
    defect: { type: "string" },
    latency: { type: "string", default: "0" },
    gather: { type: "string", default: "0" },
    features: { type: "string" },
  },
});
const latencyMs = Number(values.latency);
const random = seedrandom("latency");
/**
 * Time enough for others to go on, or to be killed, as if a database had been asked: up to twice the latency. If each took
 * the same time, what began first would end first, and some windows would never open.
 */
function pause(): Promise<void> {
  const ms = 2 * latencyMs * random();
  return ms < 1 ? new Promise((resolve) => setImmediate(resolve)) : sleep(ms);
}
const gatherMs = Number(values.gather);
let gathering: Promise<void> | undefined;
/** Requests that begin together take their steps in turn, so a race between them shows in any order of arrival. */
async function gather(): Promise<void> {
  gathering ??= sleep(gatherMs).finally(() => {
    gathering = undefined;
  });
  await gathering;
}
const host: Host = { pause, disk: values.store ? new FileDisk(values.store) : new Map() };
const defects: Readonly<Record<string, DurableDefect>> = DURABLE_DEFECTS;
const defect = values.defect === undefined ? undefined : defects[values.defect];
if (values.defect !== undefined && !defect) throw new Error(`no such defect: ${values.defect}`);
const server = createDurableServer(
  host,
  {
    name: values.defect ?? "durable-server",
    ...(values.features && { features: values.features.split(",") as Feature[] }),
  },
  defect?.server,
);

createInterface({ input: process.stdin }).on("line", async (line) => {
  if (gatherMs > 0) await gather();
  const answer = await answerTo(server, line);
  process.stdout.write(`${JSON.stringify({ jsonrpc: "2.0", ...answer })}\n`);
});

/** The wire protocol over HTTP: each request is a POST to one URL, each answer has status 200. */
import type { AddressInfo } from "node:net";
import { type HttpBindings, serve } from "@hono/node-server";
import { Hono } from "hono";
import type { Candidate, Observe } from "../../adapters/protocol/port.ts";
import type { Message, Settings } from "../../model/messages.ts";

export interface HttpServer {
  readonly url: string;
  /** Answers what is in flight, and accepts nothing more. */
  close(): Promise<void>;
}

interface Request {
  readonly id?: unknown;
  readonly method?: unknown;
  readonly params?: unknown;
}

type Method = (params: never) => unknown;

const PROTOCOL = 1;
const NOT_JSON = -32700;
const NOT_A_REQUEST = -32600;
const UNKNOWN_METHOD = -32601;
const OWN_FAULT = -32603;

/**
 * @param port 0 for one that is free
 * @param onShutdown called when the answer to `shutdown` is on its way
 */
export async function serveOverHttp(
  candidate: Candidate,
  port: number,
  onShutdown: () => void,
): Promise<HttpServer> {
  const app = new Hono<{ Bindings: HttpBindings }>();
  const methods = methodsOf(candidate);
  app.post("/", async (context) => {
    const request = await context.req.json<Request>().catch(() => undefined);
    if (request === undefined) {
      return context.json(failure(null, NOT_JSON, "the body is no JSON"));
    }
    if (request?.method === "shutdown") {
      context.env.outgoing.once("close", onShutdown);
    }
    return context.json(await answer(methods, request));
  });
  const { fetch } = app;
  const server = serve({ fetch, port, hostname: "127.0.0.1" });
  await new Promise((listening, failed) => {
    server.once("listening", listening).once("error", failed);
  });
  const { port: taken } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${taken}/`,
    close: () => new Promise((closed) => server.close(() => closed())),
  };
}

function methodsOf(candidate: Candidate): ReadonlyMap<unknown, Method> {
  return new Map<unknown, Method>([
    ["initialize", () => ({ protocol: PROTOCOL, ...candidate.declaration })],
    [
      "reset",
      async (settings: Settings) => {
        await candidate.reset(settings);
        return {};
      },
    ],
    [
      "execute",
      ({ messages, observe }: { messages: readonly Message[]; observe: Observe }) =>
        candidate.execute?.(messages, observe),
    ],
    ["snapshot", () => candidate.snapshot()],
    ["shutdown", () => ({})],
  ]);
}

async function answer(methods: ReadonlyMap<unknown, Method>, request: Request): Promise<object> {
  const { id = null, method, params } = request ?? {};
  if (typeof method !== "string" || typeof params !== "object" || params === null) {
    return failure(id, NOT_A_REQUEST, "a request has a method, and params that are an object");
  }
  const handle = methods.get(method);
  if (handle === undefined) {
    return failure(id, UNKNOWN_METHOD, `there is no method ${method}`);
  }
  try {
    return { jsonrpc: "2.0", id, result: await handle(params as never) };
  } catch (error) {
    return failure(id, OWN_FAULT, error instanceof Error ? error.message : String(error));
  }
}

const failure = (id: unknown, code: number, message: string) => ({
  jsonrpc: "2.0",
  id,
  error: { code, message },
});

/** Small real servers on the loopback: right ones, and ones that are wrong in what a test gives them to say. */
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { onTestFinished } from "vitest";
import type { Message, Settings } from "../../model/index.ts";
import type { Batched } from "../protocol/answers.ts";
import type { Candidate, Observe } from "../protocol/port.ts";

export interface Request {
  readonly id: number;
  readonly method: string;
  readonly params: Settings & { readonly messages: readonly Message[]; readonly observe: Observe };
}

export interface Exchange {
  readonly request: Request;
  readonly incoming: IncomingMessage;
  readonly response: ServerResponse;
  /** The right answer. */
  answer(result: unknown): void;
}

export interface Served {
  readonly url: string;
  readonly requests: readonly Request[];
  readonly connections: readonly Socket[];
}

/** Serves until the test is over. */
export async function serve(handle: (exchange: Exchange) => void): Promise<Served> {
  const requests: Request[] = [];
  const connections: Socket[] = [];
  const server = createServer(async (incoming, response) => {
    let body = "";
    for await (const chunk of incoming.setEncoding("utf8")) body += chunk;
    const request: Request = JSON.parse(body);
    requests.push(request);
    const answer = (result: unknown) =>
      response.end(JSON.stringify({ jsonrpc: "2.0", id: request.id, result }));
    handle({ request, incoming, response, answer });
  });
  server.on("connection", (socket) => connections.push(socket));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}/rpc`, requests, connections };
}

/** A port of the loopback on which nobody listens any more. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

export const POOL = { features: ["pool" as const] };
export const INITIALIZED = { protocol: 1, name: "server", features: ["pool"] };

/** What a candidate answers to a request, as over any transport. */
export function resultOf(candidate: Candidate, { method, params }: Request): unknown {
  if (method === "initialize") return { protocol: 1, ...candidate.declaration };
  if (method === "reset") return candidate.reset(params) ?? {};
  if (method === "snapshot") return candidate.snapshot();
  if (method !== "execute") return {};
  const taken = params.messages.map((message) => ({
    outcome: candidate.handle(message),
    snapshot: candidate.snapshot(),
  }));
  const snapshots = taken.map(({ snapshot }) => snapshot);
  const wanted = { each: snapshots, last: snapshots.slice(-1), none: [] };
  return { outcomes: taken.map(({ outcome }) => outcome), snapshots: wanted[params.observe] };
}

/** A candidate that takes many programs at once. */
export function answered(request: Request, candidate: Candidate): unknown {
  if (request.method !== "programs") return resultOf(candidate, request);
  const { programs } = request.params as unknown as { readonly programs: readonly Batched[] };
  const executions = programs.map((program) => {
    const params = { ...program, observe: "each" as const };
    resultOf(candidate, { id: 1, method: "reset", params });
    return resultOf(candidate, { id: 1, method: "execute", params });
  });
  return { executions };
}

/** A server whose candidate is right, and which says what it is told to say in place of one answer. */
export const serveInsteadOf = (
  method: string,
  candidate: Candidate,
  handle: (exchange: Exchange) => void,
) =>
  serve((exchange) => {
    if (exchange.request.method === method) handle(exchange);
    else exchange.answer(resultOf(candidate, exchange.request));
  });

export const withStatus =
  (status: number, headers: Record<string, string> = {}, body = "") =>
  ({ response }: Exchange) =>
    void response.writeHead(status, headers).end(body);
export const withBody =
  (body: string) =>
  ({ response }: Exchange) =>
    void response.end(body);
export const withFields =
  (fields: object) =>
  ({ request, response }: Exchange) =>
    void response.end(JSON.stringify({ jsonrpc: "2.0", id: request.id, ...fields }));

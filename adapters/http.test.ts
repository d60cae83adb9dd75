import { once } from "node:events";
import { createServer, type Socket } from "node:net";
import { createServer as createTlsServer } from "node:tls";
import { Worker } from "node:worker_threads";
import { describe, expect, onTestFinished, test } from "vitest";
import { createPoolServer } from "../candidates/zoo/pool-server.ts";
import { checkConformance } from "../conformance.ts";
import type { CandidateErrorCode } from "./candidate-error.ts";
import { httpTransport } from "./http.ts";
import { connectionFault } from "./http-faults.ts";
import {
  type Exchange,
  freePort,
  INITIALIZED,
  resultOf,
  serve,
  serveInsteadOf,
} from "./http-server.test-helper.ts";
import { SUITE } from "./open.ts";

const LIMIT_MS = 10_000;
/** Milliseconds for what never comes to its end. */
const SHORT_MS = 300;
const POOL = { features: ["pool" as const] };
const ENROLL = [{ type: "enroll", client: "a" }] as const;

const errorOf = async (url: string, requestTimeLimitMs?: number) => {
  const report = await checkConformance(url, {
    programs: 1,
    exhaustive: false,
    requestTimeLimitMs,
  });
  expect(report.verdict).toBe("broken");
  expect(report.error?.hint).toMatch(/\w{3}/);
  return report.error;
};

/** Listens for bytes, on a port of its own until the test is over. */
async function listen(onConnection: (socket: Socket) => void): Promise<number> {
  const server = createServer(onConnection).listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => void server.close());
  return (server.address() as { port: number }).port;
}

interface Broken {
  readonly what: string;
  readonly says: (exchange: Exchange) => void;
  readonly code: CandidateErrorCode;
  readonly tells: string | RegExp;
  readonly hint?: string;
  readonly timeLimitMs?: number;
}

const withStatus =
  (status: number, headers: Record<string, string> = {}, body = "") =>
  ({ response }: Exchange) =>
    void response.writeHead(status, headers).end(body);
const withBody =
  (body: string) =>
  ({ response }: Exchange) =>
    void response.end(body);
const withFields =
  (fields: object) =>
  ({ request, response }: Exchange) =>
    void response.end(JSON.stringify({ jsonrpc: "2.0", id: request.id, ...fields }));
const half = ({ response }: Exchange) => {
  response.writeHead(200, { "content-length": "1000" }).write('{"jsonrpc"');
};

const BROKEN: readonly Broken[] = [
  {
    what: "a connection closed instead of an answer",
    says: ({ incoming }) => incoming.socket.destroy(),
    code: "connection-lost",
    tells: "the connection was closed before an answer came",
    hint: "Connection: close",
  },
  {
    what: "a connection reset instead of an answer",
    says: ({ incoming }) => incoming.socket.resetAndDestroy(),
    code: "connection-lost",
    tells: /the connection was reset before an answer came \(ECONNRESET\)$/,
  },
  {
    what: "a connection closed in the middle of an answer",
    says: (exchange) => {
      half(exchange);
      exchange.incoming.socket.end();
    },
    code: "connection-lost",
    tells: "in the middle of the answer",
  },
  {
    what: "a connection reset in the middle of an answer",
    says: (exchange) => {
      half(exchange);
      // Once the first half is on its way.
      setImmediate(() => exchange.incoming.socket.resetAndDestroy());
    },
    code: "connection-lost",
    tells: "in the middle of the answer",
  },
  {
    what: "status 500",
    says: withStatus(500, {}, "it is me"),
    code: "wrong-status",
    tells: 'status 500 Internal Server Error: "it is me"',
    hint: "with status 200",
  },
  { what: "status 204", says: withStatus(204), code: "wrong-status", tells: /204 No Content$/ },
  {
    what: "a status of its own",
    says: withStatus(299),
    code: "wrong-status",
    tells: /status 299$/,
  },
  {
    what: "status 401",
    says: withStatus(401),
    code: "wrong-status",
    tells: "401 Unauthorized",
    hint: "POOLPROOF_TOKEN",
  },
  {
    what: "status 403",
    says: withStatus(403),
    code: "wrong-status",
    tells: "403 Forbidden",
    hint: "POOLPROOF_TOKEN",
  },
  {
    what: "status 404",
    says: withStatus(404),
    code: "wrong-status",
    tells: "404 Not Found",
    hint: "check the URL",
  },
  {
    what: "status 405",
    says: withStatus(405),
    code: "wrong-status",
    tells: "405 Method Not Allowed",
    hint: "a POST",
  },
  {
    what: "a redirect",
    says: withStatus(307, { location: "/elsewhere" }),
    code: "wrong-status",
    tells: '307 Temporary Redirect, a redirect to "/elsewhere"',
    hint: "not followed",
  },
  {
    what: "no answer",
    says: () => undefined,
    code: "timeout",
    tells: `no whole answer to initialize within ${SHORT_MS} ms`,
    timeLimitMs: SHORT_MS,
  },
  {
    what: "half an answer",
    says: half,
    code: "timeout",
    tells: "no whole answer",
    timeLimitMs: SHORT_MS,
  },
  {
    what: "an answer that never comes to its end",
    says: ({ response }) => {
      const drip = setInterval(() => response.write(" "), 20);
      response.once("close", () => clearInterval(drip));
    },
    code: "timeout",
    tells: "no whole answer",
    timeLimitMs: SHORT_MS,
  },
  {
    what: "a body without an end",
    says: ({ response }) => {
      const pour = () => {
        while (!response.destroyed && response.write("x".repeat(1_000_000)));
      };
      response.on("drain", pour);
      pour();
    },
    code: "body-too-long",
    tells: "too long",
  },
  {
    what: "a page",
    says: withBody("<h1>It works!</h1>"),
    code: "not-json",
    tells: 'the body of the answer to initialize is no JSON: "<h1>It works!</h1>"',
    hint: "the body",
  },
  { what: "no body", says: withBody(""), code: "not-json", tells: 'is no JSON: ""' },
  { what: "other JSON", says: withBody('{"a":1}'), code: "not-json", tells: "no JSON-RPC answer" },
  { what: "two answers", says: withBody("{}\n{}"), code: "not-json", tells: "is no JSON" },
  {
    what: "a wrong id",
    says: withFields({ id: 7, result: {} }),
    code: "wrong-id",
    tells: "the id 7",
  },
  { what: "a text id", says: withFields({ id: "1", result: {} }), code: "wrong-id", tells: '"1"' },
  {
    what: "an error answer",
    says: withFields({ error: { code: -32603, message: "my fault" } }),
    code: "error-answer",
    tells: "initialize was answered with error -32603: my fault",
  },
  {
    what: "an error answer without an id",
    says: withFields({ id: null, error: { code: -32700, message: "what?" } }),
    code: "error-answer",
    tells: "error -32700: what?",
  },
  {
    what: "a declaration that is none",
    says: withFields({ result: { ...INITIALIZED, protocol: 2 } }),
    code: "invalid-answer",
    tells: "the answer to initialize: /protocol must be 1: 2",
  },
];

describe("a server that is broken", () => {
  test.for(BROKEN)("$what: $code", async ({ says, code, tells, hint, timeLimitMs }) => {
    const { url, requests } = await serve(says);
    const error = await errorOf(url, timeLimitMs);
    expect(error).toMatchObject({ code, message: expect.stringMatching(tells) });
    if (hint) expect(error?.hint).toContain(hint);
    // It may have taken effect, and is sent once.
    expect(requests).toHaveLength(1);
  });

  test("in the middle of a run tells the program that it broke on", async () => {
    const { url } = await serveInsteadOf("execute", createPoolServer(POOL), ({ incoming }) =>
      incoming.socket.destroy(),
    );
    const error = await errorOf(url);
    expect(error).toMatchObject({ code: "connection-lost", program: expect.anything() });
    expect(error?.message).toContain(`execute to ${url}`);
  });
});

describe("where there is no HTTP server", () => {
  test("the connection is refused", async () => {
    const error = await errorOf(`http://127.0.0.1:${await freePort()}/rpc`);
    expect(error?.code).toBe("no-connection");
    expect(error?.message).toMatch(/initialize to http.*: the connection was refused/);
    expect(error?.cause).toContain("ECONNREFUSED");
    expect(error?.hint).toContain("--start");
  });

  // A name that cannot be one, so that nobody is asked for it.
  test("the host is unknown", async () => {
    const error = await errorOf(`http://${"x".repeat(64)}.invalid/rpc`);
    expect(error).toMatchObject({ code: "no-connection" });
    expect(error?.message).toMatch(/ENOTFOUND|EAI_AGAIN/);
  });

  test("something else speaks first", async () => {
    const port = await listen((socket) => socket.end("SSH-2.0-OpenSSH_9.6\r\n"));
    const error = await errorOf(`http://127.0.0.1:${port}/`);
    expect(error).toMatchObject({ code: "not-http", message: expect.stringContaining("no HTTP") });
  });

  test("https:// is for one with TLS", async () => {
    const { url, requests } = await serve(({ answer }) => answer(INITIALIZED));
    const error = await errorOf(url.replace("http:", "https:"));
    expect(error).toMatchObject({
      code: "no-connection",
      message: expect.stringMatching("no TLS"),
    });
    expect(error?.hint).toContain("http://");
    expect(requests).toEqual([]);
  });

  test("TLS without a certificate is none", async () => {
    const server = createTlsServer().listen(0, "127.0.0.1");
    onTestFinished(() => void server.close());
    await once(server, "listening");
    const { port } = server.address() as { port: number };
    const error = await errorOf(`https://127.0.0.1:${port}/`);
    expect(error).toMatchObject({
      code: "no-connection",
      message: expect.stringMatching("no TLS"),
    });
  });

  test.each([
    "DEPTH_ZERO_SELF_SIGNED_CERT",
    "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
    "CERT_HAS_EXPIRED",
    "ERR_TLS_CERT_ALTNAME_INVALID",
  ])("a certificate is not good enough: %s", (code) => {
    const cause = Object.assign(new Error("bad certificate"), { code });
    const error = connectionFault("reset", new URL("https://localhost/"), cause, false);
    expect(error).toMatchObject({ code: "no-connection", cause });
    expect(error.message).toBe(`reset to https://localhost/: no TLS: bad certificate (${code})`);
    expect(error.hint).toContain("NODE_EXTRA_CA_CERTS");
  });

  test.each([
    ["http://", "is no URL"],
    ["https:// localhost", "is no URL"],
    ["http://localhost:99999/", "is no URL"],
    ["http://me:secret@localhost/", "told in every report"],
  ])("%s", async (url, tells) => {
    const error = await errorOf(url);
    expect(error).toMatchObject({ code: "bad-selector", message: expect.stringContaining(tells) });
    expect(error?.message).not.toContain("secret");
  });
});

describe("a server that is right", () => {
  test("is conformant, over a connection that is kept, and left as it is", async () => {
    const candidate = createPoolServer(POOL);
    const { url, requests, connections } = await serve(({ request, response, answer }) => {
      // What type it says it has is not judged.
      response.setHeader("content-type", "text/plain");
      answer(resultOf(candidate, request));
    });
    const report = await checkConformance(url, {
      programs: 200,
      exhaustive: false,
      sessions: 3,
    });
    expect(report).toMatchObject({ verdict: "conformant", candidate: { selector: url } });
    // While the suite plans, one may have been idle for too long.
    expect(connections.length).toBeLessThan(requests.length / 10);
    expect(requests.filter(({ method }) => method === "initialize")).toHaveLength(1);
    expect(requests.filter(({ method }) => method === "shutdown")).toEqual([]);
  });

  test("is asked as the protocol has it", async () => {
    const { url, requests } = await serve(({ incoming, answer }) => {
      const { method, headers } = incoming;
      answer({ ...INITIALIZED, name: [method, headers["content-type"], incoming.url].join(" ") });
      expect(headers).toMatchObject({ accept: "application/json" });
      expect(headers.authorization).toBeUndefined();
    });
    const transport = httpTransport(`${url}?tenant=a`, LIMIT_MS, SUITE);
    expect(await transport.initialize()).toMatchObject({
      name: "POST application/json /rpc?tenant=a",
    });
    const params = { protocol: 1, suite: SUITE };
    expect(requests).toEqual([{ jsonrpc: "2.0", id: 1, method: "initialize", params }]);
    await transport.close();
  });
});

/** A server in another thread, which counts the connections that it has closed, each after an answer. */
const CLOSING = `
  const { parentPort, workerData } = require("node:worker_threads");
  const server = require("node:http").createServer(async (incoming, response) => {
    const { socket } = incoming;
    let body = "";
    for await (const chunk of incoming) body += chunk;
    socket.once("close", () => {
      Atomics.add(workerData, 0, 1);
      Atomics.notify(workerData, 0);
    });
    // A moment later, so that its end is not heard with the answer.
    response.once("finish", () => setTimeout(() => socket.destroy(), 3));
    response.end(JSON.stringify({ jsonrpc: "2.0", id: JSON.parse(body).id, result: {} }));
  });
  server.listen(0, "127.0.0.1", () => parentPort.postMessage(server.address().port));`;

describe("connections", () => {
  const open = async (handle: (exchange: Exchange) => void) => {
    const served = await serve(handle);
    const transport = httpTransport(served.url, LIMIT_MS, SUITE);
    onTestFinished(() => transport.close());
    return {
      ...served,
      transport,
      reset: () => transport.reset({ capacity: 1, otherCapacity: 0 }),
    };
  };
  const closed = (socket: Socket | undefined) => socket && once(socket, "close");

  test("are as many as requests under way, each with its own answer", async () => {
    const waiting: (() => void)[] = [];
    const { transport, connections } = await open(({ request, answer }) => {
      waiting.unshift(() => answer(request.params.messages));
      if (waiting.length === transport.mostInFlight) for (const say of waiting) say();
    });
    expect(transport.mostInFlight).toBe(16);
    const all = Array.from(
      { length: 16 },
      (_, at) => [{ type: "enroll", client: `c${at}` }] as const,
    );
    expect(await Promise.all(all.map((one) => transport.execute(one, "none")))).toEqual(all);
    expect(connections).toHaveLength(16);
  });

  test("break together", async () => {
    const waiting: Exchange[] = [];
    const { transport, requests } = await open((exchange) => {
      waiting.push(exchange);
      if (waiting.length === 3) exchange.incoming.socket.destroy();
    });
    const all = await Promise.allSettled([1, 2, 3].map(() => transport.execute(ENROLL, "none")));
    all.push(...(await Promise.allSettled([transport.execute(ENROLL, "none")])));
    const [first] = all as PromiseRejectedResult[];
    expect(first?.reason).toMatchObject({ code: "connection-lost" });
    expect(all).toEqual(all.map(() => first));
    expect(requests).toHaveLength(3);
  });

  test("an error answer fails its own request alone", async () => {
    const { transport } = await open((exchange) => {
      const isFirst = exchange.request.id === 1;
      withFields(isFirst ? { error: { code: 1, message: "no" } } : { result: "yes" })(exchange);
    });
    const [one, two] = await Promise.allSettled([
      transport.execute(ENROLL, "none"),
      transport.execute(ENROLL, "none"),
    ]);
    expect(one).toMatchObject({ status: "rejected", reason: { code: "error-answer" } });
    expect(two).toEqual({ status: "fulfilled", value: "yes" });
  });

  test("closed by the server while idle are not used again", async () => {
    const { connections, reset } = await open(({ answer, incoming, response }) => {
      answer({});
      response.once("finish", () => incoming.socket.end());
    });
    await reset();
    await closed(connections[0]);
    await reset();
    expect(connections).toHaveLength(2);
  });

  test("closed by the server while the suite is busy are not used again either", async () => {
    const closings = new Int32Array(new SharedArrayBuffer(4));
    const worker = new Worker(CLOSING, { eval: true, workerData: closings });
    onTestFinished(() => void worker.terminate());
    const [port] = await once(worker, "message");
    const transport = httpTransport(`http://127.0.0.1:${port}/`, LIMIT_MS, SUITE);
    onTestFinished(() => transport.close());
    for (const before of [0, 1, 2, 3]) {
      expect(await transport.reset({ capacity: 1, otherCapacity: 0 })).toEqual({});
      // As where the suite plans or judges for seconds: no event is heard until the connection is gone.
      Atomics.wait(closings, 0, before);
    }
  });

  test("are given up by the suite before a server would", async () => {
    const { connections, reset } = await open(({ answer }) => answer({}));
    await reset();
    await closed(connections[0]);
    await reset();
    expect(connections).toHaveLength(2);
  });

  test("are gone when the transport is closed, also under way", async () => {
    const { transport, connections, reset } = await open(({ request, answer }) => {
      if (request.id === 1) answer({});
      else void transport.close();
    });
    await reset();
    await expect(reset()).rejects.toMatchObject({ code: "exited" });
    await closed(connections[0]);
  });
});

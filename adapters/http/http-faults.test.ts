import { once } from "node:events";
import { createServer, type Socket } from "node:net";
import { createServer as createTlsServer } from "node:tls";
import { describe, expect, onTestFinished, test } from "vitest";
import { createPoolServer } from "../../candidates/zoo/pool-server.ts";
import { checkConformance } from "../../suite/conformance.ts";
import type { CandidateErrorCode } from "../protocol/candidate-error.ts";
import { connectionFault } from "./http-faults.ts";
import {
  type Exchange,
  freePort,
  INITIALIZED,
  POOL,
  serve,
  serveInsteadOf,
  withBody,
  withFields,
  withStatus,
} from "./http-server.test-helper.ts";

/** Milliseconds for what never comes to its end. */
const SHORT_MS = 300;

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
});

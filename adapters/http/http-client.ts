/** JSON-RPC 2.0 over HTTP: each request a POST of its own, to one URL. */
import { Pool } from "undici";
import { MOST_LINE_BYTES } from "../process/json-lines.ts";
import { errorAnswer, readAnswer } from "../process/json-rpc.ts";
import { CandidateError } from "../protocol/candidate-error.ts";
import { excerpt } from "../protocol/check.ts";
import { MOST_IN_FLIGHT } from "../protocol/transport.ts";
import type { BearerToken } from "./bearer-token.ts";
import { connectionFault, statusFault } from "./http-faults.ts";

/**
 * Milliseconds that a connection is kept without a request on it, and that a server's own `Keep-Alive: timeout`
 * is taken to be shorter than it says. A server may close an idle connection just as a request is sent on it,
 * and a request on which a connection died cannot be sent again: nobody knows whether it took effect. So
 * connections are given up long before any server does that.
 */
const MOST_IDLE_MS = 500;

export interface HttpClient {
  /**
   * After whatever it throws but an error answer, no answer can be trusted: all that is under way and all
   * that follows fails with the same error.
   * @throws {CandidateError} where no right answer comes within the time limit
   */
  request(method: string, params: object): Promise<unknown>;
  /** One request of which nothing is expected yet: that it fails is no failure of any other. */
  attempt(method: string, params: object): Promise<unknown>;
  /** Every request under way, and every later one, fails with this error. */
  fail(error: CandidateError): void;
  close(): Promise<void>;
}

/**
 * undici, and not Node's own `http.Agent`: before it sends on an idle connection, it looks whether the
 * server has closed it, and it does so in the same way on every Node that the suite runs on. It sends
 * nothing twice, follows no redirect, and knows nothing of proxies in the environment.
 */
const createPool = (url: URL) =>
  new Pool(url.origin, {
    connections: MOST_IN_FLIGHT,
    pipelining: 1,
    keepAliveTimeout: MOST_IDLE_MS,
    keepAliveMaxTimeout: MOST_IDLE_MS,
    keepAliveTimeoutThreshold: MOST_IDLE_MS,
    maxResponseSize: MOST_LINE_BYTES,
    // A request has one time limit, for all of it together.
    connect: { timeout: 0 },
    headersTimeout: 0,
    bodyTimeout: 0,
  });

/**
 * @param timeLimitMs how long one request may take, to the end of the answer's body
 * @param diagnose may know better what it is that went wrong
 */
export function createHttpClient(
  url: URL,
  timeLimitMs: number,
  { headers: authorization, clean, hint }: BearerToken,
  userAgent: string,
  diagnose: (error: CandidateError) => Promise<CandidateError>,
): HttpClient {
  const pool = createPool(url);
  const path = `${url.pathname}${url.search}`;
  const headers = {
    "content-type": "application/json",
    accept: "application/json",
    "user-agent": userAgent,
    ...authorization,
  };
  const underWay = new Set<AbortController>();
  let lastId = 0;
  let broken: CandidateError | undefined;
  const fail = (error: CandidateError) => {
    broken ??= error;
    for (const controller of underWay) controller.abort();
  };

  /** A body's text, without the token: whatever is made of it, that is nowhere in it. */
  const post = async (method: string, body: string) => {
    const controller = new AbortController();
    underWay.add(controller);
    const timer = setTimeout(() => {
      const limit = `no whole answer to ${method} within ${timeLimitMs} ms`;
      fail(new CandidateError("timeout", limit, { hint: TIMEOUT_HINT }));
    }, timeLimitMs);
    let isAnswering = false;
    try {
      const { signal } = controller;
      const answer = await pool.request({ path, method: "POST", headers, body, signal });
      isAnswering = true;
      const { location } = answer.headers;
      return {
        status: answer.statusCode,
        text: clean(await answer.body.text()),
        location: location === undefined ? undefined : clean(String(location)),
      };
    } catch (cause) {
      throw broken ?? connectionFault(method, url, cause, isAnswering);
    } finally {
      clearTimeout(timer);
      underWay.delete(controller);
    }
  };

  const attempt = async (method: string, params: object) => {
    if (broken) throw broken;
    lastId += 1;
    const id = lastId;
    const request = JSON.stringify({ jsonrpc: "2.0", id, method, params });
    const { status, text, location } = await post(method, request);
    if (status !== 200) throw statusFault(method, status, location, text, hint);
    return resultOf(method, id, text);
  };

  return {
    attempt,
    request: async (method, params) => {
      try {
        return await attempt(method, params);
      } catch (error) {
        if (!(error instanceof CandidateError) || error.code === "error-answer") throw error;
        fail(await diagnose(error));
        throw broken;
      }
    },
    fail,
    close: async () => {
      fail(new CandidateError("exited", "the conversation is over"));
      await pool.destroy();
    },
  };
}

const TIMEOUT_HINT =
  "answer every request, to the last byte; a slow candidate may be given longer with --timeout";
const BODY_HINT = "the body of an answer is one JSON-RPC object and nothing else";

/** What the answer with the right id holds. The content type is not asked for: JSON tells itself. */
function resultOf(method: string, id: number, text: string): unknown {
  const answer = readAnswer(text, `the body of the answer to ${method}`);
  if (answer instanceof CandidateError)
    throw new CandidateError(answer.code, answer.message, { hint: BODY_HINT });
  // A candidate that could not read a request cannot tell its id.
  if (answer.error && (answer.id === id || answer.id === null))
    throw errorAnswer(method, answer.error);
  if (answer.id === id) return answer.result;
  throw new CandidateError(
    "wrong-id",
    `an answer with the id ${excerpt(answer.id)} to ${method}, which had another: ${excerpt(text)}`,
  );
}

/** JSON-RPC 2.0 over HTTP: each request a POST of its own, to one URL. */
import { Pool } from "undici";
import { MAX_LINE_BYTES } from "../process/json-lines.ts";
import { errorAnswer, readAnswer } from "../process/json-rpc.ts";
import { CandidateError } from "../protocol/candidate-error.ts";
import { excerpt } from "../protocol/check.ts";
import { SUITE } from "../protocol/requests.ts";
import { MAX_IN_FLIGHT } from "../protocol/transport.ts";
import type { BearerToken } from "./bearer-token.ts";
import { connectionFault, statusFault } from "./http-faults.ts";

/**
 * Milliseconds that a connection is kept without a request on it. A server may close an idle connection just as a
 * request is sent on it, and nobody knows then whether the request took effect. So connections are given up long before
 * a server does that, whatever its own `Keep-Alive: timeout` says.
 */
const MAX_IDLE_MS = 500;

export interface HttpClient {
  /** @throws {CandidateError} where no right answer comes within the time limit */
  request(method: string, params: object): Promise<unknown>;
  /**
   * Every request under way, and every later one, fails with this error.
   * @returns the error that they fail with, which may have come before this one
   */
  fail(error: CandidateError): CandidateError;
  close(): Promise<void>;
}

/**
 * undici, and not Node's own `http.Agent`: before it sends on an idle connection, it checks whether the
 * server has closed it. It sends nothing twice, follows no redirect, and ignores proxies in the environment.
 */
const createPool = (url: URL) =>
  new Pool(url.origin, {
    connections: MAX_IN_FLIGHT,
    pipelining: 1,
    keepAliveTimeout: MAX_IDLE_MS,
    keepAliveMaxTimeout: MAX_IDLE_MS,
    keepAliveTimeoutThreshold: MAX_IDLE_MS,
    maxResponseSize: MAX_LINE_BYTES,
    // A request has one time limit, for all of it together.
    connect: { timeout: 0 },
    headersTimeout: 0,
    bodyTimeout: 0,
  });

/** @param timeLimitMs how long one request may take, to the end of the answer's body */
export function createHttpClient(
  url: URL,
  timeLimitMs: number,
  { headers: authorization, clean, hint }: BearerToken,
): HttpClient {
  const pool = createPool(url);
  const path = `${url.pathname}${url.search}`;
  const headers = {
    "content-type": "application/json",
    accept: "application/json",
    "user-agent": `${SUITE.name}/${SUITE.version}`,
    ...authorization,
  };
  const underWay = new Set<AbortController>();
  let lastId = 0;
  let broken: CandidateError | undefined;
  const fail = (error: CandidateError) => {
    broken ??= error;
    for (const controller of underWay) controller.abort();
    return broken;
  };

  /** What it gives has the token nowhere in it. */
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

  return {
    request: async (method, params) => {
      if (broken) throw broken;
      lastId += 1;
      const id = lastId;
      const body = JSON.stringify({ jsonrpc: "2.0", id, method, params });
      const { status, text, location } = await post(method, body);
      if (status !== 200) throw statusFault(method, status, location, text, hint);
      return resultOf(method, id, text);
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

/** The content type is not checked. */
function resultOf(method: string, id: number, text: string): unknown {
  const answer = readAnswer(text, `the body of the answer to ${method}`);
  if (answer instanceof CandidateError)
    throw new CandidateError(answer.code, answer.message, { hint: BODY_HINT });
  // A candidate that could not read a request cannot name its id.
  if (answer.error && (answer.id === id || answer.id === null))
    throw errorAnswer(method, answer.error);
  if (answer.id === id) return answer.result;
  throw new CandidateError(
    "wrong-id",
    `an answer with the id ${excerpt(answer.id)} to ${method}, which had another: ${excerpt(text)}`,
  );
}

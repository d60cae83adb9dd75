/** A conversation without a process, and what is said in it that is no answer. */
import { vi } from "vitest";
import type { CandidateError } from "../protocol/candidate-error.ts";
import { createRpcClient } from "./json-rpc.ts";

export const LIMIT_MS = 1_000;

export function conversation() {
  const sent: string[] = [];
  const broken: CandidateError[] = [];
  const client = createRpcClient(
    (line) => sent.push(line),
    LIMIT_MS,
    (error) => broken.push(error),
  );
  const say = (answer: unknown) => client.receive(JSON.stringify(answer));
  const right = (id: unknown, result: unknown = {}) => say({ jsonrpc: "2.0", id, result });
  /** What becomes of a request, without waiting for it. */
  const ask = (method = "reset") => {
    const fate: { result?: unknown; error?: CandidateError } = {};
    client.request(method, {}).then(
      (result) => Object.assign(fate, { result }),
      (error: unknown) => Object.assign(fate, { error }),
    );
    return fate;
  };
  const settle = () => vi.advanceTimersByTimeAsync(0);
  return { client, sent, broken, say, right, ask, settle };
}

const result = {};
/** To a request with the id 1: what it is, itself, the code of its error, and what that tells. */
export const WRONG_ANSWERS: readonly (readonly [string, unknown, string, string])[] = [
  [
    "an id never asked",
    { jsonrpc: "2.0", id: 2, result },
    "wrong-id",
    "the id 2, which was never asked",
  ],
  ["the id as text", { jsonrpc: "2.0", id: "1", result }, "wrong-id", 'the id "1"'],
  ["no id, but null", { jsonrpc: "2.0", id: null, result }, "wrong-id", "the id null"],
  [
    "a field of all objects as the id",
    { jsonrpc: "2.0", id: "__proto__", result },
    "wrong-id",
    "proto",
  ],
  ["neither result nor error", { jsonrpc: "2.0", id: 1 }, "not-json", "no JSON-RPC answer"],
  ["no id", { jsonrpc: "2.0", result }, "not-json", "no JSON-RPC answer"],
  ["an id that is an object", { jsonrpc: "2.0", id: {}, result }, "not-json", "no JSON-RPC"],
  ["a fraction as the id", { jsonrpc: "2.0", id: 1.5, result }, "not-json", "no JSON-RPC"],
  ["no version", { id: 1, result }, "not-json", "no JSON-RPC answer"],
  ["another version", { jsonrpc: "1.0", id: 1, result }, "not-json", '"1.0"'],
  ["a batch", [{ jsonrpc: "2.0", id: 1, result }], "not-json", "no JSON-RPC answer"],
  ["an error that is text", { jsonrpc: "2.0", id: 1, error: "no" }, "not-json", '"no"'],
  ["a notification", { jsonrpc: "2.0", method: "log", params: {} }, "not-json", '"log"'],
  ["null", null, "not-json", "no JSON-RPC answer: null"],
  ["a number", 7, "not-json", "no JSON-RPC answer: 7"],
];

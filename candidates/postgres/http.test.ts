import { afterAll, beforeAll, expect, test } from "vitest";
import { type HttpServer, serveOverHttp } from "./http.ts";

let server: HttpServer;

beforeAll(async () => {
  const candidate = {
    declaration: { name: "broken", features: [] },
    reset: () => {
      throw new Error("the disk is full");
    },
    handle: () => ({ type: "done" }) as const,
    snapshot: () => ({ capacity: 0, inUse: 0, clients: [] }),
  };
  server = await serveOverHttp(candidate, 0, () => {});
});

afterAll(() => server.close());

async function post(body: string): Promise<unknown> {
  const response = await fetch(server.url, { method: "POST", body });
  expect(response.status).toBe(200);
  return response.json();
}

test.each([
  ["no JSON", "{", null, -32700],
  ["no request", "[]", null, -32600],
  ["a request without params", '{"id": 1, "method": "snapshot"}', 1, -32600],
  ["an unknown method", '{"id": 2, "method": "toString", "params": {}}', 2, -32601],
  ["what fails", '{"id": 3, "method": "reset", "params": {}}', 3, -32603],
])("answers %s with an error", async (_, body, id, code) => {
  expect(await post(body)).toMatchObject({ jsonrpc: "2.0", id, error: { code } });
});

test("answers a request with the same id", async () => {
  const result = { capacity: 0, inUse: 0, clients: [] };
  const answer = await post('{"jsonrpc": "2.0", "id": 4, "method": "snapshot", "params": {}}');
  expect(answer).toEqual({ jsonrpc: "2.0", id: 4, result });
});

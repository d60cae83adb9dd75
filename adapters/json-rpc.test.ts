import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { CandidateError } from "./candidate-error.ts";
import { createRpcClient } from "./json-rpc.ts";

const LIMIT_MS = 1_000;

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function conversation() {
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

describe("a request", () => {
  test("is one line, with the next id", () => {
    const { client, sent } = conversation();
    void client.request("initialize", { text: "two\nlines" });
    void client.request("reset", {});
    expect(sent.map((line) => line.indexOf("\n") === line.length - 1)).toEqual([true, true]);
    expect(sent.map((line) => JSON.parse(line))).toEqual([
      { jsonrpc: "2.0", id: 1, method: "initialize", params: { text: "two\nlines" } },
      { jsonrpc: "2.0", id: 2, method: "reset", params: {} },
    ]);
  });

  test.each([[{ a: [1] }], [null], [0], [""], [[]]])("is answered with %j", async (result) => {
    const { ask, right, settle, broken } = conversation();
    const fate = ask();
    right(1, result);
    await settle();
    expect(fate).toEqual({ result });
    expect(broken).toEqual([]);
  });

  test("takes the answer with its own id, in any order", async () => {
    const { ask, right, settle } = conversation();
    const [first, second] = [ask(), ask()];
    right(2, "second");
    right(1, "first");
    await settle();
    expect([first, second]).toEqual([{ result: "first" }, { result: "second" }]);
  });

  test("is told from all that are under way with it, whatever the order of the answers", async () => {
    const { ask, right, settle, broken } = conversation();
    const fates = Array.from({ length: 16 }, () => ask("execute"));
    const ids = fates.map((_, index) => index + 1);
    for (const id of ids.toSorted((a, b) => ((a * 7) % 17) - ((b * 7) % 17))) right(id, { id });
    await settle();
    expect(fates).toEqual(ids.map((id) => ({ result: { id } })));
    expect(broken).toEqual([]);
    expect(vi.getTimerCount()).toBe(0);
  });

  test("answered twice fails those that are still under way, and none that had its answer", async () => {
    const { ask, right, settle, broken } = conversation();
    const [first, second, third] = [ask(), ask(), ask()];
    right(2, "second");
    right(2, "again");
    right(1, "first");
    await settle();
    expect(second).toEqual({ result: "second" });
    expect(first?.error?.message).toContain("the id 2, which was answered already");
    expect(third).toEqual(first);
    expect(broken).toEqual([first?.error]);
  });

  test("takes white space around an answer, and fields that it does not know", async () => {
    const { client, ask, settle } = conversation();
    const fate = ask();
    client.receive(' { "jsonrpc":"2.0", "id":1, "result":{}, "took":"3 ms" } \r');
    await settle();
    expect(fate).toEqual({ result: {} });
  });

  test("answered leaves no timer", () => {
    const { ask, right } = conversation();
    ask();
    right(1);
    expect(vi.getTimerCount()).toBe(0);
  });
});

/** White space after an answer is none of its business. */
const long = (answer: unknown) => JSON.stringify(answer) + " ".repeat(5_000);

describe("a long answer", () => {
  const error = { code: -32602, message: "no such client" };

  test("has come before it is read, and another request may be under way meanwhile", async () => {
    const { client, right, ask, settle } = conversation();
    const asked = client.requestUnread("execute", {});
    client.receive(long({ jsonrpc: "2.0", id: 1, result: [1] }));
    const { read } = await asked;
    expect(vi.getTimerCount()).toBe(0);
    const next = ask();
    right(2, "next");
    await settle();
    expect(next).toEqual({ result: "next" });
    expect(read()).toEqual([1]);
  });

  test("that is an error fails when it is read, and breaks nothing", async () => {
    const { client, broken } = conversation();
    const asked = client.requestUnread("execute", {});
    client.receive(long({ jsonrpc: "2.0", id: 1, error }));
    const { read } = await asked;
    expect(read).toThrow("execute was answered with error -32602: no such client");
    expect(broken).toEqual([]);
  });

  test("is read at once where another request is under way, which it may answer", async () => {
    const { client, ask, settle } = conversation();
    const asked = client.requestUnread("execute", {});
    const other = ask();
    client.receive(long({ jsonrpc: "2.0", id: 2, result: "other" }));
    client.receive(long({ jsonrpc: "2.0", id: 1, result: "own" }));
    await settle();
    expect(other).toEqual({ result: "other" });
    expect((await asked).read()).toBe("own");
  });

  test("is no answer that has come where it is short: that is read at once", async () => {
    const { client, say } = conversation();
    const asked = client.requestUnread("execute", {});
    say({ jsonrpc: "2.0", id: 1, error });
    await expect(asked).rejects.toMatchObject({ code: "error-answer" });
    const again = client.requestUnread("execute", {});
    client.receive("ready");
    await expect(again).rejects.toMatchObject({ code: "not-json" });
  });
});

describe("an error answer", () => {
  const error = { code: -32602, message: "no such client", data: { client: "a" } };

  test("fails its request, and no other", async () => {
    const { ask, say, right, settle, broken } = conversation();
    const [first, second] = [ask("execute"), ask()];
    say({ jsonrpc: "2.0", id: 1, error });
    right(2);
    await settle();
    expect(first.error?.code).toBe("error-answer");
    expect(first.error?.message).toBe("execute was answered with error -32602: no such client");
    expect(second).toEqual({ result: {} });
    expect(broken).toEqual([]);
  });

  test("without an id fails them all: nobody knows which request could not be read", async () => {
    const { ask, say, settle, broken } = conversation();
    const fate = ask();
    say({ jsonrpc: "2.0", id: null, error });
    await settle();
    expect(fate.error?.code).toBe("error-answer");
    expect(fate.error?.message).toContain("error -32602: no such client");
    expect(broken).toEqual([fate.error]);
  });
});

describe("what is no answer to what was asked breaks the conversation", () => {
  const result = {};
  const wrong: readonly (readonly [string, unknown, string, string])[] = [
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

  test.each(wrong)("%s", async (_, answer, code, tells) => {
    const { ask, say, settle, broken } = conversation();
    const fate = ask();
    say(answer);
    await settle();
    expect(fate.error).toBeInstanceOf(CandidateError);
    expect(fate.error?.code).toBe(code);
    expect(fate.error?.message).toContain(tells);
    expect(broken).toEqual([fate.error]);
    expect(vi.getTimerCount()).toBe(0);
  });

  test.each(wrong)("%s, read later", async (_, answer, code, tells) => {
    const { client, broken } = conversation();
    const asked = client.requestUnread("execute", {});
    client.receive(long(answer));
    const { read } = await asked;
    expect(broken).toEqual([]);
    // What is asked meanwhile makes no id a known one.
    const next = client.request("reset", {});
    expect(read).toThrow(
      expect.objectContaining({ code, message: expect.stringContaining(tells) }),
    );
    await expect(next).rejects.toBe(broken[0]);
    expect(broken).toHaveLength(1);
    expect(vi.getTimerCount()).toBe(0);
  });

  test.each(["", "ready", "{", '{"jsonrpc":"2.0","id":1,"result":{}', "NaN", "{}{}"])(
    "a line that is no JSON: %j",
    async (line) => {
      const { client, ask, settle } = conversation();
      const fate = ask();
      client.receive(line);
      await settle();
      expect(fate.error?.code).toBe("not-json");
      expect(fate.error?.message).toBe(
        `a line on standard output is no JSON: ${JSON.stringify(line)}`,
      );
    },
  );

  test("a long line is told in short", async () => {
    const { client, ask, settle } = conversation();
    const fate = ask();
    client.receive("x".repeat(100_000));
    await settle();
    expect(fate.error?.message.length).toBeLessThan(300);
  });

  test("a second answer, whether or not another request is under way", async () => {
    const between = conversation();
    between.ask();
    between.right(1);
    between.right(1);
    expect(between.broken.map(({ message }) => message)).toEqual([
      expect.stringContaining("the id 1, which was answered already"),
    ]);
    const during = conversation();
    during.ask();
    during.right(1);
    const fate = during.ask();
    during.right(1);
    await during.settle();
    expect(fate.error?.message).toContain("the id 1, which was answered already");
  });
});

describe("time", () => {
  test("runs out for a request that is not answered", async () => {
    const { ask, broken } = conversation();
    const fate = ask("execute");
    await vi.advanceTimersByTimeAsync(LIMIT_MS - 1);
    expect(fate).toEqual({});
    await vi.advanceTimersByTimeAsync(1);
    expect(fate.error?.code).toBe("timeout");
    expect(fate.error?.message).toBe("no answer to execute within 1000 ms");
    expect(broken).toEqual([fate.error]);
  });

  test("is counted for each request", async () => {
    const { ask, right, settle } = conversation();
    const fates = [];
    for (const id of [1, 2, 3]) {
      fates.push(ask());
      await vi.advanceTimersByTimeAsync(LIMIT_MS - 1);
      right(id, id);
    }
    await settle();
    expect(fates).toEqual([{ result: 1 }, { result: 2 }, { result: 3 }]);
  });

  test("a late answer changes nothing", async () => {
    const { ask, right, settle, broken } = conversation();
    const fate = ask();
    await vi.advanceTimersByTimeAsync(LIMIT_MS);
    right(1);
    await settle();
    expect(fate.error?.code).toBe("timeout");
    expect(broken).toHaveLength(1);
  });
});

describe("a broken conversation", () => {
  const reason = new CandidateError("exited", "the candidate exited with code 1");

  test("fails every request under way and every later one, which is not sent", async () => {
    const { client, ask, sent, settle } = conversation();
    const fates = [ask(), ask()];
    client.fail(reason);
    fates.push(ask());
    await settle();
    expect(fates).toEqual([{ error: reason }, { error: reason }, { error: reason }]);
    expect(sent).toHaveLength(2);
    expect(vi.getTimerCount()).toBe(0);
  });

  test("is told once, with the first reason", () => {
    const { client, broken } = conversation();
    client.fail(reason);
    client.fail(new CandidateError("timeout", "too late"));
    client.receive("garbage");
    expect(broken).toEqual([reason]);
  });

  test("a finished one does not break any more", async () => {
    const { client, ask, right, sent, settle, broken } = conversation();
    const last = ask("shutdown");
    right(1);
    client.finish();
    client.receive("bye");
    client.fail(reason);
    const after = ask();
    await settle();
    expect(last).toEqual({ result: {} });
    expect(after.error?.code).toBe("exited");
    expect(sent).toHaveLength(1);
    expect(broken).toEqual([]);
  });

  test("stays broken when it is finished", async () => {
    const { client, ask, settle } = conversation();
    client.fail(reason);
    client.finish();
    const fate = ask();
    await settle();
    expect(fate.error).toBe(reason);
  });
});

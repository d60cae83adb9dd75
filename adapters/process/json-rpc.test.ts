import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { CandidateError } from "../protocol/candidate-error.ts";
import { conversation, LIMIT_MS, WRONG_ANSWERS } from "./json-rpc.test-helper.ts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

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
  test.each(WRONG_ANSWERS)("%s", async (_, answer, code, tells) => {
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

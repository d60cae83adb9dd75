/** Long answers, which have come before they are read. */
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { conversation, WRONG_ANSWERS } from "../process/json-rpc.test-helper.ts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
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

  test.each(WRONG_ANSWERS)(
    "breaks the conversation where it is %s",
    async (_, answer, code, tells) => {
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
    },
  );
});

import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { checkConformance } from "../../suite/conformance.ts";
import { FAULTS } from "../protocol/faults.test-helper.ts";
import { MAX_IN_FLIGHT } from "../protocol/transport.ts";
import type { Unread } from "./json-rpc.ts";
import { expectNothingLeft, newTag, processesWith } from "./processes.test-helper.ts";
import { stdioTransport } from "./stdio.ts";

const FIXTURE = fileURLToPath(new URL("../../candidates/broken/candidate.mjs", import.meta.url));

/** One that waits for 16 requests, and answers the last one first, each with the client that it was about. */
const BACKWARDS = `"${process.execPath}" -e '
  let waiting = [];
  require("readline").createInterface({ input: process.stdin }).on("line", (line) => {
    const { id, method, params } = JSON.parse(line);
    const result = method === "execute" ? params.messages[0].client : {};
    waiting.unshift(JSON.stringify({ jsonrpc: "2.0", id, result }));
    if (method === "execute" && waiting.length < 16) return;
    console.log(waiting.join("\\n"));
    waiting = [];
  });'`;

const command = (fault: string, tag: string) =>
  `"${process.execPath}" "${FIXTURE}" ${fault} ${tag}`;

/** One session starts half as many processes, and breaks no less. */
const check = (fault: string, tag: string, requestTimeLimitMs?: number, sessions = 1) =>
  checkConformance(`stdio:${command(fault, tag)}`, {
    programs: 20,
    exhaustive: false,
    requestTimeLimitMs,
    sessions,
  });

// Most of these wait rather than work.
describe.concurrent("a candidate broken by one fault", () => {
  test.for(FAULTS)("$fault: $code", async (fault, { expect }) => {
    const tag = newTag();
    const report = await check(fault.fault, tag, fault.timeLimitMs);
    expect(report.error).toMatchObject({ code: fault.code });
    expect(report.verdict).toBe("broken");
    expect(report.error?.message).toMatch(fault.tells);
    expect(report.error?.hint).toMatch(/\w{3}/);
    if (fault.stderr) expect(report.error?.stderr).toContain(fault.stderr);
    // Also of a log without an end.
    expect((report.error?.stderr ?? "").length).toBeLessThanOrEqual(4_000);
    await expectNothingLeft(tag);
  });

  test("side by side, all of them are ended", async ({ expect }) => {
    const tag = newTag();
    const report = await check("exits-leaving-daemon-on-pipe", tag, undefined, 3);
    expect(report.verdict).toBe("broken");
    expect(report.error).toMatchObject({ code: "exited" });
    await expectNothingLeft(tag);
  });

  test("a clause that was violated before it broke is reported too", async ({ expect }) => {
    const tag = newTag();
    const report = await checkConformance(`stdio:${command("overdraws-then-exits", tag)}`, {
      programs: 20,
      sessions: 1,
    });
    expect(report.verdict).toBe("nonconformant");
    expect(report.error).toMatchObject({ code: "exited", stderr: "too much for me\n" });
    expect(report.error?.program).toBeDefined();
    const violated = report.properties.filter(({ verdict }) => verdict === "violated");
    expect(violated.flatMap(({ clauses }) => clauses)).toContain("EXC-2");
    for (const { counterexample } of violated) expect(counterexample?.history).not.toEqual([]);
    await expectNothingLeft(tag);
  });
});

describe.concurrent("a candidate that is not broken", () => {
  test.for(["correct", "noisy-stderr"])("%s", async (fault, { expect }) => {
    const tag = newTag();
    const report = await check(fault, tag, undefined, 2);
    expect(report.error).toBeUndefined();
    expect(report.programs).toBe(20);
    expect(report.properties.filter(({ verdict }) => verdict === "violated")).toEqual([]);
    await expectNothingLeft(tag);
  });

  test("a process that nobody can tell for its own does not hold the run up", async ({
    expect,
  }) => {
    const tag = newTag();
    const report = await check("leaves-stranger", tag);
    const strangers = processesWith(tag);
    for (const pid of strangers) process.kill(pid, "SIGKILL");
    expect(report.error).toBeUndefined();
    expect(strangers).toHaveLength(1);
    await expectNothingLeft(tag);
  });
});

describe.concurrent("the command", () => {
  const errorOf = async (selector: string) => {
    const { verdict, error } = await checkConformance(selector, { programs: 1 });
    expect(verdict).toBe("broken");
    expect(error?.hint).toMatch(/\w{3}/);
    return error;
  };

  test.each([
    ["stdio:poolproof-no-such-command --fast", "not-found", "there is no such command"],
    ["stdio:./no-such-folder/server", "not-found", "there is no such command"],
    ["stdio:./package.json/server", "not-found", "ENOTDIR"],
    ["stdio:./adapters", "not-found", "EACCES"],
    ["stdio:./package.json", "not-found", "EACCES"],
    ["stdio:node a\0b", "not-found", "cannot be started"],
    ["stdio:", "bad-selector", "not followed by a command"],
    ["stdio:   ", "bad-selector", "not followed by a command"],
    ['stdio:"" --fast', "bad-selector", "not followed by a command"],
  ])("%j: %s", async (selector, code, tells) => {
    const error = await errorOf(selector);
    expect(error?.code).toBe(code);
    expect(error?.message).toContain(tells);
  });

  test("takes quoted arguments with spaces, and no shell", async () => {
    const print = "process.stderr.write(JSON.stringify(process.argv.slice(1)))";
    const error = await errorOf(`stdio:node -e '${print}' "two words" 'a "b"' "" $HOME '*' ; |`);
    expect(error?.code).toBe("exited");
    expect(JSON.parse(error?.stderr ?? "")).toEqual([
      "two words",
      'a "b"',
      "",
      "$HOME",
      "*",
      ";",
      "|",
    ]);
  });

  test("a log in many bytes a character is not torn", async () => {
    const print = 'process.stderr.write("€".repeat(200001))';
    const error = await errorOf(`stdio:node -e '${print}'`);
    expect(error?.stderr).toBe("€".repeat(4_000));
  });
});

describe.concurrent("a transport by itself", () => {
  const start = (fault: string, tag: string) => stdioTransport(command(fault, tag), 10_000);
  const initialized = async (fault: string, tag: string) => {
    const transport = await start(fault, tag);
    await transport.initialize();
    return transport;
  };

  test("is closed without having been used", async () => {
    const tag = newTag();
    const transport = await start("correct", tag);
    await transport.close();
    await expectNothingLeft(tag);
  });

  test("closes a second time without hanging", async () => {
    const tag = newTag();
    const transport = await initialized("correct", tag);
    await transport.close();
    await transport.close().catch(() => undefined);
    await expectNothingLeft(tag);
  });

  test("tells at its close that the candidate ended unasked", async () => {
    const tag = newTag();
    const transport = await initialized("correct", tag);
    for (const pid of processesWith(tag)) process.kill(pid, "SIGKILL");
    await expectNothingLeft(tag);
    await expect(transport.close()).rejects.toMatchObject({ code: "exited" });
  });

  test("fails each request after the candidate has broken, in the same words", async () => {
    const tag = newTag();
    const transport = await initialized("exits-early", tag);
    const request = () => transport.execute([{ type: "enroll", client: "a" }], "each");
    const first = await request().catch((error: unknown) => error);
    expect(first).toMatchObject({ code: "exited" });
    await expect(request()).rejects.toThrow((first as Error).message);
    await expect(transport.close()).rejects.toThrow((first as Error).message);
    await expectNothingLeft(tag);
  });

  test("takes a request that is longer than any pipe", async () => {
    const tag = newTag();
    const transport = await initialized("correct", tag);
    await transport.reset({ capacity: 1, otherCapacity: 0 });
    const messages = Array.from({ length: 200_000 }, () => ({
      type: "delete" as const,
      client: "a",
    }));
    const answer = (await transport.execute(messages, "each")) as Unread;
    expect(answer.read()).toMatchObject({ outcomes: { length: messages.length } });
    await transport.close();
  });

  test("carries as many requests together as may be under way, answered in any order", async () => {
    const transport = await stdioTransport(BACKWARDS, 10_000);
    const together = Array.from({ length: MAX_IN_FLIGHT }, (_, index) =>
      transport.execute([{ type: "enroll", client: `c${index}` }], "none"),
    );
    expect(await Promise.all(together)).toEqual(together.map((_, index) => `c${index}`));
    await transport.close();
  });

  test("a long request to one that does not read ends with it", async () => {
    const tag = newTag();
    const transport = await initialized("closes-stdin", tag);
    const [settled] = await Promise.allSettled([
      transport.reset({ capacity: 1, otherCapacity: 0 }),
      ...processesWith(tag).map((pid) => process.kill(pid, "SIGKILL")),
    ]);
    expect(settled).toMatchObject({ status: "rejected", reason: { code: "exited" } });
    await expect(transport.close()).rejects.toMatchObject({ code: "exited" });
    await expectNothingLeft(tag);
  });
});

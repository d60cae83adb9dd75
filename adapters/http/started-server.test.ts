import { fileURLToPath } from "node:url";
import { afterEach, describe, test, vi } from "vitest";
import { checkConformance } from "../../suite/conformance.ts";
import { expectNothingLeft, newTag, processesWith } from "../process/processes.test-helper.ts";
import { freePort, serve } from "./http-server.test-helper.ts";

const FIXTURE = fileURLToPath(new URL("../../candidates/broken/http.mjs", import.meta.url));

const check = async (fault: string, tag: string, requestTimeLimitMs?: number) => {
  const port = await freePort();
  return checkConformance(`http://127.0.0.1:${port}/`, {
    start: `"${process.execPath}" "${FIXTURE}" ${port} ${fault} ${tag}`,
    programs: 5,
    exhaustive: false,
    requestTimeLimitMs,
  });
};

/** Those that are waited for in vain: for long enough to have started, on a loaded machine as well. */
const WAITING: readonly string[] = ["silent", "mute"];

// Most of these wait rather than work.
describe.concurrent("a server that the suite starts", () => {
  // The last one leaves a process that is in no group of its, and the one before hears no SIGTERM.
  test.for(["correct", "opens-early", "ignores-sigterm", "leaves-daemon"])(
    "is driven, and ended with all that it started: %s",
    async (fault, { expect }) => {
      const tag = newTag();
      const report = await check(fault, tag);
      expect(report.error).toBeUndefined();
      expect(report.programs).toBe(5);
      await expectNothingLeft(tag);
    },
  );

  test.for([
    ["exits", "exited", "exited with code 3", "starting\nno database for anybody\n"],
    ["crashes", "exited", "exited with code 5", "starting\nout of memory\n"],
    ["silent", "did-not-start", /within 3000 ms: initialize to .* was refused/, "starting\n"],
    ["mute", "timeout", "no whole answer to initialize within 3000 ms", "starting\n"],
    ["error-answer", "error-answer", "a fault of mine", "starting\nTraceback: a fault of mine\n"],
  ] as const)("%s: %s", async ([fault, code, tells, log], { expect }) => {
    const tag = newTag();
    const { verdict, error } = await check(fault, tag, WAITING.includes(fault) ? 3_000 : undefined);
    expect(verdict).toBe("broken");
    expect(error).toMatchObject({ code, message: expect.stringMatching(tells), stderr: log });
    await expectNothingLeft(tag);
  });

  test("is not started where another is there already", async ({ expect }) => {
    const tag = newTag();
    const { url, requests } = await serve(() => undefined);
    const { error } = await checkConformance(url, { start: `node "${FIXTURE}" 0 correct ${tag}` });
    expect(error?.code).toBe("did-not-start");
    expect(error?.message).toContain("answers at 127.0.0.1");
    expect(requests).toEqual([]);
    expect(processesWith(tag)).toEqual([]);
  });

  test.for([
    ["no-such-command-anywhere --port 1", "not-found", "there is no such command"],
    ["  ", "bad-selector", "--start is not followed by a command"],
  ] as const)("is none: %j", async ([start, code, tells], { expect }) => {
    const { error } = await checkConformance(`http://127.0.0.1:${await freePort()}/`, { start });
    expect(error).toMatchObject({ code, message: expect.stringContaining(tells) });
  });

  test.for(["reference", "stdio:node server.mjs", "./server.mjs"])(
    "is not %s",
    async (selector, { expect }) => {
      const run = checkConformance(selector, { start: "node server.mjs" });
      await expect(run).rejects.toThrow(RangeError);
    },
  );
});

describe("a token", () => {
  afterEach(() => {
    vi.unstubAllEnvs();
  });

  test("that the server logs is not told", async ({ expect }) => {
    vi.stubEnv("POOLPROOF_TOKEN", "s3cret-token-0123");
    const { error } = await check("exits", newTag());
    expect(error?.stderr).toBe("starting\nno database for (token)\n");
  });
});

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "vitest";
import { freePort } from "../adapters/http/http-server.test-helper.ts";
import {
  expectNothingLeft,
  newTag,
  processesWith,
} from "../adapters/process/processes.test-helper.ts";
import { ownFolder, startPoolproof } from "./command.test-helper.ts";

const folder = ownFolder();
const poolproof = (...args: readonly string[]) => startPoolproof(args);

/** The arguments for a server with this fault, and its tag. */
async function server(fault: string) {
  const [tag, port] = [newTag(), await freePort()];
  const start = `node candidates/broken/http.mjs ${port} ${fault} ${tag}`;
  return { tag, url: `http://127.0.0.1:${port}/`, start };
}

describe.concurrent("a server that --start starts is ended with all that it started", () => {
  test("when Ctrl-C ends the run", async ({ expect }) => {
    const { tag, url, start } = await server("correct");
    const report = join(folder, "interrupted");
    const args = ["--programs", "100000", "--report", report];
    const { child, ended } = poolproof("run", url, "--start", start, ...args);
    const written = () => JSON.parse(readFileSync(join(report, "report.json"), "utf8"));
    // Once the server has said who it is.
    await expect.poll(() => written().statement, { timeout: 30_000 }).toBeDefined();
    child.kill("SIGINT");
    expect(await ended).toMatchObject({ status: 4, signal: null });
    await expectNothingLeft(tag);
  });

  test("when the second signal ends the run at once", async ({ expect }) => {
    const { tag, url, start } = await server("mute");
    const { child, ended } = poolproof("run", url, "--start", start);
    await expect.poll(() => processesWith(tag).length, { timeout: 30_000 }).toBe(2);
    child.kill("SIGINT");
    child.kill("SIGTERM");
    expect(await ended).toMatchObject({ status: null });
    await expectNothingLeft(tag);
  });

  test("when a signal ends a replay, which can be copied from the run", async ({ expect }) => {
    const { tag, url, start } = await server("overdraws-then-exits");
    const report = join(folder, "overdraws");
    const args = ["--programs", "20", "--shortest", "0", "--report", report];
    const { output } = await poolproof("run", url, "--start", start, ...args).ended;
    expect(output).toContain("its last words:\n     │ starting\n     │ too much for me");
    expect(output).toMatch(new RegExp(`npx poolproof replay .*\\.json --start '${start}'`));
    await expectNothingLeft(tag);

    const [file = ""] = readdirSync(join(report, "counterexamples"));
    const mute = start.replace("overdraws-then-exits", "mute");
    const path = join(report, "counterexamples", file);
    const { child, ended } = poolproof("replay", path, "--start", mute);
    await expect.poll(() => processesWith(tag).length, { timeout: 30_000 }).toBe(2);
    child.kill("SIGTERM");
    expect(await ended).toMatchObject({ status: null, signal: "SIGTERM" });
    await expectNothingLeft(tag);
  });
});

test("--start is for a candidate at a URL", async ({ expect }) => {
  const { status, output } = await poolproof("run", "reference", "--start", "node a.mjs").ended;
  expect(output).toContain("--start: a command that starts a server is for a candidate at http://");
  expect(status).toBe(2);
});

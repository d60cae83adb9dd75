import { spawn } from "node:child_process";
import { expect, test } from "vitest";
import { MAIN } from "./command.test-helper.ts";
import { isColoured } from "./output.ts";

test.each([
  ["at a terminal", {}, true, true],
  ["at a terminal that has none", { TERM: "dumb" }, true, false],
  // As Node has it, of what is no terminal; picocolors would decide by itself if told no more.
  ["in a pipe", {}, undefined, false],
  ["in a pipe on a CI server", { CI: "1" }, undefined, false],
  ["in the log of GitHub Actions", { CI: "true", GITHUB_ACTIONS: "true" }, false, true],
  ["in a pipe where they are asked for", { FORCE_COLOR: "1" }, false, true],
  ["at a terminal where they are forbidden", { FORCE_COLOR: "0" }, true, false],
  ["where nobody wants them", { NO_COLOR: "1", GITHUB_ACTIONS: "true" }, true, false],
])("%s: %j", (_, environment, isTerminal, coloured) => {
  expect(isColoured(environment, isTerminal)).toBe(coloured);
});

test("a reader who stops before the end changes nothing but what is read", async () => {
  const args = [MAIN, "doctor", "./candidates/zoo/pool-server.ts#createPoolServer"];
  const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "pipe"] });
  let said = "";
  child.stderr.on("data", (chunk) => {
    said += chunk;
  });
  child.stdout.destroy();
  const code = await new Promise((resolve) => child.once("close", resolve));
  expect({ code, said }).toEqual({ code: 0, said: "" });
});

/** Exit code 1 says that a clause is broken, and nothing else. */
import { closeSync, openSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { describe, test } from "vitest";
import { ownFolder, startPoolproof } from "./command.test-helper.ts";

const folder = ownFolder();
const RUN = ["run", "reference", "--programs", "5", "--no-store"];

/** With this run in its process before the command is loaded. */
function poolproofAfter(name: string, code: string) {
  const file = join(folder, `${name}.mjs`);
  writeFileSync(file, code);
  const env = { NODE_OPTIONS: `--import ${pathToFileURL(file)}` };
  return startPoolproof(RUN, { env }).ended;
}

describe.concurrent("3: what is no fault of the candidate's,", () => {
  test.for([[RUN], [["list"]], [["--help"]]])("a full disk, of %s", async ([args], { expect }) => {
    const full = openSync("/dev/full", "w");
    const { ended } = startPoolproof(args ?? [], { stdio: ["ignore", full, "pipe"] });
    closeSync(full);
    const { status, stderr } = await ended;
    expect(stderr).toContain("poolproof: standard output cannot be written: ENOSPC");
    expect(status).toBe(3);
  });

  test("an error that is not caught", async ({ expect }) => {
    const { status, stderr } = await poolproofAfter(
      "throws",
      `process.on("newListener", (name) => {
        if (name === "uncaughtException") setTimeout(() => { throw new Error("a bug"); });
      });`,
    );
    expect(stderr).toMatch(/this is a fault of the suite itself[\s\S]*a bug/);
    expect(status).toBe(3);
  });

  test("a command that is not done when there is nothing left to do", async ({ expect }) => {
    const commander = pathToFileURL(join(import.meta.dirname, "..", "package.json"));
    const { status } = await poolproofAfter(
      "never",
      `import { createRequire } from "node:module";
      const { Command } = createRequire(${JSON.stringify(commander)})("commander");
      Command.prototype.parseAsync = () => new Promise(() => {});`,
    );
    expect(status).toBe(3);
  });
});

test("an error output that is full changes nothing", async ({ expect }) => {
  const full = openSync("/dev/full", "w");
  const { ended } = startPoolproof(["no-such-command"], { stdio: ["ignore", "pipe", full] });
  closeSync(full);
  expect(await ended).toMatchObject({ status: 2 });
});

/** A module may replace what is global, as mock clocks do: the suite goes by what it was before. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "vitest";
import { modules, poolproofBeside, QUICK } from "./modules.test-helper.ts";

const { folder, moduleOf } = modules();
const DURABLE = join(import.meta.dirname, "..", "dist", "candidates", "zoo", "durable-server.js");
const OWN = join(import.meta.dirname, "..", "scripts", "own-globals.mjs");
const NEVER = "handle() { return new Promise(() => {}); }";
/** Answers with a promise, so that it is waited for with a time limit. */
const LATER = "async handle(message) { return super.handle(message); }";

describe.concurrent("a run comes to its verdict where a module replaces", () => {
  test.for([
    ["setTimeout, by one that never fires", "globalThis.setTimeout = () => 0;"],
    [
      "setInterval and clearTimeout",
      "globalThis.setInterval = globalThis.clearTimeout = () => {};",
    ],
    ["setImmediate, by one that never comes", "globalThis.setImmediate = () => 0;"],
    ["process.nextTick, by one that never comes", "process.nextTick = () => {};"],
    ["queueMicrotask, by one that never comes", "globalThis.queueMicrotask = () => {};"],
    ["the clocks, by ones that stand", "Date.now = performance.now = process.hrtime = () => 0;"],
    ["Date and performance", "globalThis.Date = class {}; globalThis.performance = {};"],
    [
      "all that Node's own mock clock does",
      "mock.timers.enable({ apis: ['setTimeout', 'setInterval', 'setImmediate', 'Date'] });",
    ],
    ["Promise, by one of its own", "globalThis.Promise = class extends Promise {};"],
    [
      "Promise, by one that never settles",
      "globalThis.Promise = class { then() { return this; } };",
    ],
    ["JSON and structuredClone", "JSON.stringify = JSON.parse = structuredClone = () => '';"],
  ])("%s", async ([, code = ""], { expect }) => {
    const file = moduleOf(code, LATER);
    const { status, stdout } = await poolproofBeside("run", file, ...QUICK);
    expect(stdout).toContain("CONFORMANT");
    expect(status).toBe(0);
  });

  test("the clock of its own limit", async ({ expect }) => {
    const code =
      "mock.timers.enable({ apis: ['setTimeout', 'setInterval', 'setImmediate', 'Date'] });";
    const file = moduleOf(code, NEVER);
    const { status, stdout } = await poolproofBeside("run", file, ...QUICK, "--timeout", "0.5");
    expect(stdout).toContain("broken: timeout");
    expect(status).toBe(3);
  });
});

describe.concurrent("with all of it replaced by what throws, no less is done by", async () => {
  const names = Object.keys(await import(OWN));
  const throws = names
    .map((name) => `globalThis.${name} = () => { throw new Error("${name}"); };`)
    .join("\n");

  test.for([["run", ...QUICK], ["doctor"], ["probe"]])("%s", async (args, { expect }) => {
    expect(names).toEqual(expect.arrayContaining(["setTimeout", "performance.now", "Promise"]));
    const { status, stdout } = await poolproofBeside(...args, moduleOf(throws, LATER));
    expect({ status, stdout }).toMatchObject({ status: 0 });
  });

  test("races and crashes", async ({ expect }) => {
    const file = join(folder, "durable.mjs");
    writeFileSync(
      file,
      `export { createDurableServer as default } from ${JSON.stringify(DURABLE)};${throws}`,
    );
    const args = ["--programs", "5", "--no-store", "--property", "concurrency/licenses"];
    const { status, stdout } = await poolproofBeside("run", file, ...args);
    expect({ status, stdout }).toMatchObject({ status: 4 });
  });
});

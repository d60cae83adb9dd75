/** Races and crashes on the command line: what is told, what replays, and that nothing is left behind. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { expectNothingLeft, newTag } from "../adapters/process/processes.test-helper.ts";
import { MAIN, ownFolder, poolproof, readReport } from "./command.test-helper.ts";

const folder = ownFolder();
const zoo = (file: string) => resolve("dist", "candidates", "zoo", file);

/** Of few features, so that the scopes are small. */
const FEATURES = ["pool", "concurrency", "durability"];

/** A module that a user might have: the durable server, or one whose scans do not lock the pool. */
function write(name: string, server: string): string {
  const path = join(folder, name);
  const imports = [
    `import { createDurableServer, DurableServer } from ${JSON.stringify(zoo("durable-server.js"))};`,
    `import { DURABLE_DEFECTS } from ${JSON.stringify(zoo("durable-defects.js"))};`,
  ];
  const options = JSON.stringify({ features: FEATURES });
  const make = `export default (host) => createDurableServer(host, ${options}, ${server});`;
  writeFileSync(path, [...imports, make, ""].join("\n"));
  return path;
}
const CORRECT = write("correct.mjs", "DurableServer");
const RACY = write("racy.mjs", "DURABLE_DEFECTS.scansShareThePool.server");

describe("a race in process", () => {
  const report = join(folder, "racy");
  const { status, stdout } = poolproof(
    "run",
    RACY,
    "--programs",
    "200",
    "--shortest",
    "0",
    "--report",
    report,
  );
  const bound = join(report, "counterexamples", "concurrency-capacity.json");

  test("is told with its lanes, its rate, and why no order explains it", () => {
    expect(status).toBe(1);
    expect(stdout).toContain("at the same time:");
    expect(stdout).toMatch(/lane 1: a returns a scan {2}→ {2}processed, license pulled/);
    expect(stdout).toMatch(/It failed in \d+ of 20 runs\./);
    const told = readReport(report);
    expect(told.histories).toMatchObject([
      { campaign: "concurrency", programs: 40, crashes: 0 },
      { campaign: "durability", programs: 20 },
    ]);
    expect(told.histories[0].overlapping).toBeGreaterThan(40);
    expect(told.histories[1].crashes).toBeGreaterThanOrEqual(20);
  });

  test("has a counterexample of two lanes with a message each", () => {
    const { counterexample } = readReport(report).properties.find(
      ({ id }: { id: string }) => id === "concurrency/capacity",
    );
    const races = counterexample.program.steps.filter(
      (step: { type: string }) => step.type === "together",
    );
    expect(races).toHaveLength(1);
    expect(races[0].lanes.map((lane: unknown[]) => lane.length)).toEqual([1, 1]);
    // With the pool alone everybody is ready, and nothing has to come before it.
    expect(counterexample.program.steps).toHaveLength(1);
  });

  test("replays until it shows, and is gone from a server that is right", () => {
    const still = poolproof("replay", bound);
    expect(still.status).toBe(1);
    expect(still.stdout).toContain("still violated");
    const fixed = poolproof("replay", bound, CORRECT);
    expect(fixed.status).toBe(0);
    expect(fixed.stdout).toMatch(/holds now in \d+ runs/);
  });
});

test("what cannot be driven so is no pass", () => {
  const single = join(folder, "single.mjs");
  writeFileSync(
    single,
    `import { createReference } from ${JSON.stringify(resolve("dist", "index.js"))};\nexport default createReference({ features: ["pool", "durability"] });\n`,
  );
  const { status, stdout } = poolproof(
    ...["run", single, "--programs", "10", "--property", "durability/*"],
  );
  expect(status).toBe(4);
  expect(stdout).toContain("cannot be killed and started again");
});

/** What a candidate leaves in the folder for temporary files is its store. */
interface Left {
  readonly tag: string;
  readonly temporary: string;
}

function start(name: string, candidate: (tag: string) => string, ...args: readonly string[]) {
  const left: Left = { tag: newTag(), temporary: join(folder, name) };
  mkdirSync(left.temporary);
  const child = spawn("node", [MAIN, "run", candidate(left.tag), "--shortest", "0", ...args], {
    env: { ...process.env, TMPDIR: left.temporary, NO_COLOR: "1" },
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding("utf8").on("data", (text: string) => {
      output += text;
    });
  return { child, left, ended: once(child, "close").then(([status]) => ({ status, output })) };
}

const SERVER = `${zoo("stdio-server.js")} --store {store}`;
const served = (tag: string) => `stdio:node -C ${tag} ${SERVER} --features ${FEATURES}`;
/** Its own child outlives it, unless that is ended with it. */
const forking = (tag: string) =>
  `stdio:sh -c "tail -qF ${tag} & exec node -C ${tag} ${SERVER} --features ${FEATURES}"`;

async function expectClean({ tag, temporary }: Left): Promise<void> {
  await expectNothingLeft(tag);
  expect(readdirSync(temporary)).toEqual([]);
}

describe.concurrent("no process and no store is left", () => {
  test("after a run that came to its end", async () => {
    const { left, ended } = start("success", served, "--programs", "10");
    // So few programs reach too little.
    expect(await ended).toMatchObject({ status: 4 });
    await expectClean(left);
  });

  test("after one that found something", async () => {
    const defect = "--features pool,concurrency --defect scansShareThePool --gather 5";
    const racy = (tag: string) => `stdio:node -C ${tag} ${SERVER} ${defect}`;
    const args = ["--programs", "100", "--property", "concurrency/capacity"];
    const { left, ended } = start("failure", racy, ...args);
    const output = expect.stringContaining("at the same time:");
    expect(await ended).toMatchObject({ status: 1, output });
    await expectClean(left);
  });

  test.each(["SIGINT", "SIGTERM"] as const)("after %s", async (signal) => {
    const { child, left, ended } = start(signal, served, "--programs", "100000");
    await expect
      .poll(() => readdirSync(left.temporary).length, { timeout: 30_000 })
      .toBeGreaterThan(0);
    child.kill(signal);
    await ended;
    await expectClean(left);
  });

  test("where the candidate starts a process that outlives it", async () => {
    const { left, ended } = start("forks", forking, "--programs", "10");
    // What it leaves at its end is its fault.
    const { status, output } = await ended;
    expect(status).toBe(3);
    expect(output).toContain("left-processes");
    await expectClean(left);
  });
});

import { spawn, spawnSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";

/** The built command line, as a user runs it. */
const MAIN = join(import.meta.dirname, "..", "dist", "cli", "main.js");
const folder = mkdtempSync(join(tmpdir(), "poolproof-cli-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const ZOO = "./candidates/zoo/defects.ts";
/** Where it is of no interest how short a counterexample is. */
const QUICK = ["--shortest", "0"] as const;
const BROKEN = "stdio:node candidates/broken/candidate.mjs";

/** Where there is a CI, there are colours, also in a pipe. */
const UNCOLOURED = { ...process.env, NO_COLOR: "1" };

function poolproof(...args: readonly string[]) {
  const { status, stdout, stderr } = spawnSync("node", [MAIN, ...args], {
    encoding: "utf8",
    env: UNCOLOURED,
  });
  return { status, stdout, stderr };
}

const readReport = (name: string) =>
  JSON.parse(readFileSync(join(folder, name, "report.json"), "utf8"));

describe("exit codes", () => {
  test("0: conformant, with the verdict in the last line and nothing on stderr", () => {
    const { status, stdout, stderr } = poolproof("run", "reference");
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    expect(stdout.trimEnd().split("\n").at(-1)).toMatch(/^CONFORMANT/);
  });

  test("1: a clause is broken", () => {
    const { status, stdout } = poolproof("run", `${ZOO}#downloadsAfterAup`);
    expect(status).toBe(1);
    expect(stdout).toContain("NONCONFORMANT");
    expect(stdout).toMatch(/^✗ {2}AUP-2 /m);
  });

  test.each([
    ["an unknown command", ["rum"], "Did you mean run"],
    ["an unknown option", ["run", "reference", "--sed", "1"], "Did you mean --seed"],
    ["a count that is none", ["run", "reference", "--programs", "many"], "whole number"],
    ["states that cannot be extra", ["run", "reference", "--extra-states", "2"], "0 or 1"],
    ["no candidate", ["run"], "candidate"],
    ["a file that is not there", ["replay", "nowhere.json"], "nowhere.json"],
    ["a report without a folder", ["run", "reference", "--report", ""], "name a folder"],
    ["a folder where none can be made", ["run", "reference", "--report", "/proc/x/y"], "/proc/x"],
    [
      "a folder that cannot be written",
      ["run", "reference", "--report", "/dev/null/x"],
      "/dev/null/x",
    ],
  ])("2: %s", (_, args, told) => {
    const { status, stderr, stdout } = poolproof(...args);
    expect(status).toBe(2);
    expect(stderr).toContain(told);
    expect(stdout).not.toContain("CONFORMANT");
  });

  test.each([
    ["a command that is not there", "stdio:no-such-command-anywhere", "not-found"],
    ["a module that is not there", "./nowhere.ts", "not-found"],
    ["a module without a candidate", "./model/clauses.ts", "no-candidate"],
    ["a selector that is none", "nonsense", "bad-selector"],
    ["a candidate that exits early", `${BROKEN} exits-early`, "exited"],
  ])("3: %s, with a report", (name, selector, code) => {
    const report = name.replaceAll(" ", "-");
    const { status, stdout } = poolproof("run", selector, "--report", join(folder, report));
    expect(status).toBe(3);
    expect(stdout).toContain(`broken: ${code}`);
    expect(readReport(report)).toMatchObject({ verdict: "broken", error: { code } });
    expect(readFileSync(join(folder, report, "junit.xml"), "utf8")).toContain("<error");
  });

  test.each([
    ["blocks its thread for ever", "while (true);", "timeout"],
    ["ends the process", "process.exit(0);", "exited"],
    [
      "throws where nobody catches",
      "setTimeout(() => { throw new Error('late'); }); return new Promise(() => undefined);",
      "threw",
    ],
  ])("3: a module that %s, with a report that has the program", (name, handle, code) => {
    const file = join(folder, `${code}.mjs`);
    writeFileSync(
      file,
      `export default {
        declaration: { name: "bad", features: ["pool"] },
        reset() {},
        handle() { ${handle} },
        snapshot: () => ({ capacity: 0, inUse: 0, clients: [] }),
      };`,
    );
    const report = name.replaceAll(" ", "-");
    const { status } = poolproof("run", file, "--timeout", "1", "--report", join(folder, report));
    expect(status).toBe(3);
    expect(readReport(report)).toMatchObject({
      verdict: "broken",
      candidate: { name: "bad" },
      error: { code, program: { steps: expect.any(Array) } },
    });
  });

  test("4: too few programs to say", () => {
    const { status, stdout } = poolproof("run", "reference", "--programs", "20");
    expect(status).toBe(4);
    expect(stdout).toContain("INCONCLUSIVE");
  });
});

describe("what is driven exhaustively", () => {
  const driven = (stdout: string) => [
    ...stdout.matchAll(/^[✓✗?] {2}(.+?) {2,}(.+?) {2}.* 100 %/gm),
  ];

  test("is every transition of each scope, as thoroughly as asked", () => {
    const { status, stdout } = poolproof("run", "reference", "--extra-states", "0");
    expect(status).toBe(0);
    const levels = driven(stdout).map(([, , level]) => level);
    expect(levels).toEqual([
      "no extra state",
      "no extra state",
      "no extra state",
      "no extra state",
    ]);
    expect(stdout).toContain("a server with no more states than the model");
  });

  test("is more where all is asked for, and inconclusive where that is cut", () => {
    const args = ["--exhaustive", "--extra-states", "1", "--time", "0.1"];
    const { status, stdout } = poolproof("run", "reference", ...args);
    expect(status).toBe(4);
    expect(stdout).toMatch(
      /^\? {2}two clients, every message +tour .* 0 of 2,713,698, incomplete/m,
    );
    expect(stdout).toMatch(/^\? {2}one client +1 extra state .* incomplete/m);
  });

  test("finds what one program misses", () => {
    const { status, stdout } = poolproof(
      "run",
      `${ZOO}#releasesTheLatest`,
      "--programs",
      "1",
      ...QUICK,
    );
    expect(status).toBe(1);
    expect(stdout).toMatch(/^✗ {2}three clients and the node pool .* 100 %, violated/m);
    expect(stdout).toMatch(/^✓ {2}two clients and both pools .* 100 % /m);
    expect(stdout).toContain("the operator retires");
  });
});

describe("a report", () => {
  test("is written whole, and its counterexamples replay", () => {
    const name = "whole";
    const { status, stdout } = poolproof(
      "run",
      `${ZOO}#grantsOneTooMany`,
      "--report",
      join(folder, name),
    );
    expect(status).toBe(1);
    expect(readdirSync(join(folder, name)).sort()).toEqual([
      "counterexamples",
      "junit.xml",
      "report.json",
    ]);
    const files = readdirSync(join(folder, name, "counterexamples"));
    const violated = readReport(name).properties.filter(
      (p: { verdict: string }) => p.verdict === "violated",
    );
    expect(files).toHaveLength(violated.length);
    const file = join(folder, name, "counterexamples", "exc-pull-stays-within-capacity.json");
    expect(stdout).toContain("poolproof replay");
    expect(poolproof("replay", file)).toMatchObject({
      status: 1,
      stdout: expect.stringContaining("still violated"),
    });
    expect(poolproof("replay", file, "reference")).toMatchObject({
      status: 0,
      stdout: expect.stringContaining("fixed"),
    });
  });

  test("is replaced as a whole by the next run's", () => {
    const name = "twice";
    poolproof("run", `${ZOO}#grantsOneTooMany`, ...QUICK, "--report", join(folder, name));
    expect(readdirSync(join(folder, name, "counterexamples"))).not.toEqual([]);
    poolproof("run", "reference", "--report", join(folder, name));
    expect(readdirSync(join(folder, name, "counterexamples"))).toEqual([]);
    expect(readReport(name).verdict).toBe("conformant");
  });

  test("leaves alone what is not its own", () => {
    const own = join(folder, "kept", "counterexamples");
    mkdirSync(own, { recursive: true });
    writeFileSync(join(own, "mine.json"), "{}");
    poolproof("run", "reference", "--programs", "20", "--report", join(folder, "kept"));
    expect(readdirSync(own)).toEqual(["mine.json"]);
  });

  test.each([
    ["SIGINT", 4],
    ["SIGTERM", 4],
    ["SIGKILL", null],
  ] as const)("of a run ended by %s says that it is incomplete", async (signal, code) => {
    const name = `ended-${signal}`;
    const args = ["run", "stdio:python3 candidates/python/ledger.py", "--programs", "100000"];
    const child = spawn("node", [MAIN, ...args, "--report", join(folder, name)]);
    await expect
      .poll(() => existsSync(join(folder, name, "report.json")), { timeout: 30_000 })
      .toBe(true);
    const ended = new Promise((resolve) => child.once("exit", resolve));
    child.kill(signal);
    expect(await ended).toBe(code);
    expect(readReport(name)).toMatchObject({
      verdict: "inconclusive",
      incomplete: expect.any(String),
    });
  });

  test("that cannot be written at the end fails the run, after its verdict was told", () => {
    const name = "blocked";
    // A folder where the file is first written, which the run meets only when it has come to its end.
    mkdirSync(join(folder, name, "junit.xml.partial"), { recursive: true });
    const { status, stdout, stderr } = poolproof(
      "run",
      "reference",
      "--report",
      join(folder, name),
    );
    expect(stdout).toContain("CONFORMANT");
    expect(stderr).toContain("could not be written");
    expect(status).toBe(3);
    expect(readReport(name).incomplete).toBeDefined();
  });
});

describe("replay", () => {
  const rejects = (text: string) => {
    const file = join(folder, "bad.json");
    writeFileSync(file, text);
    return poolproof("replay", file, "reference");
  };

  test.each([
    ["no JSON", "{", "cannot be read"],
    ["another JSON", '{"schema": "something"}', "is no counterexample"],
    ["a list", "[]", "is no counterexample"],
    ["a whole report", '{"schema": "poolproof/report/1"}', "counterexamples/ beside it"],
  ])("refuses a file with %s, and says what is wrong with it", (_, text, told) => {
    expect(rejects(text)).toMatchObject({ status: 2, stderr: expect.stringContaining(told) });
  });

  test("does not call fixed what had failed only once", () => {
    poolproof("run", `${ZOO}#downloadsAfterAup`, ...QUICK, "--report", join(folder, "once"));
    const name = join(folder, "once", "counterexamples", "aup-no-download-after-expiry.json");
    const recorded = JSON.parse(readFileSync(name, "utf8"));
    writeFileSync(name, JSON.stringify({ ...recorded, reproduced: false }));
    const { status, stdout } = poolproof("replay", name, "reference");
    expect(stdout).toContain("cannot say");
    expect(status).toBe(4);
  });

  test("refuses a program with what is no message", () => {
    poolproof("run", `${ZOO}#downloadsAfterAup`, ...QUICK, "--report", join(folder, "odd"));
    const name = join(folder, "odd", "counterexamples", "aup-no-download-after-expiry.json");
    const recorded = JSON.parse(readFileSync(name, "utf8"));
    const steps = [{ type: "onboard", client: "NOT AN ID" }];
    writeFileSync(name, JSON.stringify({ ...recorded, program: { ...recorded.program, steps } }));
    const { status, stderr } = poolproof("replay", name, "reference");
    expect(stderr).toContain("cannot be replayed");
    expect(status).toBe(2);
  });

  test("refuses a program that the candidate cannot be sent", () => {
    poolproof("run", `${ZOO}#downloadsAfterAup`, ...QUICK, "--report", join(folder, "aup"));
    const file = join(folder, "aup", "counterexamples", "aup-no-download-after-expiry.json");
    const { status, stderr } = poolproof("replay", file, `${BROKEN} correct`);
    expect(status).toBe(2);
    expect(stderr).toContain("does not declare");
  });
});

describe("list", () => {
  test("tells every clause with its sentence, and what is not covered", () => {
    const { status, stdout } = poolproof("list");
    expect(status).toBe(0);
    for (const told of [
      "COMP-1",
      "FRAME-3",
      "“Retired computers will release a license.”",
      "Not covered",
    ])
      expect(stdout).toContain(told);
  });

  test("is JSON where asked", () => {
    const { clauses, properties } = JSON.parse(poolproof("list", "--json").stdout);
    expect(clauses).toHaveLength(37);
    expect(properties.length).toBeGreaterThan(50);
  });
});

import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import {
  BROKEN,
  ownFolder,
  poolproof,
  poolproofHere,
  readReport,
  ZOO,
} from "./command.test-helper.ts";

const folder = ownFolder();

// 0, 1 and 4 are those of runs below and in report-folder.test.ts.
describe("exit codes", () => {
  test("2: of the process too", () => {
    expect(poolproof("rum")).toMatchObject({ status: 2, stdout: "" });
  });

  test.each([
    ["an unknown command", ["rum"], "Did you mean run"],
    ["an unknown option", ["run", "reference", "--sed", "1"], "Did you mean --seed"],
    ["a count that is none", ["run", "reference", "--programs", "many"], "whole number"],
    ["states that cannot be extra", ["run", "reference", "--extra-states", "2"], "0 or 1"],
    ["no candidate", ["run"], "candidate"],
    [
      "a command without quotes",
      ["run", "stdio:node", "stdio.mjs", "--programs", "9"],
      'in quotes: "stdio:node stdio.mjs"\n',
    ],
    ["the same without stdio:", ["run", "node", "stdio.mjs"], '"stdio:node stdio.mjs"\n'],
    ["a file that is not there", ["replay", "nowhere.json"], "nowhere.json"],
    [
      "a selector that is none",
      ["run", "bogus:nope", "--report", "/dev/null/x"],
      "name a candidate as",
    ],
    [
      "a scheme that is misspelt",
      ["doctor", "studio:node a.mjs"],
      'did you mean "stdio:node a.mjs"?',
    ],
    ["a URL without its scheme", ["probe", "localhost:8080/rpc"], "http://localhost:8080/rpc"],
    ["a URL with a password", ["run", "http://me:secret@127.0.0.1/"], "POOLPROOF_TOKEN"],
    ["one of several candidates", ["compare", "reference", "bogus:nope"], "selects no candidate"],
    [
      "a start without a command",
      ["run", "http://127.0.0.1:9/", "--start", " "],
      "--start is not followed by a command",
    ],
    ["a report without a folder", ["run", "reference", "--report", ""], "name a folder"],
    ["a folder where none can be made", ["run", "reference", "--report", "/proc/x/y"], "/proc/x"],
    [
      "a folder that cannot be written",
      ["run", "reference", "--report", "/dev/null/x"],
      "/dev/null/x",
    ],
  ])("2: %s", async (_, args, told) => {
    const { status, stderr, stdout } = await poolproofHere(...args);
    expect(status).toBe(2);
    expect(stderr).toContain(told);
    expect(stdout).not.toContain("CONFORMANT");
  });

  test.each([
    ["a command that is not there", "stdio:no-such-command-anywhere", "not-found"],
    ["a module that is not there", "./nowhere.ts", "not-found"],
    ["a module without a candidate", "./model/clauses.ts", "no-candidate"],
    ["a candidate that exits early", `${BROKEN} exits-early`, "exited"],
  ])("3: %s, with a report", async (name, selector, code) => {
    const report = name.replaceAll(" ", "-");
    const run = selector.startsWith("stdio:") ? poolproofHere : poolproof;
    const { status, stdout } = await run("run", selector, "--report", join(folder, report));
    expect(status).toBe(3);
    expect(stdout).toContain(`broken: ${code}`);
    expect(readReport(join(folder, report))).toMatchObject({ verdict: "broken", error: { code } });
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
    expect(readReport(join(folder, report))).toMatchObject({
      verdict: "broken",
      candidate: { name: "bad" },
      error: { code, program: { steps: expect.any(Array) } },
    });
  });
});

describe("doctor", () => {
  test("goes through the checks, and says what to run next", async () => {
    const { status, stdout } = await poolproofHere("doctor", "reference");
    expect(stdout).toContain("✓ enroll  a enrolls → done");
    expect(stdout).toMatch(/messages a second/);
    expect(stdout.trimEnd()).toMatch(/It speaks the protocol.\nnext: npx poolproof run reference$/);
    expect(status).toBe(0);
  });

  test("is not taken along by a module that blocks its thread", () => {
    const file = join(folder, "blocking.mjs");
    writeFileSync(
      file,
      `let capacity;
      export default {
        declaration: { name: "blocking", features: ["pool"] },
        reset: (settings) => { capacity = settings.capacity; },
        handle() { while (true); },
        snapshot: () => ({ capacity, inUse: 0, clients: [] }),
      };`,
    );
    const { status, stdout } = poolproof("doctor", file, "--timeout", "1");
    expect(stdout).toMatch(/✗ enroll {2}timeout\n.*blocked its thread/);
    expect(status).toBe(3);
  });
});

describe("what is driven exhaustively", () => {
  const driven = (stdout: string) => [
    ...stdout.matchAll(/^[✓✗?] {2}(.+?) {2,}(.+?) {2}.* 100 %/gm),
  ];

  test("is every transition of each scope, as thoroughly as asked; a conformant run tells nothing else", async () => {
    // Of few features, so that the scopes are small.
    const candidate = "stdio:python3 candidates/python/ledger.py --features pool,other-solutions";
    const args = ["--extra-states", "0", "--programs", "200"];
    const { status, stdout, stderr } = await poolproofHere("run", candidate, ...args);
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    expect(stdout.trimEnd().split("\n").at(-1)).toMatch(/^CONFORMANT/);
    const levels = driven(stdout).map(([, , level]) => level);
    // Without the catalogue, which is not declared.
    expect(levels).toEqual(["no extra state", "no extra state", "no extra state"]);
    expect(stdout).toContain("a server with no more states than the model");
  });

  test("is more where all is asked for, and inconclusive where that is cut", async () => {
    const args = ["--exhaustive", "--extra-states", "1", "--time", "0.1"];
    const { status, stdout } = await poolproofHere("run", "reference", ...args);
    expect(status).toBe(4);
    expect(stdout).toMatch(
      /^\? {2}two clients, every message +tour .* 0 of 2,713,698, incomplete/m,
    );
    expect(stdout).toMatch(/^\? {2}one client +1 extra state .* incomplete/m);
  });

  test("finds what one program misses", () => {
    const args = ["--programs", "1", "--shortest", "0", "--property", "rec/retire-*"];
    const { status, stdout } = poolproof("run", `${ZOO}#releasesTheLatest`, ...args);
    expect(status).toBe(1);
    expect(stdout).toMatch(/^✗ {2}three clients and the node pool .* 100 %, violated/m);
    expect(stdout).toMatch(/^✓ {2}two clients and every pool .* 100 %$/m);
    expect(stdout).toContain("the operator retires");
  });
});

describe("list", () => {
  test("tells every clause with its sentence, and what is not covered", async () => {
    const { status, stdout } = await poolproofHere("list");
    expect(status).toBe(0);
    for (const told of [
      "COMP-1",
      "FRAME-3",
      "“Retired computers will release a license.”",
      "Not covered",
    ])
      expect(stdout).toContain(told);
  });

  test("is JSON where asked", async () => {
    const { clauses, properties } = JSON.parse((await poolproofHere("list", "--json")).stdout);
    expect(clauses).toHaveLength(37);
    expect(properties.length).toBeGreaterThan(50);
  });
});

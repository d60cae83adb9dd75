/** The folder of a report, from the first run into it to the replay of its counterexamples. */
import { spawn } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import {
  BROKEN,
  MAIN,
  ownFolder,
  poolproof,
  poolproofHere,
  readReport,
  ZOO,
} from "./command.test-helper.ts";

const folder = ownFolder();

/** A run that most of these tests read; those that write to its folder do so to a copy. */
const WHOLE = join(folder, "whole");
const SUMMARY = join(folder, "summary.md");
/** How short a counterexample is, and how many programs were driven, is of no interest here. */
const QUICK = ["--programs", "100", "--shortest", "0"] as const;
/** Of few features, so that the scopes are small. */
const SMALL = "stdio:python3 candidates/python/ledger.py --features pool";
let run: ReturnType<typeof poolproof>;
beforeAll(() => {
  const files = ["--report", WHOLE, "--summary", SUMMARY];
  run = poolproof("run", `${ZOO}#downloadsAfterAup`, ...QUICK, ...files);
});

const FILES = ["counterexamples", "ctrf.json", "junit.xml", "report.html", "report.json"];
const COUNTEREXAMPLE = join("counterexamples", "aup-no-download-after-expiry.json");
const recorded = () => JSON.parse(readFileSync(join(WHOLE, COUNTEREXAMPLE), "utf8"));

/** A file with this in it. */
function fileOf(name: string, content: unknown): string {
  const file = join(folder, name);
  writeFileSync(file, typeof content === "string" ? content : JSON.stringify(content));
  return file;
}

describe("a report", () => {
  test("is written whole, and its counterexamples replay", () => {
    expect(run.status).toBe(1);
    expect(run.stdout).toContain("NONCONFORMANT");
    expect(run.stdout).toMatch(/^✗ {2}AUP-2 /m);
    expect(readdirSync(WHOLE).sort()).toEqual(FILES);
    const files = readdirSync(join(WHOLE, "counterexamples"));
    const violated = readReport(WHOLE).properties.filter(
      (p: { verdict: string }) => p.verdict === "violated",
    );
    expect(violated.length).toBeGreaterThan(1);
    expect(files).toHaveLength(violated.length);
    expect(run.stdout).toContain("poolproof replay");
    const file = join(WHOLE, COUNTEREXAMPLE);
    expect(poolproof("replay", file)).toMatchObject({
      status: 1,
      stdout: expect.stringContaining("still violated"),
    });
    expect(poolproof("replay", file, "reference")).toMatchObject({
      status: 0,
      stdout: expect.stringContaining("fixed"),
    });
  });

  test("is replaced as a whole by the next run's, which leaves alone what is not its own", async () => {
    const twice = join(folder, "twice");
    cpSync(WHOLE, twice, { recursive: true });
    const counterexamples = join(twice, "counterexamples");
    expect(readdirSync(counterexamples)).not.toEqual([]);
    writeFileSync(join(counterexamples, "mine.json"), "{}");
    const args = ["run", SMALL, "--programs", "20", "--report", twice];
    const { status, stdout } = await poolproofHere(...args);
    expect(stdout).toContain("INCONCLUSIVE");
    expect(status).toBe(4);
    expect(readdirSync(counterexamples)).toEqual(["mine.json"]);
    expect(readReport(twice)).toMatchObject({ verdict: "inconclusive", programs: 20 });
    expect(readReport(twice).incomplete).toBeUndefined();
  });

  test.each([
    ["SIGINT", 4],
    ["SIGTERM", 4],
    ["SIGKILL", null],
  ] as const)("of a run ended by %s says that it is incomplete", async (signal, code) => {
    const ended = join(folder, `ended-${signal}`);
    const args = ["run", "stdio:python3 candidates/python/ledger.py", "--programs", "100000"];
    const child = spawn("node", [MAIN, ...args, "--report", ended]);
    await expect.poll(() => existsSync(join(ended, "report.json")), { timeout: 30_000 }).toBe(true);
    const exit = new Promise((resolve) => child.once("exit", resolve));
    child.kill(signal);
    expect(await exit).toBe(code);
    expect(readReport(ended)).toMatchObject({
      verdict: "inconclusive",
      incomplete: expect.any(String),
    });
  });

  test("that cannot be written at the end fails the run, after its verdict was told", async () => {
    const blocked = join(folder, "blocked");
    // A folder where the file is first written, which the run meets only when it has come to its end.
    mkdirSync(join(blocked, "junit.xml.partial"), { recursive: true });
    const args = ["run", SMALL, "--programs", "20", "--report", blocked];
    const { status, stdout, stderr } = await poolproofHere(...args);
    expect(stdout).toContain("INCONCLUSIVE");
    expect(stderr).toContain("could not be written");
    expect(status).toBe(3);
    expect(readReport(blocked).incomplete).toBeDefined();
  });
});

describe("a summary", () => {
  test("is written beside the report, in Markdown", () => {
    expect(readFileSync(SUMMARY, "utf8")).toMatch(/^## ✗ Poolproof: nonconformant\n/);
  });
});

describe("a folder rendered again", () => {
  test("has the same files as before, byte for byte but for the name of the folder", async () => {
    const again = join(folder, "again");
    mkdirSync(again);
    cpSync(join(WHOLE, "report.json"), join(again, "report.json"));
    expect(await poolproofHere("report", again)).toMatchObject({
      status: 0,
      stdout: expect.stringContaining("report.html"),
    });
    // A line of the page may be broken between folders.
    const read = (path: string) => readFileSync(path, "utf8").replaceAll("<wbr/>", "");
    for (const file of ["report.html", "junit.xml", "ctrf.json"])
      expect(read(join(again, file))).toBe(read(join(WHOLE, file)).replaceAll(WHOLE, again));
  });

  test.each([
    ["nothing", undefined, "there is no report.json in"],
    ["no JSON", "{", "cannot be read as a report"],
    ["a counterexample", '{"schema": "poolproof/counterexample/1"}', "is a counterexample"],
    ["another version's report", '{"schema": "poolproof/report/0"}', "run the candidate again"],
    ["half a report", '{"schema": "poolproof/report/1"}', "is no report of this version"],
  ])("needs a report, and says so of %s", async (name, text, told) => {
    const odd = join(folder, `odd ${name}`);
    mkdirSync(odd);
    if (text !== undefined) writeFileSync(join(odd, "report.json"), text);
    const { status, stderr } = await poolproofHere("report", odd);
    expect(stderr).toContain(told);
    expect(status).toBe(2);
    expect(existsSync(join(odd, "report.html"))).toBe(false);
  });
});

describe("replay", () => {
  test.each([
    ["no JSON", "{", "cannot be read"],
    ["another JSON", '{"schema": "something"}', "is no counterexample"],
    ["a list", "[]", "is no counterexample"],
    ["a whole report", '{"schema": "poolproof/report/1"}', "counterexamples/ beside it"],
  ])("refuses a file with %s, and says what is wrong with it", async (_, text, told) => {
    const replayed = await poolproofHere("replay", fileOf("bad.json", text), "reference");
    expect(replayed).toMatchObject({ status: 2, stderr: expect.stringContaining(told) });
  });

  test("of a folder names the counterexamples in it, if there are any", async () => {
    const { status, stderr } = await poolproofHere("replay", WHOLE);
    expect(stderr).toContain(`  poolproof replay ${join(WHOLE, COUNTEREXAMPLE)}\n`);
    expect(status).toBe(2);
    const empty = join(folder, "nothing-in-it");
    mkdirSync(empty);
    writeFileSync(join(empty, "package.json"), "{}");
    const none = await poolproofHere("replay", empty);
    expect(none.stderr).toContain("there are no counterexamples in it");
  });

  test("of a file that is gone says why that may be, and which is nearest", async () => {
    const gone = join(WHOLE, COUNTEREXAMPLE.replace("expiry", "expry"));
    const { status, stderr } = await poolproofHere("replay", gone);
    expect(stderr).toContain("another run into the same folder replaces");
    expect(stderr).toContain(`did you mean ${join(WHOLE, COUNTEREXAMPLE)}?`);
    expect(status).toBe(2);
  });

  test("in another folder than it was recorded in says where to run it, unless a candidate is given", async () => {
    const moved = "stdio:node not-here.mjs";
    const file = fileOf("moved.json", { ...recorded(), candidate: moved });
    const taken = await poolproofHere("replay", file);
    expect(taken.stdout).toContain("in the folder in which it was recorded");
    expect(taken.status).toBe(3);
    const given = await poolproofHere("replay", file, moved);
    expect(given.stdout).not.toContain("in the folder in which it was recorded");
  });

  test("does not call fixed what had failed only once", async () => {
    const once = fileOf("once.json", { ...recorded(), reproduced: false });
    const { status, stdout } = await poolproofHere("replay", once, "reference");
    expect(stdout).toContain("cannot say");
    expect(status).toBe(4);
  });

  test("refuses a program with what is no message", async () => {
    const steps = [{ type: "onboard", client: "NOT AN ID" }];
    const { program, ...rest } = recorded();
    const odd = fileOf("odd.json", { ...rest, program: { ...program, steps } });
    const { status, stderr } = await poolproofHere("replay", odd, "reference");
    expect(stderr).toContain("cannot be replayed");
    expect(status).toBe(2);
  });

  test("refuses a program that the candidate cannot be sent", async () => {
    const { status, stderr } = await poolproofHere(
      "replay",
      join(WHOLE, COUNTEREXAMPLE),
      `${BROKEN} correct`,
    );
    expect(status).toBe(2);
    expect(stderr).toContain("does not declare");
  });
});

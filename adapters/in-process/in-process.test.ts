import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import * as fixtures from "../../candidates/broken/in-process.ts";
import { checkConformance } from "../../suite/conformance.ts";
import type { CandidateExport } from "../protocol/port.ts";

const FIXTURES = relative(
  process.cwd(),
  fileURLToPath(new URL("../../candidates/broken/in-process.ts", import.meta.url)),
);

const SHORT_MS = 300;
const PROGRAMS = 20;

const check = (source: string | CandidateExport, requestTimeLimitMs?: number) =>
  checkConformance(source, { programs: PROGRAMS, requestTimeLimitMs, exhaustive: false });

type Checked = Awaited<ReturnType<typeof check>>;

function expectRight({ error, programs, properties }: Checked): void {
  expect(error).toBeUndefined();
  expect(programs).toBe(PROGRAMS);
  const violated = properties.filter(({ verdict }) => verdict === "violated");
  expect(violated.map(({ id }) => id)).toEqual([]);
}

function expectBroken({ verdict, error }: Checked, code: string, tells: string): void {
  expect(error).toMatchObject({ code, message: expect.stringContaining(tells) });
  expect(verdict).toBe("broken");
  expect(error?.hint).toMatch(/\w{3}/);
}

describe("a module of candidates", () => {
  const rights = ["object", "promised", "asynchronous", "batching", "living", "default"];
  test.each([FIXTURES, ...rights.map((name) => `${FIXTURES}#${name}`)])("%s", async (selector) => {
    const report = await check(selector);
    expectRight(report);
    expect(report.candidate.selector).toBe(selector);
  });

  test.each<readonly [string, string, string]>([
    ["missing", "no-candidate", "exports no candidate as missing; it exports "],
    ["number", "no-candidate", "exports no candidate as number; it exports "],
    ["toString", "no-candidate", "exports no candidate as toString; it exports "],
    ["makesNothing", "no-candidate", "is no candidate: no declaration, no reset, no handle"],
    ["incomplete", "no-candidate", "is no candidate: no handle, no snapshot"],
    ["throwsInTheMaking", "threw", "making the candidate threw: no database"],
    ["declaresUnknown", "invalid-answer", "/features/0 must be one of pool, onboarding"],
    ["declaresNothing", "invalid-answer", "the answer to initialize: the value must have required"],
    ["throwsAtHandle", "threw", ": cannot read the licenses of undefined"],
    ["throwsText", "threw", ": just text"],
    ["throwsNothing", "threw", ": [Object: null prototype] {}"],
    ["rejects", "threw", ": connection lost"],
    ["rejectsAtReset", "threw", "reset threw: no such table"],
    ["throwsAtSnapshot", "threw", ": not now"],
    ["throwsAtExecute", "threw", "execute threw: batch refused"],
    ["throwsAtClose", "threw", "close threw: cannot close"],
    ["answersNothing", "invalid-answer", "/outcomes/0 is none of the forms allowed: undefined"],
    ["answersText", "invalid-answer", '/outcomes/0 is none of the forms allowed: "done"'],
    ["answersUnknown", "invalid-answer", '/outcomes/0 is none of the forms allowed: {"type":"ok"}'],
    ["executesNothing", "invalid-answer", "the answer to execute: the value must be object"],
    ["executesTooLittle", "invalid-answer", "the answer to execute: 0 outcomes for "],
    ["showsNothing", "invalid-answer", "/snapshots/0 must be object: undefined"],
    ["showsBigints", "invalid-answer", "/snapshots/0/capacity must be integer: "],
    ["showsText", "invalid-answer", '/snapshots/0/inUse must be integer: "'],
    ["showsMap", "invalid-answer", "/snapshots/0/clients must be array: Map(0) {}"],
    ["showsNames", "invalid-answer", '/snapshots/0/clients/0 must be object: "a"'],
    ["showsNumbers", "invalid-answer", "/clients/0/licensed must be boolean: "],
    ["showsLess", "invalid-answer", "/clients/0/inventories must be integer: undefined"],
  ])("#%s: %s", async (name, code, tells) => {
    expectBroken(await check(`${FIXTURES}#${name}`), code, tells);
  });

  test("that throws is told with the message that it threw at", async () => {
    const { error } = await check(`${FIXTURES}#throwsAtHandle`);
    expect(error?.message).toMatch(/^it threw at message 1 of \d+, \{"type":"\w+"/);
  });

  test("that answers wrongly is told with the message that it answered", async () => {
    const { error } = await check(`${FIXTURES}#answersText`);
    expect(error?.message).toMatch(/, after \{"type":"\w+"/);
  });

  test.each<readonly [string, string]>([
    ["neverMade", "making the candidate took longer than 300 ms"],
    ["neverResets", "reset took longer than 300 ms"],
    ["neverHandles", "execute took longer than 300 ms"],
    ["neverCloses", "close took longer than 300 ms"],
  ])("#%s: timeout", async (name, tells) => {
    expectBroken(await check(`${FIXTURES}#${name}`, SHORT_MS), "timeout", tells);
  });

  test("the stack of what was thrown is the cause", async () => {
    const { error } = await check(`${FIXTURES}#throwsAtHandle`);
    expect(error?.cause).toMatch(/^TypeError: cannot read.*\n.*in-process\.ts/);
    expect(error?.program).toBeDefined();
  });
});

describe("a module by its file", () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "poolproof-"));
  });
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  const write = (file: string, text: string) => {
    const path = join(folder, file);
    writeFileSync(path, text);
    return path;
  };

  /** A server on which nobody has a record, which its declaration excuses in nothing. */
  const candidate = (name: string) => `({
    declaration: { name: "${name}", features: [] },
    reset() {},
    handle: () => ({ type: "done" }),
    snapshot: () => ({ capacity: 0, inUse: 0, clients: [] }),
  })`;
  const found = (name: string) => ({ name });

  test.each<readonly [string, string, string]>([
    ["default.mjs", "", `export default ${candidate("c")};`],
    ["default.ts", "", `const c: object = ${candidate("c")};\nexport default c;`],
    ["default.mts", "", `export default ${candidate("c")} as object;`],
    ["function.mjs", "", `export default () => ${candidate("c")};`],
    ["promise.mjs", "", `export default async () => ${candidate("c")};`],
    ["candidate.mjs", "", `export const candidate = ${candidate("c")};`],
    ["both.mjs", "", `export default {}; export const candidate = ${candidate("c")};`],
    ["named.mjs", "#my$own_1", `export const my$own_1 = ${candidate("c")};`],
    ["two.dots.mjs", "", `export default ${candidate("c")};`],
    ["with space.mjs", "", `export default ${candidate("c")};`],
    ["older.cjs", "", `module.exports = ${candidate("c")};`],
    [
      "compiled.cjs",
      "",
      `Object.defineProperty(exports, "__esModule", { value: true }); exports.default = ${candidate("c")};`,
    ],
  ])("%s%s", async (file, name, text) => {
    const report = await check(`${write(file, text)}${name}`);
    expect(report.error).toBeUndefined();
    expect(report.candidate).toMatchObject(found("c"));
  });

  test("a .js module is of the kind that its package says", async () => {
    write("package.json", '{ "type": "module" }');
    const report = await check(write("module.js", `export default ${candidate("c")};`));
    expect(report.error).toBeUndefined();
    expect(report.candidate).toMatchObject(found("c"));
  });

  test.each<readonly [string, string, string, string, string]>([
    ["syntax.mjs", "", "export default {", "did-not-load", "syntax.mjs does not load: "],
    ["syntax.ts", "", "const a: = 1;", "did-not-load", "syntax.ts does not load: "],
    ["throws.mjs", "", 'throw new Error("no license file");', "did-not-load", "no license file"],
    ["import.mjs", "", 'import "../nowhere.mjs";', "did-not-load", "nowhere.mjs"],
    ["empty.mjs", "", "", "no-candidate", "as default; it exports nothing"],
    ["names.mjs", "", "export const a = 1, b = 2;", "no-candidate", "default; it exports a, b"],
    ["names2.mjs", "#c", "export const a = 1, b = 2;", "no-candidate", "as c; it exports a, b"],
  ])("%s%s is broken", async (file, name, text, code, tells) => {
    expectBroken(await check(`${write(file, text)}${name}`), code, tells);
  });

  test("one that never loads runs out of time", async () => {
    const path = write("forever.mjs", "await new Promise(() => {});");
    expectBroken(await check(path, SHORT_MS), "timeout", "forever.mjs took longer than 300 ms");
  });

  test.each([
    ["./no-such-file.ts", "not-found", "there is no file ./no-such-file.ts"],
    ["./no-such-file.mjs#name", "not-found", "there is no file ./no-such-file.mjs"],
    ["./adapters.py", "bad-selector", '"./adapters.py" selects no candidate'],
    ["", "bad-selector", '"" selects no candidate'],
    ["./adapter.ts#", "bad-selector", "selects no candidate"],
    ["./adapter.ts#a b", "bad-selector", "selects no candidate"],
  ])("%j: %s", async (selector, code, tells) => {
    expectBroken(await check(selector), code, tells);
  });
});

describe("a candidate given as it is", () => {
  test("or as what makes one", async () => {
    expectRight(await check(fixtures.object));
    expectRight(await check(fixtures.default));
    expectRight(await check(fixtures.promised));
  });

  test.each<readonly [string, unknown, string, string]>([
    ["throws", fixtures.throwsInTheMaking, "threw", "making the candidate threw: no database"],
    ["makes nothing", fixtures.makesNothing, "no-candidate", "what the function given makes is no"],
    [
      "lacks a method",
      fixtures.incomplete(),
      "no-candidate",
      "the object given is no candidate: no handle, no snapshot",
    ],
  ])("is broken where it %s", async (_, source, code, tells) => {
    expectBroken(await check(source as CandidateExport), code, tells);
  });
});

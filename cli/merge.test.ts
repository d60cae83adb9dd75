import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { checkConformance } from "../conformance.ts";
import { gateReport } from "../reports/gate.ts";
import type { PropertyReport } from "../reports/report.ts";
import { exitCodeOf } from "../reports/run-verdict.ts";
import { ownFolder, poolproofHere, readReport, ZOO } from "./command.test-helper.ts";
import { merge } from "./merge.ts";
import { createProgram } from "./program.ts";
import { beginReport, writeReport } from "./report-folder.ts";

const folder = ownFolder();
const inFolder = (name: string) => join(folder, name);
const [ONE, TWO] = [inFolder("shard-1"), inFolder("shard-2")] as const;

beforeAll(async () => {
  for (const [at, path] of [ONE, TWO].entries()) {
    const report = await checkConformance(`${ZOO}#fullPoolRefusesHolders`, {
      programs: 200,
      exhaustive: false,
      shortest: 0,
      shard: { index: at + 1, of: 2 },
    });
    beginReport(path, report);
    writeReport(path, report);
  }
});

let printed = "";
beforeEach(() => {
  printed = "";
  const write = (text: unknown) => {
    printed += String(text);
    return true;
  };
  vi.spyOn(process.stdout, "write").mockImplementation(write);
  vi.spyOn(process.stderr, "write").mockImplementation(write);
  // In CI, the summary of a test's run is nobody's.
  vi.stubEnv("GITHUB_ACTIONS", "");
  vi.stubEnv("GITHUB_STEP_SUMMARY", "");
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

describe("poolproof merge", () => {
  test("writes the whole folder of the joined report, and ends with its verdict", () => {
    const [out, summary] = [inFolder("joined"), inFolder("summary.md")];
    expect(merge([TWO, ONE], { report: out, summary })).toBe(1);
    expect(printed).toContain("NONCONFORMANT");
    expect(printed).toContain("joined from 2 shards");
    expect(printed).toContain(`poolproof replay ${join(out, "counterexamples")}`);
    const files = ["counterexamples", "ctrf.json", "junit.xml", "report.html", "report.json"];
    expect(readdirSync(out).sort()).toEqual(files);
    const report = readReport(out);
    expect(report).toMatchObject({ verdict: "nonconformant", merged: 2, programs: 200 });
    expect(report.incomplete).toBeUndefined();
    expect(readFileSync(join(out, "report.html"), "utf8")).toContain("Joined from 2 shards");
    expect(readFileSync(summary, "utf8")).toContain("joined from 2 shards");
  });

  test("holds the joined report to the list of known violations", () => {
    const baseline = inFolder("known.yaml");
    expect(merge([ONE, TWO], { baseline, updateBaseline: true })).toBe(1);
    const text = readFileSync(baseline, "utf8")
      .replaceAll("reason: TODO", "reason: mended in 8.2")
      .replaceAll("issue: TODO", "issue: https://example.com/7");
    writeFileSync(baseline, text);
    const out = inFolder("gated");
    expect(merge([ONE, TWO], { baseline, report: out })).toBe(0);
    expect(printed).toContain("GATE PASSED");
    expect(readReport(out).gate).toMatchObject({ verdict: "passed" });
    // A shard is held to what it shows; what it does not show, another one may.
    for (const one of [ONE, TWO].map(readReport)) {
      expect(exitCodeOf(gateReport(one, text, "2020-01-31"))).toBe(0);
      expect(
        exitCodeOf(gateReport(one, "schema: poolproof/baseline/1\nknown: []\n", "2020-01-31")),
      ).toBe(1);
    }
    const clean = { ...readReport(ONE), verdict: "inconclusive" };
    clean.properties = clean.properties.map(({ counterexample, ...rest }: PropertyReport) =>
      counterexample ? { ...rest, verdict: "holds" } : rest,
    );
    const { gate } = gateReport(clean, text, "2020-01-31");
    expect(new Set(gate?.entries.map(({ status }) => status))).toEqual(new Set(["unsettled"]));
  });

  test("tells of a shard which one it is, wherever it is rendered", () => {
    expect(readFileSync(join(ONE, "report.html"), "utf8")).toContain(
      "Shard 1 of 2, of a campaign of 200 programs",
    );
    expect(readFileSync(join(ONE, "junit.xml"), "utf8")).not.toContain("<error");
  });

  const odd = (name: string, text: string) => {
    const path = inFolder(name);
    mkdirSync(path, { recursive: true });
    writeFileSync(join(path, "report.json"), text);
    return path;
  };

  test("writes no list of known violations from shards that were filtered", () => {
    const filtered = { properties: ["exc/*"], clauses: [], judged: 1, leftOut: 1 };
    const parts = [ONE, TWO].map((path, at) =>
      odd(`part-${at}`, JSON.stringify({ ...readReport(path), filtered })),
    );
    const baseline = inFolder("part.yaml");
    expect(() => merge(parts, { baseline, updateBaseline: true })).toThrow("needs a whole run");
    expect(existsSync(baseline)).toBe(false);
  });

  test.each<readonly [string, () => readonly string[], RegExp]>([
    ["a missing shard", () => [TWO], /missing: shard 1\/2/],
    ["the same folder twice", () => [ONE, ONE], /shard 1\/2 is there twice/],
    ["no folder", () => [ONE, inFolder("nowhere")], /there is no folder .*nowhere$/],
    ["a folder of something else", () => [ONE, folder], /there is no report\.json in .*--report/],
    ["a file", () => [join(ONE, "report.json")], /shard-1.report\.json is a file: name the folder/],
    [
      "a report of another version",
      () => [ONE, odd("other", '{"schema":"poolproof/report/9\\n::error::"}')],
      /"poolproof\/report\/9\\n::error::", and this version joins .*: run its shard again/,
    ],
    [
      "a counterexample of a name that leads elsewhere",
      () => {
        const text = JSON.stringify(readReport(TWO));
        return [ONE, odd("evil", text.replaceAll("exc/", "x/../../../../EVIL/"))];
      },
      /evil tells of a property that this version does not have/,
    ],
    [
      "half a report",
      () => [ONE, odd("half", '{"schema":"poolproof/report/1"}')],
      /no report of this/,
    ],
    [
      "fewer situations than none",
      () => {
        const text = JSON.stringify(readReport(TWO));
        return [ONE, odd("fewer", text.replace(/"situations":\d+/, '"situations":-5'))];
      },
      /no report of this version: .*situations.*: -5; run its shard again/,
    ],
    [
      "a run that was killed",
      () => [ONE, odd("killed", JSON.stringify({ ...readReport(TWO), incomplete: "killed" }))],
      /killed is incomplete/,
    ],
    ["the folder to write to", () => [ONE, inFolder("out")], /out is a shard's/],
  ])("refuses %s, and writes nothing", (_, folders, told) => {
    const out = inFolder("out");
    expect(() => merge(folders(), { report: out })).toThrow(told);
    expect(existsSync(out)).toBe(false);
  });
});

test("in GitHub's log, a mistake gives no commands either", async () => {
  vi.stubEnv("GITHUB_ACTIONS", "true");
  const { status, stderr } = await poolproofHere("merge", "--", "no\n::error::such");
  expect(status).toBe(2);
  expect(stderr).toContain("no\n: :error::such");
});

describe("poolproof run --shard", () => {
  const run = (...args: readonly string[]) =>
    createProgram().parseAsync(["run", "reference", ...args], { from: "user" });

  test.each(["0/4", "5/4", "1/0", "x", "1", "1/2/3", "-1/4", "1.5/4"])(
    "is no %s",
    async (shard) => {
      await expect(run("--shard", shard)).rejects.toThrow(/--shard.*from 1\/4 to 4\/4/s);
    },
  );

  test.each([
    ["--update-baseline", ["--baseline", "known.yaml", "--update-baseline"], /poolproof merge/],
    ["--store", ["--store", "store"], /leave --store out/],
  ] as const)("does not go with %s", async (_, args, told) => {
    await expect(run("--shard", "1/2", ...args)).rejects.toThrow(told);
  });
});

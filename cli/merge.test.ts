import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import type { PropertyReport } from "../reports/data/report.ts";
import { exitCodeOf } from "../reports/data/run-verdict.ts";
import { gateReport } from "../reports/gate/gate.ts";
import { checkConformance } from "../suite/conformance.ts";
import { ownFolder, poolproofHere, readReport, ZOO } from "./command.test-helper.ts";
import { createProgram } from "./commands.ts";
import { merge } from "./merge.ts";
import { beginChunk, beginReport, writeReport } from "./report-folder.ts";

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
    expect(readFileSync(join(out, "report.html"), "utf8")).toContain("joined from 2 shards");
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

  test("says what is missing and how to run it, and is joined to that later on", () => {
    const [out, killed] = [inFolder("growing"), inFolder("killed")];
    mkdirSync(killed);
    writeFileSync(
      join(killed, "report.json"),
      JSON.stringify({ ...readReport(ONE), incomplete: "killed" }),
    );
    expect(merge([TWO, killed, TWO], { report: out })).toBe(1);
    expect(printed).toContain("missing: shard 1 of 2");
    expect(printed.split("\n")).toContain(
      `npx poolproof run ${ZOO}#fullPoolRefusesHolders --seed poolproof --programs 200 --shard 1/2 --chunks chunks`,
    );
    const part = { from: 0, programs: 200, of: 2 };
    expect(readReport(out)).toMatchObject({
      ...{ verdict: "nonconformant", merged: 1, incomplete: "missing: shard 1 of 2" },
      joined: { programs: 200, done: [{ ...part, index: 2 }], missing: [{ ...part, index: 1 }] },
    });
    printed = "";
    expect(merge([out, ONE], { report: out })).toBe(1);
    expect(printed).not.toContain("missing");
    expect(printed).not.toContain("left to be run");
    merge([ONE, TWO], { report: inFolder("at-once") });
    const { timing: _, ...grown } = readReport(out);
    expect(readReport(inFolder("at-once"))).toMatchObject(grown);
  });

  test("tells of a shard which one it is, wherever it is rendered", () => {
    expect(readFileSync(join(ONE, "report.html"), "utf8")).toContain(
      "shard 1 of 2, of a campaign of 200 programs",
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
    ["no folder", () => [ONE, inFolder("nowhere")], /there is no folder .*nowhere$/],
    [
      "a folder of something else",
      () => {
        mkdirSync(inFolder("empty"), { recursive: true });
        return [ONE, inFolder("empty")];
      },
      /there is no report\.json in .*--report/,
    ],
    ["a file", () => [join(ONE, "report.json")], /shard-1.report\.json is a file: name the folder/],
    [
      "a report of another version",
      () => [ONE, odd("other", '{"schema":"poolproof/report/9\\n::error::"}')],
      /"poolproof\/report\/9\\n::error::", and this version joins .*: run its part again/,
    ],
    [
      "a counterexample of a name that leads elsewhere",
      () => {
        const text = JSON.stringify(readReport(TWO));
        return [ONE, odd("evil", text.replaceAll("exc/", "x/../../../../EVIL/"))];
      },
      /another list of properties: "\w+" in .*shard-1, and "\w+" in .*evil; run all parts alike/,
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
      /no report of this version: .*situations.*: -5; run its part again/,
    ],
    [
      "what contradicts the rest",
      () => [ONE, TWO, odd("less", JSON.stringify({ ...readReport(TWO), messages: 1 }))],
      /shard-2 and .*less are both shard 2 of 2, and contradict each other: another number of messages/,
    ],
    [
      "the folder of a part to write to",
      () => [ONE, odd("out-of-one", JSON.stringify(readReport(TWO)))],
      /out-of-one is that of a part/,
    ],
  ])("refuses %s, and writes nothing", (_, folders, told) => {
    const isItself = told.source.startsWith("out-of-one");
    const out = inFolder(isItself ? "out-of-one" : "out");
    expect(() => merge(folders(), { report: out })).toThrow(told);
    expect(existsSync(join(out, "report.html"))).toBe(false);
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

describe("chunks", () => {
  const chunks = inFolder("chunks");
  const OPTIONS = ["--chunks", chunks, "--shortest", "0", "--seed", "it's one"] as const;
  const chunk = (from: number, ...args: readonly string[]) =>
    poolproofHere(
      "run",
      "stdio:node candidates/broken/candidate.mjs",
      ...args,
      ...OPTIONS,
      "--from",
      `${from}`,
      "--programs",
      "4",
    );
  const reports = () => readdirSync(chunks).sort();

  test("are kept by what decides of them, joined as a folder, and resumed by a command a line", async () => {
    const { status, stdout } = await chunk(0);
    expect({ status, lines: stdout.split("\n") }).toMatchObject({
      ...{ status: 0 },
      lines: expect.arrayContaining([`part in ${join(chunks, reports()[0] ?? "")}`]),
    });
    const [first] = reports();
    await chunk(0);
    expect(reports()).toEqual([first]);
    await chunk(8);
    expect(reports()).toHaveLength(2);
    expect(readReport(join(chunks, first as string))).toMatchObject({
      shard: { from: 0, programs: 4, index: 1, of: 1 },
    });
    const joined = await poolproofHere("merge", chunks, "--programs", "16");
    expect(joined.status).toBe(4);
    const lines = joined.stdout.split("\n");
    const left = lines.slice(lines.indexOf("left to be run:") + 1).filter((line) => line !== "");
    expect(left).toEqual(
      [4, 12].map(
        (from) =>
          `npx poolproof run 'stdio:node candidates/broken/candidate.mjs' --seed 'it'\\''s one' --from ${from} --programs 4 --chunks ${chunks}`,
      ),
    );
  });

  test("of another campaign are others", async () => {
    const before = reports();
    await chunk(0, "--property", "exc/*");
    await chunk(0, "--extra-states", "0");
    expect(reports().length).toBe(before.length + 2);
  });

  test("that are killed are there, and say so", async () => {
    const own = inFolder("killed-chunks");
    const shard = { index: 1, of: 1, from: 3, programs: 2, scopes: "none" } as const;
    const subject = { selector: "reference", seed: "x", shard };
    beginChunk(own, subject, {});
    expect(readdirSync(own)).toEqual([]);
    beginChunk(own, { ...subject, declaration: { name: "x", features: ["pool"] } }, {});
    const { status, stdout } = await poolproofHere("merge", own);
    expect({ status, stdout }).toEqual({
      ...{ status: 4 },
      stdout: expect.stringContaining("missing: programs 0 to 2, programs 3 to 4"),
    });
  });

  test("need to be parts, and a folder that can be written", async () => {
    const whole = await poolproofHere("run", "reference", "--chunks", chunks);
    expect(whole).toMatchObject({ status: 2, stderr: expect.stringContaining("--chunks is for") });
    const file = join(ONE, "report.json");
    const none = await poolproofHere("run", "reference", "--from", "0", "--chunks", file);
    expect(none).toMatchObject({ status: 2, stderr: expect.stringContaining("with --chunks") });
    for (const from of ["-1", "1.5", "", "x"])
      expect((await poolproofHere("run", "reference", `--from=${from}`)).status).toBe(2);
    const far = await poolproofHere("run", "reference", "--from", `${Number.MAX_SAFE_INTEGER}`);
    expect(far).toMatchObject({ status: 2, stderr: expect.stringContaining("together more") });
  });
});

/** What a run tells a CI server besides. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { incompleteReport } from "../reports/data/build.ts";
import type { Report } from "../reports/data/report.ts";
import { annotations, forLog, writeSummaries } from "./ci.ts";
import { ownFolder } from "./command.test-helper.ts";

const folder = ownFolder();
const report: Report = incompleteReport({ selector: "./adapter.ts", seed: "1" });
const GITHUB = { GITHUB_ACTIONS: "true" };

test("GitHub alone gets annotations, and no commands of a candidate's", () => {
  const words = "its last words:\n  ::error::mine\n##[group]";
  expect(annotations(report, GITHUB)).toMatch(/^::error title=Poolproof%3A inconclusive::.*\n$/);
  expect(forLog(words, GITHUB)).not.toMatch(/^\s*::|##\[/m);
  for (const elsewhere of [{}, { GITHUB_ACTIONS: "" }]) {
    expect(annotations(report, elsewhere)).toBe("");
    expect(forLog(words, elsewhere)).toBe(words);
  }
});

test("the page of GitHub's job gets the summary after what is there already", () => {
  const step = join(folder, "step.md");
  writeFileSync(step, "# Before\n");
  writeSummaries(report, undefined, { GITHUB_STEP_SUMMARY: step });
  expect(readFileSync(step, "utf8")).toMatch(/^# Before\n## \? Poolproof: inconclusive\n/);
});

test("a summary that is asked for replaces the last one, and is not added twice to GitHub's", () => {
  const file = join(folder, "summary.md");
  writeFileSync(file, "old");
  writeSummaries(report, file, { GITHUB_STEP_SUMMARY: "" });
  const summary = readFileSync(file, "utf8");
  expect(summary).toMatch(/^## /);
  writeFileSync(file, "");
  writeSummaries(report, file, { GITHUB_STEP_SUMMARY: file });
  expect(readFileSync(file, "utf8")).toBe(summary);
});

test("a summary that cannot be written is an error", () => {
  expect(() => writeSummaries(report, join(folder, "none", "summary.md"), {})).toThrow("ENOENT");
});

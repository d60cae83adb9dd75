import { Compile } from "typebox/compile";
import { describe, expect, test } from "vitest";
import { createReference } from "../adapters/in-process/reference.ts";
import { fullPoolRefusesHolders } from "../candidates/zoo/defects.ts";
import { allProperties } from "../properties/all-properties.ts";
import { type Filters, selectionOf } from "../properties/selection.ts";
import { renderJUnit } from "../reports/ci/junit.ts";
import { type Report, ReportSchema } from "../reports/data/report.ts";
import { renderTerminal } from "../reports/text/terminal.ts";
import { checkConformance } from "./conformance.ts";

const ENOUGH = { programs: 300 } as const;
const BROKEN = "exc/holder-continues-when-full";

describe("a selection", () => {
  const left = (filters: Filters) => allProperties.filter(selectionOf(filters)).map(({ id }) => id);

  test("is what each filter leaves, and all of them together", () => {
    expect(left({})).toHaveLength(allProperties.length);
    expect(left({ properties: [BROKEN] })).toEqual([BROKEN]);
    expect(
      new Set(left({ properties: ["exc/*", "other/*"] }).map((id) => id.split("/")[0])),
    ).toEqual(new Set(["exc", "other"]));
    const should = left({ level: "SHOULD" });
    expect(should.length).toBeGreaterThan(0);
    expect(left({ level: "MUST" })).toHaveLength(allProperties.length - should.length);
    const own = allProperties.filter((p) => p.clauses.includes("EXC-1")).map(({ id }) => id);
    expect(left({ clauses: ["EXC-1"] })).toEqual(own);
    expect(left({ clauses: ["EXC-1"], properties: ["exc/*"] })).toEqual(
      own.filter((id) => id.startsWith("exc/")),
    );
  });

  test.each<[string, Filters, string]>([
    ["a misspelt property", { properties: ["exc/holder-continue-when-full"] }, BROKEN],
    ["a glob of nothing", { properties: ["nothing/*"] }, "nothing/*"],
    ["a misspelt clause", { clauses: ["EXC1"] }, "did you mean EXC-1?"],
    ["a level that is none", { level: "MAY" as "MUST" }, "MUST or SHOULD"],
    ["filters that exclude each other", { clauses: ["EXC-1"], properties: ["aup/*"] }, "left by"],
  ])("refuses %s", (_, filters, told) => {
    expect(() => selectionOf(filters)).toThrow(told);
  });
});

describe("a filtered run", async () => {
  const of = (filters: Filters, source = () => createReference()) =>
    checkConformance(source, { ...ENOUGH, ...filters });
  const report = await of({ clauses: ["EXC-1"] });
  const told = renderTerminal(report);

  test("is what its schema says, and tells what was left out", () => {
    expect([...Compile(ReportSchema).Errors(report)]).toEqual([]);
    const { filtered, properties } = report;
    const judged = properties.filter(
      ({ clauses, verdict }) => clauses.includes("EXC-1") && verdict !== "not claimed",
    );
    const left = properties.filter(({ verdict }) => verdict === "filtered");
    expect(filtered).toEqual({
      properties: [],
      clauses: ["EXC-1"],
      judged: judged.length,
      leftOut: left.length,
    });
    expect(left.length).toBeGreaterThan(20);
    expect(judged.every(({ verdict }) => verdict === "holds")).toBe(true);
  });

  test("is never conformant without a word on that", () => {
    expect(report.verdict).toBe("conformant");
    expect(told).toContain(
      `CONFORMANT IN PART: of what was asked for, all that is claimed holds; ${report.filtered?.leftOut} claimed properties left out by --clause EXC-1`,
    );
    expect(told).not.toContain("every claimed clause holds");
    expect(told).toMatch(/– +filtered +COMP-1, [\s\S]*, AUP-1, /);
    expect(renderJUnit(report)).toContain("<skipped");
  });

  test("proves nothing of a scope", () => {
    expect(report.exhaustive.some(({ verdict }) => verdict === "complete")).toBe(true);
    expect(report.exhaustive.filter(({ proves }) => proves !== undefined)).toEqual([]);
  });

  test("judges what is left alone", async () => {
    const short = { programs: 60, shortest: 100, exhaustive: false } as const;
    const [others, own] = await Promise.all(
      [["rec/*"], [BROKEN]].map((properties) =>
        checkConformance(fullPoolRefusesHolders, { ...short, properties }),
      ),
    );
    const violated = (run?: Report) =>
      run?.properties.filter(({ verdict }) => verdict === "violated").map(({ id }) => id);
    expect(violated(others)).toEqual([]);
    expect(violated(own)).toEqual([BROKEN]);
  });

  test("of nothing that is claimed is inconclusive", async () => {
    const none = await of({ properties: ["aup/*"] }, () => createReference({ features: ["pool"] }));
    expect(none).toMatchObject({ verdict: "inconclusive", filtered: { judged: 0 } });
    expect(none.incomplete).toContain("claims nothing");
  });
});

import { describe, expect, test } from "vitest";
import { createReference } from "../adapters/in-process/reference.ts";
import type { CandidateSource } from "../adapters/session/open.ts";
import { fullPoolRefusesHolders, shrinkEvicts } from "../candidates/zoo/defects.ts";
import { createPoolServer } from "../candidates/zoo/pool-server.ts";
import { PLAIN } from "../reports/story/style.ts";
import { checkConformance } from "../suite/conformance.ts";
import { compareTwo } from "./comparing.ts";
import { comparisonLines, renderMatrix } from "./comparing-terminal.ts";

const OPTIONS = { seed: "side by side", programs: 30, timeLimitMs: 10_000 };
const compare = (left: CandidateSource, right: CandidateSource) =>
  compareTwo([left, right], OPTIONS);

describe("two right servers", () => {
  test("do not differ, however they answer what is free", async () => {
    const comparison = await compare(
      () => createReference(),
      () => createPoolServer(),
    );
    expect(comparison).toEqual({
      features: ["pool", "onboarding", "maintenance", "other-solutions", "time"],
      programs: OPTIONS.programs,
    });
  });

  test("differ where they chose otherwise, in the shortest program that shows it", async () => {
    const { difference } = await compare(
      () => createPoolServer(),
      () => createPoolServer({ choices: { retiredOther: "kept" } }),
    );
    expect(difference?.messages).toHaveLength(2);
    expect(difference?.messages.at(-1)).toBe("the operator retires a");
    expect(difference?.left).toContain("a's other license: no");
    expect(difference?.right).toContain("a's other license: yes");
  });

  test("are sent only what both declare", async () => {
    const { features, difference } = await compare(
      () => createReference({ features: ["pool", "time"] }),
      () => createPoolServer({ features: ["pool", "maintenance"] }),
    );
    expect({ features, difference }).toEqual({ features: ["pool"], difference: undefined });
  });
});

test("a defect shows as a difference, told from both sides", async () => {
  const comparison = await compare(() => createPoolServer(), fullPoolRefusesHolders);
  const told = comparisonLines(comparison, ["1", "2"], PLAIN);
  expect(told.join("\n")).toMatch(/1 {2}processed, license held[\s\S]*2 {2}discarded, no-license/);
  expect(told.length).toBeLessThan(12);
});

test("the matrix marks what only some break", async () => {
  const run = (source: CandidateSource) =>
    checkConformance(source, {
      programs: 30,
      exhaustive: false,
      shortest: 0,
    });
  const reports = [await run(() => createPoolServer()), await run(shrinkEvicts)];
  const lines = renderMatrix(reports, PLAIN).split("\n");
  expect(lines.find((line) => line.includes(" REC-2 "))).toMatch(/^✓ +✗ +REC-2 +MUST/);
  expect(lines.join("\n")).toMatch(
    /only some break[\s\S]*✓ {2}✗ {2}rec\/managed-client-keeps-its-license/,
  );
});

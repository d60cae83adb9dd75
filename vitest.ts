/** The suite inside a vitest run: one test a property. */
import { beforeAll, describe, expect, test } from "vitest";
import type { CandidateSource } from "./adapters/open.ts";
import { checkConformance } from "./conformance.ts";
import { allProperties } from "./histories/all-properties.ts";
import type { ConformanceOptions } from "./options.ts";
import { gateLines } from "./reports/gate-terminal.ts";
import type { Report } from "./reports/report.ts";
import { PLAIN } from "./reports/story.ts";
import { testOutcome } from "./reports/test-outcome.ts";

/** A shard alone has no verdict that a test could have. */
export interface DescribeOptions extends Omit<ConformanceOptions, "shard"> {
  /** Milliseconds that the run behind the tests may take. Default 60,000. */
  readonly suiteTimeLimitMs?: number;
}

/**
 * Declares a test for every property, and one for the run as a whole. The candidate is driven once,
 * before the first of them. A property that is not claimed, left out by a filter, or violated as the baseline lists is
 * skipped; one that was reached too rarely fails, because nothing that was not tested is green.
 */
export function describeConformance(
  name: string,
  source: CandidateSource,
  options: DescribeOptions = {},
): void {
  describe(name, () => {
    let report: Report;
    beforeAll(async () => {
      report = await checkConformance(source, options);
    }, options.suiteTimeLimitMs ?? 60_000);
    test("the candidate can be tested", () => {
      const { error } = report;
      if (error) expect.fail(`${error.code}: ${error.message}\nhint: ${error.hint}`);
    });
    for (const { id, clauses, statement } of allProperties)
      test(`${id} (${clauses.join(", ")}): ${statement}`, (context) => {
        const outcome = testOutcome(report, id);
        if (outcome.type === "skipped") return context.skip(outcome.why);
        if (outcome.type === "fails") expect.fail(outcome.why);
      });
    if (options.baseline)
      test("the baseline says what is so", () => {
        if (report.gate?.verdict !== "passed") expect.fail(gateLines(report, PLAIN).join("\n"));
      });
    test("every situation worth reaching was reached", (context) => {
      if (report.error) return context.skip("the candidate is broken");
      const missed = report.situations.filter(({ verdict }) => verdict === "unreached");
      expect(missed, "drive more programs").toEqual([]);
    });
    test("every scope asked for was driven to its end", (context) => {
      if (report.error) return context.skip("the candidate is broken");
      const owed = report.exhaustive.filter((s) => s.required && s.verdict === "incomplete");
      expect(owed, "leave more time").toEqual([]);
    });
  });
}

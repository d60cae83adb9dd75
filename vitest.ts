/** The suite inside a vitest run: one test a property. */
import { beforeAll, describe, expect, test } from "vitest";
import type { CandidateSource } from "./adapters/open.ts";
import { checkConformance } from "./conformance.ts";
import { allProperties } from "./histories/all-properties.ts";
import type { ConformanceOptions } from "./options.ts";
import type { PropertyReport, Report } from "./reports/report.ts";
import { tellStory } from "./reports/story.ts";

export interface DescribeOptions extends ConformanceOptions {
  /** Milliseconds that the run behind the tests may take. Default 60,000. */
  readonly suiteTimeLimitMs?: number;
}

/**
 * Declares a test for every property, and one for the run as a whole. The candidate is driven once,
 * before the first of them. A property that is not claimed is skipped; one that was reached too rarely
 * fails, because nothing that was not tested is green.
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
        const found = report.properties.find((property) => property.id === id);
        if (found?.verdict === "not claimed") return context.skip("not claimed by the candidate");
        // One failure says it, that of the first test.
        if (report.error && !found?.counterexample) return context.skip("the candidate is broken");
        if (found?.verdict !== "holds") expect.fail(explain(found));
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

function explain(found: PropertyReport | undefined): string {
  if (!found) return "the candidate broke before any program was driven";
  if (found.counterexample) return tellStory(found.counterexample).join("\n");
  const { verdict, situations, least } = found;
  return `${verdict}: its situation arose ${situations} times, and ${least} are needed: drive more programs`;
}

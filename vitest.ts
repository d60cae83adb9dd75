/** The suite inside a vitest run: one test a property. */
import { beforeAll, describe, expect, test } from "vitest";
import type { CandidateSource } from "./adapters/session/open.ts";
import { allProperties } from "./properties/all-properties.ts";
import {
  baselineOutcome,
  candidateOutcome,
  scopesOutcome,
  situationsOutcome,
  type TestOutcome,
  testOutcome,
} from "./reports/ci/test-outcome.ts";
import type { Report } from "./reports/data/report.ts";
import { checkConformance } from "./suite/conformance.ts";
import type { ConformanceOptions } from "./suite/options.ts";

export interface DescribeOptions extends ConformanceOptions {
  /** Milliseconds that the run behind the tests may take. Default 60,000. */
  readonly suiteTimeLimitMs?: number;
  /** Called with the report, such as to write it to a file for `mergeReports`. */
  readonly onReport?: (report: Report) => void;
}

/**
 * Declares a test for every property, and one for the run as a whole. The candidate is driven once,
 * before the first of them. A property that is not claimed, left out by a filter, or violated as the baseline lists is
 * skipped; one that was reached too rarely fails, because nothing that was not tested is green. With `shard` it is skipped,
 * since only the reports of all shards, joined, say what was reached.
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
      options.onReport?.(report);
    }, options.suiteTimeLimitMs ?? 60_000);
    const declare = (title: string, outcomeOf: (report: Report) => TestOutcome) =>
      test(title, (context) => {
        const outcome = outcomeOf(report);
        if (outcome.type === "skipped") return context.skip(outcome.why);
        if (outcome.type === "fails") expect.fail(outcome.why);
      });
    declare("the candidate can be tested", candidateOutcome);
    for (const { id, clauses, description } of allProperties)
      declare(`${id} (${clauses.join(", ")}): ${description}`, (of) => testOutcome(of, id));
    if (options.baseline) declare("the baseline says what is so", baselineOutcome);
    declare("every situation worth reaching was reached", situationsOutcome);
    declare("every scope asked for was driven to its end", scopesOutcome);
  });
}

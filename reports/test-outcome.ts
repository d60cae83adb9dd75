/** What a test of one property comes to, in a test runner. */
import type { PropertyReport, Report } from "./report.ts";
import { tellStory } from "./story.ts";

/** Nothing that was not tested passes: it is skipped, with the reason, or fails. */
export type TestOutcome =
  | { readonly type: "passes" }
  | { readonly type: "skipped"; readonly why: string }
  | { readonly type: "fails"; readonly why: string };

export function testOutcome(report: Report, property: string): TestOutcome {
  const found = report.properties.find(({ id }) => id === property);
  // One failure says it, that of the test whether the candidate can be tested.
  if (report.error && !found?.counterexample) return skipped("the candidate is broken");
  if (!found) return { type: "fails", why: "the candidate broke before any program was driven" };
  const { verdict, known } = found;
  if (verdict === "holds") return { type: "passes" };
  if (verdict === "not claimed") return skipped("not claimed by the candidate");
  if (verdict === "filtered") return skipped("left out by a filter");
  return known
    ? skipped(`known: ${known.reason} (${known.issue})`)
    : { type: "fails", why: explain(found) };
}

const skipped = (why: string): TestOutcome => ({ type: "skipped", why });

function explain({ counterexample, verdict, situations, least }: PropertyReport): string {
  if (counterexample) return tellStory(counterexample).join("\n");
  return `${verdict}: its situation arose ${situations} times, and ${least} are needed: drive more programs`;
}

/** What the tests of a test runner come to: one a property, and a few of the run as a whole. */

import type { PropertyReport, Report } from "../data/report.ts";
import { exitCodeOf } from "../data/run-verdict.ts";
import { gateLines } from "../gate/gate-terminal.ts";
import { tellStory } from "../story/story.ts";
import { PLAIN } from "../story/style.ts";

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
  if (report.shard && verdict !== "violated") return skipped(OF_ALL_PARTS);
  return known
    ? skipped(`known: ${known.reason} (${known.issue})`)
    : { type: "fails", why: explain(found) };
}

type Outcome = (report: Report) => TestOutcome;

export const candidateOutcome: Outcome = ({ error }) =>
  error ? fails(`${error.code}: ${error.message}\nhint: ${error.hint}`) : PASSES;

/** What a list of known violations makes of it, where there is one. */
export const baselineOutcome: Outcome = (report) =>
  exitCodeOf(report) === 0 ? PASSES : fails(gateLines(report, PLAIN).join("\n"));

export const situationsOutcome: Outcome = ({ error, shard, situations }) => {
  if (error) return skipped("the candidate is broken");
  if (shard) return skipped(OF_ALL_PARTS);
  const missed = situations.filter(({ verdict }) => verdict === "unreached");
  const told = missed.map(({ id, count, least }) => `“${id}”: ${count} of ${least}`);
  return missed.length > 0 ? fails(`drive more programs: ${told.join(", ")}`) : PASSES;
};

/** A scope is driven by all shards together; each has to come to the end of its part. */
export const scopesOutcome: Outcome = ({ error, shard, exhaustive }) => {
  if (error) return skipped("the candidate is broken");
  if (shard) return shard.cut ? fails(`its part was cut short: ${shard.cut}`) : PASSES;
  const owed = exhaustive.filter((s) => s.required && s.verdict === "incomplete");
  const told = owed.map(
    ({ scope, covered, transitions }) => `${scope}: ${covered} of ${transitions}`,
  );
  return owed.length > 0 ? fails(`leave more time: ${told.join(", ")}`) : PASSES;
};

const PASSES: TestOutcome = { type: "passes" };
const OF_ALL_PARTS = "this is one part alone: poolproof merge says what all of them have reached";

const fails = (why: string): TestOutcome => ({ type: "fails", why });

const skipped = (why: string): TestOutcome => ({ type: "skipped", why });

function explain({ counterexample, verdict, situations, least }: PropertyReport): string {
  if (counterexample) return tellStory(counterexample).join("\n");
  return `${verdict}: its situation arose ${situations} times, and ${least} are needed: drive more programs`;
}

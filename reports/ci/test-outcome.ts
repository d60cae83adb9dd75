/** A report as the results of tests: one a property, and a few of the run as a whole. */

import type { PropertyReport, Report } from "../data/report.ts";
import { exitCodeOf } from "../data/run-verdict.ts";
import { gateLines } from "../gate/gate-terminal.ts";
import { renderStory } from "../story/story.ts";
import { PLAIN } from "../story/style.ts";

/** Nothing that was not tested passes: it is skipped, or open, which is an error where tests know nothing between. */
export interface TestOutcome {
  readonly type: "passes" | "skipped" | "fails" | "open";
  readonly why: string;
}

export function propertyOutcome(property: PropertyReport): TestOutcome {
  const { verdict, counterexample, known, situations, least } = property;
  if (verdict === "holds") return PASSES;
  if (verdict === "not claimed") return skipped("not claimed by the candidate");
  if (verdict === "filtered") return skipped("left out by a filter");
  if (known) return skipped(`known: ${known.reason} (${known.issue})`);
  if (counterexample)
    return fails(`expected ${counterexample.expected}; seen ${counterexample.seen}`);
  const why = `${verdict}: its situation arose ${situations} of ${least} times`;
  return { type: "open", why };
}

/** With the whole story, and none open. */
export function testOutcome(report: Report, property: string): TestOutcome {
  const found = report.properties.find(({ id }) => id === property);
  // One failure says it, that of the test whether the candidate can be tested.
  if (report.error && !found?.counterexample) return skipped("the candidate is broken");
  if (!found) return fails("the candidate broke before any program was driven");
  const outcome = propertyOutcome(found);
  if (outcome.type === "fails" && found.counterexample)
    return fails(renderStory(found.counterexample).join("\n"));
  if (outcome.type !== "open") return outcome;
  return report.shard ? skipped(OF_ALL_PARTS) : fails(`${outcome.why}: drive more programs`);
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
  const counts = missed.map(({ id, count, least }) => `“${id}”: ${count} of ${least}`);
  return missed.length > 0 ? fails(`drive more programs: ${counts.join(", ")}`) : PASSES;
};

/** A scope is driven by all shards together; each has to come to the end of its part. */
export const scopesOutcome: Outcome = ({ error, shard, exhaustive }) => {
  if (error) return skipped("the candidate is broken");
  if (shard) return shard.cut ? fails(`its part was cut short: ${shard.cut}`) : PASSES;
  const missed = exhaustive.filter((scope) => scope.required && scope.verdict === "incomplete");
  const counts = missed.map(
    ({ scope, covered, transitions }) => `${scope}: ${covered} of ${transitions}`,
  );
  return missed.length > 0 ? fails(`leave more time: ${counts.join(", ")}`) : PASSES;
};

const PASSES: TestOutcome = { type: "passes", why: "" };
const fails = (why: string): TestOutcome => ({ type: "fails", why });
const skipped = (why: string): TestOutcome => ({ type: "skipped", why });

const OF_ALL_PARTS = "this is one part alone: poolproof merge says what all of them have reached";

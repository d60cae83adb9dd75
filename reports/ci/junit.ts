/** The report for a CI server. */
import junitModule, { type Builder, type TestCase } from "junit-report-builder";
import type { PropertyReport, Report } from "../data/report.ts";
import { gateLine, gateLines } from "../gate/gate-terminal.ts";
import { renderReplay, renderStory } from "../story/story.ts";
import { PLAIN } from "../story/style.ts";
import { drivenPart } from "../text/driven.ts";
import { printable } from "../text/lines.ts";
import { brokenLines, verdictLine } from "../text/terminal.ts";
import { propertyOutcome } from "./test-outcome.ts";

/** The package's types declare a default export, and its code exports the builder itself. */
const junit = junitModule as unknown as Builder;

/**
 * One suite a group of properties, one test case a property, and one for the run as a whole. What was
 * not tested is an error and never a pass; what is not claimed, left out by a filter, or listed as known, is skipped.
 * @param folder of the report, for the lines that replay
 */
export function renderJUnit(report: Report, folder?: string): string {
  const { candidate, seed, properties, exhaustive, error, verdict, gate, shard } = report;
  const builder = junit.newBuilder();
  for (const group of new Set(properties.map(groupOf))) {
    const suite = builder.testSuite().name(`poolproof.${group}`);
    for (const property of properties.filter((one) => groupOf(one) === group)) {
      const name = `${property.id} (${property.clauses.join(", ")})`;
      fill(suite.testCase().className(`poolproof.${group}`).name(name), property, report, folder);
    }
  }
  const suite = builder.testSuite().name("poolproof.run");
  for (const found of exhaustive)
    suite.property(`exhaustive: ${found.scope}, ${found.level}`, drivenPart(found));
  const run = suite.testCase();
  run.className("poolproof.run").name(`${candidate.selector}, seed "${seed}"`);
  const line = xmlSafe(verdictLine(report));
  if (error) run.error(line, error.code, xmlSafe(brokenLines(error).join("\n")));
  else if (verdict === "inconclusive" && !shard) run.error(line, verdict);
  else if (gate && gate.verdict !== "passed") {
    run.failure(xmlSafe(gateLine(gate)), gate.verdict);
    run.stacktrace(xmlSafe(gateLines(report, PLAIN).join("\n")));
  }
  return builder.build();
}

const groupOf = ({ id }: PropertyReport) => id.split("/")[0] ?? id;

function fill(
  test: TestCase,
  property: PropertyReport,
  { start, shard }: Report,
  folder: string | undefined,
): void {
  const { type, why } = propertyOutcome(property);
  const { counterexample } = property;
  if (type === "passes") return;
  if (type === "fails" && counterexample) {
    const replay = renderReplay(counterexample, { start, folder });
    test.failure(xmlSafe(why), property.level);
    test.stacktrace(xmlSafe([...renderStory(counterexample), replay].join("\n")));
  } else if (type === "skipped") test.skipped().standardOutput(xmlSafe(why));
  // What one shard has not reached is for all of them together to say.
  else if (shard) test.skipped();
  else test.error(xmlSafe(why), property.verdict);
}

/** Strings of a candidate's can hold anything; XML cannot, and neither can a CDATA section hold its own end. */
const xmlSafe = (text: string) => printable(text).replaceAll("]]>", "]] >");

/** The report for a CI server. */
import junitModule, { type Builder, type TestCase } from "junit-report-builder";
import type { PropertyReport, Report } from "../data/report.ts";
import { gateLine, gateLines } from "../gate/gate-terminal.ts";
import { tellReplay, tellStory } from "../story/story.ts";
import { PLAIN } from "../story/style.ts";
import { drivenPart } from "../text/exhaustive.ts";
import { brokenLines, printable, verdictLine } from "../text/terminal.ts";

/** The package's types speak of a default export, and its code exports the builder itself. */
const junit = junitModule as unknown as Builder;

/**
 * One suite a group of properties, one test case a property, and one for the run as a whole. What was
 * not tested is an error and never a pass; what is not claimed, left out by a filter, or listed as known, is skipped.
 * @param folder of the report, for the lines that replay
 */
export function renderJUnit(report: Report, folder?: string): string {
  const builder = junit.newBuilder();
  const groups = [...new Set(report.properties.map(groupOf))];
  for (const group of groups) {
    const suite = builder.testSuite().name(`poolproof.${group}`);
    for (const property of report.properties.filter((p) => groupOf(p) === group)) {
      const name = `${property.id} (${property.clauses.join(", ")})`;
      const test = suite.testCase().className(`poolproof.${group}`).name(name);
      fill(test, property, report, folder);
    }
  }
  const suite = builder.testSuite().name("poolproof.run");
  for (const found of report.exhaustive)
    suite.property(`exhaustive: ${found.scope}, ${found.level}`, drivenPart(found));
  const run = suite.testCase();
  run.className("poolproof.run").name(`${report.candidate.selector}, seed "${report.seed}"`);
  const line = xmlSafe(verdictLine(report, PLAIN));
  if (report.error)
    run.error(line, report.error.code, xmlSafe(brokenLines(report.error).join("\n")));
  else if (report.verdict === "inconclusive" && !report.shard) run.error(line, report.verdict);
  else if (report.gate && report.gate.verdict !== "passed") {
    const body = gateLines(report, PLAIN).join("\n");
    run.failure(xmlSafe(gateLine(report.gate)), report.gate.verdict).stacktrace(xmlSafe(body));
  }
  return builder.build();
}

const groupOf = ({ id }: PropertyReport) => id.split("/")[0] ?? id;

/** What one shard has not reached is for all of them together to say. */
function fill(
  test: TestCase,
  property: PropertyReport,
  { start, shard }: Report,
  folder?: string,
): void {
  const { verdict, counterexample, situations, least, known } = property;
  if (verdict === "holds") return;
  if (verdict === "not claimed" || verdict === "filtered") test.skipped();
  else if (known) test.skipped().standardOutput(xmlSafe(`known: ${known.reason} (${known.issue})`));
  else if (counterexample) {
    const { expected, seen } = counterexample;
    const body = xmlSafe(
      [...tellStory(counterexample), tellReplay(counterexample, { start, folder })].join("\n"),
    );
    test.failure(xmlSafe(`expected ${expected}; seen ${seen}`), property.level);
    test.stacktrace(body);
  } else if (shard) test.skipped();
  else test.error(`${verdict}: its situation arose ${situations} of ${least} times`, verdict);
}

/** Strings of a candidate's can hold anything; XML cannot, and neither can a CDATA section hold its own end. */
const xmlSafe = (text: string) => printable(text).replaceAll("]]>", "]] >");

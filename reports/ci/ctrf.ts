/** The report for tools that read CTRF (ctrf.io): a test a property, and one for the run as a whole. */
import type { CTRFReport, Test, TestStatus } from "ctrf";
import { CLAUSES, type Clause, type ClauseId } from "../../model/index.ts";
import type { PropertyReport, Report } from "../data/report.ts";
import { signOf } from "../data/verdicts.ts";
import type { Replaying } from "../story/replay-line.ts";
import { renderReplay, renderStory } from "../story/story.ts";
import { brokenLines, verdictLine } from "../text/terminal.ts";
import { propertyOutcome, type TestOutcome } from "./test-outcome.ts";

/** The specification that is current. */
const SPEC_VERSION = "0.0.0";

const STATUSES: Readonly<Record<TestOutcome["type"], TestStatus>> = {
  passes: "passed",
  fails: "failed",
  open: "other",
  skipped: "skipped",
};

/**
 * Times are those since the run began, and properties have none of their own: all of them are judged on the same
 * programs. So the same report gives the same file, whenever it is rendered.
 * @param folder of the report, for the lines that replay
 */
export function renderCtrf(report: Report, folder?: string): string {
  const { candidate, seed, versions, timing, verdict } = report;
  const tests = [
    ...report.properties.map((one) => testOf(one, { start: report.start, folder })),
    runTest(report),
  ];
  const count = (wanted: TestStatus) => tests.filter(({ status }) => status === wanted).length;
  const duration = timing?.durationMs ?? 0;
  const ctrf = {
    reportFormat: "CTRF",
    specVersion: SPEC_VERSION,
    generatedBy: "poolproof",
    results: {
      tool: { name: "poolproof", version: versions.poolproof },
      summary: {
        tests: tests.length,
        passed: count("passed"),
        failed: count("failed"),
        skipped: count("skipped"),
        pending: 0,
        other: count("other"),
        start: 0,
        stop: duration,
        duration,
      },
      tests,
      environment: { appName: candidate.name ?? candidate.selector },
      extra: { verdict, candidate, seed, versions },
    },
  } satisfies CTRFReport;
  return `${JSON.stringify(ctrf, null, 2)}\n`;
}

function testOf(property: PropertyReport, replaying: Replaying): Test {
  const { id, clauses, level, kind, verdict, situations, least, says, counterexample } = property;
  const outcome = propertyOutcome(property);
  return {
    name: `${id} (${clauses.join(", ")})`,
    status: STATUSES[outcome.type],
    rawStatus: verdict,
    duration: 0,
    suite: ["poolproof", id.split("/")[0] ?? id],
    type: kind,
    tags: [level, ...clauses],
    ...(outcome.type !== "passes" && { message: outcome.why }),
    ...(counterexample && {
      trace: [...renderStory(counterexample), renderReplay(counterexample, replaying)].join("\n"),
      parameters: { program: counterexample.program },
    }),
    extra: { says, situations, least, quotes: clauses.flatMap(quoteOf) },
  };
}

function quoteOf(id: string): readonly string[] {
  const clause: Clause | undefined = CLAUSES[id as ClauseId];
  return clause?.quote === undefined ? [] : [clause.quote];
}

/** Where nothing was judged, this alone says so. */
function runTest(report: Report): Test {
  const { candidate, seed, error, verdict, gate } = report;
  const isFailed = error || (gate && gate.verdict !== "passed");
  return {
    name: `${candidate.selector}, seed "${seed}"`,
    status: isFailed ? "failed" : verdict === "inconclusive" ? "other" : "passed",
    rawStatus: verdict,
    duration: report.timing?.durationMs ?? 0,
    suite: ["poolproof", "run"],
    message: `${signOf(verdict)} ${verdictLine(report)}`,
    ...(error && { trace: brokenLines(error).join("\n") }),
  };
}

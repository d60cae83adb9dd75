/** The report for tools that read CTRF (ctrf.io): a test a property, and one for the run as a whole. */
import type { CTRFReport, Test, TestStatus } from "ctrf";
import { CLAUSES, type Clause, type ClauseId } from "../../model/index.ts";
import type { PropertyReport, Report } from "../data/report.ts";
import { type PropertyVerdict, RUN_MARKS } from "../data/verdicts.ts";
import type { Replaying } from "../story/replay-line.ts";
import { tellReplay, tellStory } from "../story/story.ts";
import { brokenLines, verdictLine } from "../text/terminal.ts";

/** The specification that is current. */
const SPEC_VERSION = "0.0.0";

/** What was not tested is never a pass. */
const STATUSES: Readonly<Record<PropertyVerdict, TestStatus>> = {
  holds: "passed",
  violated: "failed",
  unreached: "other",
  undecided: "other",
  "not claimed": "skipped",
  filtered: "skipped",
};

/**
 * Times are those since the run began, and properties have none of their own: all of them are judged on the same
 * programs. So the same report gives the same file, whenever it is rendered.
 * @param folder of the report, for the lines that replay
 */
export function renderCtrf(report: Report, folder?: string): string {
  const { candidate, seed, versions, timing } = report;
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
      extra: { verdict: report.verdict, candidate, seed, versions },
    },
  } satisfies CTRFReport;
  return `${JSON.stringify(ctrf, null, 2)}\n`;
}

function testOf(property: PropertyReport, replaying: Replaying): Test {
  const { id, clauses, level, kind, verdict, situations, least, says, counterexample } = property;
  const { known } = property;
  const [group = id] = id.split("/");
  const missed = `${verdict}: its situation arose ${situations} of ${least} times`;
  return {
    name: `${id} (${clauses.join(", ")})`,
    // As in JUnit: what the baseline lists is no news.
    status: known ? "skipped" : STATUSES[verdict],
    rawStatus: verdict,
    duration: 0,
    suite: ["poolproof", group],
    type: kind,
    tags: [level, ...clauses],
    ...(STATUSES[verdict] === "other" && { message: missed }),
    ...(counterexample && {
      message: `expected ${counterexample.expected}; seen ${counterexample.seen}`,
      trace: [...tellStory(counterexample), tellReplay(counterexample, replaying)].join("\n"),
      parameters: { program: counterexample.program },
    }),
    ...(known && { message: `known: ${known.reason} (${known.issue})` }),
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
    message: `${RUN_MARKS[verdict]} ${verdictLine(report)}`,
    ...(error && { trace: brokenLines(error).join("\n") }),
  };
}

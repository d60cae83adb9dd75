/** `poolproof merge`: joins the reports of the parts of a campaign, and lists the parts that are missing. */
import { resolve } from "node:path";
import { incompleteReport } from "../reports/data/build.ts";
import { EXIT_CODES, type Report } from "../reports/data/report.ts";
import { exitCodeOf } from "../reports/data/run-verdict.ts";
import { MergeError } from "../reports/merge/check.ts";
import { mergeReports } from "../reports/merge/merge.ts";
import type { NamedReport } from "../reports/merge/piece.ts";
import { forLog } from "./ci.ts";
import { type GateOptions, openGate } from "./gate.ts";
import { leftToRun } from "./left-to-run.ts";
import { print, style } from "./output.ts";
import { publish } from "./publish.ts";
import { readReport } from "./report.ts";
import { beginReport, foldersIn } from "./report-folder.ts";
import { UsageError } from "./usage-error.ts";

interface MergeOptions extends GateOptions {
  readonly programs?: number;
  readonly report?: string;
  /** A file. */
  readonly summary?: string;
}

/**
 * @returns the exit code
 * @throws {UsageError} if the reports contradict each other, or are not parts of one campaign; nothing is written then
 */
export function merge(paths: readonly string[], options: MergeOptions): number {
  const { report: out, summary, programs } = options;
  const purpose = { does: "joins", instead: "run its part again" } as const;
  const reports = paths
    .flatMap(foldersIn)
    .map((name) => ({ name, report: readReport(name, purpose) }));
  // A report that was joined before may be replaced by what it is joined to.
  const own = reports.find(
    ({ name, report }) => out !== undefined && resolve(name) === resolve(out) && !report.joined,
  );
  if (own) throw new UsageError(`${own.name} is that of a part: name another folder with --report`);
  if (options.updateBaseline) refuseUpdate(reports);
  const gate = openGate(options);
  const report = gate.judge(joined(reports, programs));
  const { candidate, seed } = report;
  if (out !== undefined) beginReport(out, incompleteReport({ selector: candidate.selector, seed }));
  if (!publish(report, { folder: out, summary })) return EXIT_CODES.broken;
  if (out !== undefined) print(`${style.faint("report in")} ${out}\n`);
  print(forLog(leftToRun(report, paths, options.baseline)));
  return exitCodeOf(report);
}

function refuseUpdate(reports: readonly NamedReport[]): void {
  if (reports.some(({ report }) => report.filtered !== undefined))
    throw new UsageError("--update-baseline needs a whole run: these parts were filtered");
}

function joined(reports: readonly NamedReport[], programs: number | undefined): Report {
  try {
    return mergeReports(reports, { programs });
  } catch (error) {
    if (error instanceof MergeError) throw new UsageError(error.message);
    throw error;
  }
}

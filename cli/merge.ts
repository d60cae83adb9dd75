/** `poolproof merge`: the reports of all shards of a campaign, joined into one. */
import { resolve } from "node:path";
import { Command, Option } from "commander";
import { incompleteReport } from "../reports/build.ts";
import { mergeReports } from "../reports/merge.ts";
import { MergeError } from "../reports/merge-check.ts";
import { EXIT_CODES, type Report } from "../reports/report.ts";
import { exitCodeOf } from "../reports/run-verdict.ts";
import { addGateOptions, type GateOptions, openGate } from "./gate.ts";
import { EXITS, file, folder } from "./options.ts";
import { print, style } from "./output.ts";
import { publish } from "./publish.ts";
import { readReport } from "./report.ts";
import { beginReport } from "./report-folder.ts";
import { UsageError } from "./usage-error.ts";

interface MergeOptions extends GateOptions {
  readonly report?: string;
  /** A file. */
  readonly summary?: string;
}

/**
 * @returns the exit code
 * @throws {UsageError} where the folders are not those of all shards of one campaign; then nothing is written
 */
export function merge(folders: readonly string[], options: MergeOptions): number {
  const { report: out, summary } = options;
  const own = out !== undefined && folders.find((path) => resolve(path) === resolve(out));
  if (own) throw new UsageError(`${own} is a shard's: name another folder with --report`);
  const isFiltered = (one: Report) => one.filtered !== undefined;
  const purpose = { does: "joins", instead: "run its shard again" } as const;
  const reports = folders.map((path) => ({ name: path, report: readReport(path, purpose) }));
  if (options.updateBaseline && reports.some(({ report }) => isFiltered(report)))
    throw new UsageError("--update-baseline needs a whole run: these shards were filtered");
  const gate = openGate(options);
  const report = gate.judge(joined(reports));
  const { candidate, seed } = report;
  if (out !== undefined) beginReport(out, incompleteReport({ selector: candidate.selector, seed }));
  if (!publish(report, { folder: out, summary })) return EXIT_CODES.broken;
  if (out !== undefined) print(`${style.faint("report in")} ${out}\n`);
  return exitCodeOf(report);
}

function joined(reports: Parameters<typeof mergeReports>[0]): Report {
  try {
    return mergeReports(reports);
  } catch (error) {
    if (error instanceof MergeError) throw new UsageError(error.message);
    throw error;
  }
}

export function mergeCommand(): Command {
  const command = new Command("merge")
    .summary("join the reports of all shards of a campaign")
    .description("join the reports of all shards of a campaign into its report and verdict")
    .argument("<dir...>", "the folders that the shards wrote with --report")
    .addOption(new Option("--report <dir>", "write the joined report there").argParser(folder))
    .addOption(new Option("--summary <file>", "write a summary in Markdown there").argParser(file));
  return addGateOptions(command)
    .addHelpText("after", EXITS)
    .action((folders, options) => {
      process.exitCode = merge(folders, options);
    });
}

/** A report that is done: told at the terminal, and written where it was asked for. */
import type { Report } from "../reports/data/report.ts";
import { renderTerminal } from "../reports/text/terminal.ts";
import { annotations, forLog, writeSummaries } from "./ci.ts";
import { outputStream, print, printError, style } from "./output.ts";
import { writeReport } from "./report-folder.ts";

export interface Publication {
  readonly folder: string | undefined;
  /** A file. */
  readonly summary: string | undefined;
}

/** @returns whether all of it could be written */
export function publish(report: Report, { folder, summary }: Publication): boolean {
  const told = renderTerminal(report, {
    style,
    columns: outputStream().columns || undefined,
    folder,
  });
  print(`${forLog(told, process.env)}\n${annotations(report, process.env, folder)}`);
  const isWritten = [
    !folder || tryToWrite(folder, () => writeReport(folder, report)),
    tryToWrite(summary ?? "GITHUB_STEP_SUMMARY", () =>
      writeSummaries(report, summary, process.env, folder),
    ),
  ];
  return !isWritten.includes(false);
}

/** A full disk loses the files, not what was found: that has been printed by then. */
function tryToWrite(where: string, write: () => void): boolean {
  try {
    write();
    return true;
  } catch (error) {
    printError(
      `poolproof: the report could not be written to ${where}: ${(error as Error).message}; the verdict above stands, what was written is that of no complete run\n`,
    );
    return false;
  }
}

/** A report that is done: printed, and written to the places that the options name. */
import type { Report } from "../reports/data/report.ts";
import { renderTerminal } from "../reports/text/terminal.ts";
import { annotations, forLog, writeSummaries } from "./ci.ts";
import { printUnwritten } from "./files.ts";
import { outputStream, print, style } from "./output.ts";
import { writeChunk, writeReport } from "./report-folder.ts";

export interface Publication {
  readonly folder: string | undefined;
  /** A file. */
  readonly summary: string | undefined;
  /** The folder of a part. */
  readonly chunk?: string | undefined;
}

/** @returns whether all of it could be written */
export function publish(report: Report, { folder, summary, chunk }: Publication): boolean {
  const columns = outputStream().columns || undefined;
  print(`${forLog(renderTerminal(report, { style, columns, folder }))}\n`);
  print(annotations(report, process.env, folder));
  const isWritten = [
    !chunk || tryToWrite(chunk, () => writeChunk(chunk, report)),
    !folder || tryToWrite(folder, () => writeReport(folder, report)),
    tryToWrite(summary ?? "GITHUB_STEP_SUMMARY", () =>
      writeSummaries(report, summary, process.env, folder),
    ),
  ];
  return !isWritten.includes(false);
}

function tryToWrite(place: string, write: () => void): boolean {
  try {
    write();
    return true;
  } catch (error) {
    const stands = "; the verdict above stands, but the files are not those of a complete run";
    printUnwritten("the report", place, error, stands);
    return false;
  }
}

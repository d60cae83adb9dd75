/** `poolproof report`: renders the folder of a report again, from its report.json. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { compiled, explain } from "../adapters/protocol/check.ts";
import { COUNTEREXAMPLE_SCHEMA_ID } from "../reports/data/counterexample.ts";
import { REPORT_SCHEMA_ID, type Report, ReportSchema } from "../reports/data/report.ts";
import { jsonText } from "../reports/merge/check.ts";
import { printable } from "../reports/text/lines.ts";
import { readJson } from "./files.ts";
import { print, style } from "./output.ts";
import { RENDERED, REPORT, writeRendered } from "./report-folder.ts";
import { UsageError } from "./usage-error.ts";

/** @throws {UsageError} if there is no report in the folder, or it cannot be rendered */
export function renderAgain(path: string): void {
  const file = join(path, REPORT);
  const report = readReport(path, { does: "renders", instead: "run the candidate again" });
  try {
    writeRendered(path, report);
  } catch (error) {
    throw new UsageError(`${file} cannot be rendered: ${(error as Error).message}`);
  }
  const files = Object.keys(RENDERED).map((name) => join(path, name));
  print(`${style.faint("rendered")} ${files.join(", ")}\n`);
}

const checker = compiled(ReportSchema);

/** What a report is read for. */
interface Purpose {
  readonly does: "renders" | "joins";
  /** What to do about a report that cannot be used. */
  readonly instead: string;
}

/** @throws {UsageError} if the folder holds no report of this version */
export function readReport(path: string, { does, instead }: Purpose): Report {
  const file = join(path, REPORT);
  const value = readJson(file, (error) => whyUnreadable(path, error));
  const schema = (value as { schema?: unknown } | null)?.schema;
  if (schema === COUNTEREXAMPLE_SCHEMA_ID)
    throw new UsageError(`${file} is a counterexample: name the folder of a whole report`);
  if (typeof schema === "string" && schema !== REPORT_SCHEMA_ID)
    throw new UsageError(
      `${file} is of the schema ${jsonText(schema)}, and this version ${does} ${REPORT_SCHEMA_ID}: ${instead}`,
    );
  if (checker().Check(value)) return value;
  throw new UsageError(
    `${file} is no report of this version: ${printable(explain(checker(), value))}; ${instead}`,
  );
}

function whyUnreadable(path: string, { code, message }: NodeJS.ErrnoException): string {
  if (code === "ENOTDIR") return `${path} is a file: name the folder that it is in`;
  if (code === "ENOENT")
    return existsSync(path)
      ? `there is no ${REPORT} in ${path}: name a folder that --report has written`
      : `there is no folder ${path}`;
  // The parser quotes what it could not read.
  return `${join(path, REPORT)} cannot be read as a report: ${printable(message)}`;
}

/** `poolproof report`: the folder of a report, rendered again from its report.json. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Command } from "commander";
import { Compile } from "typebox/compile";
import { explain } from "../adapters/wire.ts";
import {
  COUNTEREXAMPLE_SCHEMA_ID,
  REPORT_SCHEMA_ID,
  type Report,
  ReportSchema,
} from "../reports/report.ts";
import { folder } from "./options.ts";
import { print, style } from "./output.ts";
import { RENDERED, REPORT, writeRendered } from "./report-folder.ts";
import { UsageError } from "./usage-error.ts";

/** @throws {UsageError} where there is no report in the folder, or it cannot be rendered */
export function renderAgain(path: string): void {
  const file = join(path, REPORT);
  const report = readReport(file);
  try {
    writeRendered(path, report);
  } catch (error) {
    throw new UsageError(`${file} cannot be rendered: ${(error as Error).message}`);
  }
  const files = Object.keys(RENDERED).map((name) => join(path, name));
  print(`${style.faint("rendered")} ${files.join(", ")}\n`);
}

const checker = Compile(ReportSchema);

/** @throws {UsageError} where it is none of this version */
export function readReport(file: string): Report {
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    throw new UsageError(`${file} cannot be read as a report: ${(error as Error).message}`);
  }
  const schema = (value as { schema?: unknown } | null)?.schema;
  if (schema === COUNTEREXAMPLE_SCHEMA_ID)
    throw new UsageError(`${file} is a counterexample: name the folder of a whole report`);
  if (typeof schema === "string" && schema !== REPORT_SCHEMA_ID)
    throw new UsageError(
      `${file} is of the schema ${schema}, and this version renders ${REPORT_SCHEMA_ID}: run the candidate again`,
    );
  if (checker.Check(value)) return value;
  throw new UsageError(
    `${file} is no report of this version: ${explain(checker, value)}; run the candidate again`,
  );
}

export function reportCommand(): Command {
  return new Command("report")
    .description("render a report's folder again, from its report.json alone")
    .argument("<dir>", "the folder that --report named", folder)
    .action((path) => {
      renderAgain(path);
    });
}

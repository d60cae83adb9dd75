/** The command line: parse, call, print, exit code. */
import { inspect } from "node:util";
import { CommanderError } from "commander";
import { EXIT_CODES, EXIT_USAGE } from "../reports/report.ts";
import { printError } from "./output.ts";
import { createProgram } from "./program.ts";
import { UsageError } from "./usage-error.ts";

async function main(): Promise<void> {
  try {
    await createProgram().parseAsync();
  } catch (error) {
    if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : EXIT_USAGE;
    else if (error instanceof UsageError) {
      printError(`poolproof: ${error.message}\n`);
      process.exitCode = EXIT_USAGE;
    } else {
      printError(
        `poolproof: this is a fault of the suite itself, please report it\n${inspect(error)}\n`,
      );
      process.exitCode = EXIT_CODES.broken;
    }
  }
}

await main();

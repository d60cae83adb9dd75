/** The command line: parse, call, print, exit code. */
import { inspect } from "node:util";
import { CommanderError } from "commander";
import { isCommand } from "../adapters/session/nearest-file.ts";
import { EXIT_CODES, EXIT_USAGE } from "../reports/data/report.ts";
import { forLog } from "./ci.ts";
import { createProgram } from "./commands.ts";
import { printError } from "./output.ts";
import { UsageError } from "./usage-error.ts";

/** Does what the arguments ask for. Errors are printed, and become the exit code of the process. */
export async function commandLine(args: readonly string[]): Promise<void> {
  try {
    await createProgram().parseAsync(args, { from: "user" });
  } catch (error) {
    if (error instanceof CommanderError) {
      if (error.code === "commander.excessArguments") printError(quotesHint(args));
      process.exitCode = error.exitCode === 0 ? 0 : EXIT_USAGE;
    } else if (error instanceof UsageError) {
      // It may quote a file, whose words must not give the log commands.
      printError(forLog(`poolproof: ${error.message}\n`));
      process.exitCode = EXIT_USAGE;
    } else {
      printFault(error);
      process.exitCode = EXIT_CODES.broken;
    }
  }
}

export function printFault(error: unknown): void {
  const text = `poolproof: this is a fault of the suite itself, please report it\n${inspect(error)}\n`;
  printError(forLog(text));
}

/** A hint if a shell has split a candidate that is a command. */
function quotesHint([, ...args]: readonly string[]): string {
  const begin = Math.max(
    0,
    args.findIndex((arg) => arg.startsWith("stdio:")),
  );
  const end = args.findIndex((arg, index) => index > begin && arg.startsWith("-"));
  const words = args.slice(begin, end === -1 ? undefined : end).join(" ");
  const command = words.replace(/^stdio:/, "");
  return words !== command || isCommand(command)
    ? `put the candidate in quotes: "stdio:${command}"\n`
    : "";
}

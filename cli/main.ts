/** The command line: parse, call, print, exit code. */
import { inspect } from "node:util";
import { Command, CommanderError } from "commander";
import { SUITE } from "../adapters/open.ts";
import { EXIT_CODES, EXIT_USAGE } from "../reports/report.ts";
import { adequacyCommand } from "./adequacy.ts";
import { compareCommand } from "./compare.ts";
import { doctorCommand } from "./doctor.ts";
import { explainCommand } from "./explain.ts";
import { initCommand } from "./init.ts";
import { listCommand } from "./list.ts";
import { CANDIDATES, EXITS } from "./options.ts";
import { print, printError } from "./output.ts";
import { probeCommand } from "./probe.ts";
import { replayCommand } from "./replay.ts";
import { runCommand } from "./run.ts";
import { UsageError } from "./usage-error.ts";

/** In the order of the help. */
const COMMANDS: readonly (() => Command)[] = [
  runCommand,
  replayCommand,
  listCommand,
  explainCommand,
  initCommand,
  doctorCommand,
  probeCommand,
  compareCommand,
  adequacyCommand,
];

function program(): Command {
  const poolproof = new Command("poolproof")
    .description(
      "Holds a node-license pool to its specification, and shows the shortest proof where it breaks it.",
    )
    .version(SUITE.version)
    .exitOverride()
    .configureOutput({ writeErr: printError, writeOut: (text) => print(text) })
    .showHelpAfterError("(--help tells more)")
    .addHelpText("after", CANDIDATES + EXITS);
  for (const make of COMMANDS) poolproof.addCommand(make().copyInheritedSettings(poolproof));
  return poolproof;
}

async function main(): Promise<void> {
  try {
    await program().parseAsync();
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

/** The commands, put together. */
import { Command } from "commander";
import { SUITE } from "../adapters/protocol/requests.ts";
import { adequacyCommand } from "./adequacy.ts";
import { compareCommand } from "./compare.ts";
import { addCompletion } from "./completion.ts";
import { configurable } from "./config.ts";
import { doctorCommand } from "./doctor.ts";
import { explainCommand } from "./explain.ts";
import { initCommand } from "./init.ts";
import { listCommand } from "./list.ts";
import { mergeCommand } from "./merge.ts";
import { EXITS, inScreen } from "./options.ts";
import { print, printError } from "./output.ts";
import { probeCommand } from "./probe.ts";
import { replayCommand } from "./replay.ts";
import { reportCommand } from "./report.ts";
import { runCommand } from "./run.ts";

/** In the order of the help, by what somebody is about to do. */
const COMMANDS: Readonly<Record<string, readonly (() => Command)[]>> = {
  "To begin with": [initCommand, doctorCommand, probeCommand],
  "To test": [
    () => configurable(runCommand()),
    mergeCommand,
    replayCommand,
    reportCommand,
    compareCommand,
  ],
  "To understand": [listCommand, explainCommand, adequacyCommand],
};

export function createProgram(): Command {
  const poolproof = new Command("poolproof")
    .description("Holds a node-license pool to its specification, and proves where it breaks it.")
    .usage("[--version] [--help] <command> […]")
    .version(SUITE.version)
    .exitOverride()
    .configureHelp({ ...inScreen, visibleOptions: () => [] })
    .configureOutput({ writeErr: printError, writeOut: (text) => print(text) })
    .showHelpAfterError("(--help tells more)")
    .addHelpText("after", EXITS);
  for (const [group, makers] of Object.entries(COMMANDS)) {
    poolproof.commandsGroup(`${group}:`);
    for (const make of makers)
      poolproof.addCommand(make().copyInheritedSettings(poolproof).configureHelp(inScreen));
  }
  poolproof.commandsGroup("To begin with:");
  poolproof.helpCommand(false);
  addCompletion(poolproof);
  return poolproof;
}

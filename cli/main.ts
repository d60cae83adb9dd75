/** The command line: parse, call, print, exit code. */
import { inspect } from "node:util";
import { Command, CommanderError, InvalidArgumentError, Option } from "commander";
import { SUITE, TIME_LIMIT_MS } from "../adapters/open.ts";
import { DEFAULTS } from "../options.ts";
import { EXIT_CODES, EXIT_USAGE } from "../reports/report.ts";
import { adequacy } from "./adequacy.ts";
import { list } from "./list.ts";
import { print, printError } from "./output.ts";
import { replay } from "./replay.ts";
import { run } from "./run.ts";
import { UsageError } from "./usage-error.ts";

const EXITS = `
Exit codes: 0 conformant, 1 violated, 2 usage, 3 candidate or harness broken, 4 inconclusive.`;
const CANDIDATES = `
A candidate: ./adapter.ts or ./adapter.js (a module that exports one; #name picks an export),
"stdio:python3 ledger.py" (any program that speaks the protocol), http://localhost:8080/rpc (a server that
does; a token that it asks for goes into the environment as POOLPROOF_TOKEN), or reference.`;

function count(text: string): number {
  const value = Number(text);
  if (Number.isSafeInteger(value) && value >= 1) return value;
  throw new InvalidArgumentError("It has to be a whole number from 1.");
}

function seconds(text: string): number {
  const value = Number(text);
  if (value > 0 && Number.isFinite(value)) return value;
  throw new InvalidArgumentError("It has to be a number of seconds above 0.");
}

function extraStates(text: string): 0 | 1 {
  if (text === "0" || text === "1") return text === "0" ? 0 : 1;
  throw new InvalidArgumentError("It has to be 0 or 1.");
}

function secondsOrNone(text: string): number {
  return text.trim() === "0" ? 0 : seconds(text);
}

/** An empty one is a variable that was not set, in a script that counts on a report. */
function folder(text: string): string {
  if (text.trim() !== "") return text;
  throw new InvalidArgumentError("It has to name a folder.");
}

const timeoutOption = () =>
  new Option("--timeout <seconds>", "how long one request to the candidate may take")
    .argParser(seconds)
    .default(TIME_LIMIT_MS / 1000);

const startOption = () =>
  new Option(
    "--start <command>",
    "what starts the server at the URL; it is ended after the run, with all that it started",
  );

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
  poolproof
    .command("run")
    .description("hold a candidate to every clause that it claims")
    .argument("<candidate>", "the implementation under test")
    .option("--seed <text>", "any string; the same one gives the same programs", DEFAULTS.seed)
    .addOption(
      new Option("--programs <n>", "programs to drive").argParser(count).default(DEFAULTS.programs),
    )
    .option("--exhaustive", "prove more, on larger scopes: about a minute in process")
    .addOption(
      new Option(
        "--extra-states <n>",
        "prove it of servers with 0 or 1 states beyond the model's",
      ).argParser(extraStates),
    )
    .addOption(
      new Option("--time <seconds>", "begin no further program after this long").argParser(seconds),
    )
    .addOption(
      new Option(
        "--report <dir>",
        "write report.json, junit.xml and counterexamples/ there",
      ).argParser(folder),
    )
    .addOption(
      new Option(
        "--sessions <n>",
        "candidates to drive side by side, if they share no store",
      ).argParser(count),
    )
    .addOption(
      new Option(
        "--shortest <seconds>",
        "look so long for the shortest counterexample of a property; 0: no longer than reducing takes",
      )
        .argParser(secondsOrNone)
        .default(DEFAULTS.proofTimeLimitMs / 1000),
    )
    .addOption(startOption())
    .addOption(timeoutOption())
    .addHelpText("after", CANDIDATES + EXITS)
    .action(async (candidate, options) => {
      process.exitCode = await run(candidate, options);
    });
  addReplay(poolproof);
  poolproof
    .command("list")
    .description("the clauses, their properties, what is not covered and why, and the situations")
    .option("--json", "as JSON")
    .action((options) => {
      list(options);
    });
  addAdequacy(poolproof);
  for (const command of poolproof.commands) command.exitOverride();
  return poolproof;
}

function addReplay(poolproof: Command): void {
  poolproof
    .command("replay")
    .description("drive a counterexample again: exit 0 if it is fixed, 1 if not")
    .argument("<file>", "a file of a report's counterexamples/")
    .argument("[candidate]", "the candidate, if not the one that it was found on")
    .addOption(startOption())
    .addOption(timeoutOption())
    .addHelpText("after", CANDIDATES)
    .action(async (file, candidate, options) => {
      process.exitCode = await replay(file, candidate, options);
    });
}

function addAdequacy(poolproof: Command): void {
  poolproof
    .command("adequacy")
    .description("mutation analysis of the suite: which defects it finds, and by which properties")
    .argument("[mutants]", "a module, of which every export is a mutant; the zoo unless told")
    .option("--seed <text>", "any string; the same one gives the same programs", DEFAULTS.seed)
    .addOption(
      new Option("--budget <programs>", "programs that a mutant may take")
        .argParser(count)
        .default(DEFAULTS.programs),
    )
    .addOption(timeoutOption())
    .option("--json", "as JSON")
    .addHelpText(
      "after",
      "\nExit codes: 0 all are killed, 1 some survive, 2 usage, 3 a mutant or the suite is broken.",
    )
    .action(async (mutants, options) => {
      process.exitCode = await adequacy(mutants, options);
    });
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

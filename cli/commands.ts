/** The commands as data: parsing, help, completion and the page of the reference are made of this table. */
import { type Argument, Command, type Option } from "commander";
import { SUITE } from "../adapters/protocol/requests.ts";
import { adequacy } from "./adequacy.ts";
import { compare } from "./compare.ts";
import { addCompletion } from "./completion.ts";
import { configurable } from "./config.ts";
import { doctor } from "./doctor.ts";
import { explain } from "./explain.ts";
import { init } from "./init.ts";
import { list } from "./list.ts";
import { merge } from "./merge.ts";
import * as options from "./options.ts";
import { print, printError } from "./output.ts";
import { probe } from "./probe.ts";
import { replay } from "./replay.ts";
import { renderAgain } from "./report.ts";
import { runOrWatch } from "./run.ts";

interface CommandSpec {
  readonly name: string;
  /** The heading in the help. */
  readonly group: string;
  /** For the list of all commands; the description if there is none. */
  readonly summary?: string;
  readonly description: string;
  /** By their form: `<one>`, `[one]` if it may be missing, `<several...>`. */
  readonly args?: Readonly<Record<string, string>>;
  readonly options?: readonly Option[];
  /** What the help ends with. */
  readonly notes?: string;
  /** Takes the arguments, then the options. It returns the exit code; without one it stays 0. */
  readonly run: (...given: never[]) => unknown;
}

const exitCodes = (codes: string): string => `\nExit codes: ${codes}.`;
const EXITS = exitCodes("0 conformant, 1 violated, 2 usage, 3 broken, 4 inconclusive");
const CANDIDATES = `
A candidate: ./adapter.ts or .js, with #name for a named export;
"stdio:python3 adapter.py"; http://localhost:8080/rpc, which gets the token
that is in the environment as POOLPROOF_TOKEN; or reference.`;
const CANDIDATE = { "<candidate>": "the implementation under test" };

const BEGIN = "To begin with:";
const TEST = "To test:";
const UNDERSTAND = "To understand:";

/** In the order of the help. */
const COMMANDS: readonly CommandSpec[] = [
  {
    name: "init",
    group: BEGIN,
    summary: "write an adapter to start from",
    description: "write an adapter to start from, and print what to do next",
    args: { "[dir]": "the folder for it" },
    options: [options.LANGUAGE],
    notes: exitCodes("0 it is written, 2 it would overwrite something, or usage"),
    run: init,
  },
  {
    name: "doctor",
    group: BEGIN,
    summary: "examine a candidate, and say what to fix",
    description: "examine a candidate: every rule of the protocol, each message once, its speed",
    args: CANDIDATE,
    options: [options.START, options.TIMEOUT],
    notes: CANDIDATES + exitCodes("0 it is ready for a run, 2 usage, 3 something has to be fixed"),
    run: doctor,
  },
  {
    name: "probe",
    group: BEGIN,
    summary: "find out which choices a candidate has made",
    description:
      "find out by experiment which choices a candidate has made, and print its statement",
    args: CANDIDATE,
    options: [options.JSON_OUTPUT, options.START, options.TIMEOUT],
    notes: CANDIDATES + exitCodes("0 found, 2 usage, 3 broken, 4 a choice fits no value"),
    run: probe,
  },
  {
    name: "run",
    group: TEST,
    description: "test a candidate against every clause it claims",
    // It may be in the configuration instead.
    args: { "[candidate]": CANDIDATE["<candidate>"] },
    options: [...options.CAMPAIGN, ...options.FILTERS, ...options.GATE, ...options.KEPT],
    notes: CANDIDATES + EXITS,
    run: runOrWatch,
  },
  {
    name: "merge",
    group: TEST,
    summary: "join the reports of a campaign's parts",
    description: "join the reports of parts of a campaign, and list the missing parts",
    args: { "<dir...>": "folders that --report or merge wrote, or --chunks" },
    options: [...options.JOINED, options.SUMMARY, ...options.GATE],
    notes: EXITS,
    run: merge,
  },
  {
    name: "replay",
    group: TEST,
    summary: "drive a counterexample again",
    description: "drive a counterexample again: exit 0 if it is fixed, 1 if not",
    args: {
      "<file>": "a file of a report's counterexamples/",
      "[candidate]": "the candidate, if not the one that it was found on",
    },
    options: [options.START, options.TIMEOUT],
    notes: CANDIDATES,
    run: replay,
  },
  {
    name: "report",
    group: TEST,
    description: "render a report's folder again, from its report.json alone",
    args: { "<dir>": "the folder that --report named" },
    run: renderAgain,
  },
  {
    name: "compare",
    group: TEST,
    summary: "candidates clause by clause, and where two differ",
    description: "several candidates, clause by clause, and a short program on which two differ",
    args: { "<candidates...>": "two or more; each is compared with the first" },
    options: [options.SEED, options.COMPARED, options.JSON_OUTPUT, options.TIMEOUT],
    notes: CANDIDATES + exitCodes("0 no difference was found, 1 one was, 2 usage, 3 one is broken"),
    run: compare,
  },
  {
    name: "list",
    group: UNDERSTAND,
    summary: "the clauses, properties and situations",
    description: "the clauses, their properties, what is not covered and why, and the situations",
    options: [options.JSON_OUTPUT],
    run: list,
  },
  {
    name: "explain",
    group: UNDERSTAND,
    summary: "what one of them says, and what breaks it",
    description:
      "what a property, a clause or a situation says, where it comes from, what breaks it",
    args: { "<name>": "as poolproof list and the reports have it, such as EXC-1" },
    notes: exitCodes("0 it is explained, 2 the name is unknown"),
    run: explain,
  },
  {
    name: "adequacy",
    group: UNDERSTAND,
    summary: "which defects the suite finds, and how",
    description: "mutation analysis of the suite: which defects it finds, and by which properties",
    args: { "[mutants]": "a module, of which every export is a mutant; the zoo by default" },
    options: [options.SEED, options.BUDGET, options.TIMEOUT, options.JSON_OUTPUT],
    notes: exitCodes("0 all are killed, 1 some survive, 2 usage, 3 one is broken"),
    run: adequacy,
  },
];

export function createProgram(): Command {
  const poolproof = new Command("poolproof")
    .description("Tests a node-license pool against its specification, and proves violations.")
    .usage("[--version] [--help] <command> […]")
    .version(SUITE.version)
    .exitOverride()
    .configureHelp({ ...inScreen, visibleOptions: () => [] })
    .configureOutput({ writeErr: printError, writeOut: (text) => print(text) })
    .showHelpAfterError("(--help shows how)")
    .addHelpText("after", EXITS);
  for (const spec of COMMANDS)
    poolproof.addCommand(commandOf(spec).copyInheritedSettings(poolproof).configureHelp(inScreen));
  poolproof.commandsGroup(BEGIN);
  poolproof.helpCommand(false);
  addCompletion(poolproof, inScreen);
  return poolproof;
}

/** @throws {RangeError} if there is none */
export function commandNamed(name: string): Command {
  const command = createProgram().commands.find((one) => one.name() === name);
  if (!command) throw new RangeError(`there is no command ${name}`);
  return command;
}

function commandOf(spec: CommandSpec): Command {
  const { name, group, summary = "", description, args = {}, options = [], notes, run } = spec;
  const command = new Command(name).helpGroup(group).summary(summary).description(description);
  for (const [form, what] of Object.entries(args)) command.argument(form, what);
  for (const option of options) command.addOption(option);
  if (notes) command.addHelpText("after", notes);
  command.action(async (...given) => {
    const code = await run(...(given as never[]));
    if (typeof code === "number") process.exitCode = code;
  });
  return name === "run" ? configurable(command) : command;
}

/** So that the help of each command fits a terminal of 24 lines and 80 columns. */
const inScreen = {
  helpWidth: 80,
  visibleArguments: () => [],
  subcommandTerm: (one: Command) => [one.name(), ...one.registeredArguments.map(termOf)].join(" "),
} as const;

export function termOf(argument: Argument): string {
  const name = argument.name() + (argument.variadic ? "…" : "");
  return argument.required ? `<${name}>` : `[${name}]`;
}

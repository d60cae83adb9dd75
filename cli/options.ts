/** What commands have in common: options, the values that they take, and what their help ends with. */
import { type Argument, type Command, InvalidArgumentError, Option } from "commander";
import { TIME_LIMIT_MS } from "../adapters/session/open.ts";
import type { Shard } from "../engine/sharding.ts";
import { DEFAULTS } from "../suite/options.ts";

export const EXITS = `
Exit codes: 0 conformant, 1 violated, 2 usage, 3 broken, 4 inconclusive.`;
export const CANDIDATES = `
A candidate: ./adapter.ts or .js, with #name for a named export;
"stdio:python3 adapter.py"; http://localhost:8080/rpc, which gets the token
that is in the environment as POOLPROOF_TOKEN; or reference.`;

/** So that the help of each command fits a terminal of 24 lines and 80 columns. */
export const inScreen = {
  helpWidth: 80,
  visibleArguments: () => [],
  subcommandTerm: (command: Command) =>
    [command.name(), ...command.registeredArguments.map(termOf)].join(" "),
} as const;

const termOf = (argument: Argument) => {
  const name = argument.name() + (argument.variadic ? "…" : "");
  return argument.required ? `<${name}>` : `[${name}]`;
};

export function count(text: string): number {
  const value = Number(text);
  if (Number.isSafeInteger(value) && value >= 1) return value;
  throw new InvalidArgumentError("It has to be a whole number from 1.");
}

/** Of an option whose number may be left out: a candidate that follows it is taken for the number. */
export function findingsCount(text: string): number {
  try {
    return count(text);
  } catch {
    throw new InvalidArgumentError(
      "It has to be a whole number from 1; without one, write the option after the candidate.",
    );
  }
}

export function index(text: string): number {
  const value = Number(text);
  if (Number.isSafeInteger(value) && value >= 0 && text.trim() !== "") return value;
  throw new InvalidArgumentError("It has to be a whole number from 0.");
}

export function shard(text: string): Shard {
  const [, index, of] = /^(\d+)\/(\d+)$/.exec(text.trim())?.map(Number) ?? [];
  if (
    index !== undefined &&
    of !== undefined &&
    1 <= index &&
    index <= of &&
    Number.isSafeInteger(of)
  )
    return { index, of };
  throw new InvalidArgumentError(
    "It has to be a part and their number, such as 2/4: from 1/4 to 4/4.",
  );
}

export function seconds(text: string): number {
  const value = Number(text);
  if (value > 0 && Number.isFinite(value)) return value;
  throw new InvalidArgumentError("It has to be a number of seconds above 0.");
}

export function extraStates(text: string): 0 | 1 {
  if (text === "0" || text === "1") return text === "0" ? 0 : 1;
  throw new InvalidArgumentError("It has to be 0 or 1.");
}

export function countOrNone(text: string): number {
  return text.trim() === "0" ? 0 : count(text);
}

/** An empty one is a variable that was not set, in a script that counts on what is written. */
const named = (what: string) => (text: string) => {
  if (text.trim() !== "") return text;
  throw new InvalidArgumentError(`It has to name a ${what}.`);
};

export const folder = named("folder");
export const file = named("file");

export const timeoutOption = () =>
  new Option("--timeout <seconds>", "for one request to the candidate")
    .argParser(seconds)
    .default(TIME_LIMIT_MS / 1000);

export const startOption = () =>
  new Option("--start <command>", "starts the server at the URL, which is ended afterwards");

export const seedOption = () =>
  new Option("--seed <text>", "same seed, same programs").default(DEFAULTS.seed);

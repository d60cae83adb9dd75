/** What commands have in common: options, the values that they take, and what their help ends with. */
import { InvalidArgumentError, Option } from "commander";
import { TIME_LIMIT_MS } from "../adapters/open.ts";
import { DEFAULTS } from "../options.ts";
import { quoted } from "./output.ts";

export const EXITS = `
Exit codes: 0 conformant, 1 violated, 2 usage, 3 candidate or harness broken, 4 inconclusive.`;
export const CANDIDATES = `
A candidate: ./adapter.ts or ./adapter.js (a module that exports one; #name picks an export),
"stdio:python3 ledger.py" (any program that speaks the protocol), http://localhost:8080/rpc (a server that
does; a token that it asks for goes into the environment as POOLPROOF_TOKEN), or reference.`;

export function count(text: string): number {
  const value = Number(text);
  if (Number.isSafeInteger(value) && value >= 1) return value;
  throw new InvalidArgumentError("It has to be a whole number from 1.");
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

export function secondsOrNone(text: string): number {
  return text.trim() === "0" ? 0 : seconds(text);
}

/** An empty one is a variable that was not set, in a script that counts on a report. */
export function folder(text: string): string {
  if (text.trim() !== "") return text;
  throw new InvalidArgumentError("It has to name a folder.");
}

/** The server's start once more, for a command that is told. */
export const startArgument = (start: string | undefined) =>
  start === undefined ? "" : ` --start ${quoted(start)}`;

export const timeoutOption = () =>
  new Option("--timeout <seconds>", "how long one request to the candidate may take")
    .argParser(seconds)
    .default(TIME_LIMIT_MS / 1000);

export const startOption = () =>
  new Option(
    "--start <command>",
    "what starts the server at the URL; it is ended after the run, with all that it started",
  );

export const seedOption = () =>
  new Option("--seed <text>", "any string; the same one gives the same programs").default(
    DEFAULTS.seed,
  );

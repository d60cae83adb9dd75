/** Every option of every command, and how its value is parsed. */
import { InvalidArgumentError, Option } from "commander";
import { IsDate } from "typebox/format";
import { TIME_LIMIT_MS } from "../adapters/session/open.ts";
import type { Shard } from "../engine/sharding.ts";
import { DEFAULTS } from "../suite/options.ts";
import { LANGUAGES } from "../workbench/scaffold.ts";
import { STORE } from "./example-store.ts";

function option<T>(
  flags: string,
  description: string,
  parse?: (text: string, before: T) => T,
): Option {
  const made = new Option(flags, description);
  return parse ? made.argParser(parse) : made;
}

/** @param parse returns `undefined` for a text that the message refuses */
const value =
  <T>(message: string, parse: (text: string) => T | undefined) =>
  (text: string): T => {
    const parsed = parse(text);
    if (parsed === undefined) throw new InvalidArgumentError(message);
    return parsed;
  };

function wholeNumber(text: string, minimum: number): number | undefined {
  const number = Number(text);
  const isOne = text.trim() !== "" && Number.isSafeInteger(number) && number >= minimum;
  return isOne ? number : undefined;
}

const FROM_1 = "It has to be a whole number from 1";
const count = value(`${FROM_1}.`, (text) => wholeNumber(text, 1));
/** For an option whose number may be left out: the candidate after it is taken for the number. */
const optionalCount = value(
  `${FROM_1}; without one, write the option after the candidate.`,
  (text) => wholeNumber(text, 1),
);
const index = value("It has to be a whole number from 0.", (text) => wholeNumber(text, 0));
const seconds = value("It has to be a number of seconds above 0.", (text) => {
  const number = Number(text);
  return number > 0 && Number.isFinite(number) ? number : undefined;
});

/** An empty name is a variable that a script has not set. */
const named = (what: string) =>
  value(`It has to name a ${what}.`, (text) => (text.trim() === "" ? undefined : text));
export const folder = named("folder");
const file = named("file");

const repeated = (text: string, before: readonly string[] = []): readonly string[] => [
  ...before,
  text,
];

const level = value("It has to be must or should.", (text) =>
  (["MUST", "SHOULD"] as const).find((one) => one === text.toUpperCase()),
);

const shard = value(
  "It has to be a part and their number, such as 2/4: from 1/4 to 4/4.",
  (text): Shard | undefined => {
    const [, index = 0, of = 0] = /^(\d+)\/(\d+)$/.exec(text.trim())?.map(Number) ?? [];
    return 1 <= index && index <= of && Number.isSafeInteger(of) ? { index, of } : undefined;
  },
);

const extraStates = value("It has to be 0 or 1.", (text) =>
  ([0, 1] as const).find((states) => text === String(states)),
);

const day = value("It has to be a day as YYYY-MM-DD.", (text) => (IsDate(text) ? text : undefined));

const share = value("It has to be a share of runs: 0.1 or 10%, from 0 to 1.", (text) => {
  const [, number, percent] = /^\s*(\d+(?:\.\d+)?|\.\d+)\s*(%?)\s*$/.exec(text) ?? [];
  const parsed = Number(number) / (percent ? 100 : 1);
  return parsed >= 0 && parsed <= 1 ? parsed : undefined;
});

export const LANGUAGE = option("--language <name>", "asked for on a terminal, if omitted").choices(
  Object.keys(LANGUAGES),
);
export const JSON_OUTPUT = option("--json", "as JSON");
export const SEED = option("--seed <text>", "same seed, same programs").default(DEFAULTS.seed);
export const START = option(
  "--start <command>",
  "start the server at the URL, and end it afterwards",
);
export const TIMEOUT = option(
  "--timeout <seconds>",
  "maximum for one request to the candidate",
  seconds,
).default(TIME_LIMIT_MS / 1000);
export const SUMMARY = option("--summary <file>", "write a summary in Markdown there", file);

/** Enough to check each property, and few enough for several candidates. */
const COMPARED_PROGRAMS = 300;
export const COMPARED = option("--programs <n>", "programs to drive on each", count).default(
  COMPARED_PROGRAMS,
);
export const BUDGET = option(
  "--budget <programs>",
  "programs that a mutant may take, races and crashes apart",
  count,
).default(DEFAULTS.programs);
export const JOINED: readonly Option[] = [
  option("--programs <n>", "of the whole campaign, if its end may be missing", count),
  option("--report <dir>", "write the joined report there", folder),
];

export const CAMPAIGN: readonly Option[] = [
  SEED,
  option("--programs <n>", "programs to drive", count).default(DEFAULTS.programs),
  option("--from <n>", "the first program of a chunk of a campaign", index),
  option("--shard <i/n>", "drive the i-th of n parts; poolproof merge joins them", shard),
  option("--exhaustive", "prove more, on larger scopes: about a minute"),
  option("--extra-states <n>", "allow for 0 or 1 states beyond the model's", extraStates),
  option("--time <seconds>", "begin no further program after this long", seconds),
  option("--report <dir>", "write report.html, report.json and the other files there", folder),
  option("--chunks <dir>", "keep the report of a part there, for poolproof merge", folder),
  SUMMARY,
  option("--events <file>", "write each event as a line of JSON; - for stdout", file),
  option("--bail [n]", "end after n findings, or the first one", optionalCount),
  option("--sessions <n>", "candidates side by side, if they share no store", count),
  option("--shortest <n>", "programs for shorter counterexamples", index).default(
    DEFAULTS.shortest,
  ),
  option("--watch", "run again at each change, what failed first"),
  START,
  TIMEOUT,
];

export const FILTERS: readonly Option[] = [
  option("--level <level>", "properties of this level: must or should", level),
  option("--property <id>", "this one, or those of a glob; again for more", repeated),
  option("--clause <id>", "those of this clause; again for more", repeated),
].map((one) => one.helpGroup("To judge only a part:"));

const KNOWN = "To know earlier failures:";
export const GATE: readonly Option[] = [
  option("--baseline <file>", "let a list of known violations decide"),
  option("--update-baseline", "write what the run has found to that file"),
  option("--today <day>", "today, for entries that expire: YYYY-MM-DD, in UTC", day),
  option("--flaky <rate>", "races listed as rarer need not fail: 0.1 or 10%", share),
].map((one) => one.helpGroup(KNOWN));

export const KEPT: readonly Option[] = [
  option("--store <dir>", `keep what failed, to run it first: ${STORE}; not in CI`),
  option("--no-store", "neither run nor keep what failed before"),
  option("--config <file>", "in place of poolproof.config.ts, .js, .json"),
].map((one) => one.helpGroup(KNOWN));

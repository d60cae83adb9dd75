/** `poolproof.config.*`: every option of a command as a key. */
import { existsSync, readFileSync } from "node:fs";
import { type Command, InvalidArgumentError, type Option } from "commander";
import { loadModule } from "../adapters/in-process/load.ts";
import { TIME_LIMIT_MS } from "../adapters/session/open.ts";
import { didYouMean } from "../properties/programs/nearest.ts";
import { UsageError } from "./usage-error.ts";

const FILES = ["ts", "mts", "js", "mjs", "json"].map((ending) => `poolproof.config.${ending}`);
const CANDIDATE = "candidate";
const CONFIG = "config";

/**
 * Reads what is not on the command line from a file: the options under their names in camel case, and the candidate.
 * Flags win over the file, and the file over defaults.
 */
export function configurable(command: Command): Command {
  return command.hook("preAction", async () => {
    const given = command.opts()[CONFIG] as string | undefined;
    const file = given ?? FILES.find((name) => existsSync(name));
    const values = file === undefined ? {} : await read(file);
    for (const [key, value] of Object.entries(values)) apply(command, key, value, file ?? "");
    if (command.processedArgs[0] === undefined)
      throw new UsageError(
        "which candidate? Name one, or put it into poolproof.config as candidate",
      );
  });
}

/** Those that a file may set. */
export const configurableOptions = (command: Command): readonly Option[] =>
  command.options.filter((option) => option.attributeName() !== CONFIG);

/** @throws {UsageError} if it does not load, or does not hold an object */
async function read(file: string): Promise<Record<string, unknown>> {
  const value = await load(file).catch((error: unknown) => {
    throw new UsageError(`${file}: ${(error as Error).message}`);
  });
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw new UsageError(`${file} has to hold an object of options`);
  const { $schema: _, ...values } = value as Record<string, unknown>;
  return values;
}

async function load(file: string): Promise<unknown> {
  if (file.endsWith(".json")) return JSON.parse(readFileSync(file, "utf8"));
  return (await loadModule(file, TIME_LIMIT_MS)).default;
}

function apply(command: Command, key: string, value: unknown, file: string): void {
  if (key === CANDIDATE) {
    if (typeof value !== "string") throw new UsageError(`${file}: candidate has to be a string`);
    command.processedArgs[0] ??= value;
    return;
  }
  const options = configurableOptions(command);
  const named = options.filter((one) => one.attributeName() === key);
  // Of --store and --no-store, the one that takes a value like this.
  const option = named.find((one) => typeOf(one) === typeof value) ?? named[0];
  if (!option) {
    const names = [CANDIDATE, ...options.map((one) => one.attributeName())];
    throw new UsageError(`${file}: there is no option ${key}${didYouMean(key, names)}`);
  }
  const given = command.getOptionValueSource(key);
  const taken = taking(option, value, `${file}: ${key}`);
  if (given === undefined || given === "default")
    command.setOptionValueWithSource(key, taken, "config");
}

/** The type of an option's value in JSON, or of each value if it may be repeated. */
export function typeOf(option: Option): "boolean" | "number" | "string" {
  if (option.isBoolean() || option.negate) return "boolean";
  return typeof parsed(option) === "number" ? "number" : "string";
}

/** Whether an option may be given more than once, for a list of values. */
export const isRepeated = (option: Option): boolean =>
  option.variadic || Array.isArray(parsed(option));

/** How an option parses a value that most options take: this shows its type. */
function parsed(option: Option): unknown {
  try {
    return option.parseArg?.("1", undefined as never);
  } catch {
    return undefined;
  }
}

function taking(option: Option, value: unknown, where: string): unknown {
  if (!isRepeated(option)) return takingOne(option, value, where);
  const all = Array.isArray(value) ? value : [value];
  return all.flatMap((one) => takingOne(option, one, where));
}

/** Parses the value as on the command line. */
function takingOne(option: Option, value: unknown, where: string): unknown {
  const type = typeOf(option);
  if (typeof value !== type) throw new UsageError(`${where} has to be a ${type}`);
  if (option.argChoices && !option.argChoices.includes(String(value)))
    throw new UsageError(`${where} has to be one of ${option.argChoices.join(", ")}`);
  if (type === "boolean" || !option.parseArg || option.argChoices) return value;
  try {
    return option.parseArg(String(value), undefined as never);
  } catch (error) {
    if (error instanceof InvalidArgumentError) throw new UsageError(`${where}: ${error.message}`);
    throw error;
  }
}

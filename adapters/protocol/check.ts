/** Values checked against schemas, with the first thing that is wrong in words. */
import { inspect } from "node:util";
import type { TSchema } from "typebox";
import { Compile, type Validator } from "typebox/compile";
import type { TLocalizedValidationError } from "typebox/error";
import { Settings } from "typebox/system";
import type { Message } from "../../model/index.ts";
import { didYouMean } from "../../properties/programs/nearest.ts";
import { CandidateError } from "./candidate-error.ts";

/**
 * A schema, compiled when it is first used: to compile all of them took a third of the time in which the command line
 * starts.
 */
export function compiled<const T extends TSchema>(
  schema: T,
): () => Validator<Record<never, never>, T> {
  let validator: Validator<Record<never, never>, T> | undefined;
  return () => {
    validator ??= Compile(schema);
    return validator;
  };
}

/** Gives its argument back with its type. */
export type Check<T> = (value: unknown, messages?: readonly Message[]) => T;

/**
 * Makes the check of what a candidate answered.
 * @returns a function that also takes the messages that an execution answers, for its error to name the one at fault
 * @throws {CandidateError} `invalid-answer`, from that function, that says where and what
 */
export function answerCheck<T>(what: string, schema: TSchema): Check<T> {
  const validator = compiled(schema);
  return (value, messages = []) => {
    if (validator().Check(value)) return value as T;
    const { path, text } = firstFault(validator(), value);
    // Such as /outcomes/3/type: outcomes and snapshots are in the order of the messages.
    const index = Number(path.split("/")[2]);
    const message = messages[index];
    throw new CandidateError(
      "invalid-answer",
      `${what}: ${text}${message ? `, after ${JSON.stringify(message)}` : ""}`,
      { at: message && { index, message } },
    );
  };
}

/** The first thing wrong with a value, where it is, and the value there. */
export const explain = (validator: Validator, value: unknown): string =>
  firstFault(validator, value).text;

function firstFault(validator: Validator, value: unknown) {
  const { path, message } = firstOf(errorsOf(validator, value));
  const known = message === UNKNOWN ? didYouMean(...misspelt(validator.Type(), path)) : "";
  return {
    path,
    text: `${path || "the value"} ${message}: ${excerpt(valueAt(value, path))}${known}`,
  };
}

/** The last key of a path, and those that there are in its place. */
function misspelt(schema: unknown, path: string): [key: string, among: readonly string[]] {
  const keys = path.split("/").slice(1);
  const propertiesOf = (one: unknown) =>
    (one as { properties?: Readonly<Record<string, unknown>> } | undefined)?.properties ?? {};
  const within = keys.slice(0, -1).reduce((one, key) => propertiesOf(one)[key], schema);
  return [keys.at(-1) ?? "", Object.keys(propertiesOf(within))];
}

const UNKNOWN = "is not known";

/** Enough to know which branch of a union was meant; there are as many errors as branches, and more. */
const MAX_ERRORS = 200;

function errorsOf(validator: Validator, value: unknown): readonly TLocalizedValidationError[] {
  const { maxErrors } = Settings.Get();
  Settings.Set({ maxErrors: MAX_ERRORS });
  try {
    return [...validator.Errors(value)];
  } finally {
    Settings.Set({ maxErrors });
  }
}

/** Every branch of a union that does not fit is an error; what counts is the one with the right `type`. */
function firstOf(errors: readonly TLocalizedValidationError[]) {
  const [first] = errors;
  const [schema] = first?.schemaPath.split("/anyOf/") ?? [];
  const union = errors.find((e) => e.keyword === "anyOf" && e.schemaPath === schema);
  if (!union)
    return { path: first?.instancePath ?? "", message: first ? messageOf(first) : "is wrong" };
  const path = union.instancePath;
  const branches = new Map<string, TLocalizedValidationError[]>();
  for (const error of errors) {
    if (error.keyword === "anyOf" || !`${error.instancePath}/`.startsWith(`${path}/`)) continue;
    const branch = /^.*\/anyOf\/\d+/.exec(error.schemaPath)?.[0] ?? "";
    branches.set(branch, [...(branches.get(branch) ?? []), error]);
  }
  const meant = [...branches.values()].filter((branch) => !branch.some(isOfType(path)));
  const [error] = meant.length === 1 ? (meant[0] ?? []) : [];
  if (!error) return { path, message: "is none of the forms allowed" };
  return { path: error.instancePath, message: messageOf(error) };
}

/** Whether an error says that the `type` of the object at `path` is another, or missing. */
const isOfType = (path: string) => (error: TLocalizedValidationError) =>
  error.instancePath === `${path}/type` ||
  (error.instancePath === path &&
    error.keyword === "required" &&
    error.params.requiredProperties.includes("type"));

function messageOf(error: TLocalizedValidationError): string {
  switch (error.keyword) {
    case "enum":
      return `must be one of ${error.params.allowedValues.join(", ")}`;
    case "const":
      return `must be ${excerpt(error.params.allowedValue)}`;
    case "boolean":
      return UNKNOWN;
    default:
      return error.message;
  }
}

function valueAt(value: unknown, path: string): unknown {
  let at = value;
  for (const key of path.split("/").slice(1)) {
    if (typeof at !== "object" || at === null) return at;
    at = (at as Record<string, unknown>)[key.replaceAll("~1", "/").replaceAll("~0", "~")];
  }
  return at;
}

const MAX_EXCERPT = 200;

/** A value as short JSON, for an error message; as JavaScript shows it, where JSON has no form for it. */
export function excerpt(value: unknown): string {
  const text = jsonOf(value) ?? inspect(value, { breakLength: Number.POSITIVE_INFINITY });
  return text.length > MAX_EXCERPT ? `${text.slice(0, MAX_EXCERPT)}…` : text;
}

function jsonOf(value: unknown): string | undefined {
  if (typeof value === "number" && !Number.isFinite(value)) return undefined;
  if (value instanceof Set || value instanceof Map) return undefined;
  try {
    return JSON.stringify(value);
  } catch {
    // A cycle, or a number too great for JSON, as database drivers like to count in.
    return undefined;
  }
}

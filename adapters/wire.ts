/** The wire protocol as schemas, version 1: what is published, and what every answer is checked against. */
import { inspect } from "node:util";
import { type TSchema, Type } from "typebox";
import { Compile, type Validator } from "typebox/compile";
import type { TLocalizedValidationError } from "typebox/error";
import { Settings } from "typebox/system";
import { CHOICES, FEATURES, type Feature } from "../model/index.ts";
import { didYouMean } from "../properties/nearest.ts";
import { CandidateError } from "./candidate-error.ts";

export const PROTOCOL = 1;

const Id = Type.String({ pattern: "^[a-z0-9_-]{1,64}$" });
const MOST = 2 ** 31 - 1;
const Count = Type.Integer({ minimum: 0, maximum: MOST });
/** A candidate's own count may be wrong, and below zero: that is for a property to say. */
const OwnCount = Type.Integer({ minimum: -MOST, maximum: MOST });
const oneOf = <const T extends readonly string[]>(values: T) => Type.Enum([...values]);

const about = (type: string, fields: Record<string, TSchema> = {}) =>
  Type.Object({ type: Type.Literal(type), ...fields });

export const MessageSchema = Type.Union([
  about("enroll", { client: Id }),
  about("checkIn", { client: Id }),
  about("sendBasicInventory", { client: Id, plugIn: Type.Boolean() }),
  about("returnPatchInventory", {
    client: Id,
    plugIn: Type.Boolean(),
    tools: Type.Boolean(),
    scan: Type.Boolean(),
  }),
  about("returnOtherInventory", { client: Id }),
  about("target", { client: Id, policy: oneOf(["none", "install", "uninstall"]) }),
  about("retire", { client: Id }),
  about("delete", { client: Id }),
  about("setCapacity", { nodes: Count }),
  about("setOtherCapacity", { nodes: Count }),
  about("expireAup"),
  about("renewAup"),
  about("importCatalog", { revision: Count, bulletins: Type.Array(Id) }),
  about("enableBulletin", { bulletin: Id }),
  about("createPolicy", { bulletin: Id }),
  about("upgradeSolution"),
  about("passDays", { days: Type.Integer({ minimum: 1, maximum: MOST }) }),
]);

export const OutcomeSchema = Type.Union([
  about("done"),
  about("refused"),
  about("imported"),
  about("processed", { license: oneOf(["pulled", "held"]) }),
  about("discarded", { reason: oneOf(["not-ready", "not-functioning", "no-license"]) }),
  about("instructions", {
    plugIn: oneOf(["none", "install", "uninstall"]),
    packages: Type.Array(oneOf(["tools", "scan"])),
    updates: Type.Array(Id),
  }),
]);

/** With the fields of the declared features required, and those of others not looked at. */
export function snapshotSchema(features: readonly Feature[]) {
  const other = features.includes("other-solutions");
  const client = Type.Object({
    client: Id,
    record: oneOf(["active", "retired"]),
    licensed: Type.Boolean(),
    inventories: Count,
    ...(other && { otherLicensed: Type.Boolean() }),
  });
  const bulletins = Type.Array(Id);
  return Type.Object({
    capacity: Count,
    inUse: OwnCount,
    clients: Type.Array(client),
    ...(other && { other: Type.Object({ capacity: Count, inUse: OwnCount }) }),
    ...(features.includes("maintenance") && {
      functioning: Type.Boolean(),
      catalog: Type.Object({
        revision: Count,
        listed: bulletins,
        enabled: bulletins,
        deployed: bulletins,
      }),
    }),
  });
}

const choices = Object.fromEntries(
  Object.entries(CHOICES).map(([choice, values]) => [choice, Type.Optional(oneOf(values))]),
);

export const DeclarationSchema = Type.Object({
  name: Type.String({ minLength: 1 }),
  version: Type.Optional(Type.String()),
  language: Type.Optional(Type.String()),
  homepage: Type.Optional(Type.String()),
  features: Type.Array(oneOf(FEATURES)),
  // A misspelt choice would silently be its default.
  choices: Type.Optional(Type.Object(choices, { additionalProperties: false })),
});

export const InitializeSchema = Type.Object({
  ...DeclarationSchema.properties,
  protocol: Type.Literal(PROTOCOL),
});

export const SettingsSchema = Type.Object({ capacity: Count, otherCapacity: Count });

export const executionSchema = (features: readonly Feature[]) =>
  Type.Object({
    outcomes: Type.Array(OutcomeSchema),
    snapshots: Type.Array(snapshotSchema(features)),
  });

/**
 * Makes the check of what a candidate answered.
 * @returns a function that gives its argument back with its type
 * @throws {CandidateError} `invalid-answer`, from that function, that says where and what
 */
export function answerCheck<T>(what: string, schema: TSchema): (value: unknown) => T {
  const validator = Compile(schema);
  return (value) => {
    if (validator.Check(value)) return value as T;
    throw new CandidateError("invalid-answer", `${what}: ${explain(validator, value)}`);
  };
}

/** The first thing wrong with a value, where it stands, and the value that stands there. */
export function explain(validator: Validator, value: unknown): string {
  const errors = errorsOf(validator, value);
  const { path, says } = firstOf(errors);
  const known = says === UNKNOWN ? didYouMean(...misspelt(validator.Type(), path)) : "";
  return `${path || "the value"} ${says}: ${excerpt(valueAt(value, path))}${known}`;
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

/** Enough to tell which branch of a union was meant; there are as many errors as branches, and more. */
const MOST_ERRORS = 200;

function errorsOf(validator: Validator, value: unknown): readonly TLocalizedValidationError[] {
  const { maxErrors } = Settings.Get();
  Settings.Set({ maxErrors: MOST_ERRORS });
  try {
    return [...validator.Errors(value)];
  } finally {
    Settings.Set({ maxErrors });
  }
}

/** Every branch of a union that does not fit is an error; what counts is the one that `type` tells. */
function firstOf(errors: readonly TLocalizedValidationError[]) {
  const [first] = errors;
  const [schema] = first?.schemaPath.split("/anyOf/") ?? [];
  const union = errors.find((e) => e.keyword === "anyOf" && e.schemaPath === schema);
  if (!union)
    return { path: first?.instancePath ?? "", says: first ? sayingOf(first) : "is wrong" };
  const path = union.instancePath;
  const branches = new Map<string, TLocalizedValidationError[]>();
  for (const error of errors) {
    if (error.keyword === "anyOf" || !`${error.instancePath}/`.startsWith(`${path}/`)) continue;
    const branch = /^.*\/anyOf\/\d+/.exec(error.schemaPath)?.[0] ?? "";
    branches.set(branch, [...(branches.get(branch) ?? []), error]);
  }
  const meant = [...branches.values()].filter((branch) => !branch.some(isOfType(path)));
  const [error] = meant.length === 1 ? (meant[0] ?? []) : [];
  if (!error) return { path, says: "is none of the forms allowed" };
  return { path: error.instancePath, says: sayingOf(error) };
}

/** Whether an error says that the `type` of the object at `path` is another, or missing. */
const isOfType = (path: string) => (error: TLocalizedValidationError) =>
  error.instancePath === `${path}/type` ||
  (error.instancePath === path &&
    error.keyword === "required" &&
    error.params.requiredProperties.includes("type"));

function sayingOf(error: TLocalizedValidationError): string {
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

const MOST_EXCERPT = 200;

/** A value as short JSON, for an error message; as JavaScript shows it, where JSON cannot tell it. */
export function excerpt(value: unknown): string {
  const text = jsonOf(value) ?? inspect(value, { breakLength: Number.POSITIVE_INFINITY });
  return text.length > MOST_EXCERPT ? `${text.slice(0, MOST_EXCERPT)}…` : text;
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

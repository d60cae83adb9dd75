/** The wire protocol as schemas, version 1: what is published, and what every answer is checked against. */
import { type TSchema, Type } from "typebox";
import { Compile, type Validator } from "typebox/compile";
import { CHOICES, FEATURES, type Feature } from "../model/index.ts";
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
export function snapshotSchema(features: readonly Feature[]): TSchema {
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
  const errors = [...validator.Errors(value)];
  // Every branch of a union that does not fit is an error too; the union as a whole says more.
  const error = errors.find(({ keyword }) => keyword === "anyOf") ?? errors[0];
  const path = error?.instancePath ?? "";
  const message = error?.keyword === "anyOf" ? "is none of the forms allowed" : error?.message;
  return `${path || "the value"} ${message}: ${excerpt(valueAt(value, path))}`;
}

function valueAt(value: unknown, path: string): unknown {
  let at = value;
  for (const key of path.split("/").slice(1)) {
    if (typeof at !== "object" || at === null) return at;
    at = (at as Record<string, unknown>)[key];
  }
  return at;
}

const MOST_EXCERPT = 200;

/** A value as short JSON, for an error message. */
export function excerpt(value: unknown): string {
  const json = JSON.stringify(value) ?? String(value);
  return json.length > MOST_EXCERPT ? `${json.slice(0, MOST_EXCERPT)}…` : json;
}

/** The wire protocol as schemas, version 1: what is published, and what every answer is checked against. */
import { type TSchema, Type } from "typebox";
import {
  type Argument,
  type Arguments,
  CHOICES,
  FEATURES,
  type Feature,
  type Form,
  MESSAGES,
  type Message,
} from "../../model/index.ts";

export const PROTOCOL = 1;

const id = (description: string) => Type.String({ pattern: "^[a-z0-9_-]{1,64}$", description });
const ids = (description: string) => Type.Array(id("its id"), { description });
const Client = id("of which client");
const MAX = 2 ** 31 - 1;
const count = (description: string) => Type.Integer({ minimum: 0, maximum: MAX, description });
const yes = (description: string) => Type.Boolean({ description });
/** A candidate's own count may be wrong, and below zero: that is for a property to say. */
const ownCount = (description: string) =>
  Type.Integer({ minimum: -MAX, maximum: MAX, description });
const oneOf = <const T extends readonly string[]>(values: T, description: string) =>
  Type.Enum([...values], { description });

const about = (type: string, fields: Record<string, TSchema> = {}) =>
  Type.Object({ type: Type.Literal(type), ...fields });

const ARGUMENTS: { readonly [A in Argument]: Record<keyof Arguments[A], TSchema> } = {
  plugIn: { plugIn: yes("whether it reports the plug-in as installed") },
  evidence: {
    plugIn: yes("whether the plug-in is installed there"),
    tools: yes("whether the tools are there"),
    scan: yes("whether a scan was made"),
  },
  policy: {
    policy: oneOf(["none", "install", "uninstall"], "the plug-in's policy that it is a target of"),
  },
  nodes: { nodes: count("licenses of the node pool from now on") },
  otherNodes: { nodes: count("licenses of the other solution from now on") },
  catalogue: { revision: count("of the catalogue"), bulletins: ids("that it lists") },
  bulletin: { bulletin: id("of which bulletin") },
  days: { days: Type.Integer({ minimum: 1, maximum: MAX, description: "that go by" }) },
};

export const MESSAGE_SCHEMAS = Object.entries<Form>(MESSAGES).map(
  ([type, { about: whom, argument }]) =>
    about(type, {
      ...(whom === "client" && { client: Client }),
      ...(argument && ARGUMENTS[argument]),
    }),
);

/** Of the static type that the table of messages has, which a schema made in a loop has lost. */
export const MessageSchema = Type.Unsafe<Message>(Type.Union(MESSAGE_SCHEMAS));

export const OutcomeSchema = Type.Union([
  about("done"),
  about("refused"),
  about("imported"),
  about("processed", {
    license: oneOf(["pulled", "held"], "whether it got a license for it, or had one"),
  }),
  about("discarded", { reason: oneOf(["not-ready", "not-functioning", "no-license"], "why") }),
  about("instructions", {
    plugIn: oneOf(["none", "install", "uninstall"], "what to do with the plug-in"),
    packages: Type.Array(oneOf(["tools", "scan"], "its name"), { description: "to fetch" }),
    updates: ids("bulletins to install"),
  }),
]);

/** With the fields of the declared features required, and those of others not looked at. */
export function snapshotSchema(features: readonly Feature[]) {
  const other = features.includes("other-solutions");
  const client = Type.Object({
    client: Client,
    record: oneOf(["active", "retired"], "the state of its computer record"),
    licensed: yes("whether it holds a license of the node pool"),
    inventories: count("patch inventories of it that were processed"),
    ...(other && { otherLicensed: yes("whether it holds one of the other solution") }),
  });
  return Type.Object({
    capacity: count("licenses of the node pool"),
    inUse: ownCount("of these in use, as the server counts"),
    clients: Type.Array(client, { description: "that it has a record of" }),
    ...(other && {
      other: Type.Object(
        {
          capacity: count("licenses of the other solution"),
          inUse: ownCount("of these in use, as the server counts"),
        },
        { description: "the pool of the other solution" },
      ),
    }),
    ...(features.includes("maintenance") && {
      functioning: yes("false once a newer version was installed after the AUP had expired"),
      catalog: Type.Object(
        {
          revision: count("that was imported last"),
          listed: ids("bulletins in it"),
          enabled: ids("bulletins that were enabled"),
          deployed: ids("bulletins with a policy"),
        },
        { description: "the vendor's catalogue of updates" },
      ),
    }),
  });
}

const choices = Object.fromEntries(
  Object.entries(CHOICES).map(([choice, values]) => [
    choice,
    Type.Optional(oneOf(values, "what it does where the source is silent")),
  ]),
);

export const DeclarationSchema = Type.Object({
  name: Type.String({ minLength: 1, description: "what the candidate calls itself" }),
  version: Type.Optional(Type.String({ description: "of the candidate" })),
  language: Type.Optional(Type.String({ description: "that it is written in" })),
  homepage: Type.Optional(Type.String({ description: "where to read more about it" })),
  features: Type.Array(oneOf(FEATURES, "its name"), {
    description: "of the specification that it claims to have",
  }),
  // A misspelt choice would silently be its default.
  choices: Type.Optional(
    Type.Object(choices, {
      additionalProperties: false,
      description: "what it does where the source is silent and vendors differ",
    }),
  ),
});

export const InitializeSchema = Type.Object({
  ...DeclarationSchema.properties,
  protocol: Type.Literal(PROTOCOL, { description: "the version that it speaks" }),
  batch: Type.Optional(yes("whether it takes many programs in one request")),
});

export const SettingsSchema = Type.Object({
  capacity: count("licenses of the node pool to begin with"),
  otherCapacity: count("licenses of the other solution to begin with"),
});

export const executionSchema = (features: readonly Feature[]) =>
  Type.Object({
    outcomes: Type.Array(OutcomeSchema, { description: "one a message, in order" }),
    snapshots: Type.Array(snapshotSchema(features), {
      description: "as was asked for: one after each message, one after the last, or none",
    }),
  });

export const ProgramsSchema = Type.Object({
  programs: Type.Array(
    Type.Object({
      ...SettingsSchema.properties,
      messages: Type.Array(MessageSchema, { description: "what to execute after the reset" }),
    }),
    { description: "each from a reset of its own" },
  ),
});

export const executionsSchema = (features: readonly Feature[]) =>
  Type.Object({
    executions: Type.Array(executionSchema(features), {
      description: "one a program, in order, with a snapshot after each message",
    }),
  });

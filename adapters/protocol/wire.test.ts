import { type TSchema, Type } from "typebox";
import { Settings } from "typebox/system";
import { describe, expect, test } from "vitest";
import { CHOICES, FEATURES, type Feature } from "../../model/index.ts";
import { CandidateError } from "./candidate-error.ts";
import { answerCheck, excerpt } from "./check.ts";
import {
  DeclarationSchema,
  executionSchema,
  InitializeSchema,
  MessageSchema,
  OutcomeSchema,
  SettingsSchema,
  snapshotSchema,
} from "./wire.ts";

/** What is wrong with a value; nothing where it is right. */
function wrong(schema: TSchema, value: unknown): string | undefined {
  try {
    expect(answerCheck("it", schema)(value)).toBe(value);
    return undefined;
  } catch (error) {
    if (!(error instanceof CandidateError)) throw error;
    expect(error.code).toBe("invalid-answer");
    return error.message;
  }
}

const client = "a";
const evidence = { client, plugIn: true, tools: true, scan: false };

describe("messages", () => {
  test.each([
    { type: "enroll", client },
    { type: "enroll", client: "0" },
    { type: "enroll", client: "__proto__" },
    { type: "enroll", client: "constructor" },
    { type: "enroll", client: "a".repeat(64) },
    { type: "enroll", client, unknown: 1 },
    { type: "checkIn", client },
    { type: "sendBasicInventory", client, plugIn: false },
    { type: "returnPatchInventory", ...evidence },
    { type: "returnOtherInventory", client },
    { type: "target", client, policy: "none" },
    { type: "target", client, policy: "uninstall" },
    { type: "retire", client },
    { type: "delete", client },
    { type: "setCapacity", nodes: 0 },
    { type: "setCapacity", nodes: 2 ** 31 - 1 },
    { type: "setOtherCapacity", nodes: 3 },
    { type: "expireAup" },
    { type: "renewAup" },
    { type: "importCatalog", revision: 1, bulletins: [] },
    { type: "importCatalog", revision: 1, bulletins: ["b1", "b-2", "b_3"] },
    { type: "enableBulletin", bulletin: "b1" },
    { type: "createPolicy", bulletin: "b1" },
    { type: "upgradeSolution" },
    { type: "passDays", days: 1 },
  ])("right: %j", (message) => {
    expect(wrong(MessageSchema, message)).toBeUndefined();
  });

  test.each<readonly [unknown, string]>([
    [{ type: "enroll" }, 'must have required properties client: {"type":"enroll"}'],
    [{ type: "enroll", client: "" }, "/client must match pattern"],
    [{ type: "enroll", client: "A" }, '/client must match pattern "^[a-z0-9_-]{1,64}$": "A"'],
    [{ type: "enroll", client: "a\n" }, '"a\\n"'],
    [{ type: "enroll", client: "a".repeat(65) }, "/client must match pattern"],
    [{ type: "enroll", client: 1 }, "/client must be string: 1"],
    [{ type: "target", client, policy: "no" }, 'one of none, install, uninstall: "no"'],
    [{ type: "returnPatchInventory", ...evidence, scan: 1 }, "/scan must be boolean: 1"],
    [{ type: "setCapacity", nodes: -1 }, "/nodes must be >= 0: -1"],
    [{ type: "setCapacity", nodes: 2 ** 31 }, "/nodes must be <= 2147483647: 2147483648"],
    [{ type: "setCapacity", nodes: 1.5 }, "/nodes must be integer: 1.5"],
    [{ type: "importCatalog", revision: 1, bulletins: ["b", "B"] }, "/bulletins/1 must match"],
    [{ type: "passDays", days: 0 }, "/days must be >= 1: 0"],
    [{ type: "reboot" }, 'the value is none of the forms allowed: {"type":"reboot"}'],
    [{ client }, "the value is none of the forms allowed"],
    ["enroll", 'the value is none of the forms allowed: "enroll"'],
    [null, "the value is none of the forms allowed: null"],
  ])("wrong: %j", (message, tells) => {
    expect(wrong(MessageSchema, message)).toContain(tells);
  });
});

describe("outcomes", () => {
  const instructions = { type: "instructions", plugIn: "none", packages: [], updates: [] };
  test.each([
    { type: "done" },
    { type: "done", note: "unknown fields are ignored" },
    { type: "refused" },
    { type: "imported" },
    { type: "processed", license: "pulled" },
    { type: "processed", license: "held" },
    { type: "discarded", reason: "not-ready" },
    { type: "discarded", reason: "not-functioning" },
    { type: "discarded", reason: "no-license" },
    instructions,
    { ...instructions, plugIn: "install", packages: ["scan", "tools"], updates: ["b1", "b2"] },
  ])("right: %j", (outcome) => {
    expect(wrong(OutcomeSchema, outcome)).toBeUndefined();
  });

  test.each<readonly [unknown, string]>([
    [undefined, "none of the forms allowed: undefined"],
    ["done", 'none of the forms allowed: "done"'],
    [{ type: "ok" }, 'none of the forms allowed: {"type":"ok"}'],
    [{}, "none of the forms allowed: {}"],
    [{ type: "processed" }, "must have required properties license"],
    [{ type: "processed", license: true }, "/license must be one of pulled, held: true"],
    [{ type: "discarded", reason: "" }, "/reason must be one of not-ready, not-functioning"],
    [{ type: "instructions" }, "required properties plugIn, packages, updates"],
    [{ ...instructions, packages: ["plugIn"] }, '/packages/0 must be one of tools, scan: "plugIn"'],
    [{ ...instructions, updates: "b1" }, '/updates must be array: "b1"'],
  ])("wrong: %j", (outcome, tells) => {
    expect(wrong(OutcomeSchema, outcome)).toContain(tells);
  });
});

const row = { client, record: "active", licensed: true, inventories: 1 };
const pool = { capacity: 1, inUse: 1, clients: [row] };
const other = { capacity: 5, inUse: 0 };
const catalog = { revision: 4, listed: ["b1", "b2"], enabled: ["b1"], deployed: [] };
const maintained = { ...pool, functioning: true, catalog };
const shared = { ...pool, other, clients: [{ ...row, otherLicensed: false }] };

describe("snapshots", () => {
  test.each<readonly [string, readonly Feature[], unknown]>([
    ["an empty server", ["pool"], { capacity: 0, inUse: 0, clients: [] }],
    ["a pool", ["pool"], pool],
    ["a retired record", ["pool"], { ...pool, clients: [{ ...row, record: "retired" }] }],
    // A count of the candidate's own is a property's business.
    ["a count below zero", ["pool"], { ...pool, inUse: -1 }],
    ["unknown fields", ["pool"], { ...pool, debug: { any: [1] }, clients: [{ ...row, os: 7 }] }],
    ["maintenance", ["pool", "maintenance"], maintained],
    ["other solutions", ["pool", "other-solutions"], shared],
    ["everything", FEATURES, { ...maintained, ...shared }],
  ])("right: %s", (_, features, snapshot) => {
    expect(wrong(snapshotSchema(features), snapshot)).toBeUndefined();
  });

  test.each([
    { ...pool, other: "none", catalog: 7, functioning: null },
    { ...pool, catalog: { revision: -1 } },
    { ...pool, clients: [{ ...row, otherLicensed: "perhaps" }] },
  ])("fields of features that are not declared are not looked at: %j", (snapshot) => {
    expect(wrong(snapshotSchema(["pool", "onboarding", "time"]), snapshot)).toBeUndefined();
    expect(wrong(snapshotSchema(FEATURES), snapshot)).toBeDefined();
  });

  const withRow = (change: object) => ({ ...pool, clients: [row, { ...row, ...change }] });
  test.each<readonly [readonly Feature[], unknown, string]>([
    [["pool"], undefined, "the value must be object: undefined"],
    [["pool"], [], "the value must be object: []"],
    [["pool"], { inUse: 0, clients: [] }, 'properties capacity: {"inUse":0,"clients":[]}'],
    [["pool"], { ...pool, capacity: -1 }, "/capacity must be >= 0: -1"],
    [["pool"], { ...pool, capacity: "1" }, '/capacity must be integer: "1"'],
    [["pool"], { ...pool, capacity: 1n }, "/capacity must be integer: 1n"],
    [["pool"], { ...pool, capacity: Number.NaN }, "/capacity must be integer: NaN"],
    [["pool"], { ...pool, inUse: null }, "/inUse must be integer: null"],
    [["pool"], { ...pool, clients: { a: row } }, '/clients must be array: {"a"'],
    [["pool"], { ...pool, clients: new Set([1]) }, "/clients must be array: Set(1) { 1 }"],
    [["pool"], withRow({ client: "B" }), "/clients/1/client must match pattern"],
    [["pool"], withRow({ record: "none" }), "/clients/1/record must be one of active, retired"],
    [["pool"], withRow({ licensed: 1 }), "/clients/1/licensed must be boolean: 1"],
    [["pool"], withRow({ inventories: -1 }), "/clients/1/inventories must be >= 0: -1"],
    [["maintenance"], pool, "must have required properties functioning, catalog"],
    [["maintenance"], { ...maintained, functioning: 0 }, "/functioning must be boolean: 0"],
    [
      ["maintenance"],
      { ...maintained, catalog: { ...catalog, enabled: ["b1", 2] } },
      "/catalog/enabled/1 must be string: 2",
    ],
    [["other-solutions"], { ...shared, clients: [row] }, "/clients/0 must have required"],
    [["other-solutions"], { ...shared, other: { inUse: 0 } }, "/other must have required"],
  ])("wrong under %j: %#", (features, snapshot, tells) => {
    expect(wrong(snapshotSchema(features), snapshot)).toContain(tells);
  });
});

describe("executions", () => {
  test("an error is told by where it stands in the whole answer", () => {
    const schema = executionSchema(["pool"]);
    const outcomes = [{ type: "done" }, { type: "processed", license: "yes" }];
    expect(wrong(schema, { outcomes, snapshots: [] })).toBe(
      'it: /outcomes/1/license must be one of pulled, held: "yes"',
    );
    expect(wrong(schema, { outcomes: [{ type: "ok" }, ...outcomes], snapshots: [] })).toBe(
      'it: /outcomes/0 is none of the forms allowed: {"type":"ok"}',
    );
    const snapshots = [pool, pool, { ...pool, clients: [{ ...row, licensed: 0 }] }];
    expect(wrong(schema, { outcomes: [], snapshots })).toBe(
      "it: /snapshots/2/clients/0/licensed must be boolean: 0",
    );
    expect(wrong(schema, { outcomes: [] })).toContain("properties snapshots");
    expect(wrong(schema, { outcomes: [], snapshots: [], took: 3 })).toBeUndefined();
  });

  test("a form is told by its type also in a union in another", () => {
    const schema = Type.Object({
      steps: Type.Array(Type.Union([MessageSchema, Type.Object({ type: Type.Literal("probe") })])),
    });
    expect(
      wrong(schema, { steps: [{ type: "probe" }, { type: "delete", client: "B" }] }),
    ).toContain('/steps/1/client must match pattern "^[a-z0-9_-]{1,64}$": "B"');
  });

  test("the settings of the schema library are left as they were", () => {
    const { maxErrors } = Settings.Get();
    wrong(OutcomeSchema, {});
    expect(Settings.Get().maxErrors).toBe(maxErrors);
  });
});

describe("declarations", () => {
  const named = { name: "n", features: [] };
  test.each([
    named,
    { ...named, features: [...FEATURES] },
    { ...named, features: ["pool", "pool"] },
    { ...named, version: "1", language: "COBOL", homepage: "https://example.org", vendor: 7 },
    { ...named, choices: {} },
    { ...named, choices: Object.fromEntries(Object.entries(CHOICES).map(([c, [v]]) => [c, v])) },
    ...Object.entries(CHOICES).flatMap(([choice, values]) =>
      values.map((value) => ({ ...named, choices: { [choice]: value } })),
    ),
  ])("right: %j", (declaration) => {
    expect(wrong(DeclarationSchema, declaration)).toBeUndefined();
    expect(wrong(InitializeSchema, { ...declaration, protocol: 1 })).toBeUndefined();
  });

  test.each<readonly [unknown, string]>([
    [{ features: [] }, "must have required properties name"],
    [{ ...named, name: "" }, '/name must not have fewer than 1 characters: ""'],
    [{ name: "n" }, "must have required properties features"],
    [{ ...named, features: "pool" }, '/features must be array: "pool"'],
    [{ ...named, features: ["pool", "swimming"] }, "/features/1 must be one of pool, onboarding"],
    [{ ...named, version: 1 }, "/version must be string: 1"],
    [
      { ...named, choices: { retiredReports: "no" } },
      '/choices/retiredReports must be one of reactivates, ignored: "no"',
    ],
    [
      { ...named, choices: { retirdReports: "ignored" } },
      '/choices/retirdReports is not known: "ignored", did you mean retiredReports?',
    ],
    [{ ...named, choices: { "a/b~c": 1 } }, "is not known: 1"],
  ])("wrong: %j", (declaration, tells) => {
    expect(wrong(DeclarationSchema, declaration)).toContain(tells);
  });

  test.each([undefined, 0, 2, "1"])("protocol %j is another", (protocol) => {
    expect(wrong(InitializeSchema, { ...named, protocol })).toContain("/protocol must be");
  });

  test("many programs a request are declared by a flag", () => {
    const told = (batch: unknown) => wrong(InitializeSchema, { ...named, protocol: 1, batch });
    expect([told(true), told(false)]).toEqual([undefined, undefined]);
    expect(told("yes")).toContain('/batch must be boolean: "yes"');
  });

  test("settings have both capacities", () => {
    expect(wrong(SettingsSchema, { capacity: 0, otherCapacity: 1 })).toBeUndefined();
    expect(wrong(SettingsSchema, { capacity: 0 })).toContain("otherCapacity");
  });
});

describe("an excerpt", () => {
  const cycle: { self?: unknown } = {};
  cycle.self = cycle;
  test.each<readonly [unknown, string]>([
    [{ a: [1, "two", null] }, '{"a":[1,"two",null]}'],
    [undefined, "undefined"],
    [5n, "5n"],
    [Number.NaN, "NaN"],
    [Number.POSITIVE_INFINITY, "Infinity"],
    [new Map([["a", 1]]), "Map(1) { 'a' => 1 }"],
    [Symbol("s"), "Symbol(s)"],
    [{ count: 5n }, "{ count: 5n }"],
    [cycle, "<ref *1> { self: [Circular *1] }"],
  ])("%#", (value, shown) => {
    expect(excerpt(value)).toBe(shown);
  });

  test("is short", () => {
    expect(excerpt("x".repeat(1_000))).toBe(`"${"x".repeat(199)}…`);
  });
});

test("the error of an execution has the message at fault", () => {
  const message = { type: "enroll", client } as const;
  const messages = [{ type: "expireAup" }, message] as const;
  const check = answerCheck("it", executionSchema(["pool"]));
  const answer = { outcomes: [{ type: "done" }, { type: "ok" }], snapshots: [] };
  expect(() => check(answer, messages)).toThrow(
    expect.objectContaining({
      message: `it: /outcomes/1 is none of the forms allowed: {"type":"ok"}, after ${JSON.stringify(message)}`,
      at: { index: 1, message },
    }),
  );
});

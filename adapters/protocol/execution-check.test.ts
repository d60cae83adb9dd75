/** The quick look at an execution lets nothing through that the schema of the whole would not. */
import { describe, expect, test } from "vitest";
import { FEATURES, type Feature, type Snapshot } from "../../model/index.ts";
import { copyOf, copyOfExecution } from "../in-process/copies.ts";
import { answerCheck } from "./check.ts";
import { executionCheck } from "./execution-check.ts";
import type { Execution } from "./port.ts";
import { executionSchema } from "./wire.ts";

const row = (client: string) => ({
  client,
  record: "active",
  licensed: true,
  inventories: 1,
  otherLicensed: false,
});
const snapshot = () => ({
  capacity: 2,
  inUse: 2,
  clients: [row("a"), row("b")],
  other: { capacity: 1, inUse: 0 },
  functioning: true,
  catalog: { revision: 1, listed: ["b1"], enabled: ["b1"], deployed: [] },
});
/** Three messages that change nothing, before anything is done to the second snapshot. */
const execution = () => ({
  outcomes: [{ type: "done" }, { type: "processed", license: "held" }, { type: "refused" }],
  snapshots: [snapshot(), snapshot(), snapshot()],
});
type Any = ReturnType<typeof execution>;

const told = (check: (value: unknown) => unknown, value: unknown): string => {
  try {
    check(value);
    return "right";
  } catch (error) {
    return String(error);
  }
};

const second = (fields: object) => (value: Any) => Object.assign(value.snapshots[1] ?? {}, fields);
const secondRow = (fields: object) => (value: Any) =>
  Object.assign(value.snapshots[1]?.clients[1] ?? {}, fields);
const secondCatalog = (fields: object) => (value: Any) =>
  Object.assign(value.snapshots[1]?.catalog ?? {}, fields);

describe("the check of an execution", () => {
  test.each<readonly [string, (value: Any) => unknown, boolean]>([
    ["nothing", () => undefined, true],
    ["a field that nobody asks for", secondRow({ note: [] }), true],
    ["an order of clients", (v) => v.snapshots[1]?.clients.reverse(), true],
    ["a client more", (v) => v.snapshots[1]?.clients.push(row("c")), true],
    ["no client", second({ clients: [] }), true],
    ["a shown record", secondRow({ record: "deleted" }), false],
    ["an id", secondRow({ client: "A" }), false],
    ["a count below 0", secondRow({ inventories: -1 }), false],
    ["half a count", secondRow({ inventories: 0.5 }), false],
    ["a field left out", secondRow({ otherLicensed: undefined }), false],
    ["a client that is none", (v) => v.snapshots[1]?.clients.push(null as never), false],
    ["a client that is a list", second({ clients: [Object.assign([], row("a"))] }), false],
    ["clients that are no list", second({ clients: { 0: row("a") } }), false],
    ["no catalogue", second({ catalog: undefined }), false],
    ["a catalogue's list", secondCatalog({ listed: ["b1", 2] }), false],
    ["a revision", secondCatalog({ revision: "1" }), false],
    ["a capacity", second({ capacity: null }), false],
    ["the other pool", second({ other: {} }), false],
    ["a snapshot that is none", (v) => v.snapshots.splice(1, 1, null as never), false],
    ["an outcome", (v) => Object.assign(v.outcomes[2] ?? {}, { type: "ok" }), false],
    ["no snapshots", (v) => Object.assign(v, { snapshots: {} }), false],
  ])("with %s changed says what the schema says", (_, change, isRight) => {
    const value = execution();
    change(value);
    const quick = told(executionCheck(FEATURES), value);
    expect(quick).toBe(
      told(answerCheck("the answer to execute", executionSchema(FEATURES)), value),
    );
    expect(quick === "right").toBe(isRight);
  });

  test("does not ask for what belongs to features that are not declared", () => {
    const features: readonly Feature[] = ["pool"];
    const bare = { capacity: 1, inUse: 0, clients: [], catalog: 7 };
    const value = { outcomes: [{ type: "done" }], snapshots: [bare] };
    expect(told(executionCheck(features), value)).toBe("right");
    expect(told(executionCheck(FEATURES), value)).not.toBe("right");
  });

  test("finds that there is nothing where a snapshot should be", () => {
    const value = {
      outcomes: [{ type: "done" }, { type: "done" }],
      snapshots: [undefined, undefined],
    };
    expect(told(executionCheck(FEATURES), value)).toContain("/snapshots/0");
  });

  test("finds what is wrong in a part that copies share", () => {
    const living = snapshot();
    Object.assign(living.clients[0] ?? {}, { record: "?" });
    const first = copyOf(living as unknown as Snapshot, undefined);
    const value = { outcomes: [{ type: "done" }], snapshots: [first] };
    expect(told(executionCheck(FEATURES), value)).toContain("/snapshots/0/clients/0/record");
  });
});

test("a copy of an execution stays as it was answered, and what is none is left as it is", () => {
  const answered = { outcomes: [{ type: "done" }], snapshots: [snapshot()] } as never as Execution;
  const wanted = structuredClone(answered);
  const copy = copyOfExecution(answered);
  Object.assign(answered.snapshots[0]?.clients[0] ?? {}, { record: "gone" });
  (answered.outcomes as unknown[]).length = 0;
  expect(copy).toEqual(wanted);
  for (const value of [undefined, "text", { outcomes: [] }, { outcomes: 1, snapshots: [] }])
    expect(copyOfExecution(value as never)).toBe(value);
});

describe("a copy of a snapshot", () => {
  const living = () => snapshot() as unknown as { -readonly [K in keyof Snapshot]: Snapshot[K] };

  test("shares with the last one what is the same", () => {
    const shown = living();
    const first = copyOf(shown, undefined);
    const next = copyOf(living(), first);
    expect(next).toEqual(shown);
    expect(next.clients).toBe(first.clients);
    expect(next.catalog).toBe(first.catalog);
    expect(first.clients).not.toBe(shown.clients);
  });

  test("is the last one where nothing changed", () => {
    const first = copyOf(living(), undefined);
    expect(copyOf(living(), first)).toBe(first);
  });

  test.each<readonly [string, Partial<Record<keyof Snapshot, unknown>>]>([
    ["capacity", { capacity: 7 }],
    ["inUse", { inUse: -1 }],
    ["other", { other: { capacity: 1, inUse: 7 } }],
    ["no other", { other: undefined }],
    ["no object for other", { other: null }],
    ["functioning", { functioning: false }],
    ["functioning left out", { functioning: undefined }],
    ["catalog", { catalog: { revision: 9, listed: [], enabled: [], deployed: [] } }],
    ["no catalog", { catalog: undefined }],
    ["no object for catalog", { catalog: null }],
    ["clients", { clients: [] }],
    ["debug", { debug: { is: "there" } }],
    ["empty debug", { debug: null }],
  ])("with another %s is what was shown, and so is the next one", (_, change) => {
    const first = copyOf(living(), undefined);
    const shown = { ...living(), ...change } as Snapshot;
    const wanted = JSON.parse(JSON.stringify(shown));
    const next = copyOf(shown, first);
    expect(next).not.toBe(first);
    expect(JSON.parse(JSON.stringify(next))).toEqual(wanted);
    const last = copyOf(living(), next);
    expect(JSON.parse(JSON.stringify(last))).toEqual(JSON.parse(JSON.stringify(first)));
  });

  test("takes a hole for what it is", () => {
    const shown = living();
    const first = copyOf(shown, undefined);
    const next = copyOf(
      { ...shown, catalog: { ...shown.catalog, listed: new Array(1) } as never },
      first,
    );
    expect(next.catalog?.listed).toStrictEqual([undefined]);
    const holey = { ...shown, clients: new Array(1) as never };
    for (const last of [undefined, first])
      expect(copyOf(holey, last).clients).toStrictEqual([undefined]);
  });

  test.each<readonly [string, (clients: Snapshot["clients"]) => unknown[]]>([
    ["one more", (clients) => [...clients, row("c")]],
    ["one less", (clients) => clients.slice(0, 1)],
    ["none", () => []],
    ["another first", (clients) => [row("c"), ...clients.slice(1)]],
    ["another last", (clients) => [clients[0], { ...clients[1], licensed: false }]],
    ["a hole more", (clients) => [...clients, undefined]],
    ["what is no client", (clients) => [...clients, "c"]],
  ])("with %s is what was shown, and stays so", (_, change) => {
    const first = copyOf(living(), undefined);
    const shown = living();
    shown.clients = change(shown.clients) as never;
    const wanted = structuredClone(shown.clients);
    const next = copyOf(shown, first);
    for (const client of shown.clients) if (client) Object.assign(client, { record: "gone" });
    (shown.clients as unknown[]).length = 0;
    expect(next.clients).toEqual(wanted);
    expect(first.clients).toEqual([row("a"), row("b")]);
  });
});

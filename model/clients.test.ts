import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Clients } from "./clients.ts";
import { freshRecord } from "./state.ts";
import { statementOf } from "./statement.ts";

const fresh = freshRecord(
  {
    record: "none",
    target: "none",
    plugInReported: false,
    licensed: false,
    otherLicensed: false,
    inventories: 0,
  },
  statementOf({ features: [] }),
);
const licensed = { ...fresh, licensed: true };
const other = { ...fresh, otherLicensed: true };

describe("clients", () => {
  test("a change leaves the map as it was", () => {
    const before = Clients.none.with("a", fresh);
    const after = before.with("a", licensed).with("0", fresh);
    expect([...before]).toEqual([["a", fresh]]);
    expect([...after]).toEqual([
      ["a", licensed],
      ["0", fresh],
    ]);
    expect([before.size, after.size]).toEqual([1, 2]);
  });

  test("two branches of one map do not see each other", () => {
    const trunk = Clients.none.with("a", fresh);
    const [left, right] = [trunk.with("b", licensed), trunk.with("c", fresh)];
    expect([...left.keys()]).toEqual(["a", "b"]);
    expect([...right.keys()]).toEqual(["a", "c"]);
    expect(left.get("c")).toBeUndefined();
  });

  test("ids that trip an object are ids like any other", () => {
    const ids = ["__proto__", "constructor", "0", "a-1", "a-10"];
    const clients = Clients.of(ids.map((id) => [id, fresh]));
    expect(ids.map((id) => clients.get(id))).toEqual(ids.map(() => fresh));
    expect(clients.has("toString")).toBe(false);
    expect(Clients.none.get("constructor")).toBeUndefined();
  });

  test("holders are counted in either pool, again after each change", () => {
    const clients = Clients.of([
      ["a", licensed],
      ["b", other],
    ]);
    expect([clients.inUse, clients.otherInUse]).toEqual([1, 1]);
    expect(clients.with("a", fresh).inUse).toBe(0);
    expect(clients.with("c", licensed).inUse).toBe(2);
  });

  test("after any changes, as many hold licenses as where the map is made anew", () => {
    const records = [fresh, licensed, other, { ...licensed, otherLicensed: true }];
    const change = fc.tuple(fc.constantFrom("a", "b", "0"), fc.constantFrom(...records));
    const property = fc.property(fc.array(change, { maxLength: 20 }), (changes) => {
      const clients = changes.reduce((map, [id, record]) => map.with(id, record), Clients.none);
      const anew = Clients.of([...clients]);
      expect([clients.inUse, clients.otherInUse]).toEqual([anew.inUse, anew.otherInUse]);
      expect(anew.inUse).toBe([...clients.values()].filter((record) => record.licensed).length);
    });
    fc.assert(property, { seed: 1, numRuns: 300 });
  });

  test("visits and compares as a map does", () => {
    const clients = Clients.none.with("a", fresh).with("b", licensed);
    const seen: string[] = [];
    for (const [client, record] of clients) seen.push(`${client} ${record.licensed}`);
    expect(seen).toEqual(["a false", "b true"]);
    expect([...clients.values()]).toEqual([fresh, licensed]);
    expect(clients.every((_, { licensed: holds }) => !holds)).toBe(false);
    expect(clients).not.toEqual(clients.with("b", fresh));
    expect(clients).toEqual(Clients.of([...clients]));
  });
});

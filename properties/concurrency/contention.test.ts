import { expect, test } from "vitest";
import { FEATURES, type Message, completeScan as scan, statementOf } from "../../model/index.ts";
import { isContended } from "./contention.ts";
import type { LaneStep } from "./program.ts";

const statement = statementOf({ features: FEATURES });
const onboarded = (client: string) =>
  [
    { type: "enroll", client },
    { type: "sendBasicInventory", client, plugIn: true },
  ] as const;
const race = (...lanes: Message[][]): LaneStep => ({ type: "together", lanes });
const contended = (capacity: number, ...steps: LaneStep[]) =>
  isContended({ capacity, otherCapacity: 0, steps }, statement);

test("two that are ready for the last license contend for it, whoever comes first", () => {
  const both = [...onboarded("a"), ...onboarded("b"), race([scan("a")], [scan("b")])];
  expect(contended(1, ...both)).toBe(true);
  expect(contended(0, ...both)).toBe(false);
  expect(contended(2, ...both)).toBe(false);
});

test("what was taken before a race has a part in it", () => {
  const holder = [...onboarded("a"), scan("a")] as const;
  const release = race([{ type: "retire", client: "a" }], [scan("b")]);
  expect(contended(1, ...holder, ...onboarded("b"), release)).toBe(true);
  expect(contended(2, ...holder, ...onboarded("b"), release)).toBe(false);
});

test("lanes that are answered alike contend where another state comes of them", () => {
  const set = (nodes: number): Message => ({ type: "setCapacity", nodes });
  expect(contended(1, race([set(2)], [set(3)]))).toBe(true);
  expect(contended(1, race([set(2)], [set(2)]))).toBe(false);
});

test("what a kill does depends on more than an order", () => {
  const kill = { answers: 0, lagMs: 0 };
  expect(contended(1, { type: "crash", during: [], kill })).toBe(true);
  expect(contended(1, { type: "together", lanes: [[scan("a")], [scan("b")]], kill })).toBe(true);
  expect(contended(1, ...onboarded("a"))).toBe(false);
});

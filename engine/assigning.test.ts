/** Which programs have which variant: a matter of their indices alone. */
import { describe, expect, test } from "vitest";
import { assign } from "./assigning.ts";
import { counter } from "./counter.test-helper.ts";
import { type CounterStep, type CounterTypes, LIMIT } from "./counter-model.test-helper.ts";
import { ownIndices, type Shard, WHOLE } from "./sharding.ts";
import type { Part, Property } from "./specification.ts";

interface Relation extends Property {
  /** Which programs there is a variant of. */
  readonly has: (steps: readonly CounterStep[]) => boolean;
}

const relation = (id: string, has: Relation["has"] = () => true, isRare = false): Relation => ({
  id,
  least: 1,
  isRare,
  has,
});

const SEVEN = "abcdefg".split("").map((id) => relation(id));
const upTo = (count: number) => Array.from({ length: count }, (_, index) => index);
const [part] = counter.parts(LIMIT);
const programAt = part?.generate("test") ?? (() => ({ steps: [] }));

/** By index, the property that a program goes to, and whether it has anything of it. */
function assigned(
  properties: readonly Relation[],
  count: number,
  turnOf: (index: number) => number | undefined = (index) => index,
  shard: Shard = WHOLE,
) {
  const specification: typeof counter = {
    ...counter,
    isRelation: () => true,
    vary: (property, { steps }) =>
      (property as Relation).has(steps)
        ? { program: { steps: [...steps, "up"] }, at: [] }
        : undefined,
  };
  const judge = counter.createJudge(properties, [], LIMIT);
  const own = { ...part, properties, turnOf } as Part<CounterTypes>;
  const context = { specification, judge, statement: LIMIT };
  const indices = ownIndices({ programs: count, shard });
  const tasks = [...assign(context, own, { seed: "test", indices, at: 4 })];
  expect(tasks.map(({ index }) => index)).toEqual(upTo(tasks.length));
  expect(new Set(tasks.map((task) => task.place?.part))).toEqual(new Set([4]));
  expect(tasks.map(({ program }) => program)).toEqual(
    tasks.map(({ place }) => programAt(place?.index ?? -1)),
  );
  return new Map(tasks.map((task) => [task.place?.index ?? -1, task.relation?.property.id]));
}

const all = (...args: Parameters<typeof assigned>) => [...assigned(...args).values()];

describe("a program's variant", () => {
  test("is the same whichever other programs are driven", () => {
    const whole = assigned(SEVEN, 100);
    expect(whole.size).toBe(100);
    const shards = [1, 2, 3].map((index) => assigned(SEVEN, 100, undefined, { index, of: 3 }));
    expect(shards.map(({ size }) => size).reduce((a, b) => a + b)).toBe(100);
    for (const shard of shards) for (const [index, id] of shard) expect(id).toBe(whole.get(index));
    for (const [index, id] of assigned(SEVEN, 10)) expect(id).toBe(whole.get(index));
  });

  test("is of each property in turn, and as often", () => {
    const own = all(SEVEN, 70);
    for (const row of upTo(10))
      expect(own.slice(row * 7, row * 7 + 7).sort()).toEqual([..."abcdefg"]);
  });

  test("is, for each property, also of what comes around with as many programs as there are properties", () => {
    const own = all(SEVEN, 7 * 60);
    const seventh = own.filter((_, index) => index % 7 === 4);
    expect(new Set(seventh).size).toBe(7);
  });

  test("is of the next property that has one", () => {
    const rare = relation("rare", (steps) => steps[0] === "down");
    const none = relation("none", () => false);
    const own = all([none, rare, relation("any")], 90);
    const begins = (index: number) => programAt(index).steps[0] === "down";
    expect(own).not.toContain("none");
    expect(own.filter((id) => id === undefined)).toEqual([]);
    const rares = upTo(90).filter((index) => own[index] === "rare");
    expect(rares.length).toBeGreaterThan(0);
    expect(rares.filter(begins)).toEqual(rares);
    expect(all([none], 5)).toEqual(Array(5).fill(undefined));
  });

  test("is in two of three turns one of which few programs have one, each of them in turn", () => {
    const [one, two] = ["rare 1", "rare 2"].map((id) => relation(id, undefined, true));
    const properties = [relation("common"), one, two] as typeof SEVEN;
    const whole = all(properties, 600);
    const countOf = (id: string) => whole.filter((own) => own === id).length;
    expect(["common", "rare 1", "rare 2"].map(countOf)).toEqual([200, 200, 200]);
  });

  test("is never missing where only one of which few programs have one is judged", () => {
    const rare = relation("rare", undefined, true);
    expect(new Set(all([rare], 20))).toEqual(new Set(["rare"]));
  });

  test("is none where it has no turn, or no property compares programs", () => {
    const turnOf = (index: number) => (index % 2 === 0 ? index / 2 : undefined);
    const own = all(SEVEN, 28, turnOf);
    expect(own.map((id) => id !== undefined)).toEqual(upTo(28).map((index) => index % 2 === 0));
    expect(
      own
        .slice(0, 14)
        .flatMap((id) => id ?? [])
        .sort(),
    ).toEqual([..."abcdefg"]);
    expect(all([], 3)).toEqual(Array(3).fill(undefined));
  });
});

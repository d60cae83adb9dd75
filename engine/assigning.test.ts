/** Which programs have which variant: a matter of their indices alone. */
import { describe, expect, test } from "vitest";
import { assign } from "./assigning.ts";
import { type CounterTypes, counter, LIMIT, type Move } from "./counter.test-helper.ts";
import { createJudge } from "./judge.ts";
import type { MetamorphicProperty } from "./specification.ts";

/** @param has which programs there is a variant of */
const metamorphic = (
  id: string,
  has: (moves: readonly Move[]) => boolean = () => true,
  isRare = false,
): MetamorphicProperty<CounterTypes> => ({
  id,
  kind: "metamorphic",
  least: 1,
  vary: ({ moves }) => (has(moves) ? { program: { moves: [...moves, "up"] }, at: [] } : undefined),
  relate: () => undefined,
  isRare,
});

const SEVEN = "abcdefg".split("").map((id) => metamorphic(id));
const upTo = (count: number) => Array.from({ length: count }, (_, index) => index);

/** By index, the property that a program goes to, and whether it has anything of it. */
function assigned(
  properties: readonly MetamorphicProperty<CounterTypes>[],
  indices: readonly number[],
  turnOf: (index: number) => number | undefined = (index) => index,
) {
  const specification = { ...counter, turnOf };
  const bench = { specification, judge: createJudge(properties, []), statement: LIMIT };
  const tasks = [...assign(counter.generate(LIMIT, "test"), indices, bench)];
  expect(tasks.map(({ index }) => index)).toEqual(upTo(indices.length));
  expect(tasks.map(({ place }) => place?.index)).toEqual(indices);
  return tasks.map(({ relation }) => relation?.property.id);
}

describe("a program's variant", () => {
  test("is the same whichever other programs are driven", () => {
    const all = assigned(SEVEN, upTo(100));
    for (const own of [[3], [99, 4], [50, 51, 52]])
      expect(assigned(SEVEN, own)).toEqual(own.map((index) => all[index]));
  });

  test("is of each property in turn, and as often", () => {
    const all = assigned(SEVEN, upTo(70));
    for (const row of upTo(10))
      expect(all.slice(row * 7, row * 7 + 7).sort()).toEqual([..."abcdefg"]);
  });

  test("is, for each property, also of what comes around with as many programs as there are properties", () => {
    const all = assigned(SEVEN, upTo(7 * 60));
    const seventh = all.filter((_, index) => index % 7 === 4);
    expect(new Set(seventh).size).toBe(7);
  });

  test("is of the next property that has one", () => {
    const rare = metamorphic("rare", (moves) => moves[0] === "down");
    const none = metamorphic("none", () => false);
    const all = assigned([none, rare, metamorphic("any")], upTo(90));
    const begins = (index: number) => counter.generate(LIMIT, "test")(index).moves[0] === "down";
    expect(all).not.toContain("none");
    expect(all.filter((id) => id === undefined)).toEqual([]);
    const rares = upTo(90).filter((index) => all[index] === "rare");
    expect(rares.length).toBeGreaterThan(0);
    expect(rares.filter(begins)).toEqual(rares);
    expect(assigned([none], upTo(5))).toEqual(Array(5).fill(undefined));
  });

  test("is in two of three turns one of which few programs have one, each of them in turn", () => {
    const [one, two] = ["rare 1", "rare 2"].map((id) => metamorphic(id, undefined, true));
    const properties = [metamorphic("common"), one, two] as typeof SEVEN;
    const all = assigned(properties, upTo(600));
    const countOf = (id: string) => all.filter((own) => own === id).length;
    expect(["common", "rare 1", "rare 2"].map(countOf)).toEqual([200, 200, 200]);
  });

  test("is never missing where only one of which few programs have one is judged", () => {
    const rare = metamorphic("rare", undefined, true);
    expect(new Set(assigned([rare], upTo(20)))).toEqual(new Set(["rare"]));
  });

  test("is none where it has no turn, or no property compares programs", () => {
    const turnOf = (index: number) => (index % 2 === 0 ? index / 2 : undefined);
    const all = assigned(SEVEN, upTo(28), turnOf);
    expect(all.map((id) => id !== undefined)).toEqual(upTo(28).map((index) => index % 2 === 0));
    expect(
      all
        .slice(0, 14)
        .flatMap((id) => id ?? [])
        .sort(),
    ).toEqual([..."abcdefg"]);
    expect(assigned([], upTo(3))).toEqual(Array(3).fill(undefined));
  });
});

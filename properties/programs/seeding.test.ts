import { describe, expect, test } from "vitest";
import { numbersOf } from "./seeding.ts";

const upTo = (count: number) => Array.from({ length: count }, (_, index) => index);
/** Of two numbers, how many of their 32 bits differ. */
const distance = (a: number, b: number) => ((a ^ b) >>> 0).toString(2).replaceAll("0", "").length;

describe("the numbers of a seed", () => {
  test("are whole numbers of 32 bits, the same each time, whichever are asked for first", () => {
    const [one, other] = [numbersOf("seed"), numbersOf("seed")];
    const all = upTo(100).map(one);
    expect(upTo(100).toReversed().map(other).toReversed()).toEqual(all);
    expect(all.filter((number) => number !== (number | 0))).toEqual([]);
  });

  test("are each another one, also far away", () => {
    const numberAt = numbersOf("seed");
    const starts = [0, 2 ** 20, 10 ** 9, 2 ** 32 - 30_000];
    const all = starts.flatMap((start) => upTo(30_000).map((index) => numberAt(start + index)));
    expect(new Set(all).size).toBe(all.length);
    expect(numberAt(5)).not.toBe(numberAt(2 ** 32 + 5));
    expect(numberAt(2 ** 32 + 5)).not.toBe(numberAt(2 ** 33 + 5));
  });

  test.each([
    ["of neighbours", (at: number) => [numbersOf("seed")(at), numbersOf("seed")(at + 1)] as const],
    ["of two seeds", (at: number) => [numbersOf("a")(at), numbersOf("b")(at)] as const],
  ])("differ in half of their bits: %s", (_, pairAt) => {
    const distances = upTo(1000).map((index) => distance(...pairAt(index)));
    const mean = distances.reduce((sum, one) => sum + one) / distances.length;
    expect(mean).toBeGreaterThan(15.5);
    expect(mean).toBeLessThan(16.5);
  });
});

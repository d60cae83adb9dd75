import { expect, test } from "vitest";
import { multisets } from "./multisets.ts";

const choose = (n: number, k: number): number => (k === 0 ? 1 : (choose(n - 1, k - 1) * n) / k);

test.each([
  [1, 1],
  [5, 1],
  [4, 3],
  [12, 4],
])("%i kinds: multisets of %i have the numbers from 0 on", (kinds, size) => {
  const sets = multisets(kinds, size);
  expect(sets.count).toBe(choose(kinds + size - 1, size));
  for (let number = 0; number < sets.count; number += 1) {
    const own = [...sets.kindAt.subarray(number * size, (number + 1) * size)];
    expect(own).toEqual(own.toSorted((a, b) => a - b));
    expect(sets.rank(own)).toBe(number);
  }
});

test("what is taken out and put in again makes the same multiset", () => {
  const sets = multisets(5, 3);
  let taken = 0;
  for (let number = 0; number < sets.count; number += 1)
    for (let place = 0; place < 3; place += 1) {
      const kind = sets.kindAt[number * 3 + place] ?? 0;
      const rest = sets.restAt[number * 3 + place] ?? 0;
      const isFirst = place === 0 || sets.kindAt[number * 3 + place - 1] !== kind;
      expect(rest >= 0).toBe(isFirst);
      if (rest < 0) continue;
      taken += 1;
      expect(sets.withKind[rest * 5 + kind]).toBe(number);
    }
  expect(taken).toBeGreaterThan(sets.count);
});

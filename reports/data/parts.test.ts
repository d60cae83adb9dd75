import { describe, expect, test } from "vitest";
import { findOverlap, inChunks, missingOf, partName } from "./parts.ts";
import type { PartReport } from "./report-parts.ts";

const chunk = (from: number, programs: number): PartReport => ({ from, programs, index: 1, of: 1 });
const shard = (index: number, of: number, from = 0, programs = 100): PartReport => ({
  ...{ from, programs, index, of },
});

describe("what is missing", () => {
  test.each<readonly [string, Parameters<typeof missingOf>[0], number, readonly PartReport[]]>([
    ["of nothing", { done: [], others: [] }, 0, []],
    ["of all of it", { done: [chunk(0, 5), chunk(5, 5)], others: [] }, 10, []],
    ["between", { done: [chunk(0, 5), chunk(20, 5)], others: [] }, 25, [chunk(5, 15)]],
    ["at first", { done: [chunk(7, 3)], others: [] }, 10, [chunk(0, 7)]],
    ["at last, as was said", { done: [chunk(0, 5)], others: [], programs: 9 }, 9, [chunk(5, 4)]],
    ["less than nothing", { done: [chunk(0, 5)], others: [], programs: 3 }, 5, []],
    ["shards", { done: [shard(1, 3)], others: [] }, 100, [shard(2, 3), shard(3, 3)]],
    ["begun", { done: [], others: [chunk(0, 5), chunk(5, 5)] }, 10, [chunk(0, 5), chunk(5, 5)]],
    ["begun, and done since", { done: [chunk(0, 5)], others: [chunk(0, 5)] }, 5, []],
    ["begun by shards", { done: [], others: [shard(2, 2)] }, 100, [shard(1, 2), shard(2, 2)]],
    [
      "begun otherwise than it was done",
      { done: [chunk(0, 5), chunk(8, 2)], others: [chunk(3, 9), chunk(10, 5)] },
      15,
      [chunk(5, 3), chunk(10, 5)],
    ],
    [
      "begun twice",
      { done: [], others: [chunk(0, 4), chunk(2, 4)] },
      6,
      [chunk(0, 4), chunk(4, 2)],
    ],
  ])("%s", (_, known, programs, missing) => {
    expect(missingOf(known)).toEqual({ programs, missing });
  });

  test("is split into chunks as large as most of those that there are", () => {
    const done = [chunk(0, 10), chunk(30, 10), chunk(70, 4)];
    expect(inChunks([chunk(10, 20), chunk(40, 25), shard(2, 3)], done, 10)).toEqual({
      first: [
        ...[chunk(10, 10), chunk(20, 10), chunk(40, 10), chunk(50, 10), chunk(60, 5)],
        shard(2, 3),
      ],
      count: 6,
    });
    const whole = { first: [chunk(10, 20)], count: 1 };
    expect(inChunks([chunk(10, 20)], [shard(1, 2)], 10)).toEqual(whole);
  });

  test("has as many chunks as there are numbers, of which the first are told", () => {
    const left = inChunks([chunk(10, Number.MAX_SAFE_INTEGER - 10)], [chunk(0, 10)], 2);
    const count = Math.ceil((Number.MAX_SAFE_INTEGER - 10) / 10);
    expect(left).toEqual({ first: [chunk(10, 10), chunk(20, 10)], count });
  });
});

describe("an overlap", () => {
  test.each([
    [[chunk(0, 5), chunk(5, 5)], undefined],
    [[shard(1, 2), shard(2, 2), chunk(100, 1)], undefined],
    [
      [chunk(5, 5), chunk(0, 6)],
      [chunk(0, 6), chunk(5, 5)],
    ],
    [
      [chunk(0, 50), chunk(3, 2), chunk(10, 2)],
      [chunk(0, 50), chunk(3, 2)],
    ],
    [
      [shard(1, 2), shard(2, 3)],
      [shard(1, 2), shard(2, 3)],
    ],
    [
      [shard(1, 2), chunk(99, 1)],
      [shard(1, 2), chunk(99, 1)],
    ],
  ])("of %j is %j", (parts, overlap) => {
    expect(findOverlap(parts)).toEqual(overlap);
  });
});

test.each([
  [chunk(0, 10), "programs 0 to 9"],
  [chunk(50, 1), "programs 50 to 50"],
  [shard(2, 4), "shard 2 of 4"],
  [shard(2, 4, 100), "shard 2 of 4 of programs 100 to 199"],
])("%j is called %s", (part, name) => {
  expect(partName(part)).toBe(name);
});

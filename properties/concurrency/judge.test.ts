import { describe, expect, test } from "vitest";
import {
  DONE,
  enroll,
  HELD,
  judged,
  PULLED,
  REFUSED,
  retire,
  type Said,
  type Shown,
  scan,
} from "./judged.test-helper.ts";

describe("accepts", () => {
  test.each<[string, number, readonly Said[], Shown]>([
    [
      "one of two scans pulls the last license",
      1,
      [
        [scan("a"), PULLED],
        [scan("b"), REFUSED],
      ],
      { capacity: 1, holders: ["a"], others: ["b"] },
    ],
    [
      "whichever of the two it is",
      1,
      [
        [scan("a"), REFUSED],
        [scan("b"), PULLED],
      ],
      { capacity: 1, holders: ["b"], others: ["a"] },
    ],
    [
      "a scan that is processed before its client is retired",
      1,
      [
        [scan("a"), PULLED],
        [retire("a"), DONE],
      ],
      { capacity: 1, holders: [], retired: ["a"] },
    ],
    [
      "a scan that brings its client back after that",
      1,
      [
        [enroll("a"), DONE],
        [retire("a"), DONE],
        [scan("a"), PULLED],
      ],
      { capacity: 1, holders: ["a"] },
    ],
    [
      "the same scan twice, pulled once and held once",
      2,
      [
        [scan("a"), HELD],
        [scan("a"), PULLED],
      ],
      { capacity: 2, holders: ["a"] },
    ],
    [
      "a scan that found the capacity of before",
      1,
      [
        [scan("a"), PULLED],
        [{ type: "setCapacity", nodes: 0 }, DONE],
      ],
      { capacity: 0, holders: ["a"] },
    ],
  ])("%s", (_, capacity, said, shown) => {
    expect([...judged(capacity, said, shown).violations.keys()]).toEqual([]);
  });

  test.each<[string, readonly Said[], Shown]>([
    [
      "an unanswered scan that took effect",
      [[scan("a"), undefined]],
      { capacity: 1, holders: ["a"] },
    ],
    ["an unanswered scan that did not", [[scan("a"), undefined]], { capacity: 1, holders: [] }],
    [
      "an unanswered scan that took the license of a refused one",
      [
        [scan("a"), undefined],
        [scan("b"), REFUSED],
      ],
      { capacity: 1, holders: ["a"], others: ["b"] },
    ],
  ])("after a crash, %s", (_, said, shown) => {
    expect([...judged(1, said, shown, true).violations.keys()]).toEqual([]);
  });
});

describe("rejects", () => {
  test.each<[string, number, readonly Said[], Shown, readonly string[]]>([
    [
      "two pulls of the last license",
      1,
      [
        [scan("a"), PULLED],
        [scan("b"), PULLED],
      ],
      { capacity: 1, holders: ["a", "b"] },
      ["capacity", "licenses", "inventories", "linearizable"],
    ],
    [
      "a refusal although there is a license for everybody",
      2,
      [
        [scan("a"), PULLED],
        [scan("b"), REFUSED],
      ],
      { capacity: 2, holders: ["a"], others: ["b"] },
      ["licenses", "inventories", "linearizable"],
    ],
    [
      "two pulls by one client",
      2,
      [
        [scan("a"), PULLED],
        [scan("a"), PULLED],
      ],
      { capacity: 2, holders: ["a"] },
      ["licenses", "inventories", "linearizable"],
    ],
    [
      "a license that nobody holds",
      2,
      [
        [scan("a"), PULLED],
        [scan("b"), PULLED],
      ],
      { capacity: 2, holders: ["a"], others: ["b"] },
      ["licenses", "linearizable"],
    ],
    [
      "a count that is not that of the holders",
      2,
      [
        [scan("a"), PULLED],
        [enroll("b"), DONE],
      ],
      { capacity: 2, holders: ["a"], others: ["b"], inUse: 2 },
      ["licenses", "linearizable"],
    ],
    [
      "an enrolment that is lost",
      1,
      [
        [scan("a"), PULLED],
        [enroll("b"), DONE],
      ],
      { capacity: 1, holders: ["a"] },
      ["records", "linearizable"],
    ],
    [
      "a retirement that is lost",
      0,
      [
        [enroll("a"), DONE],
        [enroll("b"), DONE],
        [retire("c"), DONE],
      ],
      { capacity: 0, holders: [], others: ["a", "b", "c"] },
      ["records", "linearizable"],
    ],
  ])("%s", (_, capacity, said, shown, broken) => {
    const { violations } = judged(capacity, said, shown);
    expect([...violations.keys()]).toEqual(broken.map((name) => `concurrency/${name}`));
  });

  test.each<[string, readonly Said[], Shown, readonly string[]]>([
    [
      "an acknowledged scan that is lost",
      [[scan("a"), PULLED]],
      { capacity: 1, holders: [], others: ["a"] },
      ["licenses", "linearizable"],
    ],
    [
      "an acknowledged record that is lost",
      [[enroll("a"), DONE]],
      { capacity: 1, holders: [] },
      ["records", "linearizable"],
    ],
    [
      "a license without its holder",
      [[scan("a"), undefined]],
      { capacity: 1, holders: [], others: ["a"], inUse: 1 },
      ["licenses", "linearizable"],
    ],
    [
      "a capacity that is forgotten",
      [[{ type: "setCapacity", nodes: 3 }, DONE]],
      { capacity: 1, holders: [] },
      ["licenses", "linearizable"],
    ],
  ])("after a crash, %s", (_, said, shown, broken) => {
    const { violations } = judged(1, said, shown, true);
    expect([...violations.keys()]).toEqual(broken.map((name) => `durability/${name}`));
  });
});

test("says how far an order goes, and why nothing can come next", () => {
  const { violations } = judged(
    1,
    [
      [scan("a"), PULLED],
      [scan("b"), PULLED],
    ],
    {
      capacity: 1,
      holders: ["a", "b"],
    },
  );
  expect(violations.get("concurrency/linearizable")).toEqual({
    failure: {
      expected: 'b returns a scan: "discarded, no-license"',
      seen: '"processed, license pulled"',
    },
    event: 1,
    order: [0],
    blocked: [
      {
        event: 1,
        why: 'expected b returns a scan: "discarded, no-license"; seen "processed, license pulled"',
      },
    ],
  });
  expect(violations.get("concurrency/capacity")?.failure).toEqual({
    expected: "1 holder at most",
    seen: "2 holders: a, b",
  });
});

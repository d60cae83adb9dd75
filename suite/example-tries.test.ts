import { describe, expect, test } from "vitest";
import { FEATURES, statementOf } from "../model/index.ts";
import { licensePool, racyPart } from "../properties/license-pool.ts";
import { firstOf } from "../properties/programs/predicted.test-helper.ts";
import { sentBy } from "../reports/data/fault.ts";
import { messagesForTries, shareTries } from "./examples.ts";

describe("tries of programs that had failed before", () => {
  test.each([
    [
      "as many as are asked for, where there is room",
      [
        [5, 3],
        [10, 4],
      ],
      100,
      [3, 4],
    ],
    [
      "one each, whatever that costs",
      [
        [50, 3],
        [70, 4],
      ],
      100,
      [1, 1],
    ],
    [
      "in turns, as long as there is room",
      [
        [10, 9],
        [10, 9],
      ],
      70,
      [4, 3],
    ],
    [
      "more of what costs little, where there is little room",
      [
        [30, 9],
        [5, 9],
      ],
      50,
      [1, 4],
    ],
    [
      "none where none is asked for",
      [
        [5, 0],
        [10, 2],
      ],
      100,
      [0, 2],
    ],
  ] as const)("are %s", (_, all, room, given) => {
    const tried = all.map(([messages, tries]) => ({ messages, tries }));
    expect(shareTries(tried, room)).toEqual(given);
  });

  test("of nothing are none", () => expect(shareTries([], 100)).toEqual([]));
});

describe.each(["concurrent", "durable"] as const)("the room for %s ones", (kind) => {
  test.each([
    ["all features", FEATURES],
    ["the pool alone", ["pool", "concurrency", "durability"] as const],
  ])("is a tenth of what a run sends of their kind, with %s", (_, features) => {
    const statement = statementOf({ features });
    const part = licensePool.parts(statement).find(({ name }) => racyPart(name)?.kind === kind);
    if (!part) throw new Error("not claimed");
    const programs = 500;
    const all = [...firstOf(programs / part.every, part.generate("seed"))];
    const sent = all.reduce((sum, one) => sum + sentBy(one, statement).length, 0);
    const room = messagesForTries(kind, statement, { programs, seed: "seed" });
    expect(room / sent).toBeGreaterThan(0.08);
    expect(room / sent).toBeLessThan(0.12);
  });

  test("is none where they are not declared", () => {
    expect(messagesForTries(kind, statementOf({ features: ["pool"] }), {})).toBe(0);
  });
});

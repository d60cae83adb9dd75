/** Nothing of a picture stands on anything else, and none of it is left out. */
import { describe, expect, test } from "vitest";
import { COLUMN, layOut, type PlacedBar, type System } from "./picture-layout.ts";
import type { Bar, Scene, Shown } from "./scene.ts";

const bar = (lane: string, call: number, end?: number, label = "scan"): Bar => ({
  lane,
  call,
  ...(end !== undefined && { return: end }),
  label,
  answer: ["processed", "pulled"],
  blocked: false,
  here: false,
});
const shown = (at: number): Shown => ({
  at,
  node: { capacity: 1, inUse: 1, holders: ["a"] },
  here: false,
});

/** One message after the other, each with a snapshot. */
const sequence: Scene = {
  bars: Array.from({ length: 12 }, (_, at) =>
    bar("abc"[at % 3] ?? "a", 4 * at, 4 * at + 1, at % 2 ? "scan" : "Basic Inventory"),
  ),
  shown: Array.from({ length: 12 }, (_, at) => shown(4 * at + 2)),
  cuts: [],
};

/** Three in flight together, two of them of one client, of which one is never answered; then a kill. */
const race: Scene = {
  bars: [bar("a", 1, 2), bar("a", 4, 9), bar("b", 5, 7), bar("a", 6), bar("b", 14, 15)],
  shown: [shown(3), shown(12)],
  cuts: [{ at: 10, label: "killed" }],
};

function expectNoOverlap({ bars, shown: columns, width }: System) {
  const byPlace = bars.toSorted((one, other) => one.x - other.x);
  for (const [index, one] of byPlace.entries())
    for (const other of byPlace.slice(index + 1))
      if (one.lane === other.lane && one.sub === other.sub)
        expect(other.x).toBeGreaterThan(one.end);
  for (const [index, { x }] of columns.entries())
    expect((columns[index + 1]?.x ?? Number.POSITIVE_INFINITY) - x).toBeGreaterThan(28);
  for (const { end } of bars) expect(end).toBeLessThanOrEqual(width);
}

describe("a layout", () => {
  test.each([240, 500, 900])("of a sequence fits into %d pixels, and loses nothing", (width) => {
    const systems = layOut(sequence, width);
    for (const system of systems) {
      expect(system.width).toBeLessThanOrEqual(width);
      expectNoOverlap(system);
    }
    expect(systems.flatMap(({ bars }) => bars.map(({ call }) => call))).toEqual(
      sequence.bars.map(({ call }) => call),
    );
    expect(systems.flatMap(({ shown: columns }) => columns)).toHaveLength(12);
  });

  test("is broken where nothing is in flight, and nowhere else", () => {
    const systems = layOut(race, 1);
    expect(systems.map(({ bars }) => bars.map(({ call }) => call))).toEqual([[1], [4, 5, 6], [14]]);
    for (const system of systems) expectNoOverlap(system);
  });

  test("shows what was in flight together side by side, each in its time", () => {
    const [, together] = layOut(race, 1);
    const [first, second, third] = together?.bars ?? [];
    const endOf = ({ x, width }: PlacedBar) => x + width;
    if (!first || !second || !third || !together) throw new Error("three bars are missing");
    expect([first.sub, second.sub, third.sub]).toEqual([0, 0, 1]);
    expect(first.x < second.x && second.x < third.x).toBe(true);
    expect(third.x).toBeLessThan(endOf(second));
    expect(endOf(second)).toBeLessThan(endOf(first));
    expect(endOf(third)).toBe(together.cuts[0]?.x);
  });

  test("marks what was shown, or a kill, to the right of the answers of what had ended", () => {
    const long = { ...bar("a", 1, 2), answer: ["processed, and that at some length"] };
    const here = { ...shown(3), here: true };
    const [marked] = layOut({ bars: [long], shown: [here], cuts: [] }, 900);
    expect(marked?.shown[0]?.x).toBeGreaterThan((marked?.bars[0]?.end ?? 0) + COLUMN / 2);
    const cuts = [{ at: 3, label: "killed" }];
    const [killed] = layOut({ bars: [long, bar("b", 2.5)], shown: [], cuts }, 900);
    expect(killed?.cuts[0]?.x).toBeGreaterThan((killed?.bars[0]?.end ?? 0) + COLUMN / 2);
  });

  test("of nothing is nothing", () => {
    expect(layOut({ bars: [], shown: [], cuts: [] }, 100).flatMap(({ bars }) => bars)).toEqual([]);
  });
});

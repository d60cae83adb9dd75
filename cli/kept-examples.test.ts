import { describe, expect, test } from "vitest";
import type { Counterexample } from "../reports/data/counterexample.ts";
import type { Report } from "../reports/data/report.ts";
import { failedBefore } from "../suite/examples.ts";
import { type Kept, settle, settledLines, shortest } from "./kept-examples.ts";

const RACE = "concurrency/capacity";

/** So many messages; as a race, one that failed in so many of 20 runs. */
function counterexample(property: string, length: number, failed?: number): Counterexample {
  const steps = Array.from({ length }, () => ({ type: "enroll", client: "a" }));
  return {
    property,
    program: { capacity: 1, otherCapacity: 0, steps },
    history: [],
    divergence: { message: 0 },
    ...(failed !== undefined && { race: { rate: { failed, of: 20 } } }),
  } as never;
}

const kept = (property: string, length: number, failed?: number, passed = 0): Kept => ({
  counterexample: counterexample(property, length, failed),
  passed,
});
const race = (passed = 0) => kept(RACE, 2, 10, passed);
const NEEDED = failedBefore([race().counterexample])[0]?.tries ?? 0;

interface Came {
  readonly runs: number;
  readonly failed?: boolean;
  readonly unable?: string;
}

/** A report that found these, and of what was kept says what came of it. */
const report = (
  found: readonly Counterexample[],
  came: readonly (readonly [Kept, Came])[],
  more: Partial<Report> = {},
) =>
  ({
    verdict: "conformant",
    properties: found.map((counterexample) => ({ counterexample })),
    examples: came.map(([one, { failed = false, ...rest }]) => {
      const [known] = failedBefore([one.counterexample]);
      return { property: known?.property, fingerprint: known?.fingerprint, failed, ...rest };
    }),
    ...more,
  }) as unknown as Report;

const what = ({ keep }: { readonly keep: readonly Kept[] }) =>
  keep.map(({ counterexample: { property, program }, passed }) => [
    property,
    program.steps.length,
    passed,
  ]);

describe("of what failed", () => {
  test("the shortest of each property is kept, and the shortest of these", () => {
    const all = [kept("a/a", 3), kept("b/b", 1), kept("a/a", 2), kept("b/b", 4)];
    expect(what({ keep: shortest(all) })).toEqual([
      ["b/b", 1, 0],
      ["a/a", 2, 0],
    ]);
    const many = Array.from({ length: 60 }, (_, at) => kept(`p/${at}`, 60 - at));
    const left = shortest(many);
    expect(left).toHaveLength(40);
    expect(left.map((one) => one.counterexample.program.steps.length)).toEqual(
      left.map((_, at) => at + 1),
    );
  });

  test("a shorter one takes the place of what failed again, and a longer one does not", () => {
    const one = kept("a/a", 3);
    const again = [[one, { runs: 1, failed: true }]] as const;
    expect(what(settle([one], report([counterexample("a/a", 2)], again)))).toEqual([["a/a", 2, 0]]);
    expect(what(settle([one], report([counterexample("a/a", 4)], again)))).toEqual([["a/a", 3, 0]]);
  });

  test("one that fails now takes the place of one that passed, be it shorter", () => {
    const one = kept("a/a", 1);
    const settled = settle([one], report([counterexample("a/a", 4)], [[one, { runs: 1 }]]));
    expect(what(settled)).toEqual([["a/a", 4, 0]]);
  });
});

describe("what passes", () => {
  const one = kept("a/a", 3);

  test("is dropped, and that is said", () => {
    const settled = settle([one], report([], [[one, { runs: 1 }]]));
    expect(settled).toEqual({ keep: [], dropped: ["a/a"], unsettled: [] });
    expect(settledLines(settled)).toEqual(["1 that had failed before passes and is dropped"]);
    const two = settledLines({ ...settled, dropped: ["a/a", "b/b"] });
    expect(two).toEqual(["2 that had failed before pass and are dropped"]);
  });

  test.each<[string, Came, Partial<Report>]>([
    ["that broke", { runs: 1 }, { verdict: "broken" }],
    ["that was interrupted", { runs: 1 }, { incomplete: "it was interrupted" }],
    ["that did not get to it", { runs: 0 }, {}],
    ["that could not run it", { runs: 0, unable: "not claimed" }, {}],
  ])("is kept after a run %s, and nothing is said", (_, came, more) => {
    const settled = settle([one], report([], [[one, came]], more));
    expect(settled).toEqual({ keep: [one], dropped: [], unsettled: [] });
    expect(settledLines(settled)).toEqual([]);
  });

  test("is kept after a run that was not told of it", () => {
    const { examples: _, ...unlooked } = report([], []);
    expect(what(settle([one], unlooked))).toEqual([["a/a", 3, 0]]);
  });
});

describe("a race that passes", () => {
  test("is kept until it has passed often enough over all runs, and then dropped", () => {
    expect(NEEDED).toBeGreaterThan(5);
    const first = settle([race()], report([], [[race(), { runs: 4 }]]));
    expect(what(first)).toEqual([[RACE, 2, 4]]);
    expect(first.unsettled).toEqual([{ property: RACE, passed: 4, of: NEEDED }]);
    expect(settledLines(first)).toEqual([
      `not settled: ${RACE} has passed 4 of ${NEEDED} tries, over all runs; its program is kept for the next one`,
    ]);
    const second = settle([race(4)], report([], [[race(4), { runs: NEEDED - 5 }]]));
    expect(what(second)).toEqual([[RACE, 2, NEEDED - 1]]);
    const third = settle([race(NEEDED - 1)], report([], [[race(), { runs: 1 }]]));
    expect(third).toMatchObject({ keep: [], dropped: [RACE], unsettled: [] });
  });

  test("is counted from the beginning once it has failed again", () => {
    const settled = settle([race(5)], report([], [[race(5), { runs: 2, failed: true }]]));
    expect(what(settled)).toEqual([[RACE, 2, 0]]);
  });
});

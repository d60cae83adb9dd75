import { describe, expect, test } from "vitest";
import { fingerprint } from "../gate/fingerprint.ts";
import type { Counterexample } from "./counterexample.ts";
import { difference, differenceLines } from "./difference.ts";
import type { PropertyReport, Report } from "./report.ts";
import type { ExampleReport } from "./report-parts.ts";

const P = "exc/capacity";

/** Programs of another length are other programs. */
const at = (property: string, length = 1, failed?: number): Counterexample =>
  ({
    property,
    program: { capacity: 1, otherCapacity: 0, steps: new Array(length).fill({ type: "renewAup" }) },
    history: [],
    divergence: { message: 0 },
    ...(failed !== undefined && { race: { rate: { failed, of: 20 } } }),
  }) as never;

type Came = Partial<ExampleReport>;
const came = (one: Counterexample, result: Came): ExampleReport => ({
  property: one.property,
  fingerprint: fingerprint(one),
  runs: 1,
  failed: false,
  ...result,
});

const report = (
  properties: Readonly<Record<string, PropertyReport["verdict"] | Counterexample>>,
  examples: readonly ExampleReport[] = [],
  more: Partial<Report> = {},
): Report =>
  ({
    verdict: "nonconformant",
    properties: Object.entries(properties).map(([id, what]) =>
      typeof what === "string"
        ? { id, verdict: what }
        : { id, verdict: "violated", counterexample: what },
    ),
    examples,
    ...more,
  }) as never;

/** As a run that ended at its first finding says of itself. */
const BAILED = { incomplete: "it ended at the first finding" } as const;
const one = at(P);
const race = at("concurrency/capacity", 1, 10);

describe("what failed in the last run", () => {
  test.each<[string, Counterexample, Report, object]>([
    ["held by a whole run is mended", one, report({ [P]: "holds" }), { mended: [P], known: [] }],
    [
      "that passes now is mended, though the run ended early",
      one,
      report({ [P]: "undecided" }, [came(one, {})], BAILED),
      { mended: [P], open: [], known: [] },
    ],
    [
      "that was not run is open where the run ended early",
      one,
      report({ [P]: "undecided" }, [came(one, { runs: 0 })], BAILED),
      { mended: [], open: [{ property: P, why: "not run yet" }], known: [one] },
    ],
    [
      "is not mended by what an incomplete run calls so",
      one,
      report({ [P]: "holds" }, [], BAILED),
      { mended: [], open: [{ property: P, why: "not run yet" }] },
    ],
    [
      "is open where the candidate broke",
      one,
      report({ [P]: "holds" }, [], { verdict: "broken" }),
      { mended: [], open: [{ property: P, why: "not run yet" }] },
    ],
    [
      "is open where nothing is known of it",
      one,
      report({}, [], { verdict: "broken" }),
      { mended: [], open: [{ property: P, why: "not run yet" }], known: [one] },
    ],
    [
      "is open where it was reached too rarely",
      one,
      report({ [P]: "unreached" }),
      { mended: [], open: [{ property: P, why: "not run yet" }] },
    ],
    [
      "is open where a filter leaves it out",
      one,
      report({ [P]: "filtered" }),
      { mended: [], open: [{ property: P, why: "filtered" }] },
    ],
    [
      "is open where it could not be run",
      one,
      report({ [P]: "not claimed" }, [came(one, { runs: 0, unable: "it needs concurrency" })]),
      { mended: [], open: [{ property: P, why: "it needs concurrency" }] },
    ],
    [
      "and fails in the same program is still there",
      one,
      report({ [P]: at(P) }),
      { remaining: [{ property: P, how: "same" }], appeared: [], known: [at(P)] },
    ],
    [
      "and fails in another program is still there",
      one,
      report({ [P]: at(P, 2) }),
      { remaining: [{ property: P, how: "other" }], appeared: [], known: [at(P, 2)] },
    ],
    [
      "is still there where the program of before passes, and another fails",
      one,
      report({ [P]: at(P, 2) }, [came(one, {})]),
      { mended: [], remaining: [{ property: P, how: "other only" }] },
    ],
    [
      "as a race is open until it has passed often enough",
      race,
      report({ [race.property]: "undecided" }, [came(race, { runs: 2 })], BAILED),
      { mended: [], open: [{ why: expect.stringMatching(/^passed 2 of \d+ tries$/) }] },
    ],
    [
      "as a race is mended once it has",
      race,
      report({ [race.property]: "undecided" }, [came(race, { runs: 700 })], BAILED),
      { mended: [race.property], open: [] },
    ],
  ])("%s", (_, before, now, expected) => {
    expect(difference([before], now)).toMatchObject(expected);
  });
});

test("what did not fail before is new", () => {
  const found = difference([one], report({ [P]: "holds", "b/b": at("b/b") }));
  expect(found).toMatchObject({ mended: [P], appeared: ["b/b"], known: [at("b/b")] });
});

describe("in words", () => {
  test("each kind of change has a line", () => {
    const before = [one, at("b/b"), at("c/c"), at("d/d")];
    const now = report(
      { [P]: at(P), "b/b": at("b/b", 2), "c/c": "undecided", "d/d": "undecided", "e/e": at("e/e") },
      [came(at("b/b"), {}), came(at("c/c"), {})],
      BAILED,
    );
    expect(differenceLines(difference(before, now))).toEqual([
      "since the last run",
      "   ✓ mended       c/c",
      "   ✗ still there  exc/capacity, b/b (in another program; the one of before passes)",
      "   ✗ new          e/e",
      "   ? open         d/d (not run yet)",
    ]);
  });

  test("nothing is said where nothing failed", () => {
    expect(differenceLines(difference([], report({ [P]: "holds" })))).toEqual([]);
  });
});

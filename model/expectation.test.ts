/** What the specification lets a candidate answer. */
import { describe, expect, test } from "vitest";
import {
  admits,
  admitsSet,
  areCompatible,
  type Expectation,
  type SetExpectation,
} from "./expectation.ts";
import type { DiscardReason, Outcome, Package, Policy } from "./messages.ts";

type Verdict = "accepts" | "rejects";

describe("sets", () => {
  const rows: readonly (readonly [
    Verdict,
    readonly string[],
    atLeast: readonly string[],
    atMost: readonly string[] | "anything",
  ])[] = [
    ["accepts", [], [], []],
    ["rejects", ["a"], [], []],
    ["accepts", [], [], ["a", "b"]],
    ["accepts", ["b"], [], ["a", "b"]],
    ["accepts", ["b", "a"], ["a", "b"], ["a", "b"]],
    ["rejects", ["a"], ["a", "b"], ["a", "b"]],
    ["rejects", [], ["a"], ["a"]],
    ["accepts", ["a", "c"], ["a"], ["a", "b", "c"]],
    ["rejects", ["a", "d"], ["a"], ["a", "b", "c"]],
    ["rejects", ["a", "a"], ["a"], ["a"]],
    ["rejects", ["b", "a", "b"], ["a", "b"], ["a", "b"]],
    ["accepts", [], [], "anything"],
    ["accepts", ["x", "y"], [], "anything"],
    ["accepts", ["x", "x"], [], "anything"],
  ];
  test.each(rows)("%s %j as %j to %j", (verdict, answer, atLeast, atMost) => {
    expect(admitsSet({ atLeast, atMost }, answer)).toBe(verdict === "accepts");
  });
});

const done: Outcome = { type: "done" };
const refused: Outcome = { type: "refused" };
const imported: Outcome = { type: "imported" };
const processed = (license: "pulled" | "held"): Outcome => ({ type: "processed", license });
const discarded = (reason: DiscardReason): Outcome => ({ type: "discarded", reason });
const told = (
  plugIn: Policy,
  packages: readonly Package[] = [],
  updates: readonly string[] = [],
): Outcome => ({ type: "instructions", plugIn, packages, updates });

/** One of each type. */
const ALL: readonly Outcome[] = [
  done,
  refused,
  imported,
  processed("pulled"),
  processed("held"),
  discarded("not-ready"),
  discarded("not-functioning"),
  discarded("no-license"),
  told("none"),
  told("install"),
];

/** Instructions that give a client nothing. */
const NOTHING = {
  kind: "instructions",
  plugIn: ["none"],
  packages: { atLeast: [], atMost: [] },
  updates: { atLeast: [], atMost: [] },
} as const;

describe("answers", () => {
  /** Of all outcomes exactly these are admitted. */
  const rows: readonly (readonly [string, Expectation, readonly Outcome[]])[] = [
    ["anything", { kind: "anything" }, ALL],
    ["pulled", { kind: "processed", license: "pulled" }, [processed("pulled")]],
    ["held", { kind: "processed", license: "held" }, [processed("held")]],
    ["one reason", { kind: "discarded", reasons: ["no-license"] }, [discarded("no-license")]],
    [
      "either of two reasons",
      { kind: "discarded", reasons: ["not-ready", "not-functioning"] },
      [discarded("not-ready"), discarded("not-functioning")],
    ],
    ["imported", { kind: "oneOf", types: ["imported"] }, [imported]],
    ["imported or refused", { kind: "oneOf", types: ["imported", "refused"] }, [imported, refused]],
    ["refused", { kind: "oneOf", types: ["refused"] }, [refused]],
    [
      "a scan that Entry ignores",
      { kind: "ignoredScan" },
      [refused, discarded("not-ready"), discarded("not-functioning"), discarded("no-license")],
    ],
    [
      "a check-in that Entry ignores",
      { kind: "ignoredCheckIn", nothing: NOTHING },
      [refused, told("none")],
    ],
  ];
  const cases = rows.flatMap(([name, expectation, admitted]) =>
    ALL.map((outcome) => {
      const answer = JSON.stringify(outcome);
      const isAdmitted = admitted.some((one) => JSON.stringify(one) === answer);
      const verdict: Verdict = isAdmitted ? "accepts" : "rejects";
      return { name, verdict, expectation, outcome, answer };
    }),
  );
  test.each(cases)("$name: $verdict $answer", ({ verdict, expectation, outcome }) => {
    expect(admits(expectation, outcome)).toBe(verdict === "accepts");
  });

  test.each([
    ["a plug-in policy", told("install")],
    ["packages", told("none", ["tools"])],
    ["updates", told("none", [], ["b1"])],
  ])("a check-in that Entry ignores rejects %s", (_, outcome) => {
    expect(admits({ kind: "ignoredCheckIn", nothing: NOTHING }, outcome)).toBe(false);
  });
});

describe("instructions", () => {
  const packages: SetExpectation<Package> = {
    atLeast: ["tools", "scan"],
    atMost: ["tools", "scan"],
  };
  const updates: SetExpectation<string> = { atLeast: ["b1"], atMost: ["b1", "b2"] };
  const due: Expectation = { kind: "instructions", plugIn: ["install", "none"], packages, updates };
  const rows: readonly (readonly [Verdict, string, Outcome])[] = [
    ["accepts", "the whole", told("install", ["tools", "scan"], ["b1", "b2"])],
    ["accepts", "another order", told("none", ["scan", "tools"], ["b2", "b1"])],
    ["accepts", "what is due alone", told("none", ["scan", "tools"], ["b1"])],
    ["rejects", "another policy", told("uninstall", ["tools", "scan"], ["b1"])],
    ["rejects", "a package too few", told("install", ["tools"], ["b1"])],
    ["rejects", "a package twice", told("install", ["tools", "scan", "scan"], ["b1"])],
    ["rejects", "an update too few", told("install", ["tools", "scan"], [])],
    ["rejects", "an update too many", told("install", ["tools", "scan"], ["b1", "b3"])],
    ["rejects", "an update twice", told("install", ["tools", "scan"], ["b1", "b1"])],
    ["rejects", "done", done],
    ["rejects", "refused", refused],
  ];
  test.each(rows)("%s %s", (verdict, _, outcome) => {
    expect(admits(due, outcome)).toBe(verdict === "accepts");
  });
});

describe("two expectations", () => {
  const subsets = <T>(items: readonly T[]): readonly (readonly T[])[] => {
    const [first, ...rest] = items;
    if (first === undefined) return [[]];
    return subsets(rest).flatMap((set) => [set, [first, ...set]]);
  };
  const policies: readonly Policy[] = ["none", "install", "uninstall"];
  const packages: readonly Package[] = ["tools", "scan"];
  /** Every answer about these packages and updates. */
  const answers: readonly Outcome[] = [
    done,
    refused,
    imported,
    processed("pulled"),
    processed("held"),
    discarded("not-ready"),
    discarded("not-functioning"),
    discarded("no-license"),
    ...policies.flatMap((plugIn) =>
      subsets(packages).flatMap((some) =>
        subsets(["b1", "b2"]).map((updates) => told(plugIn, some, updates)),
      ),
    ),
  ];
  const between = <T>(items: readonly T[]): readonly SetExpectation<T>[] => [
    { atLeast: [], atMost: "anything" },
    ...subsets(items).flatMap((atMost) => subsets(atMost).map((atLeast) => ({ atLeast, atMost }))),
  ];
  const instructions = (
    plugIn: readonly Policy[],
    some: SetExpectation<Package>,
    updates: SetExpectation<string>,
  ) => ({ kind: "instructions", plugIn, packages: some, updates }) as const;
  const free: SetExpectation<never> = { atLeast: [], atMost: "anything" };
  const none: SetExpectation<never> = { atLeast: [], atMost: [] };
  const all: readonly Expectation[] = [
    { kind: "anything" },
    { kind: "processed", license: "pulled" },
    { kind: "processed", license: "held" },
    { kind: "discarded", reasons: ["not-ready"] },
    { kind: "discarded", reasons: ["no-license", "not-ready"] },
    { kind: "oneOf", types: ["refused"] },
    { kind: "oneOf", types: ["done", "imported"] },
    { kind: "ignoredScan" },
    { kind: "ignoredCheckIn", nothing: instructions(["none"], none, none) },
    ...between(packages).map((some) => instructions(["none", "install"], some, free)),
    ...between(["b1", "b2"]).map((updates) => instructions(["install"], none, updates)),
    instructions(["uninstall"], free, free),
  ];

  test("are compatible where an answer satisfies both", () => {
    const verdicts = { true: 0, false: 0 };
    for (const a of all)
      for (const b of all) {
        const shared = answers.some((answer) => admits(a, answer) && admits(b, answer));
        expect(areCompatible(a, b), JSON.stringify([a, b])).toBe(shared);
        verdicts[`${shared}`] += 1;
      }
    expect(Math.min(verdicts.true, verdicts.false)).toBeGreaterThan(50);
  });
});

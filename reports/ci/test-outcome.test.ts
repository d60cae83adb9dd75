/** The tests of the vitest binding: of a whole run, and of one shard, which has no verdict but what fails in it. */
import { describe, expect, test } from "vitest";
import { fullPoolRefusesHolders } from "../../candidates/zoo/defects.ts";
import { checkConformance } from "../../suite/conformance.ts";
import { brokenReport } from "../data/build.ts";
import type { Report } from "../data/report.ts";
import { allOf, gate } from "../gate/gate.test-helper.ts";
import {
  baselineOutcome,
  candidateOutcome,
  scopesOutcome,
  situationsOutcome,
  testOutcome,
} from "./test-outcome.ts";

const BROKEN = "exc/holder-continues-when-full";
const RACE = "concurrency/capacity";
const QUICK = { programs: 12, shortest: 0, exhaustive: false } as const;
const KNOWN = { text: "schema: poolproof/baseline/1\nknown: []\n", today: "2030-01-01" };
const whole = await checkConformance(fullPoolRefusesHolders, { ...QUICK, baseline: KNOWN });
const shard = await checkConformance(fullPoolRefusesHolders, {
  ...QUICK,
  baseline: KNOWN,
  shard: { index: 1, of: 2 },
});
const cut: Report = {
  ...shard,
  shard: { ...(shard.shard as NonNullable<Report["shard"]>), cut: "time" },
};
const broken = brokenReport({ selector: "x", seed: "" }, new Error("gone"));
const asked: Report = {
  ...whole,
  exhaustive: [
    {
      ...{ scope: "small", level: "l", states: 1, transitions: 9, covered: 4 },
      ...{ programs: 1, messages: 1, verdict: "incomplete", required: true },
    },
  ],
};

/** As if a filter had left one property out. */
const filtered: Report = {
  ...whole,
  properties: whole.properties.map((p) => (p.id === BROKEN ? { ...p, verdict: "filtered" } : p)),
};

const outcomesOf = (report: Report, wanted: string) => [
  ...new Set(
    report.properties
      .filter(({ verdict }) => verdict === wanted)
      .map(({ id }) => testOutcome(report, id).type),
  ),
];

describe("a test of a property", () => {
  const { report } = gate(whole, allOf(whole));
  const holding = whole.properties.find(({ verdict }) => verdict === "holds")?.id ?? "";

  test.each<[string, Report, string, string, string]>([
    ["passes where it holds", whole, holding, "passes", ""],
    ["fails where it is violated", whole, BROKEN, "fails", "expected"],
    ["is skipped where the list knows of it", report, BROKEN, "skipped", "the vendor mends it"],
    ["is skipped where it is not claimed", whole, RACE, "skipped", "not claimed"],
    ["is skipped where a filter leaves it out", filtered, BROKEN, "skipped", "filter"],
    ["is skipped where the candidate is broken", broken, BROKEN, "skipped", "broken"],
  ])("%s", (_, of, id, type, why) => {
    const outcome = testOutcome(of, id);
    expect(outcome.type).toBe(type);
    expect("why" in outcome ? outcome.why : "").toContain(why);
  });
});

test("what was not reached fails in a whole run, and is for all shards to say in one", () => {
  expect(outcomesOf(whole, "unreached")).toEqual(["fails"]);
  expect(outcomesOf(shard, "unreached")).toEqual(["skipped"]);
});

test("what is violated fails in either", () => {
  for (const report of [whole, shard]) expect(outcomesOf(report, "violated")).toEqual(["fails"]);
});

describe("the tests of a run", () => {
  test.each([
    ["the candidate, of one that came up", candidateOutcome(whole), "passes", ""],
    ["the candidate, of one that broke", candidateOutcome(broken), "fails", "gone"],
    ["the baseline, where something is not listed", baselineOutcome(whole), "fails", "not listed"],
    ["the baseline, of a shard in which it is", baselineOutcome(shard), "fails", "not listed"],
    ["situations that were not reached", situationsOutcome(whole), "fails", "drive more programs"],
    ["the same of a shard", situationsOutcome(shard), "skipped", "poolproof merge"],
    ["the same of a broken candidate", situationsOutcome(broken), "skipped", "broken"],
    ["no scopes", scopesOutcome(whole), "passes", ""],
    ["a scope that was asked for, and cut", scopesOutcome(asked), "fails", "small: 4 of 9"],
    ["the part of a shard", scopesOutcome(shard), "passes", ""],
    ["the part of a shard that was cut short", scopesOutcome(cut), "fails", "time"],
  ])("%s", (_, outcome, type, why) => {
    expect(outcome.type).toBe(type);
    expect("why" in outcome ? outcome.why : "").toContain(why);
  });

  test("the baseline of a shard in which nothing is wrong passes, though it has no verdict", () => {
    const gate = {
      verdict: "inconclusive",
      today: "2030-01-01",
      entries: [],
      unlisted: [],
    } as const;
    const report = { ...shard, gate: { ...gate, entries: [], unlisted: [] } };
    expect(baselineOutcome(report).type).toBe("passes");
    const { shard: _, ...all } = report;
    expect(baselineOutcome(all).type).toBe("fails");
  });
});

import { describe, expect, test } from "vitest";
import { durableDefect } from "../../candidates/zoo/durable-defects.ts";
import { checkConformance } from "../../suite/conformance.ts";
import { failedBefore } from "../../suite/examples.ts";
import type { Counterexample } from "../data/counterexample.ts";
import { minRate } from "../data/rate.ts";
import type { Report } from "../data/report.ts";
import { fingerprint } from "./fingerprint.ts";
import { counterexampleOf, type Entry, entryOf, gate, TODAY, write } from "./gate.test-helper.ts";
import { triesOf } from "./gate.ts";

const RACE = "concurrency/capacity";
const racy = await checkConformance(durableDefect("scansShareThePool"), {
  programs: 100,
  exhaustive: false,
  properties: [RACE],
});

describe("a race that is listed", () => {
  const entry = entryOf(racy, RACE);
  const example = { property: RACE, fingerprint: `${entry.fingerprint}`, runs: 1, failed: false };
  const unseen: Report = {
    ...racy,
    verdict: "conformant",
    properties: racy.properties.map(({ counterexample: _, ...property }) =>
      property.id === RACE ? { ...property, verdict: "holds" as const } : property,
    ),
  };
  const shape = counterexampleOf(racy, RACE).program;

  test("is known by its shape, however its runs differ", () => {
    const found = counterexampleOf(racy, RACE);
    const other: Counterexample = {
      ...found,
      seen: "something else",
      program: JSON.parse(JSON.stringify(found.program).replaceAll('"client":"', '"client":"x')),
    };
    expect(fingerprint(other)).toBe(entry.fingerprint);
    expect(gate(racy, [entry]).exit).toBe(0);
  });

  test("and not seen is stale only where its program was run as often as its rate asks for", () => {
    const rated = { ...entry, rate: { least: 0.5 }, program: shape };
    const enough = triesOf(rated);
    const runSo = (runs: number) => ({ ...unseen, examples: [{ ...example, runs }] });
    expect(gate(runSo(enough), [rated])).toMatchObject({ exit: 1, entries: [{ status: "stale" }] });
    expect(gate(runSo(enough - 1), [rated])).toMatchObject({
      exit: 4,
      entries: [{ status: "unsettled" }],
    });
    // What is rarer takes more runs.
    expect(triesOf({ rate: { least: 0.05 } })).toBeGreaterThan(10 * enough);
  });

  test("and not looked for is neither stale nor excused", () => {
    expect(gate(unseen, [entry])).toMatchObject({ exit: 4, entries: [{ status: "unsettled" }] });
    const unable = { ...unseen, examples: [{ ...example, runs: 0, unable: "no lanes" }] };
    const { entries } = gate(unable, [{ ...entry, program: shape }]);
    expect(entries?.[0]?.says).toContain("no lanes");
  });

  describe("and not seen", () => {
    const rare = { ...entry, rate: { least: 0.05 } };
    const gated = (known: readonly Entry[], flaky?: number, of: Report = unseen) =>
      gate(of, known, TODAY, flaky);

    test("passes where it is recorded as rarer than the rate from which on races have to show", () => {
      expect(gated([rare], 0.1)).toMatchObject({
        exit: 0,
        flaky: 0.1,
        entries: [{ status: "unseen", says: expect.stringContaining("rarer than 0.1") }],
      });
      // One of which nobody has recorded a rate is taken for such a one.
      expect(gated([entry], 0.1).exit).toBe(0);
    });

    test("does not pass where it is recorded as no rarer, or where no rate was given", () => {
      const unsettled = { exit: 4, entries: [{ status: "unsettled" }] };
      expect(gated([rare], 0.05)).toMatchObject(unsettled);
      expect(gated([rare], 0)).toMatchObject(unsettled);
      expect(gated([rare])).toMatchObject(unsettled);
      expect(gated([rare]).flaky).toBeUndefined();
    });

    test("expires like one that shows", () => {
      const until = (expires: string) => gated([{ ...rare, expires }], 0.1);
      expect(until(TODAY)).toMatchObject({ exit: 0, entries: [{ status: "unseen" }] });
      expect(until("2030-06-14")).toMatchObject({ exit: 1, entries: [{ status: "expired" }] });
    });

    test("is stale, however rare, where its program was run as often as its own rate asks for", () => {
      const runs = triesOf(rare);
      const of = { ...unseen, examples: [{ ...example, runs }] };
      expect(gated([{ ...rare, program: shape }], 0.1, of)).toMatchObject({
        exit: 1,
        entries: [{ status: "stale" }],
      });
    });

    test("is looked for no more often than a race of that rate, and excuses none of another shape", () => {
      const sought = { text: write([{ ...rare, program: shape }]) };
      const tries = (flaky: number) => failedBefore([], { ...sought, flaky })[0]?.tries;
      expect(tries(0)).toBe(triesOf(rare));
      expect(tries(0.5)).toBe(triesOf({ rate: { least: 0.5 } }));
      expect(tries(0.01)).toBe(tries(0));
      const other = { ...rare, fingerprint: "v1-0000000000000000" };
      expect(gated([other], 0.1, racy)).toMatchObject({
        exit: 1,
        entries: [{ status: "differs" }],
      });
      // The one that showed is listed too: it is not the rare one in another form.
      expect(gated([entry, other], 0.1, racy)).toMatchObject({
        exit: 0,
        entries: [{ status: "known" }, { status: "unseen" }],
      });
    });
  });

  test("and of another shape differs, unless its own program failed again", () => {
    const other = { ...entry, fingerprint: "v1-0000000000000000" };
    expect(gate(racy, [other])).toMatchObject({ exit: 1, entries: [{ status: "differs" }] });
    const again = [{ ...example, fingerprint: other.fingerprint, failed: true }];
    expect(gate({ ...racy, examples: again }, [other]).exit).toBe(0);
    // A property may have several races.
    expect(gate({ ...racy, examples: again }, [entry, other]).exit).toBe(0);
  });

  test("has to keep to the rate that is written down for it", () => {
    const rate = (failed: number): Report => ({
      ...racy,
      properties: racy.properties.map((property) => {
        const { counterexample } = property;
        const race = counterexample?.race && { ...counterexample.race, rate: { failed, of: 20 } };
        return race ? { ...property, counterexample: { ...counterexample, race } } : property;
      }),
    });
    const rare = [{ ...entry, rate: { most: 0.2 } }];
    expect(gate(rate(4), rare).exit).toBe(0);
    expect(gate(rate(20), rare)).toMatchObject({ exit: 1, entries: [{ status: "differs" }] });
    const often = [{ ...entry, rate: { least: minRate({ failed: 20, of: 20 }) } }];
    expect(gate(rate(13), often).exit).toBe(0);
    expect(gate(rate(0), often).exit).toBe(1);
  });
});

import { describe, expect, test } from "vitest";
import { checkConformance } from "../../conformance.ts";
import { CLAUSES } from "../../model/index.ts";
import { replayCounterexample } from "../../replay.ts";
import { DEFECTS } from "./defects.ts";

describe("the defects", () => {
  test("break every group of clauses between them", () => {
    const broken = new Set(DEFECTS.flatMap(({ clauses }) => clauses.map((id) => id.split("-")[0])));
    const groups = new Set(Object.keys(CLAUSES).map((id) => id.split("-")[0]));
    expect([...groups].filter((group) => !broken.has(group))).toEqual([]);
    expect(DEFECTS.length).toBeGreaterThanOrEqual(12);
  });

  test.each(DEFECTS)(
    "$name is caught for $clauses, and its counterexamples replay",
    async ({ clauses, create }) => {
      const report = await checkConformance(create);
      expect(report.verdict).toBe("nonconformant");
      const found = report.properties.flatMap(({ counterexample }) => counterexample ?? []);
      const named = new Set(found.flatMap((c) => c.clauses.map(({ id }) => id)));
      expect(clauses.filter((id) => !named.has(id))).toEqual([]);
      for (const counterexample of found) {
        expect(counterexample.reproduced).toBe(true);
        const again = await replayCounterexample(counterexample, create);
        expect(again.still?.divergence).toEqual(counterexample.divergence);
        expect(again.still?.history).toEqual(counterexample.history);
        const fixed = await replayCounterexample(counterexample, "reference");
        expect([fixed.still, ...fixed.others]).toEqual([undefined]);
      }
    },
  );
});

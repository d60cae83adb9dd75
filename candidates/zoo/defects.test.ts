import { describe, expect, test } from "vitest";
import { CLAUSE_IDS, statementOf } from "../../model/index.ts";
import { properties } from "../../properties/clauses/specification.ts";
import { generatePrograms } from "../../properties/programs/generate.ts";
import { firstOf, predictedOnce } from "../../properties/programs/predicted.test-helper.ts";
import { findings } from "../../reports/data/findings.ts";
import { checkConformance } from "../../suite/conformance.ts";
import { replayCounterexample } from "../../suite/replay.ts";
import * as zoo from "./defects.ts";

const { DEFECTS } = zoo;

describe("the defects, as they are told", () => {
  test("each has a name of its own, under which its factory is exported", () => {
    const { DEFECTS: _, ...factories } = zoo;
    expect(Object.fromEntries(DEFECTS.map(({ name, create }) => [name, create]))).toEqual(
      factories,
    );
    expect(new Set(DEFECTS.map(({ name }) => name)).size).toBe(DEFECTS.length);
  });

  test("each has an idea of its own, in a sentence", () => {
    expect(new Set(DEFECTS.map(({ idea }) => idea)).size).toBe(DEFECTS.length);
    expect(DEFECTS.filter(({ idea }) => !/^[A-Z].*\.$/.test(idea))).toEqual([]);
  });

  test("between them they break every clause", () => {
    const broken = new Set(DEFECTS.flatMap(({ clauses }) => clauses));
    expect(CLAUSE_IDS.filter((id) => !broken.has(id))).toEqual([]);
  });

  test.each(DEFECTS)("$name declares a property of each of $clauses", (defect) => {
    const own = properties.filter(({ id }) => defect.properties.includes(id));
    const named = new Set(own.flatMap(({ clauses }) => clauses));
    expect(own).toHaveLength(defect.properties.length);
    expect(defect.clauses.filter((id) => !named.has(id))).toEqual([]);
  });

  test("between them they fail every property that there is, and no other", () => {
    const failing = new Set(DEFECTS.flatMap((defect) => defect.properties));
    expect([...failing].sort()).toEqual(properties.map(({ id }) => id).sort());
  });

  test("the agreement with the model stands only where nothing says it more closely", () => {
    const agreement = "frame/agrees-with-the-model";
    const both = DEFECTS.filter((d) => d.properties.includes(agreement) && d.properties.length > 1);
    expect(both).toEqual([]);
  });
});

/** What a server of the zoo remembers: plain data, so that it can be copied and compared. */
const memoryOf = (server: object) => structuredClone({ ...server });

const PROGRAMS = 10;
const programsFor = predictedOnce((statement) =>
  firstOf(PROGRAMS, generatePrograms(statement, "as new")),
);

describe("a reset", () => {
  const restored = DEFECTS.filter(({ bugClass }) => bugClass !== "state survives a reset");
  expect(restored.length).toBe(DEFECTS.length - 3);

  test.each(restored)("leaves nothing behind in $name", async ({ create }) => {
    const server = create();
    const fresh = create();
    const statement = statementOf(server.declaration);
    for (const { program, predicted } of programsFor(statement)) {
      await server.reset(program);
      for (const { message } of predicted) await server.handle(message);
      await server.reset(program);
      await fresh.reset(program);
      expect(memoryOf(server)).toEqual(memoryOf(fresh));
    }
  });
});

/** Enough for these; how short a counterexample is has tests of its own, and so have the scopes. */
const QUICK = {
  programs: 100,
  exhaustive: false,
  shortest: 0,
} as const;

describe("of every kind one, held to the whole specification", () => {
  const some = [
    "fullPoolRefusesHolders",
    "renewalLeavesDormant",
    "shrinkClampsTheCount",
    "protoIsNeverAHolder",
    "otherNewcomerEvicts",
    "acceptedScanReportsThePlugIn",
  ];
  const chosen = DEFECTS.filter(({ name }) => some.includes(name));
  expect(chosen).toHaveLength(some.length);

  test.each(chosen)("$name has counterexamples that replay", async ({ create }) => {
    const report = await checkConformance(create, QUICK);
    expect(report.verdict).toBe("nonconformant");
    const found = report.properties.flatMap(({ counterexample }) => counterexample ?? []);
    expect(found.length).toBeGreaterThan(1);
    for (const counterexample of found) {
      expect(counterexample.reproduced).toBe(true);
      const again = await replayCounterexample(counterexample, create);
      expect(again.still?.divergence).toEqual(counterexample.divergence);
      expect(again.still?.history).toEqual(counterexample.history);
      const fixed = await replayCounterexample(counterexample, "reference");
      expect([fixed.still, ...fixed.others]).toEqual([undefined]);
    }
  });

  test("a state that survives a reset is found in the program after, and fails again", async () => {
    const report = await checkConformance(zoo.expirySurvivesReset, {
      ...QUICK,
      programs: 60,
      shortest: 3000,
      seed: "e",
    });
    expect(report.verdict).toBe("nonconformant");
    const found = new Map(
      report.properties.flatMap(({ id, counterexample }) =>
        counterexample ? [[id, counterexample] as const] : [],
      ),
    );
    expect([...found.keys()]).toContain("aup/current-catalogue-is-imported");
    // Two runs that differ by what the first one left.
    expect([...found.keys()]).toContain("frame/renaming-clients-changes-nothing");
    for (const { reproduced } of found.values()) expect(reproduced).toBe(true);
    expect(findings(report)[0]?.counterexample.program.steps.length).toBeLessThan(6);
  });
});

import { describe, expect, test } from "vitest";
import { checkConformance } from "../conformance.ts";
import { CHOICES, type Choices, CLAUSES, FEATURES } from "../model/index.ts";
import { replayCounterexample } from "../replay.ts";
import type { Report } from "../reports/report.ts";
import { createSqlLedger } from "./sql/ledger.ts";
import { DEFECTS } from "./zoo/defects.ts";

/** Milliseconds: an embedded database on a busy machine. */
const DATABASE_TIME_LIMIT_MS = 180_000;
const PYTHON = "stdio:python3 candidates/python/ledger.py";
const CHOSEN = Object.entries(CHOICES).map(([choice, [, other]]) => [choice, other] as const);
const ALL_OTHERS = Object.fromEntries(CHOSEN) as Partial<Choices>;

/** What a run found wrong or missed; nothing of a conformant one. */
const complaints = ({ properties, situations, error }: Report) => [
  ...properties
    .filter(({ verdict }) => !["holds", "not claimed"].includes(verdict))
    .map((p) => `${p.id}: ${p.verdict}`),
  ...situations.filter(({ verdict }) => verdict === "unreached").map((s) => `${s.id}: ${s.count}`),
  ...(error ? [error.message] : []),
];
const violations = ({ properties, error }: Report) => [
  ...properties.filter(({ verdict }) => verdict === "violated").map(({ id }) => id),
  ...(error ? [error.message] : []),
];

describe("the SQL ledger", () => {
  test(
    "is conformant, with every feature that one process can show",
    async () => {
      const report = await checkConformance("./candidates/sql/ledger.ts");
      expect(complaints(report)).toEqual([]);
      const { features } = report.statement ?? {};
      expect(features).toEqual(FEATURES.filter((f) => !["concurrency", "durability"].includes(f)));
    },
    DATABASE_TIME_LIMIT_MS,
  );

  test(
    "is conformant with every choice at its other value",
    async () => {
      const create = () => createSqlLedger({ choices: ALL_OTHERS });
      const report = await checkConformance(create, { programs: 200 });
      expect(report.statement?.choices).toEqual(ALL_OTHERS);
      expect(violations(report)).toEqual([]);
      expect(report.programs).toBe(200);
    },
    DATABASE_TIME_LIMIT_MS,
  );
});

describe("the Python ledger", () => {
  test("is conformant", async () => {
    expect(complaints(await checkConformance(PYTHON))).toEqual([]);
  });

  test.each(CHOSEN)("is conformant with %s: %s", async (choice, value) => {
    const report = await checkConformance(`${PYTHON} --choice ${choice}=${value}`, {
      programs: 200,
    });
    expect(report.statement?.choices).toMatchObject({ [choice]: value });
    expect(violations(report)).toEqual([]);
    expect(report.programs).toBe(200);
  });

  test.each(["pool", "pool,onboarding", "pool,maintenance", "pool,other-solutions,time"])(
    "is conformant with %s alone",
    async (features) => {
      const report = await checkConformance(`${PYTHON} --features ${features}`);
      expect(complaints(report)).toEqual([]);
      expect(report.statement?.features).toEqual(features.split(","));
    },
  );
});

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

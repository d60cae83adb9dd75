import { describe, expect, test } from "vitest";
import { CHOICES, type Choices, FEATURES } from "../../model/index.ts";
import { checkConformance } from "../../suite/conformance.ts";
import { complaints, violations } from "../complaints.test-helper.ts";
import { createSqlLedger } from "./ledger.ts";

/** Milliseconds: an embedded database on a busy machine. */
const DATABASE_TIME_LIMIT_MS = 180_000;
const others = Object.entries(CHOICES).map(([choice, [, other]]) => [choice, other] as const);
const ALL_OTHERS = Object.fromEntries(others) as Partial<Choices>;

describe("the SQL ledger", () => {
  test(
    "is conformant, with every feature that one process can show",
    async () => {
      const report = await checkConformance("./candidates/sql/ledger.ts", {
        programs: 200,
        exhaustive: false,
        requestTimeLimitMs: DATABASE_TIME_LIMIT_MS,
      });
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
      const report = await checkConformance(create, {
        programs: 50,
        exhaustive: false,
        requestTimeLimitMs: DATABASE_TIME_LIMIT_MS,
      });
      expect(report.statement?.choices).toEqual(ALL_OTHERS);
      expect(violations(report)).toEqual([]);
      expect(report.programs).toBe(50);
    },
    DATABASE_TIME_LIMIT_MS,
  );
});

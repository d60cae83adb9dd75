import { describe, expect, test } from "vitest";
import { CHOICES } from "../../model/index.ts";
import { checkConformance } from "../../suite/conformance.ts";
import { complaints, violations } from "../complaints.test-helper.ts";

const PYTHON = "stdio:python3 candidates/python/ledger.py";
/** Enough for every situation to be reached often enough. */
const PROGRAMS = 200;
const CHOSEN = Object.entries(CHOICES).map(([choice, [, other]]) => [choice, other] as const);

describe("the Python ledger", () => {
  test("is conformant", async () => {
    expect(complaints(await checkConformance(PYTHON, { programs: PROGRAMS }))).toEqual([]);
  });

  // The transitions of the scopes are driven where the choices are the default ones, and where none is.
  test.each(CHOSEN)("is conformant with %s: %s", async (choice, value) => {
    const report = await checkConformance(`${PYTHON} --choice ${choice}=${value}`, {
      programs: 50,
      exhaustive: false,
    });
    expect(report.statement?.choices).toMatchObject({ [choice]: value });
    expect(violations(report)).toEqual([]);
    expect(report.programs).toBe(50);
  });

  test("is conformant with every choice at its other value", async () => {
    const chosen = CHOSEN.map(([choice, value]) => `--choice ${choice}=${value}`);
    const report = await checkConformance([PYTHON, ...chosen].join(" "), { programs: PROGRAMS });
    expect(report.statement?.choices).toEqual(Object.fromEntries(CHOSEN));
    expect(complaints(report)).toEqual([]);
  });

  test.each(["pool", "pool,onboarding", "pool,maintenance", "pool,other-solutions,time"])(
    "is conformant with %s alone",
    async (features) => {
      const report = await checkConformance(`${PYTHON} --features ${features}`, {
        programs: PROGRAMS,
      });
      expect(complaints(report)).toEqual([]);
      expect(report.statement?.features).toEqual(features.split(","));
    },
  );
});

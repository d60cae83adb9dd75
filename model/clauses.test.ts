/** The clauses as the specification numbers them, and messages in words. */
import { describe, expect, test } from "vitest";
import {
  basic,
  checkIn,
  days,
  deploy,
  enable,
  enroll,
  expire,
  other,
  remove,
  renew,
  retire,
  revision,
  scan,
  setCapacity,
  setOther,
  target,
  upgrade,
} from "../properties/programs/messages.test-helper.ts";
import { describeExpectation, describeOutcome, describeSet } from "./describe.ts";
import {
  CLAUSE_IDS,
  CLAUSES,
  type ClauseId,
  describeMessage,
  EXCLUSIONS,
  groundsOf,
} from "./index.ts";
import { MESSAGE_TYPES } from "./messages.ts";
import type { Feature } from "./statement.ts";

const LEVELS = {
  MUST: `COMP-1 CONS-1 CONS-2 CONS-3 CONS-4 CONS-5 CONS-6 CONS-7 EXC-1 EXC-2
    AUP-1 AUP-2 AUP-3 AUP-4 AUP-5 REC-1 REC-2 REC-3 REC-4 REC-5`,
  SHOULD: `CONS-1a CONS-2a CONS-3a CONS-9 CONS-8 EXC-3 EXC-4 AUP-0 AUP-6
    REC-1a REC-3a REC-4a REC-6 OTHER-1 FRAME-1 FRAME-2 FRAME-3`,
};

const BY_FEATURE: Partial<Record<Feature, string>> = {
  pool: `CONS-4 CONS-5 CONS-8 EXC-1 EXC-2 EXC-3 EXC-4 REC-1 REC-1a REC-2 REC-4 REC-4a REC-6
    FRAME-1 FRAME-2 FRAME-3`,
  onboarding: `COMP-1 CONS-1 CONS-1a CONS-2 CONS-2a CONS-3 CONS-3a CONS-6 CONS-7 CONS-9
    REC-3 REC-3a`,
  maintenance: "AUP-0 AUP-1 AUP-2 AUP-3 AUP-4 AUP-5 AUP-6",
  "other-solutions": "OTHER-1 REC-5",
};

const words = (text: string) => text.split(/\s+/).sort();
const idsWhere = (holds: (id: ClauseId) => boolean) => CLAUSE_IDS.filter(holds).sort();

describe("clauses", () => {
  test.each(Object.entries(LEVELS))("of level %s are those of the specification", (level, ids) => {
    expect(idsWhere((id) => CLAUSES[id].level === level)).toEqual(words(ids));
  });

  test("are numbered in the order COMP, CONS, EXC, AUP, REC, OTHER, FRAME", () => {
    const groups = CLAUSE_IDS.map((id) => id.replace(/-.*/, ""));
    expect([...new Set(groups)]).toEqual("COMP CONS EXC AUP REC OTHER FRAME".split(" "));
    expect(CLAUSE_IDS).toHaveLength(37);
  });

  test.each(Object.entries(BY_FEATURE))("of %s are those of the specification", (feature, ids) => {
    expect(idsWhere((id) => CLAUSES[id].feature === feature)).toEqual(words(ids));
  });

  test.each(CLAUSE_IDS)("%s has a statement, and a quote unless it is our reading", (id) => {
    const { quote, statement } = CLAUSES[id];
    expect(quote === undefined).toBe(id.startsWith("FRAME-"));
    if (quote) expect(quote.trim().length).toBeGreaterThan(20);
    expect(statement.trim().length).toBeGreaterThan(20);
    expect(statement).not.toMatch(/\n|\.$/);
  });

  test("rest on a sentence that says it, that they follow from, or on none", () => {
    expect(groundsOf(CLAUSES["REC-1"])).toBe("“Retired computers will release a license.”");
    expect(groundsOf(CLAUSES["REC-1a"])).toBe(
      "follows from “Retired computers will release a license.”",
    );
    expect(groundsOf(CLAUSES["FRAME-1"])).not.toContain("“");
  });

  test("that are not covered have a quote and a reason", () => {
    expect(EXCLUSIONS.length).toBeGreaterThan(0);
    for (const { quote, reason } of EXCLUSIONS) {
      expect(quote.length).toBeGreaterThan(10);
      expect(reason.length).toBeGreaterThan(10);
    }
  });
});

describe("describeMessage", () => {
  const lines = [
    [enroll("a"), "a enrolls"],
    [checkIn("a"), "a checks in for its configuration"],
    [basic("a"), "a sends Basic Inventory: the plug-in is in place"],
    [basic("a", false), "a sends Basic Inventory: the plug-in is not in place"],
    [scan("a"), "a returns a scan"],
    [scan("a", { tools: false }), "a returns a scan (the install tools are missing)"],
    [
      scan("a", { plugIn: false, scan: false }),
      "a returns a scan (the plug-in is missing, the assessment scan did not run)",
    ],
    [other("a"), "a returns its inventory for the other solution"],
    [target("a", "install"), "the operator targets a with the Plug-in Install policy"],
    [target("a", "uninstall"), "the operator targets a with the Plug-in Uninstall policy"],
    [target("a", "none"), "the operator stops targeting a with a plug-in policy"],
    [retire("a"), "the operator retires a"],
    [remove("a"), "the operator deletes a"],
    [setCapacity(1), "the node pool is set to 1 license"],
    [setCapacity(0), "the node pool is set to 0 licenses"],
    [setOther(2), "the other solution's pool is set to 2 licenses"],
    [expire, "the Annual Upgrade Protection expires"],
    [renew, "the Annual Upgrade Protection is renewed"],
    [revision(0), "the daily job finds catalogue revision 0 with no bulletins"],
    [revision(2), "the daily job finds catalogue revision 2 with b1, b2"],
    [enable("b1"), "the operator enables bulletin b1"],
    [deploy("b1"), "the operator creates a software update policy for bulletin b1"],
    [upgrade, "a newer version of the solution is installed"],
    [days(1), "a day passes"],
    [days(31), "31 days pass"],
  ] as const;

  test.each(lines)("%j", (message, line) => {
    expect(describeMessage(message)).toBe(line);
  });

  test("is shown for every type of message", () => {
    const described = new Set<string>(lines.map(([{ type }]) => type));
    expect([...described].sort()).toEqual(MESSAGE_TYPES.toSorted());
  });
});

describe("answers in words", () => {
  test.each([
    [{ type: "processed", license: "pulled" }, "processed, license pulled"],
    [{ type: "discarded", reason: "not-ready" }, "discarded, not-ready"],
    [
      { type: "instructions", plugIn: "none", packages: [], updates: ["b1", "b2"] },
      "plug-in: none; packages: none; updates: b1, b2",
    ],
  ] as const)("%j", (outcome, line) => {
    expect(describeOutcome(outcome)).toBe(line);
  });

  test.each([
    [
      { kind: "discarded", reasons: ["not-ready", "no-license"] },
      "discarded, not-ready or no-license",
    ],
    [
      {
        kind: "ignoredCheckIn",
        nothing: {
          kind: "instructions",
          plugIn: ["none"],
          packages: { atLeast: [], atMost: [] },
          updates: { atLeast: [], atMost: [] },
        },
      },
      "refused, or empty instructions",
    ],
    [{ kind: "ignoredScan" }, "refused, or discarded"],
  ] as const)("%j", (expectation, line) => {
    expect(describeExpectation(expectation)).toBe(line);
  });

  test.each([
    [[], [], "none"],
    [["b1"], ["b1"], "b1"],
    [[], ["b1", "b2"], "any of b1, b2"],
    [["b1"], ["b1", "b2"], "b1 and any of b1, b2"],
    [[], "anything", "anything"],
  ] as const)("%j to %j is %s", (atLeast, atMost, line) => {
    expect(describeSet({ atLeast, atMost })).toBe(line);
  });
});

import { describe, expect, test } from "vitest";
import { createReference } from "../../adapters/in-process/reference.ts";
import type { Candidate } from "../../adapters/protocol/port.ts";
import { checkConformance } from "../../suite/conformance.ts";
import { renderJUnit } from "../ci/junit.ts";
import { brokenReport } from "../data/build.ts";
import type { Report } from "../data/report.ts";
import { exitCodeOf } from "../data/run-verdict.ts";
import { BASELINE_SCHEMA_ID } from "./baseline.ts";
import {
  allOf,
  counterexampleOf,
  type Entry,
  entryOf,
  gate,
  isViolated,
  TODAY,
} from "./gate.test-helper.ts";
import { gateReport } from "./gate.ts";

const QUICK = { programs: 300, shortest: 300, exhaustive: false } as const;
const BROKEN = "exc/holder-continues-when-full";
const RACE = "concurrency/capacity";

/** The pool alone, which takes a part of the time. */
const declaration = { name: "pool", features: ["pool"] } as const;
const right = await checkConformance(() => createReference(declaration), QUICK);
/** Full, it refuses its own holders. */
function fullPoolRefusesHolders(): Candidate {
  const reference = createReference(declaration);
  return {
    ...reference,
    handle: async (message) => {
      const { capacity, inUse, clients } = await reference.snapshot();
      const isHolder = clients.some(
        (c) => "client" in message && c.client === message.client && c.licensed,
      );
      if (message.type === "returnPatchInventory" && isHolder && inUse >= capacity)
        return { type: "discarded", reason: "no-license" };
      return reference.handle(message);
    },
  };
}
const wrong = await checkConformance(fullPoolRefusesHolders, QUICK);
/** As if a filter had left one property out. */
const filtered: Report = {
  ...right,
  filtered: { properties: ["…"], clauses: [], judged: 1, leftOut: 1 },
  properties: right.properties.map((p) => (p.id === BROKEN ? { ...p, verdict: "filtered" } : p)),
};

/** The listed violations of the wrong candidate, with the entry of one of them changed. */
const changed = (change: Entry, property = BROKEN): readonly Entry[] =>
  allOf(wrong).map((entry) => (entry.property === property ? { ...entry, ...change } : entry));
const own = (entries: Report["gate"], property = BROKEN) =>
  entries?.entries.filter((entry) => entry.property === property).map(({ status }) => status);

describe("a listed violation", () => {
  test("that fails as recorded is excused, and shown as known", () => {
    const { exit, entries, unlisted, report } = gate(wrong, allOf(wrong));
    expect({ exit, unlisted }).toEqual({ exit: 0, unlisted: [] });
    expect(entries?.every(({ status }) => status === "known")).toBe(true);
    expect(report.verdict).toBe("nonconformant");
    const known = report.properties.filter((property) => property.known);
    expect(known.map(({ id }) => id)).toEqual(
      wrong.properties.filter(isViolated).map(({ id }) => id),
    );
  });

  test("excuses no other one", () => {
    const rest = allOf(wrong).filter(({ property }) => property !== BROKEN);
    const { exit, unlisted } = gate(wrong, rest);
    expect(exit).toBe(1);
    expect(unlisted).toEqual([
      { property: BROKEN, fingerprint: entryOf(wrong, BROKEN).fingerprint },
    ]);
  });

  test("that holds now is stale", () => {
    const { exit, entries } = gate(right, [entryOf(wrong, BROKEN)]);
    expect(exit).toBe(1);
    expect(entries).toMatchObject([{ status: "stale", says: "holds now: remove it", line: 3 }]);
  });

  test("that fails differently is shown with both", () => {
    const recorded = "v1-0000000000000000";
    const { exit, entries } = gate(
      wrong,
      changed({ fingerprint: recorded, shows: "seen a crash" }),
    );
    expect(exit).toBe(1);
    const [entry] = entries?.filter(({ property }) => property === BROKEN) ?? [];
    expect(entry?.status).toBe("differs");
    for (const part of [
      recorded,
      "seen a crash",
      `${entryOf(wrong, BROKEN).fingerprint}`,
      counterexampleOf(wrong, BROKEN).seen,
    ])
      expect(entry?.says).toContain(part);
  });

  test("lasts until the end of the day on which it expires", () => {
    const until = changed({ expires: TODAY });
    expect(gate(wrong, until)).toMatchObject({ exit: 0, today: TODAY });
    const late = gate(wrong, until, "2030-06-16");
    expect(late.exit).toBe(1);
    expect(own(late.report.gate)).toEqual(["expired"]);
    expect(late.report.properties.find(({ id }) => id === BROKEN)?.known).toBeUndefined();
  });
});

describe("an entry that matches nothing", () => {
  test.each<[string, Report, Entry, string]>([
    [
      "an unknown property",
      right,
      { property: "exc/holder-continues-when-ful" },
      `did you mean ${BROKEN}?`,
    ],
    ["a name that is like none", right, { property: "zzzzz" }, "remove it"],
  ])("%s", (_, report, entry, told) => {
    const { entries } = gate(report, [{ ...entryOf(wrong, BROKEN), ...entry }]);
    expect(entries?.[0]?.says).toContain(told);
  });

  test("fails the gate, also where the candidate does not claim the property", () => {
    const { exit, entries } = gate(right, [{ ...entryOf(wrong, BROKEN), property: RACE }]);
    expect(exit).toBe(1);
    expect(entries?.[0]).toMatchObject({ status: "unmatched" });
    expect(gate(right, [{ ...entryOf(wrong, BROKEN), property: "zzzzz" }]).exit).toBe(1);
  });

  test("fails the gate where it is there twice", () => {
    const { exit, report } = gate(wrong, [...allOf(wrong), entryOf(wrong, BROKEN)]);
    expect(exit).toBe(1);
    expect(own(report.gate)).toEqual(["known", "duplicate"]);
  });

  test("is no entry of what a filter leaves out", () => {
    const { exit, entries } = gate(filtered, [entryOf(wrong, BROKEN)]);
    expect(entries?.at(-1)?.status).toBe("filtered");
    expect(exit).toBe(0);
  });
});

describe("an entry that is not as it has to be", () => {
  test.each<[string, Entry, string]>([
    ["without a reason", { reason: undefined }, "no reason: why it is tolerated"],
    ["with an empty reason", { reason: "" }, "reason"],
    ["with a reason that nobody has written", { reason: "TODO" }, "still TODO"],
    ["without an issue", { issue: undefined }, "no issue: the link of the issue"],
    [
      "with an issue that nobody has written",
      { issue: "TODO" },
      "issue is still TODO: put the link",
    ],
    ["with an issue that is no link", { issue: "7" }, "the link of the issue"],
    ["without a fingerprint", { fingerprint: undefined }, "--update-baseline writes it"],
    ["with a fingerprint that is none", { fingerprint: "abc" }, "fingerprint"],
    ["with a day that is none", { expires: "2030-02-30" }, "YYYY-MM-DD"],
    ["with a misspelt key", { expire: TODAY }, "did you mean expires?"],
    ["with a rate that is none", { rate: { least: 2 } }, "rate.least"],
  ])("%s fails the gate, and says what to do", (_, change, told) => {
    const { exit, report } = gate(wrong, changed(change));
    expect(exit).toBe(1);
    const [entry] = report.gate?.entries.filter(({ property }) => property === BROKEN) ?? [];
    expect(entry?.status).toBe("malformed");
    expect(entry?.says).toContain(told);
  });

  test("is told with its line", () => {
    const text = `schema: ${BASELINE_SCHEMA_ID}\nknown:\n  - property: ${BROKEN}\n    reasom: why\n`;
    const [entry] = gateReport(right, text, TODAY).gate?.entries ?? [];
    expect(entry).toMatchObject({ line: 3, column: 5, status: "malformed" });
    expect(entry?.says).toContain("no key is called reasom, did you mean reason? (line 4)");
  });

  test.each([
    ["an empty file", "", "has to hold"],
    ["a list", "- property: a", "has to hold"],
    ["a file without a list", `schema: ${BASELINE_SCHEMA_ID}`, "has to hold"],
    ["another schema", "schema: poolproof/baseline/9\nknown: []", "schema has to be"],
    [
      "a misspelt key",
      `schema: ${BASELINE_SCHEMA_ID}\nknwon: []\nknown: []`,
      "did you mean known?",
    ],
  ])("%s fails the gate", (_, text, told) => {
    const gated = gateReport(right, text, TODAY);
    expect(exitCodeOf(gated)).toBe(1);
    expect(gated.gate?.entries[0]).toMatchObject({
      status: "malformed",
      says: expect.stringContaining(told),
    });
  });

  test("is told with line and column where the file is no YAML", () => {
    expect(() => gateReport(right, "known:\n  - a: [1\n  - b", TODAY)).toThrow(
      /^line \d+, column \d+: /,
    );
  });
});

test("a gate that fails is a failure in JUnit, where a known violation is none", () => {
  const junit = (report: Report, known: readonly Entry[]) =>
    renderJUnit(gate(report, known).report);
  expect(junit(wrong, allOf(wrong))).not.toContain("<failure");
  expect(junit(wrong, allOf(wrong))).toContain("known: the vendor mends it in 8.2");
  const stale = junit(right, [entryOf(wrong, BROKEN)]);
  expect(stale.match(/<failure/g)).toHaveLength(1);
  expect(stale).toContain("GATE FAILED");
});

describe("what no list excuses", () => {
  test("a broken candidate", () => {
    const broken = { ...wrong, ...brokenReport({ selector: "x", seed: "" }, new Error("gone")) };
    expect(gate({ ...broken, properties: wrong.properties }, allOf(wrong)).exit).toBe(3);
    const early = gate(broken, [entryOf(wrong, BROKEN)]);
    expect(early.exit).toBe(3);
    expect(early.entries?.[0]?.status).toBe("unsettled");
  });

  test.each<[string, Partial<Report>]>([
    ["an interrupted run", { incomplete: "the run was interrupted before its end" }],
    [
      "a situation that was not reached",
      { situations: [{ id: "s", count: 0, least: 5, verdict: "unreached" }] },
    ],
    [
      "a property that was not reached",
      {
        properties: wrong.properties.map((p) =>
          p.verdict === "holds" ? { ...p, verdict: "unreached" as const } : p,
        ),
      },
    ],
    [
      "a scope that was asked for, and cut",
      {
        exhaustive: [
          {
            scope: "s",
            level: "l",
            states: 1,
            transitions: 1,
            covered: 0,
            programs: 1,
            messages: 1,
            verdict: "violated",
            required: true,
            cut: true,
          },
        ],
      },
    ],
  ])("%s", (_, part) => {
    expect(gate({ ...wrong, ...part }, allOf(wrong)).exit).toBe(4);
  });

  test.each<[string, Partial<Report>]>([
    ["an interrupted run", { verdict: "inconclusive", incomplete: "interrupted" }],
    [
      "a broken one",
      { ...brokenReport({ selector: "x", seed: "" }, 1), properties: right.properties },
    ],
    [
      "one that did not come to it",
      {
        verdict: "inconclusive",
        properties: right.properties.map((p) => ({ ...p, verdict: "unreached" as const })),
      },
    ],
  ])("%s, of which nothing is stale", (_, part) => {
    const { exit, entries } = gate({ ...right, ...part }, [entryOf(wrong, BROKEN)]);
    expect(entries).toMatchObject([{ status: "unsettled" }]);
    expect(exit).toBe(part.verdict === "broken" ? 3 : 4);
  });
});

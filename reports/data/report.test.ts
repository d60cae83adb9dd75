import { XMLParser, XMLValidator } from "fast-xml-parser";
import { Compile } from "typebox/compile";
import { describe, expect, test, vi } from "vitest";
import { createReference } from "../../adapters/in-process/reference.ts";
import type { Candidate } from "../../adapters/protocol/port.ts";
import { everyScanPullsAgain, retireKeepsLicense } from "../../candidates/zoo/defects.ts";
import { CLAUSE_IDS } from "../../model/index.ts";
import { DEFAULT_SCOPES } from "../../properties/exhaustive/scopes.ts";
import { checkConformance } from "../../suite/conformance.ts";
import type { ConformanceOptions } from "../../suite/options.ts";
import { renderJUnit } from "../ci/junit.ts";
import { renderTerminal } from "../text/terminal.ts";
import { incompleteReport } from "./build.ts";
import { findings } from "./findings.ts";
import { type Report, ReportSchema } from "./report.ts";

const withoutTimes = ({ timing: _, ...report }: Report) => JSON.stringify(report, null, 2);
const render = (report: Report) => renderTerminal(report, { folder: "out" });
const isReport = Compile(ReportSchema);

/** Two levels of the search for the shortest, and no more. */
const SHORT = { programs: 200, shortest: 3000 } as const;
/** Enough for every situation to be reached often enough. */
const ENOUGH = { programs: 300 } as const;
const conformant = await checkConformance(() => createReference(), ENOUGH);
const nonconformant = await checkConformance(retireKeepsLicense, { ...SHORT, seed: "a commit" });
const inconclusive = await checkConformance(() => createReference(), {
  programs: 20,
  exhaustive: false,
});
const undriven = await checkConformance(() => createReference(), {
  ...ENOUGH,
  exhaustive: false,
});
const asked = await checkConformance(() => createReference({ features: ["pool"] }), {
  ...ENOUGH,
  extraStates: 0,
});
const poolOnly = await checkConformance(() => createReference({ features: ["pool"] }), ENOUGH);
const broken = await checkConformance(
  (): Candidate => ({
    ...createReference({ name: "<b>]]>\u0007" }),
    handle: () => {
      throw new Error("<script>alert(1)</script> ]]> \u001b[31m");
    },
  }),
);

const ALL = { conformant, nonconformant, inconclusive, undriven, asked, poolOnly, broken };

describe("report.json", () => {
  test.each(Object.entries(ALL))(
    "of a %s run is as its schema says, and plain data",
    (_, report) => {
      expect([...isReport.Errors(report)]).toEqual([]);
      expect(JSON.parse(JSON.stringify(report))).toEqual(report);
    },
  );

  test.each([
    ["conformant", conformant, "conformant"],
    ["nonconformant", nonconformant, "nonconformant"],
    ["too short", inconclusive, "inconclusive"],
    ["restricted", poolOnly, "conformant"],
    ["broken", broken, "broken"],
  ])("gives a %s run its verdict", (_, report, verdict) => {
    expect(report.verdict).toBe(verdict);
  });

  test("is the same, byte for byte, for the same seed, times apart", async () => {
    const again = await checkConformance(retireKeepsLicense, { ...SHORT, seed: "a commit" });
    expect(withoutTimes(again)).toBe(withoutTimes(nonconformant));
    const other = await checkConformance(retireKeepsLicense, { ...SHORT, seed: "another commit" });
    expect(withoutTimes(other)).not.toBe(withoutTimes(nonconformant));
  });

  test("shows what is not claimed, and never as a pass", () => {
    const aup = poolOnly.properties.filter(({ id }) => id.startsWith("aup/"));
    expect(new Set(aup.map(({ verdict }) => verdict))).toEqual(new Set(["not claimed"]));
    expect(poolOnly.statement?.features).toEqual(["pool"]);
  });

  test("of a broken candidate says what, why, and what to do", () => {
    expect(broken.error).toMatchObject({
      code: "threw",
      message: expect.stringContaining("<script>"),
    });
    expect(broken.error?.hint).not.toBe("");
    expect(broken.error?.program?.steps.length).toBeGreaterThan(0);
  });

  test("of a run that has only begun is incomplete, and not green", () => {
    const begun = incompleteReport({ selector: "./adapter.ts", seed: "1" });
    expect([...isReport.Errors(begun)]).toEqual([]);
    expect(begun).toMatchObject({ verdict: "inconclusive", incomplete: expect.any(String) });
  });
});

describe("what of the scopes was driven", () => {
  test("is told with what it proves", () => {
    expect(conformant.exhaustive).toHaveLength(DEFAULT_SCOPES.length);
    for (const { verdict, covered, transitions, proves, ...found } of conformant.exhaustive) {
      expect({ verdict, covered }).toEqual({ verdict: "complete", covered: transitions });
      expect(proves).toContain("every message was answered as the specification admits");
      expect(found.messages).toBeGreaterThan(transitions);
      expect(found).toMatchObject({ level: "tour", required: false });
    }
    expect(new Set(asked.exhaustive.map(({ level, required }) => `${level}, ${required}`))).toEqual(
      new Set(["no extra state, true"]),
    );
  });

  test("proves nothing where something failed", () => {
    const { exhaustive } = nonconformant;
    const failed = exhaustive.filter(({ verdict }) => verdict === "violated");
    expect(failed.length).toBeGreaterThan(0);
    expect(failed.filter(({ proves }) => proves)).toEqual([]);
    for (const { covered, transitions } of failed) expect(covered).toBe(transitions);
  });

  test("stands beside the random programs, which are the same without it", () => {
    const { programs, messages } = conformant;
    expect(undriven).toMatchObject({ exhaustive: [], verdict: "conformant", programs, messages });
    expect(render(undriven)).not.toContain("every transition");
  });

  test("is owed where it was asked for, and a matter of time where not", async () => {
    const slowly = (options: ConformanceOptions) => {
      // The time is up as soon as the random programs are driven.
      const clock = vi.spyOn(performance, "now").mockReturnValue(0);
      const onEvent: ConformanceOptions["onEvent"] = (event) => {
        if (event.type === "progress" && event.done === event.total) clock.mockReturnValue(2);
      };
      const create = () => createReference({ features: ["pool"] });
      return checkConformance(create, {
        ...ENOUGH,
        timeLimitMs: 1,
        onEvent,
        ...options,
      }).finally(() => clock.mockRestore());
    };
    const byDefault = await slowly({});
    expect(byDefault.verdict).toBe("conformant");
    expect(byDefault.exhaustive.map(({ verdict }) => verdict)).toContain("incomplete");
    const owed = await slowly({ extraStates: 0 });
    expect(owed.verdict).toBe("inconclusive");
    expect(render(owed)).toMatch(/^\? {2}one client .* 0 of \d+, incomplete/m);
    expect(render(owed)).not.toContain("docs/guarantees.md");
  });

  test("is a short block at the terminal, and properties of the run in junit.xml", () => {
    const text = render(conformant);
    expect(text).toMatch(/^✓ {2}the catalogue +tour +156 +2,412 +100 % +1 *$/m);
    expect(text).toMatch(/^ {3}1: from every state.*right$/m);
    expect(text).toContain("on the assumptions of docs/guarantees.md");
    expect(render(nonconformant)).toMatch(/^✗ {2}.* 100 %, violated *$/m);
    expect(renderJUnit(conformant)).toContain(
      '<property name="exhaustive: the catalogue, tour" value="100 %"/>',
    );
  });
});

describe("counterexamples", () => {
  test("stand by themselves", () => {
    const found = nonconformant.properties.find(
      ({ id }) => id === "rec/retire-releases-the-license",
    );
    expect(found?.counterexample).toMatchObject({
      seed: "a commit",
      property: "rec/retire-releases-the-license",
      clauses: [{ id: "REC-1", level: "MUST", quote: "Retired computers will release a license." }],
      program: {
        capacity: 1,
        steps: [
          { type: "onboard", client: "a" },
          { type: "retire", client: "a" },
        ],
      },
      divergence: { step: 1 },
      minimality: "proven",
      shortestUpTo: 1,
      reproduced: true,
    });
    expect(found?.counterexample?.history.at(-1)?.message.type).toBe("retire");
  });

  test("of one cause are told as one story", () => {
    const [first, ...rest] = findings(nonconformant);
    expect(first?.properties.map(({ id }) => id)).toContain("rec/retire-releases-the-license");
    expect(first?.properties.length).toBeGreaterThan(1);
    expect(rest.filter(({ follows }) => !follows)).toEqual([]);
  });

  test("that show an earlier one too follow from it", async () => {
    const reduced = { ...SHORT, shortest: 0, exhaustive: false } as const;
    const report = await checkConformance(everyScanPullsAgain, reduced);
    const told = findings(report);
    expect(render(report)).toMatch(
      /above:\n\n✗ \d+\. .*\n {3}likely a consequence: what 1 shows goes wrong in its program too$/m,
    );
    const from = told.findIndex(({ follows }) => follows);
    expect(from).toBeGreaterThan(0);
    // Causes come first, and the others name them by their numbers.
    expect(told.slice(from).every(({ follows }) => follows)).toBe(true);
    for (const { follows, cause } of told.slice(from)) {
      const number =
        1 + told.findIndex(({ counterexample }) => counterexample === cause?.counterexample);
      if (cause)
        expect([
          `what ${number} shows goes wrong in its program too`,
          `its program contains that of ${number}`,
        ]).toContain(follows);
    }
    expect(told.some(({ cause }) => cause)).toBe(true);
  });
});

describe("the terminal", () => {
  test("has one line a clause and ends with the verdict", () => {
    const text = render(conformant);
    for (const id of CLAUSE_IDS) expect(text).toMatch(new RegExp(`^✓  ${id} `, "m"));
    expect(text.trimEnd().split("\n").at(-1)).toMatch(/^CONFORMANT: every claimed clause holds/);
  });

  test("tells a counterexample with its sentence, its steps, the point of divergence and the replay", () => {
    const text = render(nonconformant);
    expect(text).toContain("“Retired computers will release a license.”");
    expect(text).toMatch(/1\. a is onboarded/);
    expect(text).toMatch(/2\. the operator retires a {2}→ {2}done.*◀ here/);
    expect(text).toContain(
      "replay    npx poolproof replay out/counterexamples/rec-retire-releases-the-license.json",
    );
    expect(text).toMatch(/expected {2}a holds no license any more/);
  });

  test("names what was not reached, and what to do", () => {
    expect(render(inconclusive)).toMatch(/situation “.+”: \d+ of \d+/);
    expect(render(inconclusive)).toContain("--programs");
  });

  test("lets no word of a candidate's control it", () => {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
    expect(render(broken)).not.toMatch(/[\u0007\u001b]/);
  });

  test("keeps to its width", () => {
    const table = renderTerminal(conformant, { columns: 80 });
    for (const line of table.split("\n").filter((l) => /^[✓✗?–]/.test(l)))
      expect(line.trimEnd().length).toBeLessThanOrEqual(80);
  });
});

describe("junit.xml", () => {
  const parse = (report: Report) => {
    const xml = renderJUnit(report);
    expect(XMLValidator.validate(xml)).toBe(true);
    return new XMLParser({ ignoreAttributes: false }).parse(xml).testsuites;
  };

  test.each(Object.entries(ALL))("of a %s run is XML", (_, report) => {
    expect(parse(report)).toBeDefined();
  });

  test("has one test case a property, and one for the run", () => {
    // The reference is one process, which claims neither concurrency nor durability, and has the default choices.
    const unclaimed = conformant.properties.filter(
      ({ id, kind }) =>
        /concurrent|durable/.test(kind) || id === "frame/expired-licenses-no-newcomer",
    );
    expect(unclaimed.length).toBeGreaterThan(1);
    expect(parse(conformant)).toMatchObject({
      "@_tests": String(conformant.properties.length + 1),
      "@_failures": "0",
      "@_errors": "0",
      "@_skipped": String(unclaimed.length),
    });
  });

  test("fails what is violated, and skips only what is not claimed", () => {
    const violated = nonconformant.properties.filter(({ verdict }) => verdict === "violated");
    expect(parse(nonconformant)).toMatchObject({
      "@_failures": String(violated.length),
      "@_errors": "0",
    });
    const unclaimed = poolOnly.properties.filter(({ verdict }) => verdict === "not claimed");
    expect(parse(poolOnly)).toMatchObject({ "@_skipped": String(unclaimed.length) });
  });

  test("is never green for what was not tested", () => {
    expect(Number(parse(inconclusive)["@_errors"])).toBeGreaterThan(1);
    expect(Number(parse(broken)["@_errors"])).toBeGreaterThan(0);
  });
});

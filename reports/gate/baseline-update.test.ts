import { describe, expect, test } from "vitest";
import { createReference } from "../../adapters/in-process/reference.ts";
import { downloadsAfterAup } from "../../candidates/zoo/defects.ts";
import { durableDefect } from "../../candidates/zoo/durable-defects.ts";
import { checkConformance } from "../../suite/conformance.ts";
import { brokenReport } from "../data/build.ts";
import { findings } from "../data/findings.ts";
import type { Report } from "../data/report.ts";
import { exitCodeOf } from "../data/run-verdict.ts";
import { BASELINE_SCHEMA_ID, parseBaseline } from "./baseline.ts";
import { updateBaseline } from "./baseline-update.ts";
import { gateReport } from "./gate.ts";

const TODAY = "2030-06-15";
const QUICK = { programs: 250, shortest: 100, exhaustive: false } as const;
const right = await checkConformance(() => createReference(), QUICK);
const wrong = await checkConformance(downloadsAfterAup, QUICK);
/** As if the whole had been judged: what else the server claims is of no interest here. */
const racy: Report = {
  ...(await checkConformance(durableDefect("scansShareThePool"), {
    ...QUICK,
    properties: ["concurrency/capacity"],
  })),
  situations: [],
};
const { filtered: _, ...race } = racy;

const violated = (report: Report) =>
  report.properties.filter(({ verdict }) => verdict === "violated").map(({ id }) => id);
const first = updateBaseline(undefined, wrong);
const exit = (report: Report, text: string) => exitCodeOf(gateReport(report, text, TODAY));
/** As somebody fills in what is missing. */
const filledIn = (text: string) =>
  text
    .replaceAll("reason: TODO", "reason: the vendor knows # ask Kim")
    .replaceAll("issue: TODO", "issue: https://example.com/issues/7");

describe("a list that is written anew", () => {
  test("has every violation, and fails until reasons and issues are filled in", () => {
    expect(first).toMatchObject({ kept: 0, added: violated(wrong).length, removed: 0 });
    const listed = parseBaseline(first.text).listed.map(({ entry }) => entry);
    expect(listed.map(({ property }) => property).sort()).toEqual(violated(wrong).sort());
    expect(listed.every(({ program }) => program)).toBe(true);
    expect(exit(wrong, first.text)).toBe(1);
    expect(exit(wrong, filledIn(first.text))).toBe(0);
  });

  test("tells which entries are of one fault, in the order of the report", () => {
    const found = findings(wrong);
    expect(parseBaseline(first.text).listed.map(({ entry }) => entry.property)).toEqual(
      found.flatMap(({ properties }) => properties.map(({ id }) => id)),
    );
    const [cause] = found[0]?.properties ?? [];
    expect(first.text).toMatch(new RegExp(`^ {2}- property: ${cause?.id}$`, "m"));
    expect(first.text).toMatch(
      new RegExp(`^ {2}- property: .* # the same program as ${cause?.id}$`, "m"),
    );
    // If the last of them failed elsewhere, after something else had gone wrong.
    const departure = { message: 0, expected: "one thing", seen: "another" };
    const elsewhere = { departure, divergence: { message: 0, step: 0 } };
    const properties = wrong.properties.map((property) => {
      if (property.id !== "frame/agrees-with-the-model" || !property.counterexample)
        return property;
      const { cause: _, ...own } = property.counterexample;
      return { ...property, counterexample: { ...own, ...elsewhere } };
    });
    expect(updateBaseline(undefined, { ...wrong, properties }).text).toContain(
      "- property: frame/agrees-with-the-model # likely a consequence of another",
    );
  });

  test("has the rate of a race, and a program to look for it with", () => {
    const { text } = updateBaseline(undefined, race);
    const { entry } = parseBaseline(text).listed[0] ?? {};
    expect(entry?.rate?.least).toBeGreaterThan(0);
    expect(entry?.program).toEqual(
      race.properties.find(({ id }) => id === entry?.property)?.counterexample?.program,
    );
    expect(exit(race, filledIn(text))).toBe(0);
  });
});

describe("a list that is brought up to date", () => {
  const list = filledIn(first.text);

  test("stays as it is, byte for byte, where nothing has changed", () => {
    const again = updateBaseline(list, wrong);
    expect(again).toMatchObject({ kept: violated(wrong).length, changed: 0, added: 0, removed: 0 });
    expect(again.text).toBe(list);
  });

  test("loses what holds now, what is there twice, and what there is not", () => {
    expect(updateBaseline(list, right)).toMatchObject({ kept: 0, removed: violated(wrong).length });
    const entry = list.slice(list.indexOf("  - property"));
    const more = `${list}${entry}${entry.replaceAll(/property: .*/g, "property: no/such")}`;
    const again = updateBaseline(more, wrong);
    expect(again).toMatchObject({
      kept: violated(wrong).length,
      removed: 2 * violated(wrong).length,
    });
    expect(again.text).toBe(list);
  });

  test("asks for the reason again where a violation differs, and keeps the old one beside it", () => {
    const [fingerprint = ""] = /v1-[0-9a-f]+/.exec(list) ?? [];
    const other = list.replace(fingerprint, "v1-0000000000000000");
    const again = updateBaseline(other, wrong);
    expect(again).toMatchObject({ changed: 1, added: 0, removed: 0 });
    expect(again.text).toContain(fingerprint);
    expect(again.text).toContain("the vendor knows # ask Kim");
    expect(again.text).toMatch(/reason: "?TODO: it fails differently .*the vendor knows/);
    expect(exit(wrong, again.text)).toBe(1);
  });

  test("has a race once, and keeps what is listed of another one of the same property", () => {
    const one = updateBaseline(undefined, race).text;
    const entry = one.slice(one.indexOf("  - property"));
    const other = (shape: string) => entry.replace(/v1-[0-9a-f]+/, `v1-${shape.repeat(16)}`);
    const shapesIn = (text: string) => text.match(/v1-[0-9a-f]+/g);
    // The reason of the other is still to be written, so that the list is no good yet.
    const both = one + other("0");
    expect(updateBaseline(both, race)).toMatchObject({ text: both, kept: 2, changed: 0 });
    // Neither of the two is the one that showed, which is recorded in place of one of them.
    const neither = one.replace(entry, other("0") + other("1"));
    const { text, changed, kept } = updateBaseline(neither, race);
    expect({ changed, kept }).toEqual({ changed: 1, kept: 1 });
    expect(new Set(shapesIn(text)).size).toBe(2);
    expect(shapesIn(text)).toContain(shapesIn(one)?.[0]);
  });

  test("keeps what has expired, since that is for people to say", () => {
    const expired = list.replaceAll("reason:", "expires: 2020-01-01\n    reason:");
    expect(updateBaseline(expired, wrong).text).toBe(expired);
    expect(exit(wrong, expired)).toBe(1);
  });

  test("gets a new list where it was an empty one", () => {
    const empty = `schema: ${BASELINE_SCHEMA_ID} # ours\nknown: []\n`;
    const { text, added } = updateBaseline(empty, wrong);
    expect(added).toBe(violated(wrong).length);
    expect(text).toContain("# ours");
    expect(exit(wrong, filledIn(text))).toBe(0);
  });
});

describe("no list is written", () => {
  test.each<[string, Report, string]>([
    ["filtered", racy, "left out"],
    ["interrupted", { ...wrong, incomplete: "the run was interrupted" }, "was interrupted"],
    [
      "inconclusive",
      { ...wrong, situations: [{ id: "s", count: 0, least: 1, verdict: "unreached" }] },
      "not everything",
    ],
    ["broken", brokenReport({ selector: "x", seed: "" }, new Error("gone")), "to the end"],
  ])("of a run that is %s", (_, report, why) => {
    const update = () => updateBaseline(undefined, report);
    expect(update).toThrow(RangeError);
    expect(update).toThrow(why);
  });

  test("over a file that holds something else", () => {
    expect(() => updateBaseline("other: yes", wrong)).toThrow(/line 1, column \d+: no key/);
    expect(() => updateBaseline("known: [", wrong)).toThrow(/no YAML/);
  });
});

/** Properties as data: what is registered, and who is held to it. */
import { describe, expect, test } from "vitest";
import {
  type Choices,
  CLAUSE_IDS,
  CLAUSES,
  type ClauseId,
  FEATURES,
  type Feature,
  statementOf,
} from "../../model/index.ts";
import { isClaimed, type PropertyDefinition, registerProperties } from "./property.ts";
import { claimedProperties, claimedSituations, properties } from "./specification.ts";

const definition = (id: string, ...clauses: [ClauseId, ...ClauseId[]]): PropertyDefinition => ({
  id,
  clauses,
  kind: "invariant",
  description: "nothing is judged",
  situation: () => true,
  judge: () => undefined,
});

const [first, ...rest] = CLAUSE_IDS;
/** One that covers every clause, so that only what is added can be wrong. */
const whole = definition("whole/of-it", first ?? "COMP-1", ...rest);

describe("registerProperties", () => {
  test("accepts properties that cover every clause", () => {
    expect(registerProperties([whole]).map(({ id }) => id)).toEqual(["whole/of-it"]);
  });

  test("rejects a duplicate id, and names it", () => {
    expect(() => registerProperties([whole, whole])).toThrow("whole/of-it");
  });

  test.each(["", "cons", "cons/", "/name", "cons/a/b", "Cons/name", "cons/Name", "cons/a_b"])(
    "rejects the id %j",
    (id) => {
      expect(() => registerProperties([whole, definition(id, "COMP-1")])).toThrow("group/name");
    },
  );

  test.each(CLAUSE_IDS)("rejects a suite without a property for %s", (clause) => {
    const [one, ...others] = CLAUSE_IDS.filter((id) => id !== clause);
    const almost = definition("almost/whole", one ?? clause, ...others);
    const message = `no property for the clauses ${clause}`;
    expect(() => registerProperties([almost])).toThrow(new Error(message));
  });

  test.each([
    ["MUST", ["CONS-4"]],
    ["SHOULD", ["CONS-8"]],
    ["MUST", ["CONS-8", "CONS-4"]],
  ] as const)("gives the level %s to a property of %j", (level, [one, ...others]) => {
    const registered = registerProperties([whole, definition("a/b", one, ...others)]);
    expect(registered[1]?.level).toBe(level);
  });

  test("keeps the least number of situations that a property asks for", () => {
    const [own, usual] = registerProperties([{ ...whole, least: 1 }, definition("a/b", "CONS-4")]);
    expect(own?.least).toBe(1);
    expect(usual?.least).toBe(5);
  });
});

describe("the properties of the license pool", () => {
  test.each(CLAUSE_IDS)("judge %s", (clause) => {
    expect(properties.some(({ clauses }) => clauses.includes(clause))).toBe(true);
  });

  test.each(properties)("$id says in one line what it is about", ({ id, description, clauses }) => {
    expect(description).toMatch(/^[^\n]{20,}[^.\n]$/);
    const groups = clauses.map((clause) => clause.replace(/-.*/, "").toLowerCase());
    expect(groups).toContain(id.replace(/\/.*/, ""));
  });
});

describe("isClaimed", () => {
  const claims = ({ choices }: { choices: Choices }) => choices.upgradeAfterAup === "dormant";
  const rows: readonly (readonly [
    verdict: "accepts" | "rejects",
    features: readonly Feature[],
    clauses: [ClauseId, ...ClauseId[]],
    choices: Partial<Choices>,
  ])[] = [
    ["accepts", [], ["CONS-4"], {}],
    ["rejects", [], ["CONS-1"], {}],
    ["accepts", ["onboarding"], ["CONS-1"], {}],
    ["rejects", ["onboarding"], ["CONS-1", "AUP-1"], {}],
    ["accepts", ["onboarding", "maintenance"], ["CONS-1", "AUP-1"], {}],
    ["rejects", ["onboarding", "maintenance"], ["REC-5"], {}],
    ["accepts", ["other-solutions"], ["REC-5"], {}],
    ["accepts", [], ["CONS-4"], { upgradeAfterAup: "dormant" }],
  ];
  test.each(rows)("%s %j for %j", (verdict, features, clauses, choices) => {
    const statement = statementOf({ features, choices });
    expect(isClaimed(definition("a/b", ...clauses), statement)).toBe(verdict === "accepts");
  });

  test("asks the property itself about the choices", () => {
    const property = { ...definition("a/b", "AUP-5"), claims };
    const declared = (upgradeAfterAup: Choices["upgradeAfterAup"], features = FEATURES) =>
      statementOf({ features, choices: { upgradeAfterAup } });
    expect(isClaimed(property, declared("dormant"))).toBe(true);
    expect(isClaimed(property, declared("refused"))).toBe(false);
    const poolOnly = statementOf({ features: ["pool"] });
    expect(isClaimed(property, poolOnly)).toBe(false);
  });
});

describe("what a candidate is held to", () => {
  test("is everything, where it declares everything", () => {
    const choices = { newClientsAfterAup: "refused" } as const;
    const statement = statementOf({ features: FEATURES, choices });
    expect(claimedProperties(statement)).toEqual(properties);
  });

  test("is no refusal after expiry, where newcomers are licensed then", () => {
    const statement = statementOf({ features: FEATURES });
    const left = properties.filter((p) => !claimedProperties(statement).includes(p));
    expect(left.map(({ id }) => id)).toEqual(["frame/expired-licenses-no-newcomer"]);
  });

  test.each(["onboarding", "maintenance", "other-solutions"] as const)(
    "is nothing about %s, where it does not declare that",
    (feature) => {
      const statement = statementOf({ features: FEATURES.filter((f) => f !== feature) });
      const claimed = claimedProperties(statement).flatMap(({ clauses }) => clauses);
      expect(claimed.map((clause) => CLAUSES[clause].feature)).not.toContain(feature);
      const needs = claimedSituations(statement).flatMap((situation) => situation.needs);
      expect(needs).not.toContain(feature);
    },
  );

  test("is no dormancy, where the installer refuses", () => {
    const choices = { newClientsAfterAup: "refused", upgradeAfterAup: "refused" } as const;
    const statement = statementOf({ features: FEATURES, choices });
    const left = properties.filter((p) => !claimedProperties(statement).includes(p));
    expect(left.map(({ id }) => id)).toEqual([
      "aup/dormant-until-renewed",
      "aup/dormant-serves-no-scan",
      "aup/dormant-deploys-nothing",
    ]);
    const situations = claimedSituations(statement).map(({ id }) => id);
    expect(situations.filter((id) => id.startsWith("dorman"))).toEqual([]);
  });
});

import { describe, expect, test } from "vitest";
import { FEATURES, type Statement, statementOf } from "../../model/index.ts";
import { plansFor, type Thoroughness } from "./plans.ts";
import { DEFAULT_SCOPES, EXHAUSTIVE } from "./scopes.ts";

const EVERY_FEATURE = statementOf({ features: FEATURES });
const POOL = statementOf({ features: [] });

const told = (thoroughness: Thoroughness, statement: Statement = EVERY_FEATURE) =>
  [...plansFor(statement, thoroughness)].map(({ name, level }) => `${name}: ${level}`);
const named = (level: string) => DEFAULT_SCOPES.map(({ name }) => `${name}: ${level}`);

describe("what a run goes through", () => {
  test("is a tour of each default scope where nothing else is asked for", () => {
    expect(told({ scopes: "default" })).toEqual(named("tour"));
  });

  test("leaves out a scope that is about what is not declared", () => {
    const rest = named("tour").filter((name) => !name.startsWith("the catalogue"));
    expect(rest).toHaveLength(DEFAULT_SCOPES.length - 1);
    expect(told({ scopes: "default" }, POOL)).toEqual(rest);
  });

  test.each([
    [0, "no extra state"],
    [1, "1 extra state"],
  ] as const)("is these scopes by the W-method, with %i extra states", (extraStates, level) => {
    expect(told({ scopes: "default", extraStates })).toEqual(named(level));
  });

  test("is more scopes where all are asked for, the default ones as thoroughly as told", () => {
    const all = told({ scopes: "all" });
    expect(all).toHaveLength(EXHAUSTIVE.length);
    expect(all.slice(0, DEFAULT_SCOPES.length)).toEqual(named("no extra state"));
    expect(told({ scopes: "all", extraStates: 0 })).toEqual(all);
    const most = told({ scopes: "all", extraStates: 1 });
    const larger = all.filter((plan) => plan.endsWith("tour"));
    expect(most).toEqual([...named("1 extra state"), ...larger]);
    expect(larger.length).toBeGreaterThan(0);
  });

  test("is owed where it was asked for", () => {
    const isOwed = (thoroughness: Thoroughness) =>
      [...plansFor(POOL, thoroughness)].map(({ isRequired }) => isRequired);
    expect(new Set(isOwed({ scopes: "default" }))).toEqual(new Set([false]));
    expect(new Set(isOwed({ scopes: "all" }))).toEqual(new Set([true]));
    expect(new Set(isOwed({ scopes: "default", extraStates: 0 }))).toEqual(new Set([true]));
  });
});

describe("what it proves", () => {
  const EXCEPTION = "no state that nothing tells from another";
  const excepted = (statement: Statement) =>
    [...plansFor(statement, { scopes: "default", extraStates: 1 })]
      .filter(({ proves }) => proves.includes(EXCEPTION))
      .map(({ name }) => name);

  test("is less where states cannot be told apart, and says so", () => {
    const deleting = DEFAULT_SCOPES.filter(({ messages }) => messages?.includes("delete"));
    expect(excepted(EVERY_FEATURE)).toEqual(deleting.map(({ name }) => name));
    expect(excepted(POOL)).toEqual([]);
    const ignoring = statementOf({ features: FEATURES, choices: { retiredReports: "ignored" } });
    expect(excepted(ignoring)).toEqual(DEFAULT_SCOPES.map(({ name }) => name));
  });

  test("by a tour is nothing about states", () => {
    for (const { proves } of plansFor(EVERY_FEATURE, { scopes: "default" })) {
      expect(proves).toContain("reached in one way");
      expect(proves).not.toContain("every sequence");
    }
  });
});

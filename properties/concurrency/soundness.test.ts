import { describe, expect, test } from "vitest";
import { FEATURES, statementOf } from "../../model/index.ts";
import type { Declared } from "../clauses/liberal.test-helper.ts";
import { firstOf } from "../programs/predicted.test-helper.ts";
import { generateHistories } from "./generate.ts";
import { judge } from "./judge.ts";
import { type LaneProgram, plan } from "./program.ts";
import { claimedHistoryProperties, type Kind } from "./properties.ts";
import { type Server, simulate } from "./simulation.test-helper.ts";

const EVERYTHING: Declared = { features: FEATURES };
const OTHER_CHOICES: Declared = {
  features: FEATURES,
  choices: {
    retiredReports: "ignored",
    unknownReports: "ignored",
    retiredRecord: "cleared",
    retiredOther: "kept",
    unreportedPlugIn: "accepted",
    newClientsAfterAup: "refused",
    upgradeAfterAup: "refused",
  },
};
const POOL: Declared = { features: ["pool", "concurrency", "durability"] };

async function judged(
  program: LaneProgram,
  declared: Declared,
  kind: Kind,
  seed: string,
  server?: Server,
) {
  const statement = statementOf(declared);
  const planned = plan(program, statement);
  const history = await simulate(program, planned, declared, seed, server);
  const properties = claimedHistoryProperties(statement).filter((p) => p.kind === kind);
  return judge({ program, plan: planned, history }, properties, statement);
}

describe.each([
  ["concurrency", "concurrent"],
  ["durability", "durable"],
] as const)("%s", (name, kind) => {
  test.each([
    ["every feature", EVERYTHING],
    ["every other choice", OTHER_CHOICES],
    ["the pool alone", POOL],
  ])("a server that takes every liberty is never failed: %s", async (_, declared) => {
    const programs = [...firstOf(150, generateHistories(name, statementOf(declared), "liberty"))];
    const arisen = new Set<string>();
    for (const [index, program] of programs.entries()) {
      const found = await judged(program, declared, kind, `${index}`);
      expect(found.undecided).toEqual([]);
      expect([...found.violations], JSON.stringify(program)).toEqual([]);
      for (const id of found.arisen) arisen.add(id);
    }
    const claimed = claimedHistoryProperties(statementOf(declared)).filter((p) => p.kind === kind);
    expect([...arisen].sort()).toEqual(claimed.map(({ id }) => id).sort());
  });
});

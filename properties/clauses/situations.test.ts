/** A default run reaches what it has to: a situation that never arises is tested by nobody. */
import { beforeAll, describe, expect, test } from "vitest";
import { FEATURES, statementOf } from "../../model/index.ts";
import { generatePrograms } from "../programs/generate.ts";
import { firstOf } from "../programs/predicted.test-helper.ts";
import { predict } from "../programs/program.ts";
import { stepsAsPredicted } from "./observed-step.ts";
import { claimedProperties, claimedSituations, properties } from "./specification.ts";

/** What one process can show; the other two features take more than one. */
const features = FEATURES.filter((f) => f !== "concurrency" && f !== "durability");
const statement = statementOf({ features });
const refusing = statementOf({ features, choices: { newClientsAfterAup: "refused" } });
const unclaimed = properties.filter((property) => !claimedProperties(statement).includes(property));
const situations = claimedSituations(statement);
const PROGRAMS = 1000;

/** How often each thing arises, were the candidate to do all that the model expects. */
const arose = new Map<string, number>();
const count = (id: string) => arose.set(id, (arose.get(id) ?? 0) + 1);

describe("1000 programs reach often enough", () => {
  beforeAll(() => {
    for (const program of firstOf(PROGRAMS, generatePrograms(statement, "poolproof"))) {
      const predicted = predict(program, statement);
      for (const step of stepsAsPredicted(predicted, statement)) {
        for (const { id, arises } of situations) if (arises(step)) count(id);
        for (const property of properties) {
          if (property.kind === "metamorphic" || unclaimed.includes(property)) continue;
          const isConcerned = property.on?.includes(step.message.type) ?? true;
          if (isConcerned && property.situation(step)) count(property.id);
        }
      }
    }
    // What only another choice claims arises under that.
    for (const program of firstOf(PROGRAMS / 10, generatePrograms(refusing, "poolproof")))
      for (const step of stepsAsPredicted(predict(program, refusing), refusing))
        for (const property of unclaimed)
          if (property.kind !== "metamorphic" && property.situation(step)) count(property.id);
    // A variant comes of most programs; a part of them tells as much.
    for (const program of firstOf(PROGRAMS / 10, generatePrograms(statement, "poolproof")))
      for (const property of properties)
        if (
          property.kind === "metamorphic" &&
          property.vary(program, statement, predict(program, statement))
        )
          count(property.id);
  });

  test.each(situations)("$id", ({ id, least }) => {
    expect(arose.get(id) ?? 0).toBeGreaterThanOrEqual(least);
  });

  test.each(properties)("the situation of $id", ({ id, least }) => {
    expect(arose.get(id) ?? 0).toBeGreaterThanOrEqual(least);
  });
});

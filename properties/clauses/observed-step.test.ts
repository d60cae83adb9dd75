/** Where a step agrees with the model, the judge asks no property: none may have anything to say. */
import { expect, test } from "vitest";
import { engineSession } from "../../adapters/session/engine-session.ts";
import { openCandidate } from "../../adapters/session/open.ts";
import { DEFECTS } from "../../candidates/zoo/defects.ts";
import { drive } from "../../engine/drive.ts";
import { licensePool, observedSteps } from "../license-pool.ts";
import { generatePrograms } from "../programs/generate.ts";
import { firstOf, predictedOnce } from "../programs/predicted.test-helper.ts";
import { claimedProperties } from "./specification.ts";

const PROGRAMS = 20;
const programsFor = predictedOnce((statement) =>
  firstOf(PROGRAMS, generatePrograms(statement, "moments")),
);

test.each(DEFECTS)("no property fails where $name agrees with the model", async ({ create }) => {
  const candidate = await openCandidate(create);
  const { statement } = candidate;
  const session = engineSession(await candidate.connect());
  const properties = claimedProperties(statement);
  const failed: unknown[] = [];
  let agreeing = 0;
  for (const { program, predicted } of programsFor(statement)) {
    const driver = { specification: licensePool, statement };
    const steps = observedSteps(await drive(driver, session, program, predicted));
    for (const step of steps.filter(({ agrees }) => agrees)) {
      agreeing += 1;
      for (const property of properties) {
        if (property.kind === "metamorphic") continue;
        if (property.on && !property.on.includes(step.message.type)) continue;
        if (!property.situation(step)) continue;
        const failure = property.judge(step);
        if (failure) failed.push({ property: property.id, failure, program, at: step.index });
      }
    }
  }
  expect(agreeing).toBeGreaterThan(0);
  expect(failed).toEqual([]);
});

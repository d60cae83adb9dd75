/** Which variants a run of so many programs as by default has: by chance, so that it has to be enough by far. */
import { expect, test } from "vitest";
import { assign } from "../engine/assigning.ts";
import { ownIndices } from "../engine/sharding.ts";
import { type Feature, statementOf } from "../model/index.ts";
import { claimedProperties } from "../properties/clauses/specification.ts";
import { licensePool } from "../properties/license-pool.ts";
import { DEFAULTS } from "./options.ts";

const ALL: readonly Feature[] = ["pool", "onboarding", "maintenance", "other-solutions", "time"];

test.each([[ALL], [["pool"]], [["pool", "onboarding", "other-solutions"]]] as readonly (readonly [
  readonly Feature[],
])[])("of %j", (features) => {
  const statement = statementOf({ features });
  const properties = claimedProperties(statement);
  const judge = licensePool.createJudge(properties, [], statement);
  const context = { specification: licensePool, judge, statement };
  const [part] = licensePool.parts(statement);
  if (!part) throw new Error("there is no part of messages one after the other");
  const indices = [...ownIndices({ programs: DEFAULTS.programs })];
  for (const seed of ["poolproof", "a", "b"]) {
    const tasks = [...assign(context, part, { seed, indices, at: 1 })];
    const all = tasks.map(({ relation }) => relation?.property.id);
    for (const { id, kind, least } of properties)
      if (kind === "metamorphic")
        expect(all.filter((one) => one === id).length, `${seed}: ${id}`).toBeGreaterThan(3 * least);
  }
});

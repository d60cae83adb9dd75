/** Which variants a run of so many programs as by default has: by chance, so that it has to be enough by far. */
import { expect, test } from "vitest";
import { specification } from "./conformance.ts";
import { assign } from "./engine/assigning.ts";
import { createJudge } from "./engine/judge.ts";
import { ownIndices } from "./engine/sharding.ts";
import { type Feature, statementOf } from "./model/index.ts";
import { DEFAULTS } from "./options.ts";

const ALL: readonly Feature[] = ["pool", "onboarding", "maintenance", "other-solutions", "time"];

test.each([[ALL], [["pool"]], [["pool", "onboarding", "other-solutions"]]] as readonly (readonly [
  readonly Feature[],
])[])("of %j", (features) => {
  const statement = statementOf({ features });
  const properties = specification.properties(statement);
  const bench = { specification, judge: createJudge(properties, []), statement };
  const isVaried = (index: number) => specification.turnOf(index) !== undefined;
  const varied = [...ownIndices(DEFAULTS)].filter(isVaried);
  for (const seed of ["poolproof", "a", "b"]) {
    const programAt = specification.generate(statement, seed);
    const all = [...assign(programAt, varied, bench)].map(({ relation }) => relation?.property.id);
    for (const { id, kind, least } of properties)
      if (kind === "metamorphic")
        expect(all.filter((one) => one === id).length, `${seed}: ${id}`).toBeGreaterThan(3 * least);
  }
});

/** A server that honours the specification never fails: three of them, under every declaration. */
import { expect, test } from "vitest";
import { createReference } from "../../adapters/in-process/reference.ts";
import { createPoolServer } from "../../candidates/zoo/pool-server.ts";
import { CHOICES, type Choices, type Feature, statementOf } from "../../model/index.ts";
import { judge } from "../programs/driving.test-helper.ts";
import { generatePrograms } from "../programs/generate.ts";
import { firstOf, predictedOnce } from "../programs/predicted.test-helper.ts";
import { createLiberal, type Declared } from "./liberal.test-helper.ts";
import { claimedProperties } from "./specification.ts";

/** Prime to the three modes of generation, so that each has its turn. */
const METAMORPHIC_EVERY = 4;

const features: readonly Feature[] = [
  "pool",
  "onboarding",
  "maintenance",
  "other-solutions",
  "time",
];

const alternatives = Object.fromEntries(
  Object.entries(CHOICES).map(([choice, [, alternative]]) => [choice, alternative]),
) as Partial<Choices>;

const declarations: readonly (Declared & { readonly name: string })[] = [
  { name: "the default statement", features },
  ...Object.entries(alternatives).map(([choice, value]) => ({
    name: `${choice}: ${value}`,
    features,
    choices: { [choice]: value },
  })),
  { name: "all alternatives", features, choices: alternatives },
  { name: "the pool alone", features: ["pool"] },
  { name: "the pool alone, all alternatives", features: ["pool"], choices: alternatives },
  ...features.slice(1).map((feature) => ({
    name: `the pool and ${feature}`,
    features: ["pool", feature] as const,
  })),
];

/** The reference is the model itself behind the port, so that fewer programs tell as much of it. */
const servers = [
  { server: "the pool server", create: createPoolServer, programs: 100 },
  { server: "the reference", create: createReference, programs: 30 },
  {
    server: "a server that takes every liberty",
    create: (declared: Declared) => createLiberal(declared, "liberal"),
    programs: 50,
  },
];

const MAX_PROGRAMS = Math.max(...servers.map(({ programs }) => programs));
const programsFor = predictedOnce((statement) =>
  firstOf(MAX_PROGRAMS, generatePrograms(statement, "soundness")),
);

test.each(
  declarations.flatMap((declared) => servers.map((server) => ({ ...declared, ...server }))),
)("accepts $server with $name", async ({ create, programs, features, choices = {} }) => {
  const declared = { features, choices };
  const statement = statementOf(declared);
  const properties = claimedProperties(statement);
  // A metamorphic property takes a run of its own, so that every fourth program has to do for them.
  const momentary = properties.filter(({ kind }) => kind !== "metamorphic");
  const failures: unknown[] = [];
  let index = 0;
  for (const { program, predicted } of programsFor(statement)) {
    if (index === programs) break;
    const judged = index % METAMORPHIC_EVERY === 0 ? properties : momentary;
    const verdicts = await judge(judged, () => create(declared), program, statement, predicted);
    index += 1;
    for (const [id, failure] of verdicts.failures) failures.push({ id, failure, program });
    if (failures.length > 0) break;
  }
  if (failures.length === 0) expect(index).toBe(programs);
  expect(failures).toEqual([]);
});

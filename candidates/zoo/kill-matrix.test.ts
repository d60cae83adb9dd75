/** The whole zoo against the whole suite: which defects are found, and what each property is good for. */
import { beforeAll, describe, expect, test } from "vitest";
import { createReference } from "../../adapters/in-process/reference.ts";
import { CHOICES, type Choices } from "../../model/index.ts";
import { properties } from "../../properties/clauses/specification.ts";
import {
  type AdequacyReport,
  buildAdequacy,
  type MutantReport,
} from "../../reports/data/adequacy.ts";
import { createAnalysis } from "../../suite/adequacy.ts";
import { DEFAULTS } from "../../suite/options.ts";
import { DEFECTS } from "./defects.ts";
import { createPoolServer } from "./pool-server.ts";

/** What `poolproof adequacy` analyses, by default. */
const { seed, programs: budget } = DEFAULTS;
/** A property that is anything but all others together. */
const OWN = properties.filter(({ id }) => id !== "frame/agrees-with-the-model");

const analyse = createAnalysis({ seed, programs: budget });
let report: AdequacyReport;
beforeAll(async () => {
  const mutants: MutantReport[] = [];
  for (const { properties: declares, create, ...told } of DEFECTS)
    mutants.push(await analyse({ ...told, declares, source: create }));
  report = buildAdequacy(
    { seed, budget },
    mutants,
    properties.map(({ id }) => id),
  );
});

const killersOf = ({ kills }: MutantReport) => new Set(kills.map(({ property }) => property));

describe("the kill matrix", () => {
  test("kills every defect", () => {
    expect(report.mutants).toHaveLength(DEFECTS.length);
    expect(report.mutants.filter(({ verdict }) => verdict !== "killed")).toEqual([]);
    expect(report.summary).toMatchObject({ killed: DEFECTS.length, score: 1, partly: 0 });
  });

  test.each(DEFECTS)("kills $name by $properties", ({ name, properties: declared }) => {
    const mutant = report.mutants.find((other) => other.name === name);
    expect(declared.length).toBeGreaterThan(0);
    expect([...(mutant ? killersOf(mutant) : [])]).toEqual(expect.arrayContaining([...declared]));
  });

  test.each(OWN)("has a defect that $id kills", ({ id }) => {
    expect(report.properties.find((property) => property.id === id)?.kills).toBeGreaterThan(0);
  });

  test("has a short counterexample of each, which fails again in a fresh candidate", () => {
    const found = report.mutants.map(({ name, counterexample }) => ({ name, ...counterexample }));
    expect(found.filter(({ reproduced }) => !reproduced)).toEqual([]);
    expect(found.filter(({ steps = 0 }) => steps < 1 || steps > 8)).toEqual([]);
  });
});

/** All the values that are not the defaults. */
const alternatives = Object.fromEntries(
  Object.entries(CHOICES).map(([choice, [, alternative]]) => [choice, alternative]),
) as Partial<Choices>;

/** At the least; more where a defect took more. */
const SOUND_BUDGET = 400;

describe("no correct candidate is ever failed in the same programs:", () => {
  let programs = 0;
  let accept: typeof analyse;
  beforeAll(() => {
    programs = Math.max(SOUND_BUDGET, ...report.mutants.map((mutant) => mutant.programs));
    accept = createAnalysis({ seed, programs });
  });

  test.each([
    ["the reference", () => createReference()],
    ["the reference with all alternatives", () => createReference({ choices: alternatives })],
    ["the pool server", () => createPoolServer()],
    ["the pool server with all alternatives", () => createPoolServer({ choices: alternatives })],
  ])("%s", async (name, source) => {
    const mutant = await accept({ name, clauses: [], declares: [], source });
    expect(mutant).toMatchObject({ verdict: "survived", kills: [], programs });
    expect(mutant.messages).toBeGreaterThan(programs * 60);
  });
});

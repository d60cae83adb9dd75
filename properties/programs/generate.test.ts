/** Generated programs: the same for the same seed, and valid for what is declared. */
import { Compile } from "typebox/compile";
import { describe, expect, test } from "vitest";
import { MessageSchema } from "../../adapters/protocol/wire.ts";
import { FEATURES, type Feature, mayReceive, statementOf } from "../../model/index.ts";
import { generatePrograms, modeAt } from "./generate.ts";
import { generatedPrograms } from "./generated.ts";
import { firstOf } from "./predicted.test-helper.ts";
import { type Program, predict } from "./program.ts";
import { BULLETINS, catalogAt, firstRevisionWith, LAST_REVISION } from "./vendor.ts";

const everything = statementOf({ features: FEATURES });
const programs = (seed: string, count: number, statement = everything): readonly Program[] => [
  ...firstOf(count, generatePrograms(statement, seed)),
];

const featureSets: readonly (readonly Feature[])[] = [
  ["pool"],
  ["pool", "onboarding"],
  ["pool", "maintenance"],
  ["pool", "other-solutions"],
  ["pool", "time"],
  ["pool", "onboarding", "time"],
  ["pool", "maintenance", "other-solutions"],
  FEATURES,
];

describe("seeds", () => {
  test.each(["poolproof", "", "0", "ünïcode"])("%j gives the same programs again", (seed) => {
    expect(programs(seed, 30)).toEqual(programs(seed, 30));
  });

  // Those guided by novelty are among the first ten.
  test.each([[[29]], [[3]], [[40, 4, 9, 0, 12]], [[12, 13, 14]]])(
    "give each program by itself, whichever others are asked for: %j",
    (asked) => {
      const all = programs("poolproof", 41);
      const programAt = generatePrograms(everything, "poolproof");
      for (const index of asked) expect(programAt(index)).toEqual(all[index]);
    },
  );

  test("give programs as far away as anybody asks", () => {
    const programAt = generatePrograms(everything, "far");
    const far = [10 ** 9, 10 ** 9 + 1, 2 ** 40, 2 ** 40 + 1, Number.MAX_SAFE_INTEGER];
    const all = far.map((index) => JSON.stringify(programAt(index)));
    expect(new Set(all).size).toBe(far.length);
    expect(JSON.stringify(generatePrograms(everything, "far")(2 ** 40))).toBe(all[2]);
  });

  test("that are kept for the next run are the ones that are made, however far each run gets", () => {
    const kept = (seed: string, count: number, statement = everything) => [
      ...firstOf(count, generatedPrograms(statement, seed)),
    ];
    expect(generatedPrograms(everything, "kept")(2)).toEqual(programs("kept", 3)[2]);
    for (const count of [3, 30, 7]) expect(kept("kept", count)).toEqual(programs("kept", count));
    expect(generatedPrograms(everything, "kept")(12)).toBe(
      generatedPrograms(everything, "kept")(12),
    );
    expect(kept("another", 2)).toEqual(programs("another", 2));
    const pool = statementOf({ features: ["pool"] });
    expect(kept("another", 2, pool)).toEqual(programs("another", 2, pool));
    // Of a long campaign not everything fits into memory.
    const programAt = generatedPrograms(everything, "kept");
    expect(programAt(5000)).not.toBe(programAt(5000));
    expect(programAt(5000)).toEqual(programAt(5000));
  });

  test("give programs of their own", () => {
    const all = ["poolproof", "Poolproof", "1", "2"].map((seed) =>
      JSON.stringify(programs(seed, 9)),
    );
    expect(new Set(all).size).toBe(all.length);
  });

  test("give a different program each time", () => {
    const all = programs("poolproof", 60).map((program) => JSON.stringify(program));
    expect(new Set(all).size).toBe(60);
  });
});

describe.each(featureSets)("programs for %s", (...features) => {
  const statement = statementOf({ features });
  const generated = programs("features", 90, statement);
  const messages = generated
    .flatMap((program) => predict(program, statement))
    .map(({ message }) => message);

  test("send declared messages only, and every type of them", () => {
    const types = [...new Set(messages.map(({ type }) => type))];
    expect(types.filter((type) => !mayReceive(statement, type))).toEqual([]);
    const declared = programs("features", 90).flatMap((program) =>
      predict(program, everything).map(({ message }) => message.type),
    );
    const due = new Set(declared.filter((type) => mayReceive(statement, type)));
    expect(types.sort()).toEqual([...due].sort());
  });

  test("send messages of the wire", () => {
    const schema = Compile(MessageSchema);
    expect(messages.filter((message) => !schema.Check(message))).toEqual([]);
  });

  test("end with a probe, the only one", () => {
    for (const { steps } of generated) {
      const probes = steps.filter(({ type }) => type === "probe");
      expect(probes).toEqual([steps.at(-1)]);
    }
  });

  test("lack parts of a scan with onboarding only", () => {
    const incomplete = messages.some(
      (m) => m.type === "returnPatchInventory" && !(m.plugIn && m.tools && m.scan),
    );
    expect(incomplete).toBe(features.includes("onboarding"));
  });

  test("create no policy for a bulletin that is listed and not enabled", () => {
    for (const program of generated)
      for (const { before, message } of predict(program, statement))
        if (message.type === "createPolicy" && before.listed.has(message.bulletin))
          expect(before.enabled).toContain(message.bulletin);
  });
});

describe("programs", () => {
  const generated = programs("shape", 120);
  const steps = generated.flatMap((program) => program.steps);

  test("bring the vendor's list at each revision", () => {
    const imports = steps.filter((step) => step.type === "importCatalog");
    expect(new Set(imports.map(({ revision }) => revision)).size).toBe(LAST_REVISION + 1);
    for (const { revision, bulletins } of imports) expect(bulletins).toEqual(catalogAt(revision));
  });

  test("lack each part of a scan by itself, and all at once", () => {
    const missing = steps
      .filter((step) => step.type === "returnPatchInventory")
      .map((s) => (["plugIn", "tools", "scan"] as const).filter((part) => !s[part]).join());
    expect([...new Set(missing)].sort()).toEqual([
      "",
      "plugIn",
      "plugIn,tools,scan",
      "scan",
      "tools",
    ]);
  });

  test("are of small pools mostly, of none and of endless ones sometimes", () => {
    const sizes = generated.map(({ capacity }) => capacity);
    const small = sizes.filter((size) => size <= 3);
    expect(small.length).toBeGreaterThan(sizes.length / 2);
    expect(sizes).toContain(0);
    expect(sizes).toContain(2 ** 31 - 1);
  });

  test("name hostile clients", () => {
    const clients = new Set(steps.flatMap((step) => ("client" in step ? [step.client] : [])));
    for (const client of ["a", "0", "__proto__", "constructor", "a-1", "a-10"])
      expect(clients).toContain(client);
  });

  test("have 160 steps, a reset and a probe at the most, and a few only sometimes", () => {
    const lengths = generated.map((program) => program.steps.length);
    expect(Math.max(...lengths)).toBeGreaterThan(100);
    expect(Math.max(...lengths)).toBeLessThanOrEqual(162);
    expect(Math.min(...lengths)).toBeLessThan(10);
  });

  test("are reset in their middle, one in seven", () => {
    const withReset = generated.filter((program) => program.steps.some((s) => s.type === "reset"));
    expect(withReset).toHaveLength(Math.floor(generated.length / 7));
  });

  test("that are uniform have no composites", () => {
    const uniform = generated.filter((_, index) => modeAt(index) === "uniform");
    const types = new Set(uniform.flatMap((program) => program.steps.map(({ type }) => type)));
    expect(
      ["onboard", "recover", "rollOut"].filter((type) => types.has(type as "onboard")),
    ).toEqual([]);
  });
});

describe("the vendor", () => {
  const revisions = Array.from({ length: LAST_REVISION + 1 }, (_, revision) => revision);
  test.each(revisions.slice(1))("lists at revision %i all that it listed before", (revision) => {
    const earlier = catalogAt(revision - 1);
    expect(catalogAt(revision).slice(0, earlier.length)).toEqual(earlier);
  });

  test.each(BULLETINS)("brings %s first where it says so", (bulletin) => {
    const revision = firstRevisionWith(bulletin);
    expect(catalogAt(revision)).toContain(bulletin);
    expect(catalogAt(revision - 1)).not.toContain(bulletin);
  });

  test("lists nothing at first, and everything in the end", () => {
    expect(catalogAt(0)).toEqual([]);
    expect(catalogAt(LAST_REVISION)).toEqual(BULLETINS);
    expect(firstRevisionWith("never")).toBe(LAST_REVISION);
  });
});

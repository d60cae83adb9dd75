import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { Compile } from "typebox/compile";
import { describe, expect, test } from "vitest";
import { ownFolder } from "./command.test-helper.ts";
import { commandNamed } from "./commands.ts";
import { configSchema } from "./config-schema.ts";
import { UsageError } from "./usage-error.ts";

const folder = ownFolder();

/** What a run would be called with. */
async function called(...args: readonly string[]) {
  let got: unknown[] = [];
  const command = commandNamed("run").action((candidate, options) => {
    got = [candidate, options];
  });
  await command.parseAsync([...args], { from: "user" });
  return { candidate: got[0], options: got[1] as Record<string, unknown> };
}

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}
const json = (value: unknown) => file("poolproof.config.json", JSON.stringify(value));

describe("a configuration file", () => {
  test.each([
    ["some.json", '{ "candidate": "./a.mjs", "seed": "mine", "programs": 7 }'],
    ["some.mjs", 'export default { candidate: "./a.mjs", seed: "mine", programs: 7 };'],
    ["some.ts", 'export default { candidate: "./a.mjs", seed: "mine", programs: 7 as number };'],
  ])("in %s holds the options of run, and the candidate", async (name, text) => {
    const { candidate, options } = await called("--config", file(name, text));
    expect(candidate).toBe("./a.mjs");
    expect(options).toMatchObject({ seed: "mine", programs: 7, timeout: 10 });
  });

  test("gives way to flags, and to a candidate that is named", async () => {
    const config = json({ candidate: "./a.mjs", seed: "mine", programs: 7, exhaustive: true });
    const { candidate, options } = await called("reference", "--config", config, "--seed", "yours");
    expect(candidate).toBe("reference");
    expect(options).toMatchObject({ seed: "yours", programs: 7, exhaustive: true });
  });

  test("takes lists where an option may be repeated, and false where it has a --no- of its own", async () => {
    const config = json({
      property: ["exc/*", "rec/*"],
      clause: "REC-1",
      level: "must",
      store: false,
    });
    const { options } = await called("reference", "--config", config);
    expect(options).toMatchObject({
      property: ["exc/*", "rec/*"],
      clause: ["REC-1"],
      store: false,
    });
    const isValid = (value: unknown) => Compile(configSchema() as never).Check(value);
    for (const right of [{ store: false }, { store: "here" }, { clause: ["REC-1"] }])
      expect(isValid(right)).toBe(true);
    expect(isValid({ store: 5 })).toBe(false);
  });

  test("is found in the folder that one is in", async () => {
    json({ candidate: "./here.mjs" });
    const before = process.cwd();
    process.chdir(folder);
    try {
      expect((await called()).candidate).toBe("./here.mjs");
    } finally {
      process.chdir(before);
    }
  });

  test.each<readonly [string, unknown, string]>([
    [
      "a key that there is not",
      { progams: 5 },
      "there is no option progams, did you mean programs?",
    ],
    ["a key without likeness", { teleport: 5 }, "there is no option teleport"],
    ["a number as text", { programs: "5" }, "programs has to be a number"],
    ["a number out of range", { programs: 0 }, "programs: It has to be a whole number from 1."],
    ["a flag that is none", { exhaustive: "yes" }, "exhaustive has to be a boolean"],
    ["a candidate that is none", { candidate: 5 }, "candidate has to be a string"],
    ["no object", [1], "has to hold an object"],
  ])("with %s is an error", async (_, value, told) => {
    const run = called("reference", "--config", json(value));
    await expect(run).rejects.toThrow(UsageError);
    await expect(run).rejects.toThrow(told);
  });

  test("that is not there, or does not load, is an error", async () => {
    await expect(called("reference", "--config", "nowhere.json")).rejects.toThrow(UsageError);
    const broken = file("broken.mjs", "export default {");
    await expect(called("reference", "--config", broken)).rejects.toThrow(
      /broken.mjs does not load/,
    );
  });

  test("without a candidate anywhere is an error", async () => {
    await expect(called("--config", json({ seed: "x" }))).rejects.toThrow("which candidate?");
  });
});

test("the schema takes what the command takes, key by key, and nothing else", () => {
  const schema = configSchema();
  const names = new Set(commandNamed("run").options.map((option) => option.attributeName()));
  names.delete("config");
  expect(Object.keys(schema.properties)).toEqual(["$schema", "candidate", ...names]);
  const validator = Compile(schema as never);
  const isValid = (value: unknown) => validator.Check(value);
  expect(isValid({ candidate: "x", programs: 5, exhaustive: true, timeout: 1.5 })).toBe(true);
  for (const wrong of [{ progams: 5 }, { programs: "5" }, { exhaustive: "yes" }])
    expect(isValid(wrong)).toBe(false);
});

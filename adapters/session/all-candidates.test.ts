import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { loadCandidates } from "../in-process/load.ts";

const folder = mkdtempSync(join(tmpdir(), "poolproof-"));
afterAll(() => rmSync(folder, { recursive: true }));

const TIME_LIMIT_MS = 10_000;

describe("all candidates of a module", () => {
  test("are what it exports of functions and candidates, each once", async () => {
    const file = join(folder, "several.mjs");
    writeFileSync(
      file,
      `const made = () => undefined;
      const candidate = { declaration: {}, reset() {}, handle() {}, snapshot() {} };
      export { candidate, made, made as default };
      export const number = 7;
      export const half = { declaration: {} };`,
    );
    const loaded = await loadCandidates(file, TIME_LIMIT_MS);
    expect([...loaded.keys()].sort()).toEqual(["candidate", "made"]);
  });

  test("have no name where one is the default alone", async () => {
    const file = join(folder, "single.mjs");
    writeFileSync(file, "export default () => undefined;");
    expect([...(await loadCandidates(file, TIME_LIMIT_MS)).keys()]).toEqual(["default"]);
  });

  test.each([
    ["a module without any", "export const number = 7;", "no-candidate", "it exports number"],
    ["a module that throws", "throw new Error('no');", "did-not-load", "does not load: no"],
  ])("are not to be had of %s", async (name, code, error, told) => {
    const file = join(folder, `${name.replaceAll(" ", "-")}.mjs`);
    writeFileSync(file, code);
    await expect(loadCandidates(file, TIME_LIMIT_MS)).rejects.toMatchObject({
      code: error,
      message: expect.stringContaining(told),
    });
  });

  test("are not to be had of no module", async () => {
    await expect(loadCandidates("./nowhere.mjs", TIME_LIMIT_MS)).rejects.toMatchObject({
      code: "not-found",
    });
  });
});

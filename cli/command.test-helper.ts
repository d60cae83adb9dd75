/** The built command line, as a user runs it, and a folder for what it writes. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "vitest";

export const MAIN = join(import.meta.dirname, "..", "dist", "cli", "main.js");

/** Where there is a CI, there are colours, also in a pipe. */
const UNCOLOURED = { ...process.env, NO_COLOR: "1" };

export function poolproof(...args: readonly string[]) {
  const { status, stdout, stderr } = spawnSync("node", [MAIN, ...args], {
    encoding: "utf8",
    env: UNCOLOURED,
  });
  return { status, stdout, stderr };
}

/** A folder of a test file's own, which goes with its tests. */
export function ownFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "poolproof-cli-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** What a run has written to a folder. */
export const readReport = (folder: string) =>
  JSON.parse(readFileSync(join(folder, "report.json"), "utf8"));

export const ZOO = "./candidates/zoo/defects.ts";
export const BROKEN = "stdio:node candidates/broken/candidate.mjs";

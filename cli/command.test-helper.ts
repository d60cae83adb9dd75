/** The command line, built and as a user runs it or in the process of the tests, and a folder for what it writes. */
import { type SpawnOptions, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, vi } from "vitest";
import { commandLine } from "./command-line.ts";

export const MAIN = join(import.meta.dirname, "..", "dist", "cli", "main.js");

/** In GitHub Actions there are colours, also in a pipe. */
const UNCOLOURED = { ...process.env, NO_COLOR: "1" };

export function poolproof(...args: readonly string[]) {
  const { status, stdout, stderr } = spawnSync("node", [MAIN, ...args], {
    encoding: "utf8",
    env: UNCOLOURED,
  });
  return { status, stdout, stderr };
}

/** The same without waiting for it: several run at once, and one can be sent a signal. */
export function startPoolproof(args: readonly string[], options: SpawnOptions = {}) {
  const env = { ...UNCOLOURED, ...options.env };
  const child = spawn("node", [MAIN, ...args], { ...options, env });
  const said = { stdout: "", stderr: "", output: "" };
  for (const name of ["stdout", "stderr"] as const)
    child[name]?.setEncoding("utf8").on("data", (text: string) => {
      said[name] += text;
      said.output += text;
    });
  const ended = once(child, "close").then(([status, signal]) => ({ status, signal, ...said }));
  return { child, ended };
}

/** The same without a process to start, for candidates that take no thread of their own. */
export async function poolproofHere(...args: readonly string[]) {
  const told = (stream: NodeJS.WriteStream) => {
    let text = "";
    const write = vi.spyOn(stream, "write").mockImplementation((chunk) => {
      text += chunk;
      return true;
    });
    return () => {
      write.mockRestore();
      return text;
    };
  };
  const [stdoutOf, stderrOf] = [told(process.stdout), told(process.stderr)];
  try {
    process.exitCode = 0;
    await commandLine(args);
    const status = process.exitCode as number;
    return { status, stdout: stdoutOf(), stderr: stderrOf() };
  } finally {
    stdoutOf();
    stderrOf();
    process.exitCode = undefined;
  }
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

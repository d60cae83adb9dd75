/**
 * Counterexamples that were found before, in a folder of the working folder: run first the next time. They are a
 * convenience, so that nothing about the folder makes a run fail.
 */
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Command } from "commander";
import { failedBefore } from "../examples.ts";
import type { ConformanceOptions } from "../options.ts";
import type { Counterexample } from "../reports/counterexample.ts";
import { fingerprint } from "../reports/fingerprint.ts";
import type { Report } from "../reports/report.ts";
import { printError } from "./output.ts";
import { readCounterexample } from "./replay.ts";

export interface StoreOptions {
  /** `false` where it is turned off. */
  readonly store?: string | false;
}

const DEFAULT = ".poolproof";

export function addStoreOptions(command: Command): Command {
  return command
    .option("--store <dir>", `what failed, to run it first: ${DEFAULT}, or none in CI`)
    .option("--no-store", "neither run nor keep what failed before");
}

export interface ExampleStore {
  readonly examples: readonly Counterexample[];
  /** Keeps what failed, and drops what does not fail any more, if the run came to its end. */
  readonly update: (report: Report) => void;
}

const NONE: ExampleStore = { examples: [], update: () => undefined };

/** Those of this candidate. */
export function openStore(
  selector: string,
  { store, shard, from }: StoreOptions & Pick<ConformanceOptions, "shard" | "from">,
): ExampleStore {
  // All parts of a campaign have to begin alike, whatever each machine has seen.
  const isPart = shard !== undefined || from !== undefined;
  const root = store ?? (isCI() || isPart ? false : DEFAULT);
  if (root === false) return NONE;
  const folder = join(root, folderName(selector));
  const kept = readAll(folder);
  return {
    examples: kept.map(({ counterexample }) => counterexample),
    update: (report) => {
      try {
        keep(root, folder, report);
        if (report.verdict !== "broken" && report.incomplete === undefined) drop(kept, report);
      } catch (error) {
        warn(`what failed could not be kept in ${folder}: ${(error as Error).message}`);
      }
    },
  };
}

const isCI = () => !["", "0", "false"].includes(process.env.CI ?? "");

/** What can be read, and what makes it another one than its like. */
function folderName(selector: string): string {
  const words = selector
    .replaceAll(/[^a-zA-Z0-9]+/g, "-")
    .replace(/^-/, "")
    .slice(-40);
  return `${words}-${createHash("sha256").update(selector).digest("hex").slice(0, 8)}`;
}

interface Kept {
  readonly path: string;
  readonly counterexample: Counterexample;
}

/** A file that is none is left where it is: it may be somebody's. */
function readAll(folder: string): readonly Kept[] {
  try {
    if (!existsSync(folder)) return [];
    const names = readdirSync(folder).filter((name) => name.endsWith(".json"));
    return names.sort().flatMap((name) => readOne(join(folder, name)));
  } catch (error) {
    warn(`${folder} cannot be read: ${(error as Error).message}`);
    return [];
  }
}

function readOne(path: string): readonly Kept[] {
  try {
    return [{ path, counterexample: readCounterexample(path) }];
  } catch (error) {
    warn(`it is left as it is, and not run: ${(error as Error).message}`);
    return [];
  }
}

function keep(root: string, folder: string, { properties }: Report): void {
  const found = properties.flatMap(({ counterexample }) => counterexample ?? []);
  if (found.length === 0) return;
  const isNew = !existsSync(root);
  mkdirSync(folder, { recursive: true });
  // It is one machine's memory, and no part of the project that it lies in.
  if (isNew && root === DEFAULT) writeFileSync(join(root, ".gitignore"), "*\n");
  for (const counterexample of found) {
    const path = join(folder, `${fingerprint(counterexample)}.json`);
    if (existsSync(path)) continue;
    const partial = `${path}.${process.pid}.partial`;
    writeFileSync(partial, `${JSON.stringify(counterexample, null, 2)}\n`);
    renameSync(partial, path);
  }
}

function drop(kept: readonly Kept[], { examples = [] }: Report): void {
  for (const { path, counterexample } of kept) {
    const [known] = failedBefore([counterexample]);
    const own = examples.find(
      (one) => one.property === known?.property && one.fingerprint === known.fingerprint,
    );
    if (known && own && !own.failed && !own.unable && own.runs >= known.tries) rmSync(path);
  }
}

const warn = (text: string) => printError(`poolproof: ${text}\n`);

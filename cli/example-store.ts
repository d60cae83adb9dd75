/**
 * Counterexamples that were found before, in a folder of the working folder: run first the next time. They are a
 * convenience, so that nothing about the folder makes a run fail.
 */
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Command } from "commander";
import { type Counterexample, counterexampleFile } from "../reports/data/counterexample.ts";
import type { Report } from "../reports/data/report.ts";
import type { ConformanceOptions } from "../suite/options.ts";
import { isCI } from "./ci.ts";
import { type Kept, type Settled, settle, shortest } from "./kept-examples.ts";
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
  readonly update: (report: Report) => Settled;
}

const NOTHING: Settled = { keep: [], dropped: [], unsettled: [] };
const NONE: ExampleStore = { examples: [], update: () => NOTHING };

/** Those of this candidate. */
export function openStore(
  selector: string,
  { store, shard, from }: StoreOptions & Pick<ConformanceOptions, "shard" | "from">,
): ExampleStore {
  // All parts of a campaign have to begin alike, also where machines have seen different things.
  const isPart = shard !== undefined || from !== undefined;
  const root = store ?? (isCI(process.env) || isPart ? false : DEFAULT);
  if (root === false) return NONE;
  const folder = join(root, folderName(selector));
  const kept = readAll(folder);
  return {
    examples: shortest(kept).map(({ counterexample }) => counterexample),
    update: (report) => {
      try {
        const settled = settle(kept, report);
        write(root, folder, kept, settled.keep);
        return settled;
      } catch (error) {
        warn(`what failed could not be kept in ${folder}: ${(error as Error).message}`);
        return NOTHING;
      }
    },
  };
}

/** What can be read, and what makes it another one than its like. */
function folderName(selector: string): string {
  const words = selector
    .replaceAll(/[^a-zA-Z0-9]+/g, "-")
    .replace(/^-/, "")
    .slice(-40);
  return `${words}-${createHash("sha256").update(selector).digest("hex").slice(0, 8)}`;
}

interface Stored extends Kept {
  readonly path: string;
}

/** Its property, and how often it passed since it failed, if it did. */
const fileOf = ({ counterexample, passed }: Kept) =>
  counterexampleFile(counterexample.property).replace(
    /\.json$/,
    passed > 0 ? `.passed-${passed}.json` : ".json",
  );

const passedIn = (path: string) => Number(/\.passed-(\d+)\.json$/.exec(path)?.[1] ?? 0);

/** A file that is none is left where it is: it may be somebody's. */
function readAll(folder: string): readonly Stored[] {
  try {
    if (!existsSync(folder)) return [];
    const names = readdirSync(folder).filter((name) => name.endsWith(".json"));
    return names.sort().flatMap((name) => readOne(join(folder, name)));
  } catch (error) {
    warn(`${folder} cannot be read: ${(error as Error).message}`);
    return [];
  }
}

function readOne(path: string): readonly Stored[] {
  try {
    return [{ path, counterexample: readCounterexample(path), passed: passedIn(path) }];
  } catch (error) {
    warn(`it is left as it is, and not run: ${(error as Error).message}`);
    return [];
  }
}

function write(
  root: string,
  folder: string,
  before: readonly Stored[],
  keep: readonly Kept[],
): void {
  const ours = new Set(before.map(({ path }) => path));
  if (keep.length > 0) makeFolder(root, folder);
  const written = new Set<string>();
  for (const one of keep) {
    const path = join(folder, fileOf(one));
    // What was not read is not written over.
    if (existsSync(path) && !ours.has(path)) continue;
    written.add(path);
    if ("path" in one && one.path === path) continue;
    const partial = `${path}.${process.pid}.partial`;
    writeFileSync(partial, `${JSON.stringify(one.counterexample, null, 2)}\n`);
    renameSync(partial, path);
  }
  for (const path of ours) if (!written.has(path)) rmSync(path, { force: true });
}

function makeFolder(root: string, folder: string): void {
  const isNew = !existsSync(root);
  mkdirSync(folder, { recursive: true });
  // It is one machine's memory, and no part of the project that it lies in.
  if (isNew && root === DEFAULT) writeFileSync(join(root, ".gitignore"), "*\n");
}

const warn = (text: string) => printError(`poolproof: ${text}\n`);

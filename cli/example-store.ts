/**
 * Counterexamples that were found before, in a folder of the working folder: the next run begins with them. They are a
 * convenience: no fault of the folder makes a run fail.
 */
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Counterexample, counterexampleFile } from "../reports/data/counterexample.ts";
import type { Report } from "../reports/data/report.ts";
import type { ConformanceOptions } from "../suite/options.ts";
import { isCI } from "./ci.ts";
import { json, writeWhole } from "./files.ts";
import { type Kept, type Settled, settle, shortest } from "./kept-examples.ts";
import { printError } from "./output.ts";
import { readCounterexample } from "./replay.ts";

export interface StoreOptions {
  /** `false` where it is turned off. */
  readonly store?: string | false;
}

/** The folder by default. */
export const STORE = ".poolproof";

export interface ExampleStore {
  readonly examples: readonly Counterexample[];
  /** Keeps what failed, and after a complete run drops what passes now. */
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
  const root = store ?? (isCI(process.env) || isPart ? false : STORE);
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

/** Readable, and different for each selector. */
function folderName(selector: string): string {
  const words = selector
    .replaceAll(/[^a-zA-Z0-9]+/g, "-")
    .replace(/^-/, "")
    .slice(-40);
  return `${words}-${createHash("sha256").update(selector).digest("hex").slice(0, 8)}`;
}

/** Named by its property, and by how often it has passed since it failed. */
const fileOf = ({ counterexample, passed }: Kept) =>
  counterexampleFile(counterexample.property).replace(
    /\.json$/,
    passed > 0 ? `.passed-${passed}.json` : ".json",
  );

const passedIn = (path: string) => Number(/\.passed-(\d+)\.json$/.exec(path)?.[1] ?? 0);

/** Other files are left as they are. */
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
    return [{ path, counterexample: readCounterexample(path), passed: passedIn(path) }];
  } catch (error) {
    warn(`it is left as it is, and not run: ${(error as Error).message}`);
    return [];
  }
}

function write(root: string, folder: string, before: readonly Kept[], keep: readonly Kept[]): void {
  const ours = new Set(before.flatMap(({ path }) => path ?? []));
  if (keep.length > 0) {
    const isNew = !existsSync(root);
    mkdirSync(folder, { recursive: true });
    // It is the memory of one machine, and no part of the project that it lies in.
    if (isNew && root === STORE) writeFileSync(join(root, ".gitignore"), "*\n");
  }
  const written = new Set<string>();
  for (const one of keep) {
    const path = join(folder, fileOf(one));
    // What was not read is not written over.
    if (existsSync(path) && !ours.has(path)) continue;
    written.add(path);
    if (one.path === path) continue;
    // Another run may write the same file.
    writeWhole(path, json(one.counterexample), `${path}.${process.pid}.partial`);
  }
  for (const path of ours) if (!written.has(path)) rmSync(path, { force: true });
}

const warn = (text: string) => printError(`poolproof: ${text}\n`);

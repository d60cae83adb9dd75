/** Why there is no counterexample to read where one was looked for, and which there are. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { nearestFile } from "../adapters/session/nearest-file.ts";
import { COUNTEREXAMPLE_SCHEMA_ID } from "../reports/data/counterexample.ts";
import { quoted } from "../reports/story/replay-line.ts";

/** Files that are told of a folder; a candidate may break as many properties as there are. */
const MOST_TOLD = 8;

/** @param error what reading the file threw */
export function whyUnreadable(path: string, error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === "EISDIR") return ofFolder(path);
  const cannot = `${path} cannot be read as a counterexample: ${message}`;
  if (code !== "ENOENT") return cannot;
  const near = nearestFile(path);
  return [
    cannot,
    "another run into the same folder replaces the counterexamples of the one before: copy those that are to be kept",
    ...(near === undefined ? [] : [`did you mean ${near}?`]),
  ].join("\n");
}

const isCounterexample = (path: string) =>
  readFileSync(path, "utf8").includes(`"${COUNTEREXAMPLE_SCHEMA_ID}"`);

function ofFolder(folder: string): string {
  const inside = join(folder, "counterexamples");
  const place = existsSync(inside) ? inside : folder;
  const files = readdirSync(place)
    .filter((name) => name.endsWith(".json") && isCounterexample(join(place, name)))
    .sort();
  const left = files.length - MOST_TOLD;
  if (files.length === 0) return `${folder} is a folder, and there are no counterexamples in it`;
  return [
    `${folder} is a folder: replay one of the counterexamples in it`,
    ...files.slice(0, MOST_TOLD).map((name) => `  poolproof replay ${quoted(join(place, name))}`),
    ...(left > 0 ? [`  … and ${left} more`] : []),
  ].join("\n");
}

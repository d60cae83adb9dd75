/** What may have been meant by words that are no file: another file, or a command. */
import { accessSync, constants, existsSync, readdirSync } from "node:fs";
import { basename, delimiter, dirname, join } from "node:path";
import { nearest } from "../../properties/programs/nearest.ts";

/** A file of the same folder, or of that name in a folder beside it. */
export function nearestFile(path: string): string | undefined {
  const [folder, name] = [dirname(path), basename(path)];
  const near = nearest(name, filesOf(folder));
  if (near !== undefined) return written(join(folder, near), path);
  const above = dirname(folder);
  const beside = nearest(basename(folder), filesOf(above));
  if (beside === undefined) return undefined;
  const there = nearest(name, filesOf(join(above, beside)));
  return there === undefined ? undefined : written(join(above, beside, there), path);
}

function filesOf(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

/** With ./ where the path had it, by which it is known for a file. */
const written = (path: string, like: string) => (like.startsWith("./") ? `./${path}` : path);

/** What runs adapters; known as such also where it is not installed. */
const INTERPRETERS = /^(node|python3?|java|go|dotnet|ruby|php|npx|deno|bun)$/;

/** Several words, of which the first is an interpreter or a program, and which together are no file. */
export function isCommand(words: string): boolean {
  const [program = "", ...others] = words.trim().split(/\s+/);
  if (others.length === 0 || existsSync(words)) return false;
  return INTERPRETERS.test(program) || isProgram(program);
}

function isProgram(name: string): boolean {
  if (name.includes("/")) return isExecutable(name);
  const folders = (process.env.PATH ?? "").split(delimiter).filter((folder) => folder !== "");
  return folders.some((folder) => isExecutable(join(folder, name)));
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

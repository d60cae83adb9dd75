/** Whether words are a command that somebody may have meant as a candidate. */
import { accessSync, constants, existsSync } from "node:fs";
import { delimiter, join } from "node:path";

/** What runs adapters, told as such also where it is not installed. */
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

/** The pages of the documentation as data: their code blocks, and which of them have been checked. */
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";

export const root = join(import.meta.dirname, "..");
export const read = (path: string) => readFileSync(join(root, path), "utf8");

export const FENCE = /^```(\w*)\n([\s\S]*?)^```$/gm;

export interface Block {
  /** The text after the opening fence: a language, or nothing. */
  readonly marked: string;
  readonly code: string;
}

export const blocksOf = (path: string): readonly Block[] =>
  [...read(path).matchAll(FENCE)].map(([, marked = "", code = ""]) => ({ marked, code }));

const checked = new Set<string>();
const keyOf = (path: string, code: string) => `${path}\n${code}`;

/**
 * The block of a language that has certain words in it, which counts as checked from then on.
 * @throws {Error} where there is none
 */
export function block(path: string, language: string, containing: string): string {
  const found = blocksOf(path).find(
    ({ marked, code }) => marked === language && code.includes(containing),
  );
  if (!found) throw new Error(`${path} has no ${language} block with ${containing}`);
  checked.add(keyOf(path, found.code));
  return found.code;
}

/** All blocks of a language, which count as checked from then on. */
export function blocks(path: string, language: string): readonly string[] {
  const own = blocksOf(path).filter(({ marked }) => marked === language);
  for (const { code } of own) checked.add(keyOf(path, code));
  return own.map(({ code }) => code);
}

/** Blocks of a page that no test has asked for yet. */
export const uncheckedOf = (path: string): readonly Block[] =>
  blocksOf(path).filter(({ code }) => !checked.has(keyOf(path, code)));

/**
 * Whether a page shows what was printed. Lines are consecutive, anywhere in the output; `⋮` stands for lines that are left
 * out, and `…` at the end of a line for the rest of it.
 * @returns the first line that is not so, if any
 */
export function firstDifference(shown: string, printed: string): string | undefined {
  const lines = printed.split("\n").map((line) => line.trimEnd());
  let from = 0;
  for (const part of partsOf(shown)) {
    const starts = Array.from({ length: lines.length - from }, (_, at) => from + at);
    const same = starts.map((start) => linesAlike(part, lines.slice(start, start + part.length)));
    const at = same.indexOf(part.length);
    if (at === -1) return part[Math.max(0, ...same)];
    from += at + part.length;
  }
  return undefined;
}

/** Groups of consecutive lines. */
function partsOf(shown: string): readonly (readonly string[])[] {
  const parts: string[][] = [[]];
  for (const line of shown.trimEnd().split("\n"))
    if (line.trim() === "⋮") parts.push([]);
    else parts.at(-1)?.push(line);
  return parts.filter((part) => part.length > 0);
}

/** How many lines of a part are as printed, from its first one. */
function linesAlike(part: readonly string[], printed: readonly string[]): number {
  const at = part.findIndex((line, index) => !isShownAs(line, printed[index]));
  return at === -1 ? part.length : at;
}

const isShownAs = (shown: string, printed: string | undefined) =>
  shown.endsWith("…")
    ? printed?.startsWith(shown.slice(0, -1)) === true
    : shown.trimEnd() === printed;

/** An exchange as a page shows it, `→` a request and `←` its answer, held with a program that speaks the protocol. */
export function converse(
  exchange: string,
  cwd: string,
  command: string,
  ...args: readonly string[]
) {
  const lines = exchange.trim().split("\n");
  const after = (arrow: string) =>
    lines.flatMap((line) => (line.startsWith(arrow) ? [line.slice(arrow.length)] : []));
  const input = after("→ ").map((line) => `${line}\n`);
  const { stdout } = spawnSync(command, args, { cwd, encoding: "utf8", input: input.join("") });
  const parsed = (all: readonly string[]) => all.map((line): unknown => JSON.parse(line));
  return { shown: parsed(after("← ")), answered: parsed(stdout.trim().split("\n")) };
}

/** What goes to the terminal, and how it is coloured there. */
import colors from "picocolors";
import type { Style } from "../reports/story.ts";

export const style: Style = {
  strong: colors.bold,
  faint: colors.dim,
  bad: colors.red,
  good: colors.green,
};

export function print(text: string): void {
  process.stdout.write(text);
}

export function printError(text: string): void {
  process.stderr.write(text);
}

/** A word as a shell takes it back. */
export const quoted = (word: string) =>
  /^[\w./:=@#,+-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;

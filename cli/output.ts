/** What goes to the terminal, and how it is coloured there. */
import picocolors from "picocolors";
import type { Style } from "../reports/story.ts";

/**
 * Whether to colour: at a terminal, in the log of GitHub Actions, which shows colours, and where it is asked for. Other
 * CI servers are no reason, since what they run may read the output of a pipe.
 */
export function isColoured(
  { NO_COLOR, FORCE_COLOR, GITHUB_ACTIONS, TERM }: NodeJS.ProcessEnv,
  isTerminal: boolean | undefined,
): boolean {
  if (NO_COLOR) return false;
  if (FORCE_COLOR) return FORCE_COLOR !== "0" && FORCE_COLOR !== "false";
  return GITHUB_ACTIONS === "true" || (isTerminal === true && TERM !== "dumb");
}

const colors = picocolors.createColors(isColoured(process.env, process.stdout.isTTY));

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

/** What goes to the terminal, and how it is coloured there. */
import picocolors from "picocolors";
import type { Style } from "../reports/story/style.ts";

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

type Stream = NodeJS.WriteStream;

/** A stream, and colours as fit it. */
const colouredAs = (stream: Stream) => ({
  stream,
  colors: picocolors.createColors(isColoured(process.env, stream.isTTY)),
});

let output = colouredAs(process.stdout);

/** Where `print` writes to. */
export const outputStream = (): Stream => output.stream;

/** From now on all that is printed goes to standard error, since standard output is for data. @returns what undoes it */
export function leaveOutputToData(): () => void {
  const before = output;
  output = colouredAs(process.stderr);
  return () => {
    output = before;
  };
}

export const style: Style = {
  strong: (text) => output.colors.bold(text),
  faint: (text) => output.colors.dim(text),
  bad: (text) => output.colors.red(text),
  good: (text) => output.colors.green(text),
};

export function print(text: string): void {
  output.stream.write(text);
}

export function printError(text: string): void {
  process.stderr.write(text);
}

/** Output to the terminal, and its colours. */
import picocolors from "picocolors";
import type { Style } from "../reports/story/style.ts";

/**
 * Whether to colour: at a terminal, in the log of GitHub Actions, and if the environment asks for it. On other CI servers
 * a program may read the output.
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

/** A stream with colours that fit it. */
const colouredAs = (stream: Stream) => ({
  stream,
  colors: picocolors.createColors(isColoured(process.env, stream.isTTY)),
});

let output = colouredAs(process.stdout);

/** Where `print` writes to. */
export const outputStream = (): Stream => output.stream;

/** Prints to standard error from now on, since standard output is for data. @returns a function that undoes it */
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

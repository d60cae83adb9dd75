/** Progress on a terminal; nothing in a pipe. */
import ora from "ora";
import { CandidateError } from "../adapters/protocol/candidate-error.ts";
import { errorReport } from "../reports/data/build.ts";
import type { ProgressEvent } from "../reports/data/events.ts";
import { EXIT_CODES } from "../reports/data/report.ts";
import { brokenLines } from "../reports/text/terminal.ts";
import { isCI, isGitHub } from "./ci.ts";
import { cutLine } from "./fit.ts";
import { style } from "./output.ts";

export interface Spinner {
  say(text: string): void;
  /** Shows lines above what it says, and replaces those before. */
  showAbove(lines: string): void;
  stop(): void;
}

/**
 * Whether lines can be rewritten there. A terminal without a width (a bare pty, as in some CI) would send the spinner
 * into an endless loop, and the log of a CI server keeps all that was ever shown.
 */
export const isLive = (stream: NodeJS.WriteStream, environment = process.env): boolean =>
  stream.isTTY === true &&
  stream.columns > 0 &&
  environment.TERM !== "dumb" &&
  !isCI(environment) &&
  !isGitHub(environment);

/** Columns that the spinner itself takes. */
const OWN_COLUMNS = 4;

/** @param text what it says first */
export function spinner(text: string, stream: NodeJS.WriteStream = process.stderr): Spinner {
  if (!isLive(stream))
    return { say: () => undefined, showAbove: () => undefined, stop: () => undefined };
  const turning = ora({ text, stream, isEnabled: true }).start();
  return {
    say: (now) => {
      turning.text = cutLine(now, stream.columns - OWN_COLUMNS);
    },
    showAbove: (lines) => {
      turning.prefixText = lines && `${lines}\n`;
    },
    stop: () => turning.stop(),
  };
}

/**
 * Does the work of a command while a spinner says how far it is.
 * @param printBroken prints why a candidate could not be tested
 * @returns the exit code
 */
export async function withProgress(
  text: string,
  printBroken: (text: string) => void,
  work: (progress: Spinner) => Promise<number>,
): Promise<number> {
  const progress = spinner(text);
  try {
    return await work(progress);
  } catch (error) {
    if (!(error instanceof CandidateError)) throw error;
    progress.stop();
    printBroken(`${brokenLines(errorReport({ error }), style).join("\n")}\n`);
    return EXIT_CODES.broken;
  } finally {
    progress.stop();
  }
}

const WORDS: Readonly<Record<ProgressEvent["stage"], (count: string) => string>> = {
  driving: (count) => `${count} programs`,
  racing: (count) => `${count} programs with races or crashes`,
  exhausting: (count) => `${count} transitions`,
  shrinking: (count) => `reducing counterexamples: ${count} programs`,
  searching: (count) => `looking for shorter counterexamples: ${count} programs`,
};

/** A line on how far the run is, and how long it will take. */
export function describeProgress({ stage, done, total, violated, leftMs }: ProgressEvent): string {
  // How many there will be is not always known.
  const count = total > 0 && total >= done ? `${done} of ${total}` : `${done}`;
  const failed = violated > 0 ? `, ${violated} failed` : "";
  const left = leftMs ? `, ${describeLeft(leftMs)}` : "";
  return `${WORDS[stage](count)}${failed}${left}`;
}

const SECOND_MS = 1000;
const MINUTE_SECONDS = 60;

/** Seconds are for what is nearly over. */
function describeLeft(leftMs: number): string {
  const seconds = Math.ceil(leftMs / SECOND_MS);
  if (seconds <= 1) return "about a second left";
  if (seconds < 2 * MINUTE_SECONDS) return `about ${seconds} s left`;
  return `about ${Math.round(seconds / MINUTE_SECONDS)} min left`;
}

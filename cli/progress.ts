/** Progress on a terminal while something goes on; nothing in a pipe. */
import ora from "ora";
import type { ProgressEvent } from "../reports/data/events.ts";
import { isCI, isGitHub } from "./ci.ts";
import { cutLine } from "./fit.ts";

export interface Spinner {
  say(text: string): void;
  /** Shows lines above what it says, in place of those before. */
  showAbove(lines: string): void;
  stop(): void;
}

/**
 * Whether lines can be written anew there. A terminal that tells no width (a bare pty, as in some CI) would send the
 * spinner into an endless loop, and the log of a CI server keeps all that was ever shown.
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

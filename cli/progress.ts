/** Progress on a terminal while a run goes on; nothing in a pipe. */
import ora from "ora";
import type { Progress } from "../engine/result.ts";

export interface ProgressLine {
  update(progress: Progress): void;
  stop(): void;
}

export interface Spinner {
  say(text: string): void;
  stop(): void;
}

/** @param text what it says first */
export function spinner(text: string): Spinner {
  // A terminal that tells no width (a bare pty, as in some CI) sends the spinner into an endless loop.
  if (!process.stderr.isTTY || !process.stderr.columns)
    return { say: () => undefined, stop: () => undefined };
  const turning = ora({ text, stream: process.stderr }).start();
  return {
    say: (now) => {
      turning.text = now;
    },
    stop: () => turning.stop(),
  };
}

export function progressLine(): ProgressLine {
  const { say, stop } = spinner("starting the candidate");
  return {
    update: (progress) => say(describe(progress)),
    stop,
  };
}

function describe({ stage, done, total, violated }: Progress): string {
  const failed = violated > 0 ? `, ${violated} failed` : "";
  const texts: Readonly<Record<Progress["stage"], string>> = {
    driving: `${done} of ${total} programs${failed}`,
    racing: `${done} of ${total} programs with races or crashes${failed}`,
    exhausting: `${done} of ${total} transitions${failed}`,
    shrinking: `shrinking counterexamples`,
    searching: `looking for shorter counterexamples`,
  };
  return texts[stage];
}

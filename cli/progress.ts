/** Progress on a terminal while a run goes on; nothing in a pipe. */
import ora from "ora";
import type { Progress } from "../engine/result.ts";

export interface ProgressLine {
  update(progress: Progress): void;
  stop(): void;
}

export function progressLine(): ProgressLine {
  // A terminal that tells no width (a bare pty, as in some CI) sends the spinner into an endless loop.
  if (!process.stderr.isTTY || !process.stderr.columns)
    return { update: () => undefined, stop: () => undefined };
  const spinner = ora({ text: "starting the candidate", stream: process.stderr }).start();
  return {
    update: (progress) => {
      spinner.text = describe(progress);
    },
    stop: () => spinner.stop(),
  };
}

function describe({ stage, done, total, violated }: Progress): string {
  const failed = violated > 0 ? `, ${violated} failed` : "";
  const texts: Readonly<Record<Progress["stage"], string>> = {
    driving: `${done} of ${total} programs${failed}`,
    exhausting: `${done} of ${total} transitions${failed}`,
    minimising: `reducing counterexample ${done + 1} of ${total}`,
    proving: `looking for shorter counterexamples of ${total} properties`,
  };
  return texts[stage];
}

/** `poolproof doctor`: whether a candidate is ready for a run, and what to fix if not. */
import { withoutToken } from "../adapters/http/bearer-token.ts";
import { CandidateError } from "../adapters/protocol/candidate-error.ts";
import { errorReport } from "../reports/data/build.ts";
import { EXIT_CODES } from "../reports/data/report.ts";
import { quoted, startArgument } from "../reports/story/replay-line.ts";
import type { Check } from "../workbench/check.ts";
import { checkLines, GROUPS, summaryLines } from "../workbench/doctor-terminal.ts";
import { print, style } from "./output.ts";
import { spinner } from "./progress.ts";
import { doTask } from "./thread.ts";
import { refuseSelector } from "./usage-error.ts";

interface DoctorOptions {
  /** Seconds. */
  readonly timeout: number;
  readonly start?: string;
}

/** @returns the exit code: 3 if the candidate breaks a rule of the protocol */
export async function doctor(selector: string, { timeout, start }: DoctorOptions): Promise<number> {
  refuseSelector(selector, start);
  const progress = spinner("starting the candidate");
  const checks: Check[] = [];
  let current: Pick<Check, "group" | "title"> = {
    group: "start",
    title: "starts, and says who it is",
  };
  const printCheck = (check: Check) => {
    progress.stop();
    const isFirst = checks.at(-1)?.group !== check.group;
    checks.push(check);
    const heading = isFirst ? ["", style.strong(GROUPS[check.group])] : [];
    print(`${[...heading, ...checkLines(check, style)].join("\n")}\n`);
  };
  const timeLimitMs = timeout * 1000;
  print(`${style.strong(selector)}\n`);
  try {
    await doTask(
      "doctor",
      { selector, timeLimitMs, start },
      {
        selectors: [selector],
        timeLimitMs,
        onNote: (note) => {
          if (note.type === "ended") return printCheck(note.check);
          current = note;
          progress.say(note.title);
        },
      },
    );
  } catch (error) {
    if (!(error instanceof CandidateError)) throw error;
    // It took its thread with it.
    const { group, title } = current;
    printCheck({ group, title, verdict: "wrong", seen: [], error: errorReport({ error }) });
  } finally {
    progress.stop();
  }
  const next = `npx poolproof run ${quoted(selector)}${startArgument(start && withoutToken(start))}`;
  print(`\n${summaryLines(checks, next, style).join("\n")}\n`);
  const isWrong = checks.some(({ verdict }) => verdict === "wrong");
  return isWrong ? EXIT_CODES.broken : EXIT_CODES.conformant;
}

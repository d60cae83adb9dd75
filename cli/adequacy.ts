/** `poolproof adequacy`: which of the mutants the suite detects, and by which properties. */
import { CandidateError } from "../adapters/protocol/candidate-error.ts";
import { TIME_LIMIT_MS } from "../adapters/session/open.ts";
import { allProperties } from "../properties/all-properties.ts";
import {
  adequacyExitCode,
  buildAdequacy,
  type MutantInfo,
  type MutantReport,
} from "../reports/data/adequacy.ts";
import { renderAdequacy } from "../reports/text/adequacy-terminal.ts";
import { brokenMutant } from "../suite/adequacy.ts";
import { print, printError, style } from "./output.ts";
import { withProgress } from "./progress.ts";
import { inThread } from "./thread.ts";
import { UsageError } from "./usage-error.ts";

interface AdequacyOptions {
  readonly seed: string;
  /** Programs. */
  readonly budget: number;
  /** Seconds. */
  readonly timeout: number;
  readonly json?: boolean;
}

/** @returns the exit code */
export function adequacy(
  module: string | undefined,
  { seed, budget, timeout, json = false }: AdequacyOptions,
): Promise<number> {
  const options = { seed, programs: budget, requestTimeLimitMs: timeout * 1000 };
  return withProgress("loading the mutants", json ? printError : print, async (progress) => {
    const mutants = await analyse(module, options, (done, total) =>
      progress.say(`mutant ${done + 1} of ${total}`),
    );
    progress.stop();
    const report = buildAdequacy(
      { seed, budget, ...(module !== undefined && { module }) },
      mutants,
      allProperties.map(({ id }) => id),
    );
    print(`${json ? JSON.stringify(report, null, 2) : renderAdequacy(report, style)}\n`);
    return adequacyExitCode(report);
  });
}

/**
 * Analyses the mutants in a thread. One that takes the thread with it is reported as broken, and another thread goes on.
 * @throws {UsageError} if the module does not load or exports no mutant
 * @throws {CandidateError} if loading it hangs or ends the thread
 */
async function analyse(
  module: string | undefined,
  options: { seed: string; programs: number; requestTimeLimitMs: number },
  onMutant: (done: number, total: number) => void,
): Promise<readonly MutantReport[]> {
  const timeLimitMs = options.requestTimeLimitMs;
  const reports: MutantReport[] = [];
  for (;;) {
    let current: MutantInfo | undefined;
    try {
      const input = { module, options, done: reports.length };
      await inThread("adequacy", input, {
        who: "mutant",
        areSeveral: true,
        // What a mutant prints does not mix with the table, or the JSON.
        output: process.stderr,
        timeLimitMs,
        loadingMs: Math.max(timeLimitMs, TIME_LIMIT_MS),
        onNote: (note) => {
          if (note.type === "report") reports.push(note.report);
          else onMutant(reports.length, note.total);
          current = note.type === "mutant" ? note.mutant : undefined;
        },
      });
      return reports;
    } catch (error) {
      if (error instanceof RangeError) throw new UsageError(error.message);
      if (!(error instanceof CandidateError) || !current) throw error;
      reports.push(brokenMutant(current, error));
    }
  }
}

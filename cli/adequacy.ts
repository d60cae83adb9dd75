/** `poolproof adequacy`: which of the mutants the suite finds out, and by which properties. */
import { Command, Option } from "commander";
import { CandidateError } from "../adapters/protocol/candidate-error.ts";
import { allProperties } from "../properties/all-properties.ts";
import { adequacyExitCode, buildAdequacy } from "../reports/data/adequacy.ts";
import { errorReport } from "../reports/data/build.ts";
import { EXIT_CODES } from "../reports/data/report.ts";
import { renderAdequacy } from "../reports/text/adequacy-terminal.ts";
import { brokenLines } from "../reports/text/terminal.ts";
import { DEFAULTS } from "../suite/options.ts";
import { analyseIsolated } from "./adequacy-isolated.ts";
import { count, seedOption, timeoutOption } from "./options.ts";
import { print, printError, style } from "./output.ts";
import { spinner } from "./progress.ts";

export interface AdequacyCommandOptions {
  readonly seed: string;
  /** Programs. */
  readonly budget: number;
  /** Seconds. */
  readonly timeout: number;
  readonly json?: boolean;
}

/** @returns the exit code */
export async function adequacy(
  module: string | undefined,
  { seed, budget, timeout, json = false }: AdequacyCommandOptions,
): Promise<number> {
  const options = { seed, programs: budget, requestTimeLimitMs: timeout * 1000 };
  const progress = spinner("loading the mutants");
  try {
    const mutants = await analyseIsolated(module, options, (done, total) =>
      progress.say(`mutant ${done + 1} of ${total}`),
    );
    progress.stop();
    const told = { seed, budget, ...(module !== undefined && { module }) };
    const report = buildAdequacy(
      told,
      mutants,
      allProperties.map(({ id }) => id),
    );
    print(`${json ? JSON.stringify(report, null, 2) : renderAdequacy(report, style)}\n`);
    return adequacyExitCode(report);
  } catch (error) {
    if (!(error instanceof CandidateError)) throw error;
    const tell = json ? printError : print;
    tell(`${brokenLines(errorReport({ error }), style).join("\n")}\n`);
    return EXIT_CODES.broken;
  } finally {
    progress.stop();
  }
}

export function adequacyCommand(): Command {
  return new Command("adequacy")
    .summary("which defects the suite finds, and how")
    .description("mutation analysis of the suite: which defects it finds, and by which properties")
    .argument("[mutants]", "a module, of which every export is a mutant; the zoo by default")
    .addOption(seedOption())
    .addOption(
      new Option("--budget <programs>", "programs that a mutant may take, races and crashes apart")
        .argParser(count)
        .default(DEFAULTS.programs),
    )
    .addOption(timeoutOption())
    .option("--json", "as JSON")
    .addHelpText(
      "after",
      "\nExit codes: 0 all are killed, 1 some survive, 2 usage, 3 one is broken.",
    )
    .action(async (mutants, options) => {
      process.exitCode = await adequacy(mutants, options);
    });
}

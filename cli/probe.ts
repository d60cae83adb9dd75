/** `poolproof probe`: the conformance statement that fits a candidate, by experiment. */
import { Command } from "commander";
import { CandidateError } from "../adapters/protocol/candidate-error.ts";
import { errorReport } from "../reports/data/build.ts";
import { EXIT_CODES } from "../reports/data/report.ts";
import { brokenLines } from "../reports/text/terminal.ts";
import { statementFound } from "../workbench/probing.ts";
import { renderProbing } from "../workbench/probing-terminal.ts";
import { CANDIDATES, startOption, timeoutOption } from "./options.ts";
import { print, printError, style } from "./output.ts";
import { spinner } from "./progress.ts";
import { doTask } from "./thread.ts";
import { refuseSelector } from "./usage-error.ts";

interface ProbeOptions {
  /** Seconds. */
  readonly timeout: number;
  readonly start?: string;
  readonly json?: boolean;
}

/** @returns the exit code: 4 where some choice fits no value */
export async function probeCandidate(
  selector: string,
  { timeout, start, json = false }: ProbeOptions,
): Promise<number> {
  refuseSelector(selector, start);
  const timeLimitMs = timeout * 1000;
  const progress = spinner("looking for programs that tell");
  try {
    const options = { selectors: [selector], timeLimitMs };
    const probing = await doTask("probe", { selector, timeLimitMs, start }, options);
    progress.stop();
    const told = { statement: statementFound(probing), ...probing };
    print(`${json ? JSON.stringify(told, null, 2) : renderProbing(probing, style)}\n`);
    const fits = probing.choices.every(({ verdict }) => verdict !== "neither");
    return fits ? EXIT_CODES.conformant : EXIT_CODES.inconclusive;
  } catch (error) {
    if (!(error instanceof CandidateError)) throw error;
    progress.stop();
    const tell = json ? printError : print;
    tell(`${brokenLines(errorReport({ error }), style).join("\n")}\n`);
    return EXIT_CODES.broken;
  } finally {
    progress.stop();
  }
}

export function probeCommand(): Command {
  return new Command("probe")
    .summary("find out which choices a candidate has made")
    .description(
      "find out by experiment which choices a candidate has made, and print its statement",
    )
    .argument("<candidate>", "the implementation under test")
    .option("--json", "as JSON")
    .addOption(startOption())
    .addOption(timeoutOption())
    .addHelpText(
      "after",
      `${CANDIDATES}\nExit codes: 0 found, 2 usage, 3 broken, 4 a choice fits no value.`,
    )
    .action(async (candidate, options) => {
      process.exitCode = await probeCandidate(candidate, options);
    });
}

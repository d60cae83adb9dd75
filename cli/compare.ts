/** `poolproof compare`: candidates side by side. */
import { Command, Option } from "commander";
import { CandidateError } from "../adapters/protocol/candidate-error.ts";
import { errorReport } from "../reports/data/build.ts";
import { EXIT_CODES, type Report } from "../reports/data/report.ts";
import { brokenLines } from "../reports/text/terminal.ts";
import type { Comparison } from "../workbench/comparing.ts";
import { comparisonLines, renderMatrix } from "../workbench/comparing-terminal.ts";
import { checkIsolated } from "./isolated.ts";
import { CANDIDATES, count, seedOption, timeoutOption } from "./options.ts";
import { print, printError, style } from "./output.ts";
import { spinner } from "./progress.ts";
import { doTask } from "./thread.ts";
import { refuseSelector, UsageError } from "./usage-error.ts";

interface CompareOptions {
  readonly seed: string;
  readonly programs: number;
  /** Seconds. */
  readonly timeout: number;
  readonly json?: boolean;
}

/** Enough for each property to be met, and little enough for several candidates. */
const PROGRAMS = 300;

/** @returns the exit code: 1 where a difference was found */
export async function compare(
  selectors: readonly string[],
  { seed, programs, timeout, json = false }: CompareOptions,
): Promise<number> {
  for (const selector of selectors) refuseSelector(selector);
  const [first, ...others] = selectors;
  if (first === undefined || others.length === 0)
    throw new UsageError("compare takes two candidates or more");
  const timeLimitMs = timeout * 1000;
  const progress = spinner("");
  try {
    const reports: Report[] = [];
    for (const selector of selectors) {
      progress.say(selector);
      reports.push(await checkIsolated(selector, quick(seed, programs, timeLimitMs)));
    }
    const broken = reports.find(({ error }) => error);
    const comparisons: Comparison[] = [];
    for (const other of broken ? [] : others) {
      progress.say(`${first} and ${other}`);
      const pair = [first, other] as const;
      const input = { pair, options: { seed, programs, timeLimitMs } };
      comparisons.push(await doTask("compare", input, { selectors: pair, timeLimitMs }));
    }
    progress.stop();
    print(`${json ? asJson(reports, comparisons) : asText(reports, comparisons)}\n`);
    if (broken) return EXIT_CODES.broken;
    const differs = comparisons.some(({ difference }) => difference);
    return differs ? EXIT_CODES.nonconformant : EXIT_CODES.conformant;
  } catch (error) {
    if (!(error instanceof CandidateError)) throw error;
    progress.stop();
    printError(`${brokenLines(errorReport({ error }), style).join("\n")}\n`);
    return EXIT_CODES.broken;
  } finally {
    progress.stop();
  }
}

/** Nobody reads the counterexamples of a matrix: they are not searched for. */
const quick = (seed: string, programs: number, requestTimeLimitMs: number) => ({
  seed,
  programs,
  requestTimeLimitMs,
  exhaustive: false as const,
  shortest: 0,
});

function asJson(reports: readonly Report[], comparisons: readonly Comparison[]): string {
  const candidates = reports.map(({ candidate, verdict, statement, properties, error }) => ({
    candidate,
    verdict,
    statement,
    properties: Object.fromEntries(properties.map((p) => [p.id, p.verdict])),
    ...(error && { error }),
  }));
  const pairs = comparisons.map((comparison, at) => ({ pair: [1, at + 2], ...comparison }));
  return JSON.stringify({ candidates, comparisons: pairs }, null, 2);
}

function asText(reports: readonly Report[], comparisons: readonly Comparison[]): string {
  return [
    renderMatrix(reports, style, process.stdout.columns || undefined),
    ...comparisons.flatMap((comparison, at) => [
      "",
      ...comparisonLines(comparison, ["1", String(at + 2)], style),
    ]),
    ...reports.flatMap(({ error }) => brokenLines(error, style)),
  ].join("\n");
}

export function compareCommand(): Command {
  return new Command("compare")
    .summary("candidates clause by clause, and where two part")
    .description("several candidates, clause by clause, and a short program on which two differ")
    .argument("<candidates...>", "two or more; each is set beside the first")
    .addOption(seedOption())
    .addOption(
      new Option("--programs <n>", "programs to drive on each").argParser(count).default(PROGRAMS),
    )
    .option("--json", "as JSON")
    .addOption(timeoutOption())
    .addHelpText(
      "after",
      `${CANDIDATES}\nExit codes: 0 no difference was found, 1 one was, 2 usage, 3 one is broken.`,
    )
    .action(async (candidates, options) => {
      process.exitCode = await compare(candidates, options);
    });
}

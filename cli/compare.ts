/** `poolproof compare`: candidates side by side. */
import { EXIT_CODES, type Report } from "../reports/data/report.ts";
import { brokenLines } from "../reports/text/terminal.ts";
import type { Comparison } from "../workbench/comparing.ts";
import { comparisonLines, renderMatrix } from "../workbench/comparing-terminal.ts";
import { checkIsolated } from "./isolated.ts";
import { print, printError, style } from "./output.ts";
import { withProgress } from "./progress.ts";
import { doTask } from "./thread.ts";
import { refuseSelector, UsageError } from "./usage-error.ts";

interface CompareOptions {
  readonly seed: string;
  readonly programs: number;
  /** Seconds. */
  readonly timeout: number;
  readonly json?: boolean;
}

/** @returns the exit code: 1 if a difference was found */
export async function compare(
  selectors: readonly string[],
  { seed, programs, timeout, json = false }: CompareOptions,
) {
  for (const selector of selectors) refuseSelector(selector);
  const [first, ...others] = selectors;
  if (first === undefined || others.length === 0)
    throw new UsageError("compare takes two candidates or more");
  const timeLimitMs = timeout * 1000;
  return withProgress("", printError, async (progress) => {
    const reports: Report[] = [];
    for (const selector of selectors) {
      progress.say(selector);
      // The matrix shows no counterexamples: none is made shorter.
      const quick = { exhaustive: false, shortest: 0 } as const;
      const options = { seed, programs, requestTimeLimitMs: timeLimitMs, ...quick };
      reports.push(await checkIsolated(selector, options));
    }
    const isBroken = reports.some(({ error }) => error);
    const comparisons: Comparison[] = [];
    for (const other of isBroken ? [] : others) {
      progress.say(`${first} and ${other}`);
      const pair = [first, other] as const;
      const input = { pair, options: { seed, programs, timeLimitMs } };
      comparisons.push(await doTask("compare", input, { selectors: pair, timeLimitMs }));
    }
    progress.stop();
    print(`${json ? asJson(reports, comparisons) : asText(reports, comparisons)}\n`);
    if (isBroken) return EXIT_CODES.broken;
    const differs = comparisons.some(({ difference }) => difference);
    return differs ? EXIT_CODES.nonconformant : EXIT_CODES.conformant;
  });
}

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

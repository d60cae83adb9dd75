/** `poolproof probe`: finds the conformance statement that fits a candidate, by experiment. */
import { EXIT_CODES } from "../reports/data/report.ts";
import { statementFound } from "../workbench/probing.ts";
import { renderProbing } from "../workbench/probing-terminal.ts";
import { print, printError, style } from "./output.ts";
import { withProgress } from "./progress.ts";
import { doTask } from "./thread.ts";
import { refuseSelector } from "./usage-error.ts";

interface ProbeOptions {
  /** Seconds. */
  readonly timeout: number;
  readonly start?: string;
  readonly json?: boolean;
}

/** @returns the exit code: 4 if no value of some choice fits */
export async function probe(selector: string, { timeout, start, json = false }: ProbeOptions) {
  refuseSelector(selector, start);
  const timeLimitMs = timeout * 1000;
  return withProgress(
    "looking for programs that show its choices",
    json ? printError : print,
    async (progress) => {
      const options = { selectors: [selector], timeLimitMs };
      const probing = await doTask("probe", { selector, timeLimitMs, start }, options);
      progress.stop();
      const found = { statement: statementFound(probing), ...probing };
      print(`${json ? JSON.stringify(found, null, 2) : renderProbing(probing, style)}\n`);
      const fits = probing.choices.every(({ verdict }) => verdict !== "neither");
      return fits ? EXIT_CODES.conformant : EXIT_CODES.inconclusive;
    },
  );
}

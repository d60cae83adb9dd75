/** What a CI server gets of a run: a summary for the page of its job, and annotations. */
import { appendFileSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { renderAnnotations, withoutCommands } from "../reports/ci/annotations.ts";
import { renderMarkdown } from "../reports/ci/markdown.ts";
import type { Report } from "../reports/data/report.ts";

/** The variables that GitHub sets; an empty one counts as not set. */
type Environment = Readonly<Record<string, string | undefined>>;

/** Whether this is a CI server: most of them set `CI`. */
export const isCI = ({ CI = "" }: Environment): boolean => !["", "0", "false"].includes(CI);

export const isGitHub = ({ GITHUB_ACTIONS }: Environment) => GITHUB_ACTIONS === "true";

/** Text for the log: where GitHub reads it, the words of a candidate or of a file give it no commands. */
export const forLog = (text: string, environment: Environment = process.env): string =>
  isGitHub(environment) ? withoutCommands(text) : text;

/** Lines for GitHub alone; the folder is that of the report. */
export const annotations = (report: Report, environment: Environment, folder?: string): string =>
  isGitHub(environment)
    ? renderAnnotations(report, folder)
        .map((line) => `${line}\n`)
        .join("")
    : "";

/**
 * Writes the summary to the file that was named, and adds it to GitHub's.
 * @param folder in which the report lies
 * @throws {Error} if a file cannot be written
 */
export function writeSummaries(
  report: Report,
  file: string | undefined,
  { GITHUB_STEP_SUMMARY: step }: Environment,
  folder?: string,
): void {
  const summary = renderMarkdown(report, folder);
  if (step) appendFileSync(step, summary);
  if (file !== undefined && (!step || resolve(file) !== resolve(step)))
    writeFileSync(file, summary);
}

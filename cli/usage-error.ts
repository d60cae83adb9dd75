import { wordsOf } from "../adapters/process/child-process.ts";
import { CandidateError } from "../adapters/protocol/candidate-error.ts";
import { checkStart } from "../adapters/session/open.ts";
import { checkSelector } from "../adapters/session/selector.ts";

/** A mistake on the command line, or in a file that it names: exit code 2, and nothing was run. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

/**
 * @param start the command of `--start`
 * @throws {UsageError} if a selector selects nothing, or `--start` is given for a candidate without a URL
 */
export function refuseSelector(selector: string, start?: string | undefined): void {
  try {
    checkSelector(selector);
    if (start !== undefined) wordsOf(start, "--start");
  } catch (error) {
    if (!(error instanceof CandidateError)) throw error;
    throw new UsageError(`${error.message}; ${error.hint}`);
  }
  try {
    checkStart(selector, start);
  } catch (error) {
    throw new UsageError(`--start: ${(error as Error).message}, and not ${selector}`);
  }
}

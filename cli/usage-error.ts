import { checkStart } from "../adapters/open.ts";

/** A mistake on the command line, or in a file that it names and that is not the candidate: exit code 2, and nothing was run. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

/** @throws {UsageError} where `--start` stands beside a candidate that is at no URL */
export function refuseStart(selector: string, start: string | undefined): void {
  try {
    checkStart(selector, start);
  } catch (error) {
    throw new UsageError(`--start: ${(error as Error).message}, and not ${selector}`);
  }
}

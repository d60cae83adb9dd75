/** What an examination looks at, and its results. */
import type { Feature } from "../model/index.ts";
import type { ErrorReport } from "../reports/data/report.ts";
import type { Started } from "./examined.ts";

export interface Check {
  readonly group: "start" | "messages" | "wire" | "speed" | "end";
  readonly title: string;
  /** `doubtful`: the candidate keeps the rules of the protocol, but the model expects something else. */
  readonly verdict: "right" | "wrong" | "doubtful" | "not checked";
  /** What was seen, or why it was not checked. */
  readonly seen: readonly string[];
  readonly error?: ErrorReport;
}

/** What was seen of something right; or with another verdict. What is wrong is thrown. */
export type Result =
  | readonly string[]
  | { readonly verdict: "doubtful" | "not checked"; readonly seen: readonly string[] };

export interface Question {
  readonly title: string;
  readonly needs?: Feature;
  /** Titles of the questions that have to be right first. */
  readonly after?: readonly string[];
  /** @throws {CandidateError} that says what is wrong, and how to fix it */
  readonly run: (started: Started) => Promise<Result>;
}

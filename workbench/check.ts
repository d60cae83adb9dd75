/** What an examination looks at, and what comes of it. */
import type { Feature } from "../model/index.ts";
import type { ErrorReport } from "../reports/data/report.ts";
import type { Awake } from "./patient.ts";

export interface Check {
  readonly group: "start" | "messages" | "wire" | "speed" | "end";
  readonly title: string;
  /** `doubtful`: the rules of the wire are kept, but the model expects something else. */
  readonly verdict: "right" | "wrong" | "doubtful" | "not checked";
  /** What was seen, or why it was not looked at. */
  readonly told: readonly string[];
  readonly error?: ErrorReport;
}

/** Right, with what was seen; or less than that. What is wrong is thrown. */
export type Seen = readonly string[] | Doubt | NotChecked;

export interface Question {
  readonly title: string;
  readonly needs?: Feature;
  /** Titles of those without which it makes no sense. */
  readonly after?: readonly string[];
  /** @throws {CandidateError} that says what is wrong, and how to mend it */
  readonly run: (awake: Awake) => Promise<Seen>;
}

/** It keeps the rules of the wire, and does something else than the model. */
export class Doubt {
  readonly told: readonly string[];

  constructor(told: readonly string[]) {
    this.told = told;
  }
}

export class NotChecked {
  readonly why: string;

  constructor(why: string) {
    this.why = why;
  }
}

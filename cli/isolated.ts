/** A run that nothing in the candidate can hang or end; what would is part of the report. */
import { CandidateError } from "../adapters/candidate-error.ts";
import { TIME_LIMIT_MS } from "../adapters/open.ts";
import { isModule } from "../adapters/selector.ts";
import { checkConformance } from "../conformance.ts";
import type { LicensePool } from "../histories/specification.ts";
import { askedOf, type ConformanceOptions } from "../options.ts";
import { brokenReport } from "../reports/build.ts";
import type { Report } from "../reports/report.ts";
import type { Subject } from "../reports/telling.ts";
import { doTask } from "./thread.ts";

export async function checkIsolated(
  selector: string,
  options: ConformanceOptions,
): Promise<Report> {
  if (!isModule(selector)) return checkConformance(selector, options);
  const { signal, onEvent, onSubject, onProgram, ...plain } = options;
  let subject: Subject = { selector, ...askedOf(options) };
  let program: LicensePool["program"] | undefined;
  try {
    const input = { selector, options: plain };
    return await doTask("run", input, {
      selectors: [selector],
      timeLimitMs: options.requestTimeLimitMs ?? TIME_LIMIT_MS,
      signal,
      onNote: (note) => {
        if (note.type === "subject") subject = note.subject;
        if (note.type === "subject") onSubject?.(note.subject);
        if (note.type === "event") onEvent?.(note.event);
        if (note.type === "program") program = note.program;
        if (note.type === "program") onProgram?.(note.program);
      },
    });
  } catch (error) {
    if (!(error instanceof CandidateError)) throw error;
    return brokenReport(subject, error, program);
  }
}

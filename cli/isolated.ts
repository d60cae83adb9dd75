/** A run that no candidate can hang or end: the report says what would have. */
import { CandidateError } from "../adapters/protocol/candidate-error.ts";
import { TIME_LIMIT_MS } from "../adapters/session/open.ts";
import { isModule } from "../adapters/session/selector.ts";
import type { Statement } from "../model/index.ts";
import type { LicensePool } from "../properties/license-pool.ts";
import { brokenReport, cutOffReport } from "../reports/data/build.ts";
import { foldEvent } from "../reports/data/events.ts";
import type { Report } from "../reports/data/report.ts";
import { checkConformance, gatedBy } from "../suite/conformance.ts";
import { askedOf, type ConformanceOptions } from "../suite/options.ts";
import type { Hooks } from "./tasks.ts";
import { doTask } from "./thread.ts";

export type IsolatedOptions = Omit<ConformanceOptions, Exclude<Hooks, "signal" | "onEvent">>;

export async function checkIsolated(selector: string, options: IsolatedOptions): Promise<Report> {
  if (!isModule(selector)) return checkConformance(selector, options);
  const { signal, onEvent, ...plain } = options;
  let folded: Report | undefined;
  let program: LicensePool["program"] | undefined;
  const task = doTask(
    "run",
    { selector, options: plain },
    {
      selectors: [selector],
      timeLimitMs: plain.requestTimeLimitMs ?? TIME_LIMIT_MS,
      signal,
      onNote: (note) => {
        if (note.type === "program") {
          program = note.program;
          return;
        }
        folded = foldEvent(folded, note.event);
        onEvent?.(note.event);
      },
    },
  );
  const report = await task.catch((error: unknown) => {
    if (!(error instanceof CandidateError)) throw error;
    return ended(selector, plain, { error, folded, program });
  });
  onEvent?.({ type: "finished", report });
  return report;
}

interface Ended {
  readonly error: CandidateError;
  readonly folded: Report | undefined;
  readonly program: LicensePool["program"] | undefined;
}

/** The report of a run whose thread has ended, held to the baseline as the thread would have done. */
function ended(
  selector: string,
  options: IsolatedOptions,
  { error, folded, program }: Ended,
): Report {
  const subject = { selector, ...askedOf(options) };
  const statement = folded?.statement as Statement | undefined;
  const report = folded
    ? cutOffReport(folded, {
        error,
        program,
        subject: { ...subject, ...(statement && { statement }) },
      })
    : brokenReport(subject, error, program);
  return gatedBy(options.baseline, report);
}

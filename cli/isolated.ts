/** A run that nothing in the candidate can hang or end; what would is part of the report. */
import { CandidateError } from "../adapters/protocol/candidate-error.ts";
import { TIME_LIMIT_MS } from "../adapters/session/open.ts";
import { isModule } from "../adapters/session/selector.ts";
import type { Statement } from "../model/index.ts";
import type { LicensePool } from "../properties/license-pool.ts";
import { brokenReport, cutOffReport } from "../reports/data/build.ts";
import { foldEvent, type RunEvent } from "../reports/data/events.ts";
import type { Report } from "../reports/data/report.ts";
import { gateReport, today } from "../reports/gate/gate.ts";
import { checkConformance } from "../suite/conformance.ts";
import { askedOf, type ConformanceOptions } from "../suite/options.ts";
import type { Hooks } from "./tasks.ts";
import { doTask } from "./thread.ts";

export type IsolatedOptions = Omit<ConformanceOptions, Exclude<Hooks, "signal" | "onEvent">>;

export async function checkIsolated(selector: string, options: IsolatedOptions): Promise<Report> {
  if (!isModule(selector)) return checkConformance(selector, options);
  const report = await inThread(selector, options);
  options.onEvent?.({ type: "finished", report });
  return report;
}

async function inThread(
  selector: string,
  { signal, onEvent, ...plain }: IsolatedOptions,
): Promise<Report> {
  let folded: Report | undefined;
  let program: LicensePool["program"] | undefined;
  const take = (event: RunEvent) => {
    folded = foldEvent(folded, event);
    onEvent?.(event);
  };
  try {
    const input = { selector, options: plain };
    return await doTask("run", input, {
      selectors: [selector],
      timeLimitMs: plain.requestTimeLimitMs ?? TIME_LIMIT_MS,
      signal,
      onNote: (note) => {
        if (note.type === "event") take(note.event);
        else program = note.program;
      },
    });
  } catch (error) {
    if (!(error instanceof CandidateError)) throw error;
    return gated(ended(selector, plain, { error, folded, program }), plain);
  }
}

interface Ended {
  readonly error: CandidateError;
  readonly folded: Report | undefined;
  readonly program: LicensePool["program"] | undefined;
}

function ended(selector: string, options: IsolatedOptions, { folded, ...end }: Ended): Report {
  const subject = { selector, ...askedOf(options) };
  if (!folded) return brokenReport(subject, end.error, end.program);
  const statement = folded.statement as Statement | undefined;
  return cutOffReport(folded, { ...end, subject: { ...subject, ...(statement && { statement }) } });
}

/** As the thread would have done. */
const gated = (report: Report, { baseline }: IsolatedOptions): Report =>
  baseline ? gateReport(report, baseline.text, baseline.today ?? today(), baseline.flaky) : report;

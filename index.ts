export { CandidateError, type CandidateErrorCode } from "./adapters/candidate-error.ts";
export type { CandidateSource } from "./adapters/open.ts";
export type { Candidate, CandidateExport, Execution, Host, Observe } from "./adapters/port.ts";
export { createReference } from "./adapters/reference.ts";
export type {
  Choices,
  ClientSnapshot,
  Declaration,
  Feature,
  Message,
  Outcome,
  Settings,
  Snapshot,
} from "./model/index.ts";
export { BaselineError } from "./reports/baseline.ts";
export { type UpdatedBaseline, updateBaseline } from "./reports/baseline-update.ts";
export type { Counterexample } from "./reports/counterexample.ts";
export { EVENTS_SCHEMA_ID, foldEvent, type RunEvent } from "./reports/events.ts";
export { fingerprint } from "./reports/fingerprint.ts";
export { gateReport } from "./reports/gate.ts";
export { type MergeOptions, mergeReports } from "./reports/merge.ts";
export { MergeError } from "./reports/merge-check.ts";
export type { NamedReport } from "./reports/merge-piece.ts";
export type { PropertyReport, Report, Verdict } from "./reports/report.ts";
export { exitCodeOf } from "./reports/run-verdict.ts";
export { tellStory } from "./reports/story.ts";
export { checkConformance } from "./suite/conformance.ts";
export type { ConformanceOptions } from "./suite/options.ts";
export { replayCounterexample } from "./suite/replay.ts";
export type { Replay } from "./suite/replaying.ts";
export { runEvents } from "./suite/run-events.ts";

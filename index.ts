export { createReference } from "./adapters/in-process/reference.ts";
export { CandidateError, type CandidateErrorCode } from "./adapters/protocol/candidate-error.ts";
export type {
  Candidate,
  CandidateExport,
  Execution,
  Host,
  Observe,
} from "./adapters/protocol/port.ts";
export type { CandidateSource } from "./adapters/session/open.ts";
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
export type { Counterexample } from "./reports/data/counterexample.ts";
export { EVENTS_SCHEMA_ID, foldEvent, type RunEvent } from "./reports/data/events.ts";
export type { PropertyReport, Report, Verdict } from "./reports/data/report.ts";
export { exitCodeOf } from "./reports/data/run-verdict.ts";
export { BaselineError } from "./reports/gate/baseline.ts";
export { type UpdatedBaseline, updateBaseline } from "./reports/gate/baseline-update.ts";
export { fingerprint } from "./reports/gate/fingerprint.ts";
export { gateReport } from "./reports/gate/gate.ts";
export { MergeError } from "./reports/merge/check.ts";
export { type MergeOptions, mergeReports } from "./reports/merge/merge.ts";
export type { NamedReport } from "./reports/merge/piece.ts";
// `tellStory` is the name that it had first.
export { renderStory, renderStory as tellStory } from "./reports/story/story.ts";
export { checkConformance } from "./suite/conformance.ts";
export type { ConformanceOptions } from "./suite/options.ts";
export { type Replay, replayCounterexample } from "./suite/replay.ts";
export { runEvents } from "./suite/run-events.ts";

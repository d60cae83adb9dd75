/** What commands do with candidates, by a name that a thread can be told. All that goes in and out is plain data. */

import type { LicensePool } from "../properties/license-pool.ts";
import type { Counterexample } from "../reports/data/counterexample.ts";
import type { RunEvent } from "../reports/data/events.ts";
import type { Report } from "../reports/data/report.ts";
import { checkConformance } from "../suite/conformance.ts";
import type { ConformanceOptions } from "../suite/options.ts";
import type { Replay } from "../suite/replay.ts";
import { replayCounterexample } from "../suite/replay.ts";
import type { Check } from "../workbench/check.ts";
import { type Comparison, compareTwo, type DifferOptions } from "../workbench/comparing.ts";
import { type ExaminationOptions, examine, type Note } from "../workbench/doctor.ts";
import { type Probing, probe } from "../workbench/probing.ts";

/** Options that are no data: what they are told comes out of a thread as notes. */
export type Hooks = "signal" | "onProgram" | "onEvent";

export interface RunInput {
  readonly selector: string;
  readonly options: Omit<ConformanceOptions, Hooks>;
}

export type RunNote =
  | { readonly type: "event"; readonly event: RunEvent }
  /** Before each program is driven: of a thread that dies, the last one says on which. */
  | { readonly type: "program"; readonly program: LicensePool["program"] };

type Task<Input, Note, Result> = (
  input: Input,
  onNote: (note: Note) => void,
  signal: AbortSignal,
) => Promise<Result>;

const run: Task<RunInput, RunNote, Report> = ({ selector, options }, onNote, signal) =>
  checkConformance(selector, {
    ...options,
    signal,
    onEvent: (event) => {
      // The result brings the same report once more, and a thread may still die before that.
      if (event.type !== "finished") onNote({ type: "event", event });
    },
    onProgram: (program) => onNote({ type: "program", program }),
  });

export interface DoctorInput extends ExaminationOptions {
  readonly selector: string;
}

const doctor: Task<DoctorInput, Note, readonly Check[]> = ({ selector, ...options }, onNote) =>
  examine(selector, options, onNote);

export interface CandidateInput {
  readonly selector: string;
  readonly timeLimitMs: number;
  readonly start?: string | undefined;
}

const probing: Task<CandidateInput, never, Probing> = ({ selector, ...options }) =>
  probe(selector, options);

export interface CompareInput {
  readonly pair: readonly [string, string];
  readonly options: DifferOptions;
}

const compare: Task<CompareInput, never, Comparison> = ({ pair, options }) =>
  compareTwo(pair, options);

export interface ReplayInput extends CandidateInput {
  readonly recorded: Counterexample;
}

const replay: Task<ReplayInput, never, Replay> = ({ recorded, selector, timeLimitMs, start }) =>
  replayCounterexample(recorded, selector, timeLimitMs, start);

export const TASKS = { run, doctor, probe: probing, compare, replay } as const;
export type TaskName = keyof typeof TASKS;
export type TaskOf<N extends TaskName> = (typeof TASKS)[N];

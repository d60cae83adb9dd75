/** What commands do with candidates, by the name that a thread is given. What goes in and out is plain data. */
import { CandidateError } from "../adapters/protocol/candidate-error.ts";
import type { LicensePool } from "../properties/license-pool.ts";
import type { MutantInfo, MutantReport } from "../reports/data/adequacy.ts";
import type { Counterexample } from "../reports/data/counterexample.ts";
import type { RunEvent } from "../reports/data/events.ts";
import { type AnalysisOptions, createAnalysis } from "../suite/adequacy.ts";
import { checkConformance } from "../suite/conformance.ts";
import type { ConformanceOptions } from "../suite/options.ts";
import { replayCounterexample } from "../suite/replay.ts";
import { compareTwo, type DifferOptions } from "../workbench/comparing.ts";
import { type ExaminationOptions, examine, type Note } from "../workbench/doctor.ts";
import { probe } from "../workbench/probing.ts";

/** Options of a run that are no data: a thread sends notes in their place. */
export type Hooks = "signal" | "onProgram" | "onEvent";

type RunNote =
  | { readonly type: "event"; readonly event: RunEvent }
  /** Before each program is driven: the last one is that on which a thread died. */
  | { readonly type: "program"; readonly program: LicensePool["program"] };

type MutantNote =
  | { readonly type: "mutant"; readonly mutant: MutantInfo; readonly total: number }
  | { readonly type: "report"; readonly report: MutantReport };

interface Selected {
  readonly selector: string;
  readonly timeLimitMs: number;
  readonly start?: string | undefined;
}

interface Mutants {
  readonly module: string | undefined;
  readonly options: AnalysisOptions;
  /** Mutants that an earlier thread has analysed. */
  readonly done: number;
}

/** @throws {RangeError} if the module does not load, or exports no mutant */
async function loadMutants(module: string | undefined) {
  const { mutantsOf } = await import("./mutants.ts");
  return mutantsOf(module).catch((error: unknown) => {
    throw error instanceof CandidateError ? new RangeError(error.message) : error;
  });
}

export const TASKS = {
  run: (
    { selector, options }: { selector: string; options: Omit<ConformanceOptions, Hooks> },
    onNote: (note: RunNote) => void,
    signal: AbortSignal,
  ) =>
    checkConformance(selector, {
      ...options,
      signal,
      onEvent: (event) => {
        // The result brings the same report once more, and a thread may still die before that.
        if (event.type !== "finished") onNote({ type: "event", event });
      },
      onProgram: (program) => onNote({ type: "program", program }),
    }),
  doctor: ({ selector, ...options }: ExaminationOptions & Selected, onNote: (note: Note) => void) =>
    examine(selector, options, onNote),
  probe: ({ selector, ...options }: Selected) => probe(selector, options),
  compare: ({ pair, options }: { pair: readonly [string, string]; options: DifferOptions }) =>
    compareTwo(pair, options),
  replay: ({ recorded, selector, timeLimitMs, start }: Selected & { recorded: Counterexample }) =>
    replayCounterexample(recorded, selector, timeLimitMs, start),
  adequacy: async ({ module, options, done }: Mutants, onNote: (note: MutantNote) => void) => {
    const analyse = createAnalysis(options);
    const mutants = await loadMutants(module);
    for (const { source, ...mutant } of mutants.slice(done)) {
      onNote({ type: "mutant", mutant, total: mutants.length });
      onNote({ type: "report", report: await analyse({ ...mutant, source }) });
    }
  },
} as const;

export type TaskName = keyof typeof TASKS;
export type InputOf<N extends TaskName> = Parameters<(typeof TASKS)[N]>[0];
export type NoteOf<N extends TaskName> =
  Parameters<(typeof TASKS)[N]> extends readonly [unknown, (note: infer T) => void, ...unknown[]]
    ? T
    : never;
export type ResultOf<N extends TaskName> = Awaited<ReturnType<(typeof TASKS)[N]>>;

/** A task whose types are those of its name. */
export const taskOf = (name: TaskName) =>
  TASKS[name] as (
    input: unknown,
    onNote: (note: unknown) => void,
    signal: AbortSignal,
  ) => Promise<unknown>;

/** What a campaign is asked for, and what comes of it. */
import type { Example, ExampleResult } from "./examples.ts";
import type { Minimised } from "./minimise.ts";
import type { Part, Place } from "./sharding.ts";
import type { Plan, Property, Types } from "./specification.ts";

/** The part says what is driven of a campaign. */
export interface CampaignOptions extends Part {
  /** Any string. */
  readonly seed: string;
  /** Candidates driven side by side; for those that share nothing, the result is that of one alone. */
  readonly sessions: number;
  /** Programs that the reduction of one counterexample may run. */
  readonly mostReductions: number;
  /**
   * Milliseconds that all reductions together may take. For slow candidates only: a cut by time depends on
   * the machine, and is told as `undecided`.
   */
  readonly reductionTimeLimitMs: number;
  /** Milliseconds after which no further program is begun. */
  readonly timeLimitMs?: number | undefined;
  /**
   * Programs that the search for the shortest counterexample of one property may run, and as many again where it gets one
   * of its own.
   */
  readonly mostProofRuns: number;
  /** Milliseconds that each of these searches may take, a property. A cut by time depends on the machine, and is told. */
  readonly proofTimeLimitMs: number;
  /** Whether another connection is another candidate, which has run nothing yet. */
  readonly canBeFresh: boolean;
  /** Programs that had failed before, driven before all others. */
  readonly examples?: readonly Example<unknown>[] | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: Progress) => void) | undefined;
}

export interface Progress {
  /** `exhausting` counts the transitions of a plan. */
  readonly stage: "driving" | "exhausting" | "racing" | "minimising" | "proving";
  readonly done: number;
  readonly total: number;
  readonly violated: number;
}

export type PropertyVerdict = "holds" | "violated" | "unreached" | "undecided";

export interface PropertyResult<T extends Types> {
  readonly property: Property<T>;
  readonly verdict: PropertyVerdict;
  /** How often its situation arose, counted as far as a thousand. */
  readonly situations: number;
  readonly counterexample?: Minimised<T>;
  /** The shortest program of the campaign that broke it, of equals the first. */
  readonly found?: Place;
}

export interface SituationResult {
  readonly id: string;
  readonly count: number;
  readonly least: number;
}

/** The candidate failed, not a property: it crashed, hung, or answered what is no answer. */
export interface Breakdown<T extends Types> {
  readonly error: unknown;
  /** The program that it broke on, if it was not on the way up. */
  readonly program?: T["program"];
  readonly place?: Place;
}

/** What of a plan was driven. */
export interface PlanResult<T extends Types> {
  readonly plan: Plan<T>;
  /** Transitions. */
  readonly covered: number;
  /** A byte for each, 1 where it was driven: those of several shards overlap. */
  readonly taken: Uint8Array;
  readonly programs: number;
  readonly messages: number;
  /** Whether every program was driven, of a shard every one of its own: the last ones may cover nothing that is new. */
  readonly isComplete: boolean;
  /** Programs in which something failed. */
  readonly violated: number;
}

export interface CampaignResult<T extends Types> {
  readonly properties: readonly PropertyResult<T>[];
  readonly situations: readonly SituationResult[];
  readonly plans: readonly PlanResult<T>[];
  /** One for each example. */
  readonly examples: readonly ExampleResult[];
  /** Generated programs that were driven, and the messages of these and of their variants. */
  readonly programs: number;
  readonly messages: number;
  readonly breakdown?: Breakdown<T>;
  /** Why programs that were asked for, or that are of a plan, were not driven. */
  readonly cut?: "time" | "interrupted";
}

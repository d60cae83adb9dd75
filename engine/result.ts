/** The options, events and results of a campaign. */
import type { CandidateFailure } from "./driving.ts";
import type { Example, ExampleResult } from "./examples.ts";
import type { Range } from "./sharding.ts";
import type { Counterexample } from "./shrink.ts";
import type { Place, Plan, Property, Situation, Types } from "./specification.ts";
import type { Counts } from "./tally.ts";

/** Situations are counted up to here, five times the greatest minimum; more would mean no more. */
export const ENOUGH = 100;

/** The range says what is driven of a campaign. */
export interface CampaignOptions<T extends Types> extends Range {
  /** Any string. */
  readonly seed: string;
  /** Candidates driven side by side. If they share nothing, the result of a whole run is that of one alone. */
  readonly sessions: number;
  /** Programs that may be run to make counterexamples shorter, for all of them together. */
  readonly shortest: number;
  /** Milliseconds after which no further program is begun. */
  readonly timeLimitMs?: number | undefined;
  /** Findings after which the campaign ends. */
  readonly bail?: number | undefined;
  /** Whether each connection is a new candidate, which has run nothing yet. */
  readonly canBeFresh: boolean;
  /** Programs that may be run in a fresh candidate each, for what shows only after other programs. */
  readonly freshRuns?: number | undefined;
  /** Programs that had failed before, driven before all others. */
  readonly examples?: readonly Example<T["program"]>[] | undefined;
  /** How many runs a program counts for, as when it restarts a process; 1 unless given. */
  readonly costOf?: ((program: T["program"]) => number) | undefined;
  /** Whether two errors are alike. If given, the program at which the candidate fails is made smaller. */
  readonly isSameError?: ((one: unknown, other: unknown) => boolean) | undefined;
  /** Whether such an error takes long to show, so that few programs may repeat it. */
  readonly isSlowError?: ((error: unknown) => boolean) | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onEvent?: ((event: CampaignEvent<T>) => void) | undefined;
}

type Stage = "driving" | "racing" | "exhausting" | "shrinking" | "searching";

export interface Progress {
  readonly stage: Stage;
  readonly done: number;
  readonly total: number;
  /** Programs in which something failed. */
  readonly violated: number;
  /** Milliseconds that the rest of the campaign will take, by the measured speed. */
  readonly leftMs?: number;
}

export type FindingState = "seen" | "reduced" | "shortest" | "proven" | "consequence";

/** A property that fails, and how. */
export interface Found<T extends Types> {
  readonly property: Property;
  readonly counterexample: Counterexample<T>;
}

export type CampaignEvent<T extends Types> =
  | ({ readonly type: "progress" } & Progress)
  | {
      readonly type: "finding";
      /** Of the property that leads. */
      readonly id: string;
      readonly state: FindingState;
      /** The finding that explains it. */
      readonly cause?: string;
      /** One for each property that the program breaks, the leading one first. */
      readonly found: readonly Found<T>[];
    }
  | { readonly type: "scope"; readonly result: PlanResult<T> };

type PropertyVerdict = "holds" | "violated" | "unreached" | "undecided";

export interface PropertyResult<T extends Types> {
  readonly property: Property;
  readonly verdict: PropertyVerdict;
  /** How often its situation arose, counted up to `ENOUGH`. */
  readonly situations: number;
  readonly counterexample?: Counterexample<T>;
  /** The shortest program of the campaign that broke it, of equals the first. */
  readonly found?: Place;
  /** Whether the search for an order was given up somewhere. */
  readonly isGivenUp: boolean;
}

export interface SituationResult extends Situation {
  readonly count: number;
}

/** What of a scope was driven. */
export interface PlanResult<T extends Types>
  extends Pick<Counts, "programs" | "violated" | "messages"> {
  readonly plan: Plan<T>;
  /** Transitions. */
  readonly covered: number;
  /** A byte for each, 1 if it was driven; those of several shards overlap. */
  readonly taken: Uint8Array;
  /** Whether every program was driven, or every one of the shard. */
  readonly isComplete: boolean;
}

/** What of a part was driven. */
export interface PartResult extends Counts {
  readonly name: string;
  /** Whether every program was driven, or every one of the shard. */
  readonly isComplete: boolean;
  /** Why none was driven. */
  readonly unable?: string | undefined;
}

/** Why not all programs were driven. */
export type Cut = "time" | "interrupted" | "bail";

export interface CampaignResult<T extends Types> {
  readonly properties: readonly PropertyResult<T>[];
  readonly situations: readonly SituationResult[];
  readonly plans: readonly PlanResult<T>[];
  readonly parts: readonly PartResult[];
  /** One for each example. */
  readonly examples: readonly ExampleResult[];
  readonly failure?: CandidateFailure<T>;
  readonly cut?: Cut;
}

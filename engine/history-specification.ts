/**
 * What the engine runs where messages are in flight together or the candidate is killed: such runs are recorded as
 * histories, and the same program need not come out the same twice.
 */
import type { ExampleResult } from "./examples.ts";
import type { Failure } from "./specification.ts";

export interface HistoryTypes {
  statement: unknown;
  program: unknown;
  /** A program as it is driven. */
  plan: unknown;
  history: unknown;
}

export interface HistoryProperty {
  readonly id: string;
  /** Histories with its situation that it takes to say that it holds. */
  readonly least: number;
}

/** Why a history breaks a property. Events are told by their places in the history. */
export interface Explanation {
  readonly failure: Failure;
  /** Where it shows. */
  readonly event: number;
  /** The longest beginning that can be explained: events in an order in which they may have taken effect. */
  readonly order: readonly number[];
  /** What could come next by its time, and why it cannot. */
  readonly blocked: readonly { readonly event: number; readonly why: string }[];
}

export interface HistoryJudgement {
  /** Ids of the properties whose situation arose. */
  readonly arisen: readonly string[];
  readonly violations: ReadonlyMap<string, Explanation>;
  /** Ids of the properties for which the search of an order was given up. */
  readonly undecided: readonly string[];
  /** Whether something failed before there was anything of what the campaign is about. */
  readonly isSpoiled: boolean;
  readonly messages: number;
  /** Messages that were in flight together with another one. */
  readonly overlapping: number;
  readonly crashes: number;
}

/** Histories that are driven and reported apart from others. */
export interface HistoryCampaign<H extends HistoryTypes, P extends HistoryProperty> {
  readonly name: string;
  readonly properties: readonly P[];
  /** The programs of a seed, each by its index, from 0, in any order. */
  readonly generate: (seed: string) => (index: number) => H["program"];
}

export interface HistorySpecification<H extends HistoryTypes, P extends HistoryProperty> {
  readonly campaigns: (statement: H["statement"]) => readonly HistoryCampaign<H, P>[];
  readonly plan: (program: H["program"], statement: H["statement"]) => H["plan"];
  readonly judge: (
    run: HistoryRun<H>,
    properties: readonly P[],
    statement: H["statement"],
  ) => HistoryJudgement;
  /** The same messages one after the other, in some of their orders, with nothing that goes wrong in between. */
  readonly serialise: (program: H["program"]) => readonly H["program"][];
  /** Smaller programs to try in place of one, the boldest first; well-founded. */
  readonly reductions: (program: H["program"], statement: H["statement"]) => Iterable<H["program"]>;
  /** Whether the program is likely to fail at all, as far as that is known without running it: such ones are tried first. */
  readonly isPromising: (program: H["program"], statement: H["statement"]) => boolean;
  /** Steps and messages in lanes, as a reader counts them. */
  readonly sizeOf: (program: H["program"]) => number;
}

export interface HistoryRun<H extends HistoryTypes> {
  readonly program: H["program"];
  readonly plan: H["plan"];
  readonly history: H["history"];
}

/** A candidate that is connected. */
export interface HistorySession<H extends HistoryTypes> {
  /**
   * One program, from reset. Throws where the candidate is broken.
   * @param seed for what is chosen as the program runs, as far as the suite has a say in it
   */
  record(program: H["program"], plan: H["plan"], seed: string): Promise<H["history"]>;
  close(): Promise<void>;
}

export interface HistoryViolation<H extends HistoryTypes> {
  readonly run: HistoryRun<H>;
  readonly explanation: Explanation;
}

/** A violation as it is reported. */
export interface RacyCounterexample<H extends HistoryTypes> extends HistoryViolation<H> {
  /** How often the program failed when it was run so many times more. */
  readonly rate: { readonly failed: number; readonly of: number };
  /** Whether a single reduction more was tried in vain, or the budget ran out. */
  readonly minimality: "reduced" | "undecided";
  /** Whether its messages fail one after the other too: then it is no matter of what is in flight. */
  readonly isSequential: boolean;
}

export interface HistoryPropertyResult<H extends HistoryTypes, P extends HistoryProperty> {
  readonly property: P;
  readonly verdict: "holds" | "violated" | "unreached" | "undecided";
  readonly situations: number;
  readonly counterexample?: RacyCounterexample<H>;
  /** The index of the campaign's program that the counterexample was reduced from. */
  readonly found?: number;
  /** Whether the search of an order was given up somewhere. */
  readonly isGivenUp: boolean;
}

export interface HistoryBreakdown<H extends HistoryTypes> {
  readonly error: unknown;
  readonly program?: H["program"];
  /** Of that program, among all of the campaign. */
  readonly index?: number;
}

/** What came of one campaign. */
export interface HistoryResult<H extends HistoryTypes, P extends HistoryProperty> {
  readonly name: string;
  readonly properties: readonly HistoryPropertyResult<H, P>[];
  /** One for each example. */
  readonly examples: readonly ExampleResult[];
  readonly programs: number;
  readonly messages: number;
  readonly overlapping: number;
  readonly crashes: number;
  /** Programs in whose histories something failed. */
  readonly violated: number;
  /** Programs in whose histories something failed too early to say much. */
  readonly spoiled: number;
  readonly breakdown?: HistoryBreakdown<H>;
  readonly cut?: "time" | "interrupted";
}

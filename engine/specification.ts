/**
 * What the engine runs: a specification as a value. The engine knows programs and their runs only by the functions
 * named here.
 *
 * A program is driven through a candidate from a reset, and what the candidate did is recorded. The recording beside what
 * the model does is the history, which is judged. A program whose messages follow one another comes out the same each
 * time: one attempt decides. One with messages in flight together, or with a crash, may not, and is tried several times.
 */

/** The types that a specification is made of. */
export interface Types {
  statement: unknown;
  program: unknown;
  /** A program as it is driven: its messages, with what the model does with them where that is known. */
  rehearsal: unknown;
  /** What a candidate did of it. */
  recording: unknown;
  /** The same beside the model: what is judged. */
  history: unknown;
  /** Where a candidate left the model in a history. */
  departure: unknown;
}

export interface Failure {
  readonly expected: string;
  readonly seen: string;
}

/** Something that a campaign has to reach. */
export interface Situation {
  readonly id: string;
  /** How often it has to arise. */
  readonly least: number;
}

/** It holds if its situation arose often enough, and nothing failed. */
export interface Property extends Situation {
  /** Whether few programs have a variant for it, where it compares two programs. */
  readonly isRare?: boolean;
}

/** Another program that must come out alike. */
export interface Variant<T extends Types> {
  readonly program: T["program"];
  /** Index of the variant's message that answers to each message of the original; −1 for none. */
  readonly at: readonly number[];
}

export interface Run<T extends Types> {
  readonly program: T["program"];
  readonly rehearsal: T["rehearsal"];
  readonly history: T["history"];
  /** Programs that the same session ran before, the last one last: what is left of them may show here. */
  readonly predecessors?: readonly T["program"][] | undefined;
}

/** Where a program stands in the one order of a campaign: that of its parts, and within each from 0. */
export interface Place {
  /** 0: programs that had failed before; from 1 the parts of the specification, then the scopes. */
  readonly part: number;
  readonly index: number;
}

/** Why no order of what was in flight together explains a history. Events are given by their places in it. */
export interface Explanation {
  /** The longest beginning that can be explained: events in an order in which they may have taken effect. */
  readonly order: readonly number[];
  /** What could come next by its time, and why it cannot. */
  readonly blocked: readonly { readonly event: number; readonly why: string }[];
}

/** A property's first failure in a run. */
export interface Violation<T extends Types> {
  readonly run: Run<T>;
  /** Of a property that compares two programs: the run that contradicts the first. */
  readonly variant?: Run<T>;
  /** Index of the variant's message that answers to the one at which the property fails. */
  readonly variantIndex?: number;
  /** Index of the message or event at which the property fails. */
  readonly index: number;
  /** Index of the program's step that it came from. */
  readonly step: number;
  readonly failure: Failure;
  readonly explanation?: Explanation;
  /** Of a program that the campaign itself drove. */
  readonly place?: Place | undefined;
}

/** What of a run is counted. */
export interface Measures {
  readonly messages: number;
  /** Messages that were in flight together with another one. */
  readonly overlapping: number;
  readonly crashes: number;
  /** Runs that failed before there was anything of what their part is about. */
  readonly spoiled: number;
}

/** What one run adds to a campaign: how often each thing arose, and what failed. */
export interface Judgement<T extends Types> {
  /** By the place of the property. */
  readonly situations: number[];
  /** By the place of the situation. */
  readonly reached: number[];
  readonly violations: Map<string, Violation<T>>;
  /** Ids of the properties for which the search of an order was given up. */
  readonly undecided: Iterable<string>;
  readonly measures: Measures;
}

export interface Judge<T extends Types> {
  readonly properties: readonly Property[];
  readonly situations: readonly Situation[];
  judgeRun(run: Run<T>): Judgement<T>;
}

/** How likely a program is to break a property, judged without running it. */
export type Likelihood = "likely" | "unlikely" | "impossible";

/** Programs of one kind, driven and counted apart from others. */
export interface Part<T extends Types> {
  readonly name: string;
  /** One of its programs is driven for so many of the campaign. */
  readonly every: number;
  /** Whether its programs come out the same each time. */
  readonly isSteady: boolean;
  /** The properties that its programs are judged for. */
  readonly properties: readonly Property[];
  /** The program with each index, from 0: a function of the seed and the index alone. */
  readonly generate: (seed: string) => (index: number) => T["program"];
  /** Of a program that is driven with a variant if it has one, its place among such programs. */
  readonly turnOf: (index: number) => number | undefined;
  /** Why the candidate cannot be driven so, if it cannot. */
  readonly unable?: string | undefined;
}

export interface Rehearsed<T extends Types> {
  readonly program: T["program"];
  readonly rehearsal: T["rehearsal"];
}

/** Which small programs are worth a run. */
export interface Wanted<T extends Types> {
  /** Steps. */
  readonly length: number;
  /** Programs whose values and names have to be among those that are tried. */
  readonly like: readonly T["program"][];
  /** Properties that one of the programs may break; `"all"` where every program is wanted. */
  readonly by: readonly Property[] | "all";
  /** Where the candidate left the model in this program, which has one step less. */
  readonly departed: (program: T["program"]) => T["departure"] | "unseen" | undefined;
  /** Only steps that occur in `like`: a quick look for what is found there, and no proof. */
  readonly isFocused?: boolean;
  /** Beginnings of programs that may be tried; counted down, and the end where none is left. */
  readonly effort?: { left: number };
}

export interface Specification<T extends Types> {
  /** The properties that a candidate with this statement is held to, of all parts. */
  readonly properties: (statement: T["statement"]) => readonly Property[];
  /** Below 0 where `a` says more of what went wrong than `b`, at one and the same message. */
  readonly byRank: (a: Property, b: Property) => number;
  readonly situations: (statement: T["statement"]) => readonly Situation[];
  readonly parts: (statement: T["statement"]) => readonly Part<T>[];
  readonly rehearse: (program: T["program"], statement: T["statement"]) => T["rehearsal"];
  /** Lays what a candidate did beside what the model does. */
  readonly interpret: (
    rehearsal: T["rehearsal"],
    recording: T["recording"],
    statement: T["statement"],
  ) => T["history"];
  /**
   * @param enough a situation that has arisen so often, in all runs together, need not be looked for any more where
   * the candidate agrees with the model
   */
  readonly createJudge: (
    properties: readonly Property[],
    situations: readonly Situation[],
    statement: T["statement"],
    enough?: number,
  ) => Judge<T>;
  /** Where the property compares two programs, and this one has a variant: that. */
  readonly vary: (
    property: Property,
    program: T["program"],
    statement: T["statement"],
    rehearsal: T["rehearsal"],
  ) => Variant<T> | undefined;
  /** Whether a property compares two programs. */
  readonly isRelation: (property: Property) => boolean;
  /** What such a property says of two runs. */
  readonly relate: (
    property: Property,
    run: Run<T>,
    variant: Run<T>,
    at: readonly number[],
  ) => Violation<T> | undefined;
  /** Whether the program comes out the same each time: one attempt decides. */
  readonly isDeterministic: (program: T["program"]) => boolean;
  /** The same messages one after the other, in some of their orders, with nothing that goes wrong in between. */
  readonly serialise: (program: T["program"], statement: T["statement"]) => readonly Rehearsed<T>[];
  /** Smaller programs to try in place of one that fails at a step, the boldest first; well-founded. */
  readonly reductions: (
    program: T["program"],
    statement: T["statement"],
    failingStep: number,
  ) => Iterable<T["program"]>;
  /** How likely programs are to break a property that this one breaks. */
  readonly promise: (
    property: Property,
    failing: T["program"],
    statement: T["statement"],
  ) => (program: T["program"]) => Likelihood;
  /** Steps, as a reader counts them. */
  readonly sizeOf: (program: T["program"]) => number;
  /** Where the candidate left the model in a run, if it did. */
  readonly departure: (run: Run<T>) => T["departure"] | undefined;
  /**
   * All programs of a length whose messages follow one another, up to symmetry, in one fixed order, without those that
   * cannot be the shortest to break a property.
   */
  readonly enumerate: (statement: T["statement"], wanted: Wanted<T>) => Iterable<Rehearsed<T>>;
  /** Below 0 where `a` comes before `b` in that order; of fewer steps first. */
  readonly compare: (a: T["program"], b: T["program"]) => number;
  /** One program that does what both do, with the candidate reset in between. */
  readonly chain: (first: T["program"], second: T["program"]) => T["program"];
}

/** Programs that between them take every transition of a finite part of the model. */
export interface Plan<T extends Types> {
  readonly name: string;
  /** How thoroughly: what else is asked of each transition. */
  readonly level: string;
  /** What it amounts to where all of it was driven, and nothing failed. */
  readonly proves: string;
  /** Whether a run that does not come to its end is inconclusive. */
  readonly isRequired: boolean;
  readonly states: number;
  readonly transitions: number;
  /** Made as they are asked for; the same ones each time. */
  programs(): Iterable<T["program"]>;
  /** A count of the transitions that are driven. */
  coverage(): Coverage<T>;
}

export interface Coverage<T extends Types> {
  /** Adds what a program drives. */
  add(rehearsal: T["rehearsal"]): void;
  readonly covered: number;
  /** A byte for each, in an order that is always the same; 1 where it is driven. */
  readonly taken: Uint8Array;
}

/** What a candidate answered: reading it may wait until it is busy with the next program. */
export interface Asked<T extends Types> {
  /** Throws what running the program would throw. */
  readonly read: () => Promise<T["recording"]>;
  readonly predecessors?: Run<T>["predecessors"];
}

/** A candidate that is connected: runs one program at a time, each from reset. */
export interface Session<T extends Types> {
  /**
   * Sends a program, and is done as soon as it is answered. Throws where the candidate is broken: it crashed, hung, or
   * answered what is no answer.
   * @param attempt decides what the suite chooses while the program runs
   * @param whileBusy called once the candidate has all of the program, while it works on that
   */
  ask(
    program: T["program"],
    rehearsal: T["rehearsal"],
    attempt: number,
    whileBusy?: () => void,
  ): Promise<Asked<T>>;
  /**
   * Where many programs at once are quicker: sends them, each as `ask` would as a first attempt, and in this order. Only
   * for programs that come out the same each time. Throws where it goes wrong at any of them; then each may be asked by itself.
   */
  readonly askAll?:
    | ((programs: readonly Rehearsed<T>[]) => Promise<readonly Asked<T>[]>)
    | undefined;
  /** Where it is there: makes the candidate a fresh one for the next programs. */
  begin?(): Promise<void>;
  close(): Promise<void>;
}

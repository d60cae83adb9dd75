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
  /** The messages of a program, with what the model does with them where that is known. */
  prediction: unknown;
  /** What a candidate did with them. */
  recording: unknown;
  /** The recording beside the prediction: what is judged. */
  history: unknown;
  /** Where a candidate left the model in a history. */
  divergence: unknown;
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

/** Another program that must behave alike. */
export interface Variant<T extends Types> {
  readonly program: T["program"];
  /** For each message of the original, the index of the same message in the variant; −1 for none. */
  readonly at: readonly number[];
}

export interface PredictedProgram<T extends Types> {
  readonly program: T["program"];
  readonly prediction: T["prediction"];
}

export interface Run<T extends Types> extends PredictedProgram<T> {
  readonly history: T["history"];
  /** Programs that the same session ran before, the last one last: what they left behind may show here. */
  readonly predecessors?: (() => readonly T["program"][]) | undefined;
}

/** The place of a program in the order of a campaign. */
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
  /** Index of the same message in the variant. */
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

/** What is counted of a run. */
export interface Measures {
  readonly messages: number;
  /** Messages that were in flight together with another one. */
  readonly overlapping: number;
  readonly crashes: number;
  /** Runs that failed before their race or crash. */
  readonly spoiled: number;
}

/** What one run adds to a campaign. */
export interface Judgement<T extends Types> {
  /** For each property, how often its situation arose. */
  readonly situations: number[];
  /** For each situation, how often it arose. */
  readonly reached: number[];
  /** By the ids of the properties. */
  readonly violations: Map<string, Violation<T>>;
  /** Ids of the properties for which the search for an order was given up. */
  readonly undecided: Iterable<string>;
  readonly measures: Measures;
}

export interface Judge<T extends Types> {
  readonly properties: readonly Property[];
  readonly situations: readonly Situation[];
  judgeRun(run: Run<T>): Judgement<T>;
}

/** How likely a program is to break a property, estimated without running it. */
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
  /** The place of a program among those that are driven with a variant, if it is one of them. */
  readonly turnOf: (index: number) => number | undefined;
  /** Why the candidate cannot be driven through this part, if it cannot. */
  readonly unable?: string | undefined;
}

/** Which small programs are worth a run. */
export interface Wanted<T extends Types> {
  /** Steps. */
  readonly length: number;
  /** The values and names of these programs are tried. */
  readonly like: readonly T["program"][];
  /** Properties that one of the programs may break; `"all"` where every program is wanted. */
  readonly by: readonly Property[] | "all";
  /** Where the candidate left the model in this program, which has one step less. */
  readonly diverged: (program: T["program"]) => T["divergence"] | "unseen" | undefined;
  /** Only steps that occur in `like`: a quick look, which proves nothing. */
  readonly isFocused?: boolean;
  /** Beginnings of programs that may be tried; counted down, and the enumeration ends at 0. */
  readonly effort?: { left: number };
}

export interface Specification<T extends Types> {
  /** The properties that a candidate with this statement is held to, of all parts. */
  readonly properties: (statement: T["statement"]) => readonly Property[];
  /** Below 0 where `a` describes better than `b` what went wrong at a message. */
  readonly byRank: (a: Property, b: Property) => number;
  readonly situations: (statement: T["statement"]) => readonly Situation[];
  readonly parts: (statement: T["statement"]) => readonly Part<T>[];
  readonly predict: (program: T["program"], statement: T["statement"]) => T["prediction"];
  readonly interpret: (
    prediction: T["prediction"],
    recording: T["recording"],
    statement: T["statement"],
  ) => T["history"];
  /** @param enough a situation that arose so often need not be counted any more where the candidate agrees with the model */
  readonly createJudge: (
    properties: readonly Property[],
    situations: readonly Situation[],
    statement: T["statement"],
    enough?: number,
  ) => Judge<T>;
  /** The variant of this program, if the property compares two programs and there is one. */
  readonly vary: (
    property: Property,
    program: T["program"],
    statement: T["statement"],
    prediction: T["prediction"],
  ) => Variant<T> | undefined;
  /** Whether a property compares two programs. */
  readonly isRelation: (property: Property) => boolean;
  /** Compares two runs by such a property. */
  readonly relate: (
    property: Property,
    run: Run<T>,
    variant: Run<T>,
    at: readonly number[],
  ) => Violation<T> | undefined;
  /** Whether the program comes out the same each time: one attempt decides. */
  readonly isDeterministic: (program: T["program"]) => boolean;
  /** The same messages one after the other, in some orders, without crashes. */
  readonly serialise: (
    program: T["program"],
    statement: T["statement"],
  ) => readonly PredictedProgram<T>[];
  /** Smaller programs to try in place of one that fails at a step, the smallest first; they end. */
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
  readonly divergence: (run: Run<T>) => T["divergence"] | undefined;
  /**
   * All programs of a length whose messages follow one another, up to symmetry, in one fixed order, without those that
   * cannot be the shortest to break a property.
   */
  readonly enumerate: (
    statement: T["statement"],
    wanted: Wanted<T>,
  ) => Iterable<PredictedProgram<T>>;
  /** Below 0 where `a` comes before `b` in that order; of fewer steps first. */
  readonly compare: (a: T["program"], b: T["program"]) => number;
  /** One program that does what both do, with the candidate reset in between. */
  readonly chain: (first: T["program"], second: T["program"]) => T["program"];
}

/** Programs that between them take every transition of a finite part of the model. */
export interface Plan<T extends Types> {
  readonly name: string;
  /** How thorough it is: what else is asked after each transition. */
  readonly level: string;
  /** What is proven if all of it was driven and nothing failed. */
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

interface Coverage<T extends Types> {
  /** Counts what a program drives. */
  add(prediction: T["prediction"]): void;
  readonly covered: number;
  /** A byte for each, in an order that is always the same; 1 where it is driven. */
  readonly taken: Uint8Array;
}

/** What a candidate answered: it may be read while the candidate is busy with the next program. */
export interface Asked<T extends Types> {
  /** Throws what running the program would throw. */
  readonly read: () => Promise<T["recording"]>;
  readonly predecessors?: Run<T>["predecessors"];
}

/** A candidate that is connected: runs one program at a time, each from reset. */
export interface Session<T extends Types> {
  /**
   * Sends a program, and is done as soon as it is answered.
   * @throws if the candidate fails: it crashed, hung, or gave an answer that the protocol does not allow
   * @param attempt decides what the suite chooses while the program runs
   * @param whileBusy called once the candidate has all of the program, while it works on that
   */
  ask(
    program: T["program"],
    prediction: T["prediction"],
    attempt: number,
    whileBusy?: () => void,
  ): Promise<Asked<T>>;
  /**
   * Where many programs at once are quicker: sends them as `ask` would, as first attempts and in this order. Only for
   * deterministic programs.
   * @throws if the candidate fails at any of them; then each may be asked by itself
   */
  readonly askAll?:
    | ((programs: readonly PredictedProgram<T>[]) => Promise<readonly Asked<T>[]>)
    | undefined;
  /** If it is there: the next programs meet a fresh candidate. */
  begin?(): Promise<void>;
  close(): Promise<void>;
}

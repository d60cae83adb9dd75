/**
 * What the engine runs: a specification as a value. The engine knows programs, messages and moments by
 * the few fields named here, and nothing of what they are about.
 */

import type { Trail } from "./tracing.ts";

/** The types that a specification is made of; `Specification<T>` and all results are generic over them. */
export interface Types {
  statement: unknown;
  program: unknown;
  /** A message of a program, with what the model does with it. */
  planned: unknown;
  outcome: unknown;
  snapshot: unknown;
  /** A message as driven: model and candidate side by side. */
  moment: {
    readonly index: number;
    readonly step: number;
    readonly message: { readonly type: string };
    /** Where it is true, no property of a moment fails: none is asked. */
    readonly agrees: boolean;
  };
}

export interface Failure {
  readonly expected: string;
  readonly seen: string;
}

interface PropertyBase<T extends Types> {
  readonly id: string;
  /** Situations that it takes to say that the property holds. */
  readonly least: number;
  readonly claims?: (statement: T["statement"]) => boolean;
}

export interface MomentProperty<T extends Types> extends PropertyBase<T> {
  readonly kind: "invariant" | "step" | "agreement";
  readonly on?: readonly string[];
  readonly situation: (moment: T["moment"]) => boolean;
  readonly judge: (moment: T["moment"]) => Failure | undefined;
}

export interface Variant<T extends Types> {
  readonly program: T["program"];
  readonly at: readonly number[];
}

export interface MetamorphicProperty<T extends Types> extends PropertyBase<T> {
  readonly kind: "metamorphic";
  /** Whether few programs have a variant of it. */
  readonly isRare?: boolean;
  /** `planned`: the program, rehearsed. */
  readonly vary: (
    program: T["program"],
    statement: T["statement"],
    planned: readonly T["planned"][],
  ) => Variant<T> | undefined;
  readonly relate: (
    original: readonly T["moment"][],
    variant: readonly T["moment"][],
    at: readonly number[],
  ) => { readonly index: number; readonly failure: Failure } | undefined;
}

export type Property<T extends Types> = MomentProperty<T> | MetamorphicProperty<T>;

export interface Situation<T extends Types> {
  readonly id: string;
  readonly least: number;
  /** Types of messages at which it may arise; all unless told. */
  readonly on?: readonly string[];
  readonly arises: (moment: T["moment"]) => boolean;
}

/** The last moment of a run in which the candidate left the model; `"unseen"` where it broke down on the way. */
export type Departed<T extends Types> = T["moment"] | "unseen";

/** Which small programs are worth a run. */
export interface Wanted<T extends Types> {
  /** Steps. */
  readonly length: number;
  /** Programs whose values and names have to be among those that are tried. */
  readonly like: readonly T["program"][];
  /** Properties that one of the programs may break; `"all"` where every program is wanted. */
  readonly by: readonly Property<T>[] | "all";
  /** Where the candidate left the model in this program, which has one step less. */
  readonly departed: (program: T["program"]) => Departed<T> | undefined;
  /** Only steps that occur in `like`: a quick look for what is found there, and no proof. */
  readonly isFocused?: boolean;
  /** Beginnings of programs that may be tried; counted down, and the end where none is left. */
  readonly effort?: { left: number };
}

export interface Rehearsed<T extends Types> {
  readonly program: T["program"];
  readonly planned: readonly T["planned"][];
}

export interface Recording<T extends Types> {
  readonly outcomes: readonly T["outcome"][];
  /** One after each message. */
  readonly snapshots: readonly T["snapshot"][];
  /** The programs that the same session ran before. */
  readonly after?: Trail<T>;
}

export interface Specification<T extends Types> {
  /** The properties and situations that a candidate with this statement is held to. */
  readonly properties: (statement: T["statement"]) => readonly Property<T>[];
  readonly situations: (statement: T["statement"]) => readonly Situation<T>[];
  /** The programs of a seed, each by its index, from 0, in any order: one depends on no other. */
  readonly generate: (statement: T["statement"], seed: string) => (index: number) => T["program"];
  /**
   * Where the generated program with this index, from 0, stands among those that are driven with a variant if they have one;
   * nowhere if it is driven without.
   */
  readonly turnOf: (index: number) => number | undefined;
  /** The messages of a program, and the model's own run of them. */
  readonly rehearse: (program: T["program"], statement: T["statement"]) => readonly T["planned"][];
  /** Lays what a candidate did beside what the model does. */
  readonly interpret: (
    planned: readonly T["planned"][],
    recording: Recording<T>,
    statement: T["statement"],
  ) => readonly T["moment"][];
  /** The moments of a run in which the candidate does all that the model expects. */
  readonly imagine: (
    planned: readonly T["planned"][],
    statement: T["statement"],
  ) => readonly T["moment"][];
  /** Smaller programs to try in place of one that fails at a step, the boldest first; well-founded. */
  readonly reductions: (
    program: T["program"],
    statement: T["statement"],
    failingStep: number,
  ) => Iterable<T["program"]>;
  /** Steps, as a reader counts them. */
  readonly sizeOf: (program: T["program"]) => number;
  /**
   * All programs of a length, up to symmetry, in one fixed order, without those that cannot be the shortest to break
   * a property.
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
  add(planned: readonly T["planned"][]): void;
  readonly covered: number;
  /** A byte for each, in an order that is always the same; 1 where it is driven. */
  readonly taken: Uint8Array;
}

/**
 * Sends a program, and is done as soon as it is answered. Reading the answer may wait until the candidate is busy with the
 * next program; it throws what running the program would.
 * @param whileBusy called once the candidate has all of the program, while it works on that
 */
export type Ask<T extends Types> = (
  program: T["program"],
  planned: readonly T["planned"][],
  whileBusy?: () => void,
) => Promise<() => Promise<Recording<T>>>;

/** A candidate that is connected: runs one program at a time, each from reset. */
export interface Session<T extends Types> {
  /**
   * Throws where the candidate is broken: it crashed, hung, or answered what is no answer.
   * @param whileBusy called once the candidate has all of the program, while it works on that
   */
  run(
    program: T["program"],
    planned: readonly T["planned"][],
    whileBusy?: () => void,
  ): Promise<Recording<T>>;
  /** Where it is there: `run` in two parts. */
  readonly ask?: Ask<T> | undefined;
  /** Where it is there: makes the candidate a fresh one for the next programs. */
  begin?(): Promise<void>;
  close(): Promise<void>;
}

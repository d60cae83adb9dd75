/** Properties as data: what must hold, when it applies, and how it is judged. */
import type { Failure } from "../../engine/specification.ts";
import {
  CLAUSE_IDS,
  CLAUSES,
  type ClauseId,
  declares,
  type Level,
  type MessageType,
  type Statement,
} from "../../model/index.ts";
import type { PredictedStep, Program } from "../programs/program.ts";
import type { ObservedStep } from "./observed-step.ts";

export interface PropertyHead {
  /** `<group>/<name>`: the group of its clauses, and the description in short. */
  readonly id: string;
  readonly clauses: readonly [ClauseId, ...ClauseId[]];
  readonly description: string;
  /** Situations in a run that it takes to say that the property holds. */
  readonly least?: number;
  /** Where the declared choices leave the property nothing to say. Features come with the clauses. */
  readonly claims?: (statement: Statement) => boolean;
}

/** Judged at every message of a run. */
export interface StepProperty extends PropertyHead {
  readonly kind: "invariant" | "step" | "agreement";
  /** Messages that it is about; all by default. */
  readonly on?: readonly MessageType[];
  /** When the property applies. Counted. */
  readonly situation: (step: ObservedStep) => boolean;
  readonly judge: (step: ObservedStep) => Failure | undefined;
}

/** Another program that must come out alike. */
export interface Variant {
  readonly program: Program;
  /** Index of the variant's message that answers to each message of the original; −1 for none. */
  readonly at: readonly number[];
}

/** Judged on two runs, of a program and of a variant of it. */
export interface MetamorphicProperty extends PropertyHead {
  readonly kind: "metamorphic";
  /** Whether few programs have a variant. */
  readonly isRare?: boolean;
  /** The variant; `undefined` where the program has none. A variant is the situation. Counted. */
  readonly vary: (
    program: Program,
    statement: Statement,
    predicted: readonly PredictedStep[],
  ) => Variant | undefined;
  /** The first message of the original whose effect the variant contradicts. */
  readonly relate: (
    original: readonly ObservedStep[],
    variant: readonly ObservedStep[],
    at: readonly number[],
  ) => { readonly index: number; readonly failure: Failure } | undefined;
}

/** Of the kind `step`, where it names none. */
export type PropertyDefinition =
  | (Omit<StepProperty, "kind"> & Partial<Pick<StepProperty, "kind">>)
  | MetamorphicProperty;
export type Property = (StepProperty | MetamorphicProperty) & {
  readonly level: Level;
  readonly least: number;
};

/** Situations that it takes to say that a property holds, unless it says otherwise. */
export const MIN_SITUATIONS = 5;

/**
 * Completes the definitions with their level.
 * @throws {Error} on a duplicate id, on one that is no path, and on a clause without any property
 */
export function registerProperties(
  definitions: readonly PropertyDefinition[],
): readonly Property[] {
  const seen = new Set<string>();
  for (const { id } of definitions) {
    if (seen.has(id)) throw new Error(`two properties are called ${id}`);
    if (!/^[a-z]+\/[a-z-]+$/.test(id)) throw new Error(`a property's id is group/name, not ${id}`);
    seen.add(id);
  }
  const covered = new Set(definitions.flatMap((definition) => definition.clauses));
  const bare = CLAUSE_IDS.filter((id) => !covered.has(id));
  if (bare.length > 0) throw new Error(`no property for the clauses ${bare.join(", ")}`);
  return definitions.map((definition) => ({
    kind: "step",
    least: MIN_SITUATIONS,
    ...definition,
    level: levelOf(definition.clauses),
  }));
}

export const levelOf = (clauses: readonly ClauseId[]): Level =>
  clauses.some((id) => CLAUSES[id].level === "MUST") ? "MUST" : "SHOULD";

/** Whether a candidate with this statement is held to the property. */
export const isClaimed = (
  { clauses, claims }: Pick<PropertyHead, "clauses" | "claims">,
  statement: Statement,
): boolean =>
  clauses.every((id) => declares(statement, CLAUSES[id].feature)) && (claims?.(statement) ?? true);

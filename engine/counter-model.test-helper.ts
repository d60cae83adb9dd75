/** A counter between zero and a limit: its programs, and what the model does with them. */
import type { Types } from "./specification.ts";

export type Move = "up" | "down";
export type Lanes = readonly (readonly Move[])[];
/** Moves in lanes are in flight together. */
export type CounterStep = Move | "reset" | "crash" | { readonly together: Lanes };
export interface CounterProgram {
  readonly steps: readonly CounterStep[];
}
export interface PredictedStep {
  readonly step: number;
  /** Of a race. */
  readonly lane: number;
  /** Whether it is the first one after a reset. */
  readonly isFirst: boolean;
  readonly message: { readonly type: Move };
  readonly before: number;
  readonly after: number;
}
export interface ObservedMove extends PredictedStep {
  readonly index: number;
  readonly seen: number;
  readonly agrees: boolean;
}
export interface CounterTypes extends Types {
  history: readonly ObservedMove[];
  statement: { readonly limit: number };
  program: CounterProgram;
  prediction: { readonly isRacy: boolean; readonly moves: readonly PredictedStep[] };
  /** The number after each move. */
  recording: readonly number[];
  divergence: number;
}

export const LIMIT = { limit: 3 };

export const isMove = (step: CounterStep): step is Move => step === "up" || step === "down";
export const isRace = (step: CounterStep): step is Exclude<CounterStep, string> =>
  typeof step !== "string";
/** Whether its moves follow one another. */
export const isSteady = ({ steps }: CounterProgram) =>
  steps.every((step) => isMove(step) || step === "reset");
export const moved = (now: number, move: Move, { limit } = LIMIT): number =>
  move === "up" ? Math.min(limit, now + 1) : Math.max(0, now - 1);

/** The moves of a program, lanes one after the other. */
export function predicted({ steps }: CounterProgram, statement = LIMIT): readonly PredictedStep[] {
  const moves: PredictedStep[] = [];
  let now = 0;
  let isFirst = true;
  for (const [step, one] of steps.entries()) {
    if (one === "reset") [now, isFirst] = [0, true];
    const lanes: Lanes = isRace(one) ? one.together : isMove(one) ? [[one]] : [];
    for (const [lane, moving] of lanes.entries())
      for (const type of moving) {
        const before = now;
        now = moved(now, type, statement);
        moves.push({ step, lane, isFirst, message: { type }, before, after: now });
        isFirst = false;
      }
  }
  return moves;
}

/** Each move beside the model, which goes on from what the candidate showed. */
export function interpret(
  { moves }: CounterTypes["prediction"],
  recording: readonly number[],
  statement = LIMIT,
): readonly ObservedMove[] {
  return moves.map((predicted, index) => {
    const before = predicted.isFirst ? 0 : (recording[index - 1] ?? 0);
    const after = moved(before, predicted.message.type, statement);
    const seen = recording[index] ?? 0;
    return { ...predicted, index, before, after, seen, agrees: seen === after };
  });
}

export const sizeOf = ({ steps }: CounterProgram): number =>
  steps.reduce((sum, step) => sum + 1 + (isRace(step) ? step.together.flat().length : 0), 0);

/** What a counter is held to, also with moves in flight together, and after a crash. */
import {
  type CounterTypes,
  isRace,
  LIMIT,
  moved,
  type ObservedMove,
} from "./counter-model.test-helper.ts";
import type { Explanation, Failure, Judgement, Property, Run, Violation } from "./specification.ts";
import type { StepProperty, StepSituation } from "./step-judge.ts";

const expect = (ok: boolean, expected: string, seen: number): Failure | undefined =>
  ok ? undefined : { expected, seen: String(seen) };

export const STEADY: readonly StepProperty<ObservedMove>[] = [
  {
    id: "up/adds-one",
    kind: "step",
    least: 5,
    on: ["up"],
    situation: ({ before, after }) => before < after,
    judge: ({ before, seen }) => expect(seen === before + 1, `${before + 1}`, seen),
  },
  {
    id: "up/stays-within-limit",
    kind: "invariant",
    least: 5,
    situation: ({ before }) => before >= LIMIT.limit,
    judge: ({ seen }) => expect(seen <= LIMIT.limit, "at most 3", seen),
  },
  {
    id: "down/stays-above-zero",
    kind: "step",
    least: 5,
    on: ["down"],
    situation: ({ before }) => before <= 0,
    judge: ({ seen }) => expect(seen >= 0, "at least 0", seen),
  },
];
/** It compares two programs. */
export const CANCEL = { id: "sum/up-and-down-cancel", kind: "metamorphic", least: 5 };
export const RACES = [
  { id: "races/some-order-explains-it", kind: "race", least: 5 },
  { id: "races/stay-within-limit", kind: "race", least: 5 },
] as const;
export const CRASHES = [{ id: "crashes/lose-nothing", kind: "crash", least: 3 }] as const;

export const SITUATIONS: readonly StepSituation<ObservedMove>[] = [
  { id: "at the limit", least: 3, arises: ({ after }) => after === LIMIT.limit },
];

/** The longest beginning of a history that some order explains, if that is not all of it. */
export function explain(moves: readonly ObservedMove[]): Explanation | undefined {
  let best: Explanation = { order: [], blocked: [] };
  const go = (now: number, order: readonly number[]): boolean => {
    if (order.length === moves.length) return true;
    const left = moves.filter(({ index }) => !order.includes(index));
    const next = left.filter(
      (one) =>
        one.step === left[0]?.step &&
        left.find(({ step, lane }) => step === one.step && lane === one.lane) === one,
    );
    const isRight = ({ message, seen }: ObservedMove) => moved(now, message.type) === seen;
    if (order.length >= best.order.length)
      best = { order, blocked: next.map(({ index }) => ({ event: index, why: `it was ${now}` })) };
    return next.filter(isRight).some(({ index, seen }) => go(seen, [...order, index]));
  };
  return go(0, []) ? undefined : best;
}

/** A run with moves in flight together, or with a crash; or one of the same moves in order. */
export function judgeRace(
  run: Run<CounterTypes>,
  properties: readonly Property[],
  situations: number,
) {
  const { program, history } = run;
  const isCrashed = program.steps.includes("crash");
  const first = program.steps.findIndex((step) => step === "crash" || isRace(step));
  const kinds = isCrashed ? ["crash"] : first < 0 ? ["crash", "race"] : ["race"];
  const asked = properties.filter(({ kind = "" }: Property & { kind?: string }) =>
    kinds.includes(kind),
  );
  const violations: Judgement<CounterTypes>["violations"] = new Map();
  const explanation = explain(history);
  const over = history.find(({ seen }) => seen > LIMIT.limit);
  for (const { id } of asked) {
    const isOfLimit = id === RACES[1].id;
    const index = isOfLimit ? over?.index : explanation?.blocked[0]?.event;
    const observed = history[index ?? -1];
    if (!observed || (!isOfLimit && !explanation)) continue;
    const failure = { expected: "a number by some order", seen: String(observed.seen) };
    const violation: Violation<CounterTypes> = {
      run,
      index: observed.index,
      step: observed.step,
      failure,
    };
    violations.set(id, explanation ? { ...violation, explanation } : violation);
  }
  const failing = Math.min(...[...violations.values()].map(({ step }) => step));
  return {
    situations: properties.map((one) => Number(asked.includes(one))),
    reached: new Array<number>(situations).fill(0),
    violations,
    undecided: [],
    measures: {
      messages: history.length,
      overlapping: history.filter(({ step }) => isRace(program.steps[step] ?? "up")).length,
      crashes: program.steps.filter((step) => step === "crash").length,
      spoiled: Number(failing < first),
    },
  };
}

/**
 * A second specification, so that the engine is shown to know nothing of the first: a counter that goes up and down
 * between zero and a limit, and never beyond, also with moves in flight together, and after a crash.
 */
import {
  CANCEL,
  CRASHES,
  judgeRace,
  RACES,
  SITUATIONS,
  STEADY,
} from "./counter-judge.test-helper.ts";
import {
  type CounterProgram,
  type CounterStep,
  type CounterTypes,
  interpret,
  isMove,
  isRace,
  isSteady,
  type Move,
  type ObservedMove,
  predicted,
  sizeOf,
} from "./counter-model.test-helper.ts";
import type { Part, Specification } from "./specification.ts";
import { createStepJudge, type StepSituation } from "./step-judge.ts";

/** Numbers from a seed, as in "Numerical Recipes" (Press et al.); the upper bits are the good ones. */
function* numbers(seed: string): Generator<number, never> {
  let state = [...seed].reduce((sum, c) => (sum * 31 + c.charCodeAt(0)) >>> 0, 7);
  for (;;) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    yield state >>> 30;
  }
}

function generated(seed: string, one: (move: () => Move) => readonly CounterStep[]) {
  const source = numbers(seed);
  const programs: CounterProgram[] = [];
  const move = () => (source.next().value === 0 ? "down" : "up");
  return (index: number): CounterProgram => {
    while (programs.length <= index) programs.push({ steps: one(move) });
    return programs[index] as CounterProgram;
  };
}

const some = (count: number, move: () => Move) => Array.from({ length: count }, move);

const parts = (): readonly Part<CounterTypes>[] => [
  {
    name: "programs",
    every: 1,
    isSteady: true,
    properties: [...STEADY, CANCEL],
    generate: (seed) => generated(seed, (move) => some(12, move)),
    turnOf: (index) => index,
  },
  {
    name: "races",
    every: 5,
    isSteady: false,
    properties: RACES,
    generate: (seed) =>
      generated(`races ${seed}`, (move) => [
        ...some(2, move),
        { together: [some(2, move), some(1, move), some(1, move)] },
        ...some(2, move),
      ]),
    turnOf: () => undefined,
  },
  {
    name: "crashes",
    every: 10,
    isSteady: false,
    properties: CRASHES,
    generate: (seed) =>
      generated(`crashes ${seed}`, (move) => [...some(3, move), "crash", ...some(2, move)]),
    turnOf: () => undefined,
  },
];

function* smaller({ steps }: CounterProgram, failingStep: number): Generator<CounterProgram> {
  if (failingStep + 1 < steps.length) yield { steps: steps.slice(0, failingStep + 1) };
  for (const at of steps.keys()) yield { steps: steps.toSpliced(at, 1) };
  for (const [at, step] of steps.entries()) {
    if (!isRace(step)) continue;
    const { together } = step;
    for (const [lane, moves] of together.entries()) {
      const fewer = moves.length > 1 ? together.with(lane, moves.slice(1)) : [];
      const lanes = together.length > 2 ? together.toSpliced(lane, 1) : fewer;
      if (lanes.length > 0) yield { steps: steps.with(at, { together: lanes }) };
    }
  }
}

/** A program in which the situation does not arise, by the model, is not worth a run. */
const promise: Specification<CounterTypes>["promise"] = (property, failing, statement) => {
  const own = STEADY.find((one) => one === property);
  if (!own) return () => "likely";
  const { on, situation } = own;
  const arises = (program: CounterProgram) => {
    const moves = predicted(program, statement);
    const recording = moves.map(({ after }) => after);
    return interpret({ isRacy: false, moves }, recording, statement).some(
      (one) => (on?.includes(one.message.type) ?? true) && situation(one),
    );
  };
  // Where it arises through the defect alone, the model says nothing.
  if (!arises(failing)) return () => "likely";
  return (program) => (arises(program) ? "likely" : "impossible");
};

export const counter: Specification<CounterTypes> = {
  properties: () => parts().flatMap(({ properties }) => properties),
  byRank: () => 0,
  situations: () => SITUATIONS,
  parts,
  predict: (program, statement) => ({
    isRacy: !isSteady(program),
    moves: predicted(program, statement),
  }),
  interpret,
  createJudge: (properties, situations, _statement, enough) => {
    const own = situations as readonly StepSituation<ObservedMove>[];
    const judge = createStepJudge<CounterTypes, ObservedMove>(properties, own, enough);
    return {
      properties,
      situations,
      judgeRun: (run) =>
        run.prediction.isRacy
          ? judgeRace(run, properties, situations.length)
          : judge(run, run.history),
    };
  },
  isRelation: ({ id }) => id === CANCEL.id,
  vary: ({ id }, { steps }) => {
    const at = steps.indexOf("down");
    if (id !== CANCEL.id || at === -1 || !isSteady({ steps })) return undefined;
    const varied = [...steps.slice(0, at), "down", "up", ...steps.slice(at)] as const;
    const before = steps.slice(0, at).filter(isMove).length;
    const moves = steps.filter(isMove);
    return { program: { steps: varied }, at: moves.map((_, i) => (i < before ? i : i + 2)) };
  },
  relate: (_property, run, variant, at) => {
    const differs = ({ before, seen, index }: ObservedMove) =>
      before > 0 && seen !== variant.history[at[index] ?? 0]?.seen;
    const found = run.history.find(differs);
    if (!found) return undefined;
    const { index, step } = found;
    const failure = { expected: "the same", seen: "another" };
    return { run, variant, variantIndex: at[index] ?? -1, index, step, failure };
  },
  isDeterministic: isSteady,
  serialise: ({ steps }, statement) => {
    const inOrder = (isReverse: boolean) =>
      steps
        .filter((step) => step !== "crash")
        .flatMap((step) => {
          if (!isRace(step)) return [step];
          return isReverse ? step.together.toReversed().flat() : step.together.flat();
        });
    return (steps.some(isRace) ? [inOrder(false), inOrder(true)] : [inOrder(false)]).map((one) => {
      const program = { steps: one };
      return { program, prediction: { isRacy: true, moves: predicted(program, statement) } };
    });
  },
  reductions: function* (program, _statement, failingStep) {
    for (const one of smaller(program, failingStep))
      if (isSteady(one) === isSteady(program)) yield one;
  },
  promise,
  sizeOf,
  divergence: ({ history }) =>
    history.some(({ agrees }) => !agrees) ? history.at(-1)?.seen : undefined,
  enumerate: function* (statement, { length }) {
    for (let bits = 0; bits < 2 ** length; bits += 1) {
      const steps = Array.from(
        { length },
        (_, at): Move => (bits & (1 << (length - 1 - at)) ? "down" : "up"),
      );
      yield { program: { steps }, prediction: counter.predict({ steps }, statement) };
    }
  },
  compare: (a, b) => {
    const text = ({ steps }: CounterProgram) =>
      steps.map((one) => ["up", "down"].indexOf(String(one)) + 1).join("");
    return a.steps.length - b.steps.length || text(a).localeCompare(text(b));
  },
  chain: (first, second) => ({ steps: [...first.steps, "reset", ...second.steps] }),
};

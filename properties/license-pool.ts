/** The license pool's specification as one value, for the engine to run. */

import type {
  Property as AnyProperty,
  Judgement,
  Likelihood,
  Part,
  Run,
  Specification,
} from "../engine/specification.ts";
import { createStepJudge } from "../engine/step-judge.ts";
import { declares, type Statement } from "../model/index.ts";
import { turnOf } from "./clauses/metamorphic.ts";
import {
  interpret,
  type ObservedStep,
  type Recording,
  stepsAsPredicted,
} from "./clauses/observed-step.ts";
import type { MetamorphicProperty, Property } from "./clauses/property.ts";
import { byRank } from "./clauses/rank.ts";
import type { Situation } from "./clauses/situations.ts";
import { claimedProperties, claimedSituations } from "./clauses/specification.ts";
import { isContended } from "./concurrency/contention.ts";
import { generateHistories } from "./concurrency/generate.ts";
import type { History } from "./concurrency/history.ts";
import { judge } from "./concurrency/judge.ts";
import { hasCrash, isRace, type LaneProgram, type Plan, plan } from "./concurrency/program.ts";
import { claimedHistoryProperties, type HistoryProperty } from "./concurrency/properties.ts";
import {
  reductions as raceReductions,
  sizeOf as raceSizeOf,
  serialise,
} from "./concurrency/reduce.ts";
import { chain, enumerate } from "./programs/enumerate.ts";
import { generatedPrograms } from "./programs/generated.ts";
import { type PredictedStep, type Program, predict } from "./programs/program.ts";
import { reductions, sizeOf } from "./programs/reduce.ts";
import { compare } from "./programs/vocabulary.ts";

/** The types by which the engine knows it: of messages one after the other, or of races and crashes. */
export interface LicensePool {
  statement: Statement;
  program: Program | LaneProgram;
  prediction: readonly PredictedStep[] | Plan;
  recording: Recording | History;
  history: readonly ObservedStep[] | History;
  divergence: ObservedStep;
}

type Any = Property | HistoryProperty;

/** Whether the messages of a program follow one another: it is driven without a race or a crash. */
export const isSequential = (program: LicensePool["program"]): program is Program =>
  !(program as LaneProgram).steps.some(isRace);

export const isPlanned = (
  prediction: LicensePool["prediction"],
): prediction is readonly PredictedStep[] => Array.isArray(prediction);

/** What a run of messages one after the other has shown, message by message; nothing of another run. */
export const observedSteps = ({
  prediction,
  history,
}: Run<LicensePool>): readonly ObservedStep[] =>
  isPlanned(prediction) ? (history as readonly ObservedStep[]) : [];

const isRelation = (property: AnyProperty): property is MetamorphicProperty & Property =>
  (property as Any).kind === "metamorphic";

const isHistoryProperty = (property: Any): property is HistoryProperty =>
  property.kind === "concurrent" || property.kind === "durable";

/** The parts with races and with crashes, which are driven and reported apart: one program of them for so many others. */
const RACY = [
  { name: "concurrency", kind: "concurrent", every: 5 },
  { name: "durability", kind: "durable", every: 10 },
] as const;

export type RacyPart = (typeof RACY)[number];

/** What a name of a part means; nothing for the part of messages one after the other. */
export const racyPart = (name: string): RacyPart | undefined =>
  RACY.find((part) => part.name === name);

function parts(statement: Statement): readonly Part<LicensePool>[] {
  const racy = claimedHistoryProperties(statement);
  return [
    {
      name: "programs",
      every: 1,
      isSteady: true,
      properties: claimedProperties(statement),
      generate: (seed) => generatedPrograms(statement, seed),
      turnOf,
    },
    ...RACY.filter(({ name }) => declares(statement, name)).map(({ name, kind, every }) => ({
      name,
      every,
      isSteady: false,
      properties: racy.filter((property) => property.kind === kind),
      generate: (seed: string) => generateHistories(name, statement, seed),
      turnOf: () => undefined,
    })),
  ];
}

/** Races and crashes are held to their own properties; messages one after the other to any of these. */
function kindsOf(program: LaneProgram): readonly HistoryProperty["kind"][] {
  if (hasCrash(program)) return ["durable"];
  return program.steps.some(isRace) ? ["concurrent"] : ["concurrent", "durable"];
}

function judgeRace(
  run: Run<LicensePool>,
  properties: readonly Any[],
  situations: number,
  statement: Statement,
): Judgement<LicensePool> {
  const program = run.program as LaneProgram;
  const driven = run.prediction as Plan;
  const history = run.history as History;
  const kinds = kindsOf(program);
  const asked = properties.filter(isHistoryProperty).filter(({ kind }) => kinds.includes(kind));
  const { arisen, violations, undecided, measures } = judge(
    { program, plan: driven, history },
    asked,
    statement,
  );
  return {
    situations: properties.map(({ id }) => Number(arisen.includes(id))),
    reached: new Array<number>(situations).fill(0),
    violations: new Map(
      [...violations].map(([id, { failure, event, order, blocked }]) => {
        const step = driven.steps[history[event]?.phase ?? 0]?.[0] ?? 0;
        return [id, { run, index: event, step, failure, explanation: { order, blocked } }];
      }),
    ),
    undecided,
    measures,
  };
}

/**
 * Model-guided: a program in which the property's situation does not arise, were the candidate to do
 * all that the model expects, is not worth a run. Where the situation arises only through the defect
 * itself (it does not in the model's run of `failing` either), the model says nothing.
 */
function promise(
  property: AnyProperty,
  failing: LicensePool["program"],
  statement: Statement,
): (program: LicensePool["program"]) => Likelihood {
  if (!isSequential(failing))
    return (program) => (isContended(program as LaneProgram, statement) ? "likely" : "unlikely");
  const own = property as Property;
  const arises = (program: LicensePool["program"]): boolean => {
    const predicted = predict(program as Program, statement);
    if (own.kind === "metamorphic")
      return own.vary(program as Program, statement, predicted) !== undefined;
    const { on, situation } = own;
    return stepsAsPredicted(predicted, statement).some(
      (step) =>
        ((on as readonly string[] | undefined)?.includes(step.message.type) ?? true) &&
        situation(step),
    );
  };
  if (!arises(failing)) return () => "likely";
  return (program) => (arises(program) ? "likely" : "impossible");
}

/** Smaller programs of the same kind: a race stays one, or a crash. */
function* smaller(
  program: LicensePool["program"],
  statement: Statement,
  failingStep: number,
): Generator<LicensePool["program"]> {
  if (isSequential(program)) return yield* reductions(program, statement, failingStep);
  for (const one of raceReductions(program)) if (!isSequential(one)) yield one;
}

export const licensePool: Specification<LicensePool> = {
  properties: (statement) => [
    ...claimedProperties(statement),
    ...claimedHistoryProperties(statement),
  ],
  byRank: (a, b) => byRank(a as Any, b as Any),
  situations: claimedSituations,
  parts,
  predict: (program, statement) =>
    isSequential(program) ? predict(program, statement) : plan(program, statement),
  interpret: (prediction, recording, statement) =>
    isPlanned(prediction)
      ? interpret(prediction, recording as Recording, statement)
      : (recording as History),
  createJudge: (properties, situations, statement, enough) => {
    const own = situations as readonly Situation[];
    const judgeSteps = createStepJudge<LicensePool, ObservedStep>(properties, own, enough);
    return {
      properties,
      situations,
      judgeRun: (run) =>
        isPlanned(run.prediction)
          ? judgeSteps(run, run.history as readonly ObservedStep[])
          : judgeRace(run, properties as readonly Any[], situations.length, statement),
    };
  },
  isRelation,
  vary: (property, program, statement, prediction) =>
    isRelation(property) && isPlanned(prediction)
      ? property.vary(program as Program, statement, prediction)
      : undefined,
  relate: (property, run, variant, at) => {
    if (!isRelation(property)) return undefined;
    const steps = observedSteps(run);
    const related = property.relate(steps, observedSteps(variant), at);
    if (!related) return undefined;
    const { index, failure } = related;
    const step = steps[index]?.step ?? 0;
    return { run, variant, variantIndex: at[index] ?? -1, index, step, failure };
  },
  isDeterministic: isSequential,
  serialise: (program, statement) =>
    serialise(program as LaneProgram).map((one) => ({
      program: one,
      prediction: plan(one, statement),
    })),
  reductions: smaller,
  promise,
  sizeOf: (program) => (isSequential(program) ? sizeOf(program) : raceSizeOf(program)),
  divergence: (run) => {
    const steps = observedSteps(run);
    return steps.some(({ agrees }) => !agrees) ? steps.at(-1) : undefined;
  },
  *enumerate(statement, { by, like, diverged, ...wanted }) {
    const own = {
      ...wanted,
      diverged: diverged,
      like: like as readonly Program[],
      by: by === "all" ? by : (by as readonly Property[]),
    };
    for (const { program, predicted } of enumerate(statement, own))
      yield { program, prediction: predicted };
  },
  compare: (a, b) => compare(a as Program, b as Program),
  chain: (first, second) => chain(first as Program, second as Program),
};

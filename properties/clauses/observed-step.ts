/** A driven program, message by message: what the model expects, and what the candidate showed. */
import {
  admits,
  type Expectation,
  inUse,
  type Message,
  type Outcome,
  otherInUse,
  type Snapshot,
  type State,
  type Statement,
  step,
} from "../../model/index.ts";
import type { PredictedStep } from "../programs/program.ts";
import { observedState, shownBy } from "./observed-state.ts";
import { EMPTY_SUMMARY, type Summary, summarize } from "./summary.ts";

export interface ObservedStep {
  readonly index: number;
  /** Index of the program's step that the message came from. */
  readonly step: number;
  readonly statement: Statement;
  readonly message: Message;
  /**
   * What the candidate showed before the message; what no snapshot shows is the model's. So each
   * message is judged by itself, and a defect seen once does not hide the next one.
   */
  readonly before: State;
  /** What the model expects after the message. */
  readonly after: State;
  readonly expected: Expectation;
  readonly outcome: Outcome;
  readonly snapshot: Snapshot;
  /** The candidate's own count before the message. */
  readonly inUseBefore: number;
  /** The snapshot as a state. It *is* `after` where the two agree in all that is judged. */
  readonly observed: State;
  /**
   * The candidate showed and answered what the model expects, and its own counts were right before and
   * after. No property of a step can fail then, so none is asked.
   */
  readonly agrees: boolean;
  readonly summary: Summary;
}

export interface Recording {
  readonly outcomes: readonly Outcome[];
  readonly snapshots: readonly Snapshot[];
}

/** Compares a recording with the model's run of the same messages. */
export function interpret(
  predicted: readonly PredictedStep[],
  { outcomes, snapshots }: Recording,
  statement: Statement,
): readonly ObservedStep[] {
  const steps: ObservedStep[] = [];
  let before = predicted[0]?.before;
  let last: ObservedStep | undefined;
  let summary = EMPTY_SUMMARY;
  const shows = shownBy(statement);
  for (let index = 0; index < predicted.length; index += 1) {
    const plan = predicted[index] as PredictedStep;
    const outcome = outcomes[index];
    const snapshot = snapshots[index];
    if (!before || !outcome || !snapshot) throw new Error(`the recording ends at message ${index}`);
    if (plan.reset) {
      before = plan.before;
      last = undefined;
      summary = EMPTY_SUMMARY;
    }
    const stepped = plan.before === before ? undefined : step(before, plan.message, statement);
    const after = stepped?.state ?? plan.after;
    const expected = stepped?.expected ?? plan.expected;
    // The snapshot before, where it showed just what `before` says.
    const known = last?.observed === last?.after ? last?.snapshot : undefined;
    // Nothing was to change, and what is shown is the very same: nearly every other message.
    const isStill = after === before && snapshot === known;
    const observed = isStill ? after : observedState({ before, after, snapshot, known }, shows);
    const inUseBefore = last?.snapshot.inUse ?? 0;
    const agrees =
      observed === after &&
      inUseBefore === inUse(before) &&
      snapshot.inUse === inUse(after) &&
      (!snapshot.other || snapshot.other.inUse === otherInUse(after)) &&
      admits(expected, outcome);
    const observedStep: ObservedStep = {
      index,
      step: plan.step,
      statement,
      message: plan.message,
      before,
      after,
      expected,
      outcome,
      snapshot,
      inUseBefore,
      observed,
      agrees,
      summary,
    };
    steps.push(observedStep);
    summary = summarize(summary, observedStep);
    before = observed;
    last = observedStep;
  }
  return steps;
}

/** Stands in where only the model has run; no situation looks at either. */
const NO_OUTCOME: Outcome = { type: "done" };
const NO_SNAPSHOT: Snapshot = { capacity: 0, inUse: 0, clients: [] };

/** The step in which the candidate does all that the model expects. */
export function stepAsPredicted(
  plan: PredictedStep,
  index: number,
  statement: Statement,
  summary: Summary,
): ObservedStep {
  // Field by field: a spread of what has an optional field takes many times as long.
  const { step, message, before, after, expected } = plan;
  return {
    index,
    step,
    statement,
    message,
    before,
    after,
    expected,
    outcome: NO_OUTCOME,
    snapshot: NO_SNAPSHOT,
    inUseBefore: 0,
    observed: after,
    agrees: true,
    summary,
  };
}

/** The steps of a run in which it does so throughout. */
export function stepsAsPredicted(
  predicted: readonly PredictedStep[],
  statement: Statement,
): readonly ObservedStep[] {
  let summary: Summary = EMPTY_SUMMARY;
  return predicted.map((plan, index) => {
    const observedStep = stepAsPredicted(
      plan,
      index,
      statement,
      plan.reset ? EMPTY_SUMMARY : summary,
    );
    summary = summarize(observedStep.summary, observedStep);
    return observedStep;
  });
}

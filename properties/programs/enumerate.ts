/** All small programs, in their order, up to symmetry: what a proof that one is the shortest has to run. */
import {
  initialState,
  isSent,
  type Settings,
  type State,
  type Statement,
  step,
} from "../../model/index.ts";
import { type ObservedStep, stepAsPredicted } from "../clauses/observed-step.ts";
import type { MetamorphicProperty, StepProperty } from "../clauses/property.ts";
import { EMPTY_SUMMARY, type Summary, summarize } from "../clauses/summary.ts";
import {
  expand,
  isComposite,
  type PredictedStep,
  type Program,
  type ProgramStep,
  predict,
  predictedStep,
} from "./program.ts";
import { anonymous, plainId, type Vocabulary, vocabularyOf } from "./vocabulary.ts";

/** Which programs of a length are worth a run. */
export interface Wanted {
  readonly length: number;
  /** Programs whose ids, numbers and bulletins are tried besides a few small ones. */
  readonly like: readonly Program[];
  /** Properties that one of the programs may break; `"all"` where every program is wanted. */
  readonly by: readonly Aim[] | "all";
  /** The last step of a program of one step less in which the candidate was seen to leave the model. */
  readonly diverged: (program: Program) => ObservedStep | "unseen" | undefined;
  /** Only steps that occur in `like`, about any client: a quick look for what is found there, and no proof. */
  readonly isFocused?: boolean;
  /** Beginnings of programs that may be tried; counted down, and the end where none is left. */
  readonly effort?: { left: number };
}

/** When a property applies. */
type Aim =
  | (Pick<StepProperty, "kind" | "situation"> & { readonly on?: readonly string[] })
  | Pick<MetamorphicProperty, "kind" | "vary">;

export interface Prediction {
  readonly program: Program;
  readonly predicted: readonly PredictedStep[];
}

/** The beginning of a program, and the model's run of it. */
interface Prefix extends Prediction {
  readonly state: State;
  readonly summary: Summary;
  /** Plain clients that have had a message. */
  readonly used: number;
  /** A reset that no message has followed yet. */
  readonly reset: Settings | undefined;
}

/**
 * Programs of `length` steps, in the order of `compare`. Left out, each for a reason that keeps the proof:
 *
 * - Programs that differ from another one only in the names of plain clients (symmetry): the first use
 *   of each goes by the alphabet. A server that tells "a" from "b" is left to ids that are used as they
 *   are.
 * - A program whose last step sends nothing, or that is emptied first, last or twice in a row: a
 *   shorter one does the same.
 * - A probe that is not the last step: it is an experiment at the end, of messages that may be sent one by one.
 * - Where properties are named in `by`: a program in which the situation of none of them arises at its last step in
 *   the model's run, unless the candidate has diverged from the model before. Suppose a program
 *   breaks a property at its last step, and no shorter one does. Up to the failing message the candidate
 *   either showed all that the model expects; then the situation, a function of what is expected, arises
 *   in the model's own run too. Or it diverged earlier: in an earlier step, which `diverged` tells, and then what it
 *   showed last says whether the situation arises; or within the last step, which is possible only for a step of
 *   several messages; those are never left out.
 *   A metamorphic property compares whole runs; it has its situation wherever it has a variant.
 */
export function* enumerate(statement: Statement, wanted: Wanted): Generator<Prediction> {
  const vocabulary = vocabularyOf(wanted.like, statement, wanted.isFocused);
  const { capacities, otherCapacities } = vocabulary;
  for (const capacity of capacities)
    for (const otherCapacity of otherCapacities) {
      const program = { capacity, otherCapacity, steps: [] };
      const state = initialState(program);
      yield* extend(
        { program, predicted: [], state, summary: EMPTY_SUMMARY, used: 0, reset: undefined },
        {
          ...wanted,
          vocabulary,
          mayIdle: wanted.isFocused ? idleSteps(wanted.like, statement) : ANY,
        },
      );
    }
}

interface Wish extends Wanted {
  readonly vocabulary: Vocabulary;
  /** Whether a step is worth its while that changes nothing in the model. */
  readonly mayIdle: (step: ProgramStep) => boolean;
}

const ANY = () => true;

/** Steps like those that change nothing in one of the programs, and may be what it is about. */
function idleSteps(programs: readonly Program[], statement: Statement) {
  const idle = new Set<string>();
  for (const program of programs) {
    const busy = new Set<number>();
    for (const { step, before, after } of predict(program, statement))
      if (before !== after) busy.add(step);
    for (const [index, item] of program.steps.entries())
      if (!busy.has(index)) idle.add(anonymous(item));
  }
  return (item: ProgramStep) => idle.has(anonymous(item));
}

function* extend(prefix: Prefix, wanted: Wish): Generator<Prediction> {
  const { program, used } = prefix;
  const isLast = program.steps.length + 1 === wanted.length;
  const diverged = isLast ? wanted.diverged(program) : undefined;
  const isOpen = isLast && (wanted.by === "all" || diverged === "unseen");
  for (const next of wanted.vocabulary.stepsAfter(used)) {
    if (!mayFollow(prefix, next, isLast)) continue;
    if (isLast && !isOpen && !mayBreak(next, wanted)) continue;
    if (wanted.effort && wanted.effort.left <= 0) return;
    if (wanted.effort) wanted.effort.left -= 1;
    const longer = append(prefix, next, wanted.vocabulary.statement);
    if (!longer) continue;
    if (isLast) {
      if (isOpen || isWorthwhile(prefix, longer, diverged, wanted)) yield longer;
    } else if (longer.state !== prefix.state || wanted.mayIdle(next)) yield* extend(longer, wanted);
  }
}

function mayFollow({ program, reset }: Prefix, next: ProgramStep, isLast: boolean): boolean {
  if (next.type === "probe") return isLast;
  return next.type !== "reset" || (!isLast && !reset && program.steps.length > 0);
}

/** By the type of its message alone, which is quick to see. */
function mayBreak(next: ProgramStep, { by }: Wanted): boolean {
  if (by === "all" || isComposite(next) || next.type === "probe") return true;
  return by.some((p) => p.kind === "metamorphic" || isAbout(p, next.type));
}

const isAbout = ({ on }: { readonly on?: readonly string[] }, type: string) =>
  on?.includes(type) ?? true;

/** @param diverged the last step of the prefix as it was driven, where the candidate left the model in it */
function isWorthwhile(
  prefix: Prefix,
  longer: Prefix,
  diverged: ObservedStep | "unseen" | undefined,
  wish: Wish,
): boolean {
  const { predicted, program } = longer;
  const { by, vocabulary, isFocused } = wish;
  const { statement } = vocabulary;
  const own = predicted.slice(prefix.predicted.length);
  if (by === "all" || diverged === "unseen" || (own.length > 1 && !isFocused)) return true;
  let summary = own[0]?.reset ? EMPTY_SUMMARY : prefix.summary;
  const steps = own.map((sent, at) => {
    const index = prefix.predicted.length + at;
    const isAfter = diverged && !sent.reset;
    const observed = isAfter
      ? stepAfter(diverged, sent, statement)
      : stepAsPredicted(sent, index, statement, summary);
    summary = summarize(summary, sent);
    return observed;
  });
  return by.some((property) => {
    if (property.kind === "metamorphic")
      return property.vary(program, statement, predicted) !== undefined;
    return steps.some((m) => isAbout(property, m.message.type) && property.situation(m));
  });
}

/** The step of a message to a candidate that has diverged, with what is known before it answers. */
function stepAfter(
  last: ObservedStep,
  { message, step: place }: PredictedStep,
  statement: Statement,
): ObservedStep {
  const before = last.observed;
  const taken = step(before, message, statement);
  const summary = summarize(last.summary, last);
  return stepAsPredicted(
    predictedStep(message, place, before, taken, undefined),
    last.index + 1,
    statement,
    summary,
  );
}

/** `undefined` where the step sends nothing. */
function append(prefix: Prefix, next: ProgramStep, statement: Statement): Prefix | undefined {
  const { capacity, otherCapacity, steps } = prefix.program;
  const program = { capacity, otherCapacity, steps: [...steps, next] };
  const used = prefix.used + ("client" in next && next.client === plainId(prefix.used) ? 1 : 0);
  if (next.type === "reset") {
    const reset = { capacity: next.capacity, otherCapacity: next.otherCapacity };
    return { ...prefix, program, state: initialState(reset), summary: EMPTY_SUMMARY, reset };
  }
  let { state, summary, reset } = prefix;
  const predicted = [...prefix.predicted];
  for (const message of expand(next, state, predicted, statement)) {
    if (!isSent(state, message)) continue;
    const taken = step(state, message, statement);
    const sent = predictedStep(message, steps.length, state, taken, reset);
    summary = summarize(summary, sent);
    predicted.push(sent);
    state = taken.state;
    reset = undefined;
  }
  if (predicted.length === prefix.predicted.length) return undefined;
  return { program, predicted, state, summary, used, reset };
}

/** The steps of both, with a reset between them; a probe stays where it is. */
export const chain = (first: Program, second: Program): Program => {
  const { capacity, otherCapacity } = second;
  const reset: ProgramStep = { type: "reset", capacity, otherCapacity };
  return { ...first, steps: [...first.steps, reset, ...second.steps] };
};

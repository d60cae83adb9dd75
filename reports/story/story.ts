/** A counterexample as a story: what was sent, what was answered, where it went wrong, and why that is wrong. */

import { describeMessage, groundsOf, type Message } from "../../model/index.ts";
import type { Counterexample } from "../data/counterexample.ts";
import type { FindingState } from "../data/events.ts";
import type { ErrorReport } from "../data/report.ts";
import { explanationLines, stepsOfRace } from "./race-story.ts";
import { type Replaying, replayLine } from "./replay-line.ts";
import {
  describePools,
  isAboutOther,
  nameOf,
  poolFill,
  type Step,
  type StoryStep,
  stepLines,
  titleOf,
} from "./story-steps.ts";
import { PLAIN, type Style } from "./style.ts";

/** A program, and what came of it up to where it went wrong. */
export interface Story {
  readonly pools: string;
  readonly steps: readonly StoryStep[];
}

/** A program whose messages were sent one after the other. */
export type Run = NonNullable<Counterexample["variant"]>;

export function storyOf({ program, history, race, divergence }: Counterexample): Story {
  if (!race) return storyOfRun({ program, history, message: divergence.message });
  const steps = stepsOfRace(program.steps, race, divergence);
  return { pools: `${describePools(program)}:`, steps };
}

/** The steps up to the message that went wrong. */
export function storyOfRun({ program, history, message }: Run): Story {
  const steps = (program.steps as readonly Step[]).flatMap((step, index) => {
    const lines = history.flatMap(({ text, answer, snapshot, step: own }, at) =>
      own === index && at <= message
        ? [{ text, answer, pool: poolFill(snapshot), here: at === message }]
        : [],
    );
    if (lines.length === 0 && step.type !== "reset") return [];
    return [{ number: index + 1, title: titleOf(step), lines }];
  });
  return { pools: `${describePools(program)}:`, steps };
}

/**
 * The clauses, the property, and the story; not how to replay it.
 * @param state of the finding, where its run goes on
 */
export function renderStory(
  counterexample: Counterexample,
  style: Style = PLAIN,
  state?: FindingState,
): readonly string[] {
  const { clauses, says } = counterexample;
  return [
    ...clauses.flatMap((clause) => [
      `${style.strong(clause.id)} ${clause.level}: ${clause.statement}`,
      style.faint(groundsOf(clause)),
    ]),
    `${style.strong("property")}  ${says}.`,
    "",
    ...storyLines(counterexample, style, state),
  ];
}

/** The steps, what was expected and seen, and what there is to know besides. */
export function storyLines(
  counterexample: Counterexample,
  style: Style = PLAIN,
  state?: FindingState,
): readonly string[] {
  const { variant, expected, seen } = counterexample;
  const remarks = [...explanationLines(counterexample), ...notes(counterexample, state)];
  const linesOf = ({ pools, steps }: Story) => [
    pools,
    ...steps.flatMap((step) => stepLines(step, style)),
  ];
  return [
    ...linesOf(storyOf(counterexample)),
    ...(variant ? ["", "The variant of it:", ...linesOf(storyOfRun(variant))] : []),
    "",
    `${style.good("expected")}  ${expected}`,
    `${style.bad("seen")}      ${seen}`,
    ...remarks.map((remark) => style.faint(remark)),
  ];
}

/** In the article's words where it has said so. */
export const inBrief = (clause: Counterexample["clauses"][number]): string =>
  clause.level === "MUST" ? groundsOf(clause) : clause.statement;

/** The last line of a story: how to replay it. */
export const renderReplay = (
  { property }: Counterexample,
  replaying: Replaying,
  style: Style = PLAIN,
): string => `${style.strong("replay")}    ${replayLine(property, replaying)}`;

/** The same, and nothing without a folder, since there is no file then. */
export const replayLines = (
  counterexample: Counterexample,
  replaying: Replaying,
  style: Style = PLAIN,
): readonly string[] =>
  replaying.folder === undefined ? [] : [renderReplay(counterexample, replaying, style)];

/**
 * The story in short: what is broken, the program in a line, and what is wrong.
 * @param maxSteps of a program that is shown whole; of a longer one its beginning and its end are
 */
export function renderBriefly(
  { program, divergence, says, expected, seen }: Counterexample,
  style: Style = PLAIN,
  maxSteps = Number.POSITIVE_INFINITY,
): readonly string[] {
  const steps = (program.steps as readonly Step[]).slice(0, divergence.step + 1).map(nameOf);
  return [
    `${style.strong("property")}  ${says}.`,
    `${describePools(program)}: ${(steps.length > maxSteps ? shortened(steps) : steps).join("; ")}`,
    `${style.good("expected")}  ${expected}`,
    `${style.bad("seen")}      ${seen}`,
  ];
}

/** Steps that are shown of a long program: the first ones, and the last ones. */
const FIRST_STEPS = 2;
const LAST_STEPS = 4;

/** A line in place of one step would save none. */
function shortened(steps: readonly string[], indent = ""): readonly string[] {
  const between = steps.length - FIRST_STEPS - LAST_STEPS;
  if (between <= 1) return steps;
  const more = `${indent}… ${between} more steps`;
  return [...steps.slice(0, FIRST_STEPS), more, ...steps.slice(-LAST_STEPS)];
}

/**
 * A program on which the candidate broke, in short: up to the message at fault where that is known, also
 * within a step of several; and of a long one its beginning and its end.
 */
export function renderBrokenProgram(
  program: NonNullable<ErrorReport["program"]>,
  fault: ErrorReport["at"],
): readonly string[] {
  const all = program.steps as readonly Step[];
  const steps = fault ? all.slice(0, fault.step + 1) : all;
  const lines = steps.map((step, index) => {
    const line = `${`${index + 1}.`.padStart(4)} ${nameOf(step)}`;
    if (fault?.step !== index) return line;
    const within = describeMessage(fault.message as Message);
    return `${line}${within === nameOf(step) ? "" : `, where ${within}`}   ◀ here`;
  });
  // This program was not reduced, and may hold numbers that mean nothing to it.
  const pools = isAboutOther(all) ? program : { ...program, otherCapacity: 0 };
  return [`${describePools(pools)}:`, ...shortened(lines, "   ")];
}

/**
 * What a reader has to know besides: what went before, whether it failed again, how short it is.
 * @param state of the finding, where its run goes on
 */
export function notes(counterexample: Counterexample, state?: FindingState): readonly string[] {
  const { minimality, reproduced, departure, history, race } = counterexample;
  const text = departure && history[departure.message]?.text;
  return [
    ...(departure
      ? [
          `The server had gone wrong before, where ${text} (expected ${departure.expected}; seen ${departure.seen}), and is judged from the state that it showed.`,
        ]
      : []),
    // While its run goes on, it may not have been run again yet.
    ...(reproduced || race || state
      ? []
      : [
          "It did not fail again when it was run once more: the candidate may be racy, or carry state over a reset.",
        ]),
    state === "seen"
      ? "Just seen: the run goes on, and looks for a shorter program."
      : SURENESS[minimality](counterexample.shortestUpTo),
  ];
}

const stepsUpTo = (count: number) => (count === 1 ? "of one step" : `of up to ${count} steps`);

/** How sure it is that there is no shorter one. */
const SURENESS: Readonly<Record<Counterexample["minimality"], (shortestUpTo: number) => string>> = {
  proven: (count) =>
    count === 0
      ? "Proven to be the shortest: it is one step."
      : `Proven to be the shortest: all programs ${stepsUpTo(count)} that could break the property were run, and none does.`,
  bounded: (count) =>
    `Shortest up to ${count}: no program ${stepsUpTo(count)} breaks the property; not all longer ones were run.`,
  reduced: () => "Reduced: nothing can be left out of it, but a shorter one may exist.",
  undecided: () => "Its reduction was cut short: a smaller one may exist.",
};

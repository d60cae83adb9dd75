/** A counterexample as a story: what was sent, what was answered, where it went wrong, and why that is wrong. */

import {
  describeMessage,
  groundsOf,
  licenses,
  type Message,
  type Settings,
  type Snapshot,
} from "../../model/index.ts";
import type { LaneStep } from "../../properties/concurrency/program.ts";
import type { ProgramStep } from "../../properties/programs/program.ts";
import type { Counterexample } from "../data/counterexample.ts";
import type { FindingState } from "../data/events.ts";
import type { ErrorReport } from "../data/report.ts";
import { explanationLines, stepsOfRace } from "./race-story.ts";
import { type Replaying, replayLine } from "./replay-line.ts";
import { type StoryStep, stepLines } from "./story-steps.ts";
import { PLAIN, type Style } from "./style.ts";

/** The program of a counterexample, and what came of it as far as where it went wrong. */
export interface Run {
  readonly pools: string;
  readonly steps: readonly StoryStep[];
}

export function storyOf({ program, history, race, divergence }: Counterexample): Run {
  const steps = race
    ? stepsOfRace(program.steps, race, divergence, { titleOf, pool })
    : stepsOfRun(program.steps, history, divergence.message);
  return { pools: `${describePools(program)}:`, steps };
}

/** Of the variant that came out differently, where there is one. */
export function variantStoryOf({ variant }: Counterexample): Run | undefined {
  if (!variant) return undefined;
  const { program, history, message } = variant;
  return {
    pools: `${describePools(program)}:`,
    steps: stepsOfRun(program.steps, history, message),
  };
}

/**
 * Lines, without the last one, which says how to replay it.
 * @param state of the finding, where its run goes on
 */
export function tellStory(
  counterexample: Counterexample,
  style: Style = PLAIN,
  state?: FindingState,
): readonly string[] {
  const { race, clauses, says } = counterexample;
  const variant = variantStoryOf(counterexample);
  return [
    ...clauses.flatMap((clause) => [
      `${style.strong(clause.id)} ${clause.level}: ${clause.statement}`,
      style.faint(groundsOf(clause)),
    ]),
    `${style.strong("property")}  ${says}.`,
    "",
    ...tellRun(storyOf(counterexample), style),
    ...(variant ? ["", "The variant of it:", ...tellRun(variant, style)] : []),
    "",
    `${style.good("expected")}  ${counterexample.expected}`,
    `${style.bad("seen")}      ${counterexample.seen}`,
    ...(race ? explanationLines(counterexample, race) : []).map((line) => style.faint(line)),
    ...notes(counterexample, state).map((note) => style.faint(note)),
  ];
}

/** In the article's words where it has said so. */
export const inBrief = (clause: Counterexample["clauses"][number]) =>
  clause.level === "MUST" ? groundsOf(clause) : clause.statement;

const tellRun = ({ pools, steps }: Run, style: Style) => [
  pools,
  ...steps.flatMap((step) => stepLines(step, style)),
];

/** The last line of a story, where there is a file to replay. */
export const tellReplay = (
  { property }: Counterexample,
  replaying: Replaying,
  style: Style = PLAIN,
): string => `${style.strong("replay")}    ${replayLine(property, replaying)}`;

/**
 * The story in short: what is broken, the program in a line, and what is wrong.
 * @param maxSteps of a program that is shown whole; of a longer one its beginning and its end are
 */
export function tellBriefly(
  counterexample: Counterexample,
  style: Style = PLAIN,
  maxSteps = Number.POSITIVE_INFINITY,
): readonly string[] {
  const { program, divergence, says, expected, seen } = counterexample;
  const steps = (program.steps as readonly (ProgramStep | LaneStep)[]).slice(
    0,
    divergence.step + 1,
  );
  return [
    `${style.strong("property")}  ${says}.`,
    `${describePools(program)}: ${(steps.length > maxSteps ? shortened(steps.map(nameOf)) : steps.map(nameOf)).join("; ")}`,
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
export function tellBrokenProgram(
  program: NonNullable<ErrorReport["program"]>,
  fault: ErrorReport["at"],
): readonly string[] {
  const all = program.steps as readonly (ProgramStep | LaneStep)[];
  const steps = fault ? all.slice(0, fault.step + 1) : all;
  const lines = steps.map((step, index) => {
    const within = fault?.step === index ? describeMessage(fault.message as Message) : undefined;
    const name = nameOf(step);
    const line = `${`${index + 1}.`.padStart(4)} ${name}`;
    if (within === undefined) return line;
    return `${line}${within === name ? "" : `, where ${within}`}   ◀ here`;
  });
  // This program was not reduced, and may hold numbers that mean nothing to it.
  const isAboutOther = ABOUT_OTHER.test(JSON.stringify(all));
  return [
    `${describePools(isAboutOther ? program : { ...program, otherCapacity: 0 })}:`,
    ...shortened(lines, "   "),
  ];
}

const titleOf = (step: ProgramStep | LaneStep) => TITLES[step.type]?.(step as ProgramStep);

function nameOf(step: ProgramStep | LaneStep): string {
  if (step.type === "probe") return "the probe";
  if (step.type === "together")
    return `at the same time: ${step.lanes.flat().map(describeMessage).join(" | ")}${step.kill ? ", and a crash" : ""}`;
  if (step.type === "crash")
    return step.during.length > 0
      ? `a crash during ${step.during.map(describeMessage).join(" and ")}`
      : "a crash";
  return titleOf(step) ?? describeMessage(step as Message);
}

/** The pool of the other solution is told of where a program has to do with it. */
function describePools({
  capacity,
  otherCapacity,
  steps = [],
}: Settings & { readonly steps?: readonly unknown[] }): string {
  const pool = `A node pool of ${licenses(capacity)}`;
  return otherCapacity > 0 || ABOUT_OTHER.test(JSON.stringify(steps))
    ? `${pool}, and ${otherCapacity} for the other solution`
    : pool;
}

const ABOUT_OTHER = /"type":"(returnOtherInventory|setOtherCapacity|recover)"/;

const TITLES: Readonly<Record<string, (step: ProgramStep) => string>> = {
  onboard: (step) => `${"client" in step ? step.client : ""} is onboarded`,
  recover: (step) =>
    `${"client" in step ? step.client : ""} is uninstalled, deleted, and comes back`,
  rollOut: (step) => `bulletin ${"bulletin" in step ? step.bulletin : ""} is rolled out`,
  reset: (step) => (step.type === "reset" ? `the server is emptied. ${describePools(step)}.` : ""),
  probe: () => "the probe: newcomers try to fill what is free, then everybody checks in",
};

/** The steps up to the diverging message. */
function stepsOfRun(
  steps: readonly unknown[],
  history: Counterexample["history"],
  message: number,
): readonly StoryStep[] {
  return (steps as readonly ProgramStep[]).flatMap((step, index) => {
    const lines = history.flatMap((exchange, at) =>
      exchange.step === index && at <= message
        ? [
            {
              text: exchange.text,
              answer: exchange.answer,
              pool: pool(exchange.snapshot),
              here: at === message,
            },
          ]
        : [],
    );
    if (lines.length === 0 && step.type !== "reset") return [];
    const title = TITLES[step.type]?.(step);
    return [{ number: index + 1, ...(title !== undefined && { title }), lines }];
  });
}

/** How full the candidate says the pools are: in use, of the capacity. */
function pool(snapshot: unknown): string {
  const { inUse, capacity, other } = snapshot as Snapshot;
  return other?.capacity || other?.inUse
    ? `[${inUse}/${capacity}, other ${other.inUse}/${other.capacity}]`
    : `[${inUse}/${capacity}]`;
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
    ...(state === "seen" ? [JUST_SEEN] : SURENESS[minimality](counterexample)),
  ];
}

const JUST_SEEN = "Just seen: the run goes on, and looks for a shorter program.";

const stepsUpTo = (count: number) => (count === 1 ? "of one step" : `of up to ${count} steps`);

/** How sure it is that there is no shorter one. */
const SURENESS: Readonly<
  Record<Counterexample["minimality"], (counterexample: Counterexample) => readonly string[]>
> = {
  proven: ({ shortestUpTo }) => [
    shortestUpTo === 0
      ? "Proven to be the shortest: it is one step."
      : `Proven to be the shortest: all programs ${stepsUpTo(shortestUpTo)} that could break the property were run, and none does.`,
  ],
  bounded: ({ shortestUpTo }) => [
    `Shortest up to ${shortestUpTo}: no program ${stepsUpTo(shortestUpTo)} breaks the property; not all longer ones were run.`,
  ],
  reduced: () => ["Reduced: nothing can be left out of it, but a shorter one may exist."],
  undecided: () => ["Its reduction was cut short: a smaller one may exist."],
};

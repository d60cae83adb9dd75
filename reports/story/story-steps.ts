/** The steps of a program in words, and as the lines of a story. */
import {
  describeMessage,
  licenses,
  type Message,
  type Settings,
  type Snapshot,
} from "../../model/index.ts";
import type { LaneStep } from "../../properties/concurrency/program.ts";
import type { ProgramStep } from "../../properties/programs/program.ts";
import type { Style } from "./style.ts";

export type Step = LaneStep | ProgramStep;

export interface StoryStep {
  /** From 1. */
  readonly number: number;
  /** Of a step that stands for several messages; one that is a message has its line alone. */
  readonly title?: string | undefined;
  readonly lines: readonly StoryLine[];
}

export interface StoryLine {
  readonly text: string;
  /** Of a message. */
  readonly answer?: string;
  /** How full the candidate says its pools are. */
  readonly pool?: string;
  /** Whether it went wrong here. */
  readonly here: boolean;
}

export function stepLines({ number, title, lines }: StoryStep, style: Style): readonly string[] {
  const prefix = `${number}.`.padStart(4);
  if (title === undefined) return lines.map((line) => renderLine(line, prefix, style));
  const all = lines.map((line) => renderLine(line, BULLET, style));
  const between = lines.slice(FIRST_LINES, -LAST_LINES);
  // A line in place of two or three would save little.
  if (between.length < 4 || between.some(({ here }) => here)) return [`${prefix} ${title}`, ...all];
  return [
    `${prefix} ${title}`,
    ...all.slice(0, FIRST_LINES),
    style.faint(`${BULLET} … ${between.length} more messages`),
    ...all.slice(-LAST_LINES),
  ];
}

const BULLET = "      ·";
/** Lines that are shown of a step of many messages, such as a probe that fills a large pool. */
const FIRST_LINES = 3;
const LAST_LINES = 6;

function renderLine({ text, answer, pool, here }: StoryLine, before: string, style: Style): string {
  const answered = answer === undefined ? "" : `  →  ${answer}`;
  const line = `${before} ${text}${answered}${pool === undefined ? "" : style.faint(`  ${pool}`)}`;
  return here ? style.bad(`${line}   ◀ here`) : line;
}

/** Of a step that stands for several messages, one after the other. */
export function titleOf(step: Step): string | undefined {
  switch (step.type) {
    case "onboard":
      return `${step.client} is onboarded`;
    case "recover":
      return `${step.client} is uninstalled, deleted, and comes back`;
    case "rollOut":
      return `bulletin ${step.bulletin} is rolled out`;
    case "reset":
      return `the server is emptied. ${describePools(step)}.`;
    case "probe":
      return "the probe: newcomers try to fill what is free, then everybody checks in";
    default:
      return undefined;
  }
}

/** A step in a few words. */
export function nameOf(step: Step): string {
  if (step.type === "probe") return "the probe";
  if (step.type === "together")
    return `at the same time: ${step.lanes.flat().map(describeMessage).join(" | ")}${step.kill ? ", and a crash" : ""}`;
  if (step.type === "crash")
    return step.during.length > 0
      ? `a crash during ${step.during.map(describeMessage).join(" and ")}`
      : "a crash";
  return titleOf(step) ?? describeMessage(step as Message);
}

/** With the pool of the other solution where a program has to do with it. */
export function describePools({
  capacity,
  otherCapacity,
  steps = [],
}: Settings & { readonly steps?: readonly unknown[] }): string {
  const pool = `A node pool of ${licenses(capacity)}`;
  return otherCapacity > 0 || isAboutOther(steps)
    ? `${pool}, and ${otherCapacity} for the other solution`
    : pool;
}

export const isAboutOther = (steps: readonly unknown[]): boolean =>
  /"type":"(returnOtherInventory|setOtherCapacity|recover)"/.test(JSON.stringify(steps));

/** How full the candidate says its pools are: in use, of the capacity. */
export function poolFill(snapshot: unknown): string {
  const { inUse, capacity, other } = snapshot as Snapshot;
  return other?.capacity || other?.inUse
    ? `[${inUse}/${capacity}, other ${other.inUse}/${other.capacity}]`
    : `[${inUse}/${capacity}]`;
}

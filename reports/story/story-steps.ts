/** What every story is made of, however it is shown: the steps of a program, and what came of each. */
import type { Style } from "./style.ts";

export interface StoryStep {
  /** From 1. */
  readonly number: number;
  /** Of a step that stands for several messages; one that is a message has its line alone. */
  readonly title?: string;
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
  const told = (line: StoryLine, before: string) => tellLine(line, before, style);
  if (title === undefined) return lines.map((line) => told(line, prefix));
  const all = lines.map((line) => told(line, BULLET));
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
/** Lines that are told of a step of many messages, such as a probe that fills a large pool. */
const FIRST_LINES = 3;
const LAST_LINES = 6;

function tellLine({ text, answer, pool, here }: StoryLine, before: string, style: Style): string {
  const answered = answer === undefined ? "" : `  →  ${answer}`;
  const line = `${before} ${text}${answered}${pool === undefined ? "" : style.faint(`  ${pool}`)}`;
  return here ? style.bad(`${line}   ◀ here`) : line;
}

/** What every story is made of, however it is shown: the steps of a program, and what came of each. */
import type { Style } from "./story.ts";

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
  return [`${prefix} ${title}`, ...lines.map((line) => told(line, "      ·"))];
}

function tellLine({ text, answer, pool, here }: StoryLine, before: string, style: Style): string {
  const answered = answer === undefined ? "" : `  →  ${answer}`;
  const line = `${before} ${text}${answered}${pool === undefined ? "" : style.faint(`  ${pool}`)}`;
  return here ? style.bad(`${line}   ◀ here`) : line;
}

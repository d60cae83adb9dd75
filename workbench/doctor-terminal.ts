/** An examination as a checklist. */
import type { Style } from "../reports/story/style.ts";
import { printable } from "../reports/text/lines.ts";
import { brokenLines } from "../reports/text/terminal.ts";
import type { Check } from "./check.ts";

const MARKS: Readonly<Record<Check["verdict"], string>> = {
  right: "✓",
  wrong: "✗",
  doubtful: "!",
  "not checked": "·",
};

export const GROUPS: Readonly<Record<Check["group"], string>> = {
  start: "Start",
  messages: "Each message once",
  wire: "The rules of the wire",
  speed: "Speed",
  end: "The end",
};

/** One check: what was seen beside it, and what is wrong, with how to mend it, below. */
export function checkLines({ verdict, title, told, error }: Check, style: Style): string[] {
  const paint = { right: style.good, wrong: style.bad, doubtful: style.strong };
  const mark = verdict === "not checked" ? style.faint("·") : paint[verdict](MARKS[verdict]);
  const [first, ...more] = told.map(printable);
  const beside = error?.code ?? first;
  const seen = beside === undefined ? "" : `  ${style.faint(beside)}`;
  return [
    `${mark} ${verdict === "wrong" ? style.bad(title) : title}${seen}`,
    ...more.map((line) => `    ${verdict === "doubtful" ? line : style.faint(line)}`),
    ...brokenLines(error, style)
      .slice(2)
      .map((line) => ` ${line}`),
  ];
}

/** What to make of them all, and what to do next. */
export function summaryLines(
  checks: readonly Check[],
  next: string,
  style: Style,
): readonly string[] {
  const count = (verdict: Check["verdict"]) =>
    checks.filter((check) => check.verdict === verdict).length;
  const [wrong, doubtful] = [count("wrong"), count("doubtful")];
  const first = checks.find(({ verdict }) => verdict === "wrong");
  if (first)
    return [
      `${style.bad(`${wrong} of ${checks.length} ${wrong === 1 ? "is" : "are"} wrong.`)} Mend first: ${first.title}: ${first.error?.hint}`,
    ];
  const doubts =
    doubtful === 0
      ? ""
      : ` ${doubtful} ${doubtful === 1 ? "answer is" : "answers are"} not what the model expects, which is for a run to judge:`;
  return [`${style.good("It speaks the protocol.")}${doubts}`, `next: ${next}`];
}

/** An examination as a checklist. */
import type { Style } from "../reports/story/style.ts";
import { printable } from "../reports/text/lines.ts";
import { brokenLines } from "../reports/text/terminal.ts";
import type { Check } from "./check.ts";

const MARKS: Readonly<Record<Check["verdict"], readonly [mark: string, style: keyof Style]>> = {
  right: ["✓", "good"],
  wrong: ["✗", "bad"],
  doubtful: ["!", "strong"],
  "not checked": ["·", "faint"],
};

export const GROUPS: Readonly<Record<Check["group"], string>> = {
  start: "Start",
  messages: "Each message once",
  wire: "The rules of the wire",
  speed: "Speed",
  end: "The end",
};

/** One check in a line with what was seen; below it what is wrong, and how to fix it. */
export function checkLines({ verdict, title, seen, error }: Check, style: Style): string[] {
  const [mark, paint] = MARKS[verdict];
  const [first, ...more] = seen.map(printable);
  const beside = error?.code ?? first;
  return [
    `${style[paint](mark)} ${verdict === "wrong" ? style.bad(title) : title}${beside === undefined ? "" : `  ${style.faint(beside)}`}`,
    ...more.map((line) => `    ${verdict === "doubtful" ? line : style.faint(line)}`),
    ...brokenLines(error, style)
      .slice(2)
      .map((line) => ` ${line}`),
  ];
}

/** The result of all checks, and what to do next. */
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
      `${style.bad(`${wrong} of ${checks.length} ${wrong === 1 ? "is" : "are"} wrong.`)} Fix first: ${first.title}: ${first.error?.hint}`,
    ];
  const doubts =
    doubtful === 0
      ? ""
      : ` ${doubtful} ${doubtful === 1 ? "answer is" : "answers are"} not what the model expects, which is for a run to judge:`;
  return [`${style.good("It speaks the protocol.")}${doubts}`, `next: ${next}`];
}

/** Findings at a terminal: those of a report, and one while its run goes on. */
import type { FindingEvent } from "../data/events.ts";
import { type Finding, knownOf } from "../data/findings.ts";
import type { Replaying } from "../story/replay-line.ts";
import { renderBriefly, renderStory, replayLines } from "../story/story.ts";
import { PLAIN, type Style } from "../story/style.ts";
import { clausesOf } from "./content.ts";
import { inPrintableWords } from "./lines.ts";

/** @param replaying without a folder, there is no file to replay */
export function findingLines(
  found: readonly Finding[],
  replaying: Replaying,
  style: Style,
): readonly string[] {
  const firstFollower = found.findIndex(({ follows }) => follows);
  return found.flatMap((finding, index) => {
    const { counterexample, properties, follows } = finding;
    const known = knownOf(finding);
    const aside = known ? `known: ${known}` : follows && `likely a consequence: ${follows}`;
    const story = aside
      ? [style.faint(aside), ...renderBriefly(counterexample, style)]
      : renderStory(counterexample, style);
    return [
      ...(index === firstFollower && index > 0 ? ["", style.strong(FOLLOWERS)] : []),
      "",
      titleOf(properties, style, `${index + 1}. `),
      ...indented([...story, ...replayLines(counterexample, replaying, style)]),
    ];
  });
}

const FOLLOWERS = "Likely consequences of the findings above:";

/** Steps of a program that is shown in full while its run goes on: a longer one most often becomes shorter. */
const MAX_STEPS_IN_FULL = 12;

interface FindingOptions extends Replaying {
  readonly style?: Style;
  /** In short, where there is no room for the story. */
  readonly brief?: boolean;
}

/** One finding while its run goes on. It has no number: its place among all is known once there are no more. */
export function renderFinding(raw: FindingEvent, options: FindingOptions = {}): string {
  const { style = PLAIN, brief = false, ...replaying } = options;
  const { counterexamples, state, cause } = inPrintableWords(raw);
  const [own] = counterexamples;
  if (!own) return "";
  const properties = counterexamples.map(({ property, clauses }) => ({
    id: property,
    clauses: clauses.map(({ id }) => id),
  }));
  const isConsequence = state === "consequence";
  const isBrief = brief || isConsequence || own.program.steps.length > MAX_STEPS_IN_FULL;
  return [
    titleOf(properties, style),
    ...indented([
      ...(isConsequence ? [style.faint(`follows from ${cause ?? "another one"}`)] : []),
      ...(isBrief ? renderBriefly(own, style, MAX_STEPS_IN_FULL) : renderStory(own, style, state)),
      ...replayLines(own, replaying, style),
    ]),
  ].join("\n");
}

function titleOf(
  properties: readonly Pick<Finding["properties"][number], "id" | "clauses">[],
  style: Style,
  number = "",
): string {
  const names = properties.map(({ id }) => id).join(", ");
  return `${style.bad(`✗ ${number}${clausesOf(properties)}`)}  ${names}`;
}

const indented = (lines: readonly string[]) => lines.map((line) => (line ? `   ${line}` : ""));

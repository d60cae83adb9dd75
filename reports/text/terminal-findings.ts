/** Findings at a terminal: the stories of a report, and that of one finding while its run goes on. */
import type { FindingEvent } from "../data/events.ts";
import { type Finding, knownOf } from "../data/findings.ts";
import type { Replaying } from "../story/replay-line.ts";
import { renderBriefly, renderReplay, renderStory } from "../story/story.ts";
import type { Style } from "../story/style.ts";
import { clausesOf } from "./content.ts";

/** The stories of all findings of a report, in its order. */
export function storyLines(
  found: readonly Finding[],
  replay: Replaying | undefined,
  style: Style,
): readonly string[] {
  const causes = found.findIndex(({ follows }) => follows);
  return found.flatMap((finding, index) => {
    const { counterexample, properties, follows } = finding;
    const known = knownOf(finding);
    const aside = known ? `known: ${known}` : follows && `may well follow: ${follows}`;
    const story = aside
      ? [style.faint(aside), ...renderBriefly(counterexample, style)]
      : renderStory(counterexample, style);
    return [
      ...(index === causes && index > 0 ? ["", style.strong(FOLLOWERS)] : []),
      "",
      titleOf(properties, style, `${index + 1}. `),
      ...indented([...story, ...replayLines(counterexample, replay, style)]),
    ];
  });
}

const FOLLOWERS = "What comes now may well be gone once the above is mended:";

interface LiveOptions {
  readonly replay: Replaying | undefined;
  readonly style: Style;
  readonly brief: boolean;
}

/** Steps of a program whose story is shown while its run goes on: a longer one most often becomes shorter. */
const MAX_STEPS_IN_FULL = 12;

/** It has no number: its place among all findings is known once there are no more. */
export function liveStory(
  { counterexamples, state, cause }: FindingEvent,
  { replay, style, brief }: LiveOptions,
): readonly string[] {
  const [own] = counterexamples;
  if (!own) return [];
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
      ...replayLines(own, replay, style),
    ]),
  ];
}

function titleOf(
  properties: readonly Pick<Finding["properties"][number], "id" | "clauses">[],
  style: Style,
  number = "",
): string {
  const names = properties.map(({ id }) => id).join(", ");
  return `${style.bad(`✗ ${number}${clausesOf(properties)}`)}  ${names}`;
}

const replayLines = (
  counterexample: Finding["counterexample"],
  replay: Replaying | undefined,
  style: Style,
) => (replay ? [renderReplay(counterexample, replay, style)] : []);

const indented = (lines: readonly string[]) => lines.map((line) => (line ? `   ${line}` : ""));

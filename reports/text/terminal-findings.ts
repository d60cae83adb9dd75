/** Findings at a terminal: the stories of a report, and that of one finding while its run goes on. */
import type { FindingEvent } from "../data/events.ts";
import type { Finding } from "../data/findings.ts";
import type { Replaying } from "../story/replay-line.ts";
import { tellBriefly, tellReplay, tellStory } from "../story/story.ts";
import type { Style } from "../story/style.ts";

/** The stories of all findings of a report, in its order. */
export function storyLines(
  found: readonly Finding[],
  replay: Replaying | undefined,
  style: Style,
): readonly string[] {
  const causes = found.findIndex(({ follows }) => follows);
  return found.flatMap((finding, index) => [
    ...(index === causes && index > 0 ? ["", style.strong(FOLLOWERS)] : []),
    "",
    ...story(finding, index, replay, style),
  ]);
}

const FOLLOWERS = "What comes now may well be gone once the above is mended:";

/** Properties that one program breaks at one message are one story. */
function story(
  { counterexample, properties, follows }: Finding,
  index: number,
  replaying: Replaying | undefined,
  style: Style,
): string[] {
  const title = titleOf(properties, style, `${index + 1}. `);
  const replay = replayLines(counterexample, replaying, style);
  const known = properties.every((property) => property.known) ? properties[0]?.known : undefined;
  const aside = known
    ? `known: ${known.reason} (${known.issue})`
    : follows && `may well follow: ${follows}`;
  if (aside)
    return [
      title,
      ...indented([style.faint(aside), ...tellBriefly(counterexample, style)]),
      ...replay,
    ];
  return [title, ...indented(tellStory(counterexample, style)), ...replay];
}

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
  const isBrief = brief || state === "consequence" || own.program.steps.length > MAX_STEPS_IN_FULL;
  const story = isBrief ? tellBriefly(own, style, MAX_STEPS_IN_FULL) : tellStory(own, style, state);
  const follows = state === "consequence" && `follows from${cause ? ` ${cause}` : " another one"}`;
  return [
    titleOf(properties, style),
    ...indented([...(follows ? [style.faint(follows)] : []), ...story]),
    ...replayLines(own, replay, style),
  ];
}

interface Named {
  readonly id: string;
  readonly clauses: readonly string[];
}

function titleOf(properties: readonly Named[], style: Style, number = ""): string {
  const clauses = [...new Set(properties.flatMap((property) => property.clauses))].join(", ");
  const names = properties.map(({ id }) => id).join(", ");
  return `${style.bad(`✗ ${number}${clauses}`)}  ${names}`;
}

const replayLines = (
  counterexample: Finding["counterexample"],
  replaying: Replaying | undefined,
  style: Style,
) => (replaying ? indented([tellReplay(counterexample, replaying, style)]) : []);

const indented = (lines: readonly string[]) => lines.map((line) => (line ? `   ${line}` : ""));

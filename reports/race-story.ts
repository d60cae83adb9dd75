/** The story of a race or a crash: what was in flight together, what was seen, and why no order explains it. */
import type { LaneStep } from "../histories/program.ts";
import type { Snapshot } from "../model/index.ts";
import type { ProgramStep } from "../properties/program.ts";
import type { Counterexample, Race, RaceEvent } from "./report.ts";
import type { Style } from "./story.ts";

type Step = LaneStep | ProgramStep;

export interface Pieces {
  /** What a step that stands for several messages is called; nothing of one that is a message. */
  readonly titleOf: (step: Step) => string | undefined;
  readonly pool: (snapshot: unknown) => string;
  readonly style: Style;
}

/** The steps up to the diverging event. */
export function tellRace(
  { program, divergence }: Counterexample,
  race: Race,
  pieces: Pieces,
): readonly string[] {
  const lines: string[] = [];
  for (const [index, step] of (program.steps as readonly Step[]).entries()) {
    if (index > divergence.step) break;
    const events = race.events.flatMap((event, at) =>
      event.step === index && isToldBy(race, event, at, divergence.message) ? [{ event, at }] : [],
    );
    const number = `${index + 1}.`.padStart(4);
    lines.push(...tellStep(number, step, events, divergence.message, pieces));
  }
  return lines;
}

/** In a race, whatever came of it belongs to the story; else what comes after the divergence does not. */
function isToldBy(race: Race, event: RaceEvent, at: number, divergence: number): boolean {
  const diverging = race.events[divergence];
  return at <= divergence || (diverging?.type === "message" && event.step === diverging.step);
}

interface Placed {
  readonly event: RaceEvent;
  readonly at: number;
}

function tellStep(
  number: string,
  step: Step,
  events: readonly Placed[],
  divergence: number,
  { titleOf, pool, style }: Pieces,
): readonly string[] {
  const mark = (line: string, at: number) =>
    at === divergence ? style.bad(`${line}   ◀ here`) : line;
  if (step.type === "together" || step.type === "crash") {
    return [
      `${number} ${headingOf(step, events)}`,
      ...inLanes(events).map(({ event, at }) => mark(tellEvent(event, step, pool), at)),
    ];
  }
  const title = titleOf(step);
  const lines: string[] = title === undefined ? [] : [`${number} ${title}`];
  const prefix = title === undefined ? number : "      ·";
  for (const [place, { event, at }] of events.entries()) {
    if (event.type !== "message") continue;
    const after = events[place + 1];
    const shown = after?.event.type === "snapshot" ? style.faint(pool(after.event.snapshot)) : "";
    const line = mark(`${prefix} ${event.text}  →  ${event.answer}${shown}`, at);
    lines.push(after?.at === divergence ? mark(line, divergence) : line);
  }
  return lines;
}

function headingOf(
  step: Extract<Step, { type: "together" | "crash" }>,
  events: readonly Placed[],
): string {
  if (step.type === "together")
    return step.kill ? "at the same time, and killed in the middle of it:" : "at the same time:";
  if (step.during.length === 0) return "the server is killed, with nothing in flight:";
  const isAnswered = events.every(({ event }) => event.type !== "message" || event.outcome);
  return isAnswered
    ? "the server is killed just after it has answered:"
    : "the server is killed while it has a request in flight:";
}

/** Lane by lane, as they are read, and not in the order in which the answers came. */
function inLanes(events: readonly Placed[]): readonly Placed[] {
  const laneOf = ({ event }: Placed) =>
    event.type === "message" ? event.lane : Number.POSITIVE_INFINITY;
  return events.toSorted((a, b) => (laneOf(a) === laneOf(b) ? a.at - b.at : laneOf(a) - laneOf(b)));
}

function tellEvent(
  event: RaceEvent,
  step: Extract<Step, { type: "together" | "crash" }>,
  pool: Pieces["pool"],
): string {
  if (event.type === "crash") return "      · killed, and started again on its store";
  if (event.type === "snapshot")
    return `      · then it shows${holdersOf(event.snapshot as Snapshot)}${pool(event.snapshot)}`;
  const lane = step.type === "together" ? `lane ${event.lane + 1}: ` : "";
  return `      · ${lane}${event.text}  →  ${event.answer}`;
}

function holdersOf({ clients }: Snapshot): string {
  const holders = clients
    .filter(({ licensed }) => licensed)
    .map(({ client }) => client)
    .sort();
  return holders.length > 0 ? ` ${holders.join(", ")} licensed` : " nobody licensed";
}

/** How far an order explains it, and why nothing can come next. */
export function explanationLines({ program }: Counterexample, race: Race): readonly string[] {
  const { events, order, blocked, rate, sequential } = race;
  const inWords = (index: number) => {
    const event = events[index];
    return event?.type === "message" ? `${event.text} (${event.answer})` : undefined;
  };
  const isRaced = (index: number) => {
    const step = program.steps[events[index]?.step ?? -1];
    return step?.type === "together" || step?.type === "crash";
  };
  const begun = order.filter(isRaced).flatMap((index) => inWords(index) ?? []);
  const beginning =
    begun.length > 0
      ? `No order explains it. The one that explains the most begins: ${begun.join(", then ")}. After that this cannot be:`
      : "No order explains it: as the first of what was in flight, this cannot be:";
  return [
    ...(blocked.length > 0
      ? [
          beginning,
          ...blocked.map(
            ({ event, why }) => `  · ${inWords(event) ?? "what the server shows"}: ${why}`,
          ),
        ]
      : []),
    ...(rate.of > 0 ? [`It failed in ${rate.failed} of ${rate.of} runs.`] : []),
    ...(sequential
      ? [
          "Its messages fail one after the other as well: this is no matter of what is in flight together.",
        ]
      : []),
  ];
}

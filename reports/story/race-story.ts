/** The story of a race or a crash: what was in flight together, what was seen, and why no order explains it. */

import type { Snapshot } from "../../model/index.ts";
import type { LaneStep } from "../../properties/concurrency/program.ts";
import type { ProgramStep } from "../../properties/programs/program.ts";
import type { Counterexample, Race, RaceEvent } from "../data/counterexample.ts";
import type { StoryLine, StoryStep } from "./story-steps.ts";

type Step = LaneStep | ProgramStep;

export interface Pieces {
  /** What a step that stands for several messages is called; nothing of one that is a message. */
  readonly titleOf: (step: Step) => string | undefined;
  readonly pool: (snapshot: unknown) => string;
}

/** The steps up to the diverging event. */
export function stepsOfRace(
  steps: readonly unknown[],
  race: Race,
  divergence: Counterexample["divergence"],
  pieces: Pieces,
): readonly StoryStep[] {
  return (steps as readonly Step[]).slice(0, divergence.step + 1).map((step, index) => {
    const events = race.events.flatMap((event, at) =>
      event.step === index && isToldBy(race, event, at, divergence.message) ? [{ event, at }] : [],
    );
    const title = headingOf(step, events) ?? pieces.titleOf(step);
    return {
      number: index + 1,
      ...(title !== undefined && { title }),
      lines: linesOf(step, events, divergence.message, pieces),
    };
  });
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

function linesOf(
  step: Step,
  events: readonly Placed[],
  divergence: number,
  { pool }: Pieces,
): readonly StoryLine[] {
  if (step.type === "together" || step.type === "crash")
    return inLanes(events).map(({ event, at }) => ({
      ...lineOf(event, step, pool),
      here: at === divergence,
    }));
  return events.flatMap(({ event, at }, place) => {
    if (event.type !== "message") return [];
    const after = events[place + 1];
    const { text, answer } = event;
    const here = at === divergence || after?.at === divergence;
    return after?.event.type === "snapshot"
      ? [{ text, answer, pool: pool(after.event.snapshot), here }]
      : [{ text, answer, here }];
  });
}

function headingOf(step: Step, events: readonly Placed[]): string | undefined {
  if (step.type === "together")
    return step.kill ? "at the same time, and killed in the middle of it:" : "at the same time:";
  if (step.type !== "crash") return undefined;
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

function lineOf(
  event: RaceEvent,
  step: Extract<Step, { type: "together" | "crash" }>,
  pool: Pieces["pool"],
): Omit<StoryLine, "here"> {
  if (event.type === "crash") return { text: "killed, and started again on its store" };
  if (event.type === "snapshot")
    return {
      text: `then it shows${holdersOf(event.snapshot as Snapshot)}`,
      pool: pool(event.snapshot),
    };
  const lane = step.type === "together" ? `lane ${event.lane + 1}: ` : "";
  return { text: `${lane}${event.text}`, answer: event.answer };
}

function holdersOf({ clients }: Snapshot): string {
  const holders = clients
    .filter(({ licensed }) => licensed)
    .map(({ client }) => client)
    .sort();
  return holders.length > 0 ? ` ${holders.join(", ")} licensed` : " nobody licensed";
}

/** How far an order explains a race, and why nothing can come next. */
export interface Explanation {
  /** How far an order goes; nothing where nothing is blocked. */
  readonly begins?: string;
  /** What could come next by its time, by its index among the events. */
  readonly reasons: readonly {
    readonly event: number;
    readonly what: string;
    readonly why: string;
  }[];
  /** How often it failed, and whether it takes a race at all. */
  readonly remarks: readonly string[];
}

export function explanationOf({ program }: Counterexample, race: Race): Explanation {
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
  return {
    ...(blocked.length > 0 && {
      begins:
        begun.length > 0
          ? `No order explains it. The one that explains the most begins: ${begun.join(", then ")}. After that this cannot be:`
          : "No order explains it: as the first of what was in flight, this cannot be:",
    }),
    reasons: blocked.map(({ event, why }) => ({
      event,
      what: inWords(event) ?? "what the server shows",
      why,
    })),
    remarks: [
      ...rateInWords(rate),
      ...(sequential
        ? [
            "Its messages fail one after the other as well: this is no matter of what is in flight together.",
          ]
        : []),
    ],
  };
}

function rateInWords({ failed, of }: Race["rate"]): readonly string[] {
  if (of === 0) return [];
  // What is told was seen, also where it was not seen again.
  if (failed === 0) return [`It failed once, and in none of ${of} runs after that.`];
  return [`It failed in ${failed} of ${of} runs.`];
}

export function explanationLines(counterexample: Counterexample, race: Race): readonly string[] {
  const { begins, reasons, remarks } = explanationOf(counterexample, race);
  return [
    ...(begins ? [begins] : []),
    ...reasons.map(({ what, why }) => `  · ${what}: ${why}`),
    ...remarks,
  ];
}

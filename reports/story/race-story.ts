/** The story of a race or a crash: what was in flight together, what was seen, and why no order explains it. */

import type { Snapshot } from "../../model/index.ts";
import type { Counterexample, Race, RaceEvent } from "../data/counterexample.ts";
import { poolFill, type Step, type StoryLine, type StoryStep, titleOf } from "./story-steps.ts";

interface Placed {
  readonly event: RaceEvent;
  /** Its index among all events. */
  readonly at: number;
}

/** All events up to the diverging one, and where that is a message, the rest of the race that it is in. */
export function eventsShown(
  { events }: Race,
  { message, step }: Counterexample["divergence"],
): readonly Placed[] {
  const isMessage = events[message]?.type === "message";
  return events.flatMap((event, at) =>
    at <= message || (isMessage && event.step === step) ? [{ event, at }] : [],
  );
}

/** The steps up to the diverging event. */
export function stepsOfRace(
  steps: readonly unknown[],
  race: Race,
  divergence: Counterexample["divergence"],
): readonly StoryStep[] {
  const shown = eventsShown(race, divergence);
  return (steps as readonly Step[]).slice(0, divergence.step + 1).map((step, index) => {
    const events = shown.filter(({ event }) => event.step === index);
    return {
      number: index + 1,
      title: raceTitleOf(step, events) ?? titleOf(step),
      lines:
        step.type === "together" || step.type === "crash"
          ? inLanes(events).map(({ event, at }) => ({
              ...lineOf(event, step),
              here: at === divergence.message,
            }))
          : linesInSequence(events, divergence.message),
    };
  });
}

/** Each message with the snapshot that was taken after it. */
const linesInSequence = (events: readonly Placed[], divergence: number): readonly StoryLine[] =>
  events.flatMap(({ event, at }, place) => {
    if (event.type !== "message") return [];
    const { text, answer } = event;
    const after = events[place + 1];
    const here = at === divergence || after?.at === divergence;
    const pool = after?.event.type === "snapshot" && { pool: poolFill(after.event.snapshot) };
    return [{ text, answer, ...pool, here }];
  });

function raceTitleOf(step: Step, events: readonly Placed[]): string | undefined {
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
    event.type === "message" ? event.lane : Number.MAX_SAFE_INTEGER;
  return events.toSorted((a, b) => laneOf(a) - laneOf(b) || a.at - b.at);
}

function lineOf(event: RaceEvent, step: Step): Omit<StoryLine, "here"> {
  if (event.type === "crash") return { text: "killed, and started again on its store" };
  if (event.type === "snapshot")
    return {
      text: `then it shows ${holdersOf(event.snapshot as Snapshot)} licensed`,
      pool: poolFill(event.snapshot),
    };
  const lane = step.type === "together" ? `lane ${event.lane + 1}: ` : "";
  return { text: `${lane}${event.text}`, answer: event.answer };
}

function holdersOf({ clients }: Snapshot): string {
  const holders = clients.filter(({ licensed }) => licensed).map(({ client }) => client);
  return holders.sort().join(", ") || "no client";
}

/** How far an order explains a race, and why nothing can come next. */
interface Explanation {
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

/** `undefined` where there was no race. */
export function explanationOf({ program, race }: Counterexample): Explanation | undefined {
  if (!race) return undefined;
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
  const begins =
    begun.length > 0
      ? `No order explains it. The one that explains the most begins: ${begun.join(", then ")}. After that this cannot be:`
      : "No order explains it: as the first of what was in flight, this cannot be:";
  return {
    ...(blocked.length > 0 && { begins }),
    reasons: blocked.map(({ event, why }) => ({
      event,
      what: inWords(event) ?? "what the server shows",
      why,
    })),
    remarks: [
      ...rateInWords(rate),
      ...(sequential
        ? ["Its messages fail one after the other as well, so it takes no race to show it."]
        : []),
    ],
  };
}

function rateInWords({ failed, of }: Race["rate"]): readonly string[] {
  if (of === 0) return [];
  // It was seen to fail, even if it was not seen again.
  if (failed === 0) return [`It failed once, and in none of ${of} runs after that.`];
  return [`It failed in ${failed} of ${of} runs.`];
}

export function explanationLines(counterexample: Counterexample): readonly string[] {
  const { begins, reasons = [], remarks = [] } = explanationOf(counterexample) ?? {};
  return [
    ...(begins ? [begins] : []),
    ...reasons.map(({ what, why }) => `  · ${what}: ${why}`),
    ...remarks,
  ];
}

/** A counterexample as a scene to draw: who sent what, from when to when, and what the pools were seen to hold. */
import {
  labelMessage,
  type Message,
  type Outcome,
  SENT_BY_CLIENTS,
  type Snapshot,
} from "../../model/index.ts";
import type { Counterexample, Race } from "../data/counterexample.ts";
import { eventsShown } from "../story/race-story.ts";
import type { Run } from "../story/story.ts";

/** A message, from its sending to its answer. Places are numbers whose order alone counts. */
export interface Bar {
  readonly lane: string;
  readonly call: number;
  /** None where no answer came. */
  readonly return?: number;
  readonly label: string;
  readonly answer: readonly string[];
  /** Its place in the order that explains the most, from 1. */
  readonly order?: number;
  /** Whether it is among those of which none can come next. */
  readonly blocked: boolean;
  readonly here: boolean;
}

/** What a pool holds, as the candidate shows it. */
export interface Fill {
  readonly capacity: number;
  /** The candidate's own count. */
  readonly inUse: number;
  readonly holders: readonly string[];
}

export interface Shown {
  readonly at: number;
  readonly node: Fill;
  /** Where there is anything in it. */
  readonly other?: Fill;
  readonly here: boolean;
}

/** Where the candidate was emptied, or killed and started again. */
export interface Cut {
  readonly at: number;
  readonly label: string;
}

export interface Scene {
  readonly bars: readonly Bar[];
  readonly shown: readonly Shown[];
  readonly cuts: readonly Cut[];
}

export const sceneOf = ({ program, history, race, divergence }: Counterexample): Scene =>
  race
    ? sceneOfRace(race, divergence)
    : sceneOfRun({ program, history, message: divergence.message });

/** Sending, answer and snapshot of a message, and one more before the next. */
const PLACES = 4;

export function sceneOfRun({ program, history, message }: Run): Scene {
  const driven = history.slice(0, message + 1);
  return {
    bars: driven.map((exchange, at) => ({
      ...barOf(exchange.message as Message, exchange.outcome as Outcome),
      call: at * PLACES,
      return: at * PLACES + 1,
      blocked: false,
      here: at === message,
    })),
    shown: driven.flatMap(({ snapshot }, at) => shownOf(snapshot, at * PLACES + 2, at === message)),
    cuts: driven.flatMap(({ step }, at) => {
      const before = driven[at - 1]?.step ?? -1;
      const between = program.steps.slice(before + 1, step);
      return between.some(({ type }) => type === "reset")
        ? [{ at: at * PLACES - 1, label: "emptied" }]
        : [];
    }),
  };
}

function sceneOfRace(race: Race, divergence: Counterexample["divergence"]): Scene {
  const { events, order, blocked } = race;
  const explained = order.filter((at) => events[at]?.type === "message");
  const shown = eventsShown(race, divergence);
  return {
    bars: shown.flatMap(({ event, at }) => {
      if (event.type !== "message") return [];
      const place = explained.indexOf(at);
      return [
        {
          ...barOf(event.message as Message, event.outcome as Outcome | undefined),
          call: event.call,
          ...(event.return !== undefined && { return: event.return }),
          ...(place >= 0 && { order: place + 1 }),
          blocked: blocked.some((one) => one.event === at),
          here: at === divergence.message,
        },
      ];
    }),
    shown: shown.flatMap(({ event, at }) =>
      event.type === "snapshot"
        ? shownOf(event.snapshot, event.call, at === divergence.message)
        : [],
    ),
    cuts: shown.flatMap(({ event }) =>
      event.type === "crash" ? [{ at: event.call, label: "killed" }] : [],
    ),
  };
}

const barOf = (message: Message, outcome: Outcome | undefined) => ({
  lane: laneOf(message),
  label: labelMessage(message),
  answer: answerWords(outcome),
});

/** The lane of what no client sends: the operator, the vendor and the days. */
export const CONSOLE = "console";

const laneOf = (message: Message): string =>
  "client" in message && SENT_BY_CLIENTS.includes(message.type) ? message.client : CONSOLE;

/** An answer in short lines. */
function answerWords(outcome: Outcome | undefined): readonly string[] {
  if (!outcome) return ["no answer"];
  if (outcome.type === "processed") return ["processed", outcome.license];
  if (outcome.type === "discarded") return ["discarded", outcome.reason];
  if (outcome.type !== "instructions") return [outcome.type];
  const { plugIn, packages, updates } = outcome;
  const lines = [
    ...(plugIn === "none" ? [] : [`plug-in: ${plugIn}`]),
    ...(packages.length > 0 ? [packages.join(", ")] : []),
    ...(updates.length > 0 ? [`updates: ${updates.join(", ")}`] : []),
  ];
  return lines.length > 0 ? lines : ["nothing to do"];
}

function shownOf(snapshot: unknown, at: number, here: boolean): readonly Shown[] {
  if (!isSnapshot(snapshot)) return [];
  const { capacity, inUse, clients, other } = snapshot;
  const holders = (license: "licensed" | "otherLicensed") =>
    clients.filter((one) => one[license]).map(({ client }) => client);
  const hasOther = other && other.capacity + other.inUse > 0;
  return [
    {
      at,
      node: { capacity, inUse, holders: holders("licensed") },
      ...(hasOther && { other: { ...other, holders: holders("otherLicensed") } }),
      here,
    },
  ];
}

/** The schema of a report leaves open what a snapshot is: it is what the candidate showed. */
export const isSnapshot = (value: unknown): value is Snapshot =>
  typeof value === "object" &&
  value !== null &&
  typeof (value as Snapshot).capacity === "number" &&
  Array.isArray((value as Snapshot).clients);

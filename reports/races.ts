/** From what histories have shown to the report. */
import type {
  HistoryPropertyResult,
  HistoryResult,
  RacyCounterexample,
} from "../engine/history-specification.ts";
import type { Plan } from "../histories/program.ts";
import { type HistoryProperty, historyProperties } from "../histories/properties.ts";
import type { LicensePoolHistories } from "../histories/specification.ts";
import { describeMessage, describeOutcome, type HistoryEvent } from "../model/index.ts";

import type { Counterexample, RaceEvent } from "./counterexample.ts";
import type { PropertyReport } from "./report.ts";
import type { HistoriesReport } from "./report-parts.ts";
import { headOf, type Subject } from "./telling.ts";
import { commonOf, unjudgedVerdict } from "./unjudged.ts";

export type HistoriesResult = HistoryResult<LicensePoolHistories, HistoryProperty> & {
  readonly name: HistoriesReport["campaign"];
  /** Why none was driven. */
  readonly unable?: string;
};

export function historiesReport(found: HistoriesResult): HistoriesReport {
  const { name, programs, messages, overlapping, crashes, violated, spoiled, unable } = found;
  return {
    campaign: name,
    programs,
    messages,
    overlapping,
    crashes,
    violated,
    ...(spoiled > 0 && { spoiled }),
    ...(unable !== undefined && { unable }),
  };
}

/** Every property of histories, claimed or not. */
export function racePropertyReports(
  results: readonly HistoriesResult[],
  subject: Subject,
): readonly PropertyReport[] {
  const found = new Map(
    results.flatMap(({ properties }) => properties.map((one) => [one.property, one] as const)),
  );
  const verdictOf = unjudgedVerdict(subject);
  return historyProperties.map((property) => {
    const judged = found.get(property);
    if (judged) return reportOf(property, judged, subject);
    return { ...commonOf(property), verdict: verdictOf(property), situations: 0 };
  });
}

function reportOf(
  property: HistoryProperty,
  found: HistoryPropertyResult<LicensePoolHistories, HistoryProperty>,
  subject: Subject,
): PropertyReport {
  const { verdict, situations, counterexample } = found;
  return {
    ...commonOf(property),
    verdict,
    situations,
    ...(counterexample && { counterexample: tellRacy(property, counterexample, subject) }),
  };
}

/** A violation as a file that stands by itself. */
export function tellRacy(
  property: HistoryProperty,
  { run, explanation, rate, minimality, isSequential }: RacyCounterexample<LicensePoolHistories>,
  subject: Subject,
): Counterexample {
  const events = eventsOf(run.history, run.plan);
  const { failure, event, order, blocked } = explanation;
  return {
    ...headOf(property, subject),
    program: run.program as Counterexample["program"],
    history: [],
    race: {
      events: [...events],
      order: [...order],
      blocked: blocked.map((one) => ({ ...one })),
      rate,
      sequential: isSequential,
    },
    divergence: { message: event, step: events[event]?.step ?? 0 },
    expected: failure.expected,
    seen: failure.seen,
    minimality,
    shortestUpTo: 0,
    reproduced: rate.failed > 0,
  };
}

/** The history, each event with the step that it came from. */
function eventsOf(history: readonly HistoryEvent[], { phases, steps }: Plan): readonly RaceEvent[] {
  const taken = new Map<number, number>();
  return history.map((event): RaceEvent => {
    const own = steps[event.phase] ?? [];
    const isSequence = phases[event.phase]?.type === "sequence";
    const at = taken.get(event.phase) ?? 0;
    // A snapshot belongs to the message that it was taken after.
    if (isSequence && event.type === "message") taken.set(event.phase, at + 1);
    const step = own[isSequence ? (event.type === "message" ? at : at - 1) : 0] ?? 0;
    const { call } = event;
    if (event.type === "crash") return { type: "crash", step, call, return: event.return };
    if (event.type === "snapshot")
      return { type: "snapshot", step, call, return: event.return, snapshot: event.snapshot };
    const { lane, message, outcome } = event;
    return {
      type: "message",
      step,
      lane,
      message,
      text: describeMessage(message),
      call,
      ...(event.return !== undefined && { return: event.return }),
      ...(outcome && { outcome }),
      answer: outcome ? describeOutcome(outcome) : "no answer came",
    } as RaceEvent;
  });
}

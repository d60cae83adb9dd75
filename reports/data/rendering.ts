/** A counterexample as plain data, in a file that can be replayed alone. */
import { type Counterexample as Found, isReproduced } from "../../engine/shrink.ts";
import {
  CLAUSES,
  type Declaration,
  describeMessage,
  describeOutcome,
  type State,
  type Statement,
} from "../../model/index.ts";
import { judgeAgreement } from "../../properties/clauses/frame.ts";
import type { ObservedStep } from "../../properties/clauses/observed-step.ts";
import type { Property } from "../../properties/clauses/property.ts";
import type { History, HistoryEvent } from "../../properties/concurrency/history.ts";
import type { Plan } from "../../properties/concurrency/program.ts";
import type { HistoryProperty } from "../../properties/concurrency/properties.ts";
import { isPlanned, type LicensePool, observedSteps } from "../../properties/license-pool.ts";
import type { Filters } from "../../properties/selection.ts";
import { COUNTEREXAMPLE_SCHEMA_ID, type Counterexample, type RaceEvent } from "./counterexample.ts";
import type { ShardReport } from "./report-parts.ts";

export type ShardSubject = Pick<
  ShardReport,
  "index" | "of" | "from" | "programs" | "scopes" | "extraStates"
>;

/** What a report says of a run before anything is driven. */
export interface Subject {
  readonly selector: string;
  /** The command that starts the server, if the suite does that; without a secret. */
  readonly start?: string;
  readonly seed: string;
  /** Once the candidate has declared them. */
  readonly declaration?: Declaration;
  readonly statement?: Statement;
  /** What is judged, where that is not all. */
  readonly filters?: Filters;
  /** Where the run is one part of a campaign. */
  readonly shard?: ShardSubject;
}

export function renderCounterexample(
  property: Pick<Property | HistoryProperty, "id" | "clauses" | "level" | "description">,
  found: Found<LicensePool>,
  { selector, seed, statement }: Subject,
): Counterexample {
  const { run, failure, minimality, shortestUpTo, cause } = found;
  return {
    schema: COUNTEREXAMPLE_SCHEMA_ID,
    candidate: selector,
    property: property.id,
    level: property.level,
    says: property.description,
    clauses: property.clauses.map((id) => {
      const { level, statement, quote } = CLAUSES[id];
      return { id, level, statement, ...(quote !== undefined && { quote }) };
    }),
    statement: { features: [...(statement?.features ?? [])], choices: { ...statement?.choices } },
    seed,
    ...(isPlanned(run.prediction) ? sequentialFields(found) : raceFields(found)),
    expected: failure.expected,
    seen: failure.seen,
    ...(cause !== undefined && { cause }),
    minimality,
    shortestUpTo,
    reproduced: isReproduced(found),
  };
}

/** Of messages one after the other. */
function sequentialFields({ run, index, variant, variantIndex }: Found<LicensePool>) {
  const steps = observedSteps(run);
  const step = steps[index];
  const departure = departureIn(steps.slice(0, index));
  return {
    ...runFields(run),
    ...(variant && { variant: { ...runFields(variant), message: variantIndex ?? 0 } }),
    divergence: { message: index, step: step?.step ?? 0 },
    ...(departure && { departure }),
    state: {
      before: step && plainState(step.before),
      expected: step && plainState(step.after),
    },
  };
}

const runFields = (run: Found<LicensePool>["run"]) => ({
  program: run.program as Counterexample["program"],
  history: observedSteps(run).map(({ step, message, outcome, snapshot }) => ({
    ...{ step, message, outcome, snapshot },
    text: describeMessage(message),
    answer: describeOutcome(outcome),
  })),
});

/** The first message at which the candidate left the model: from there on it is judged by the state that it showed. */
function departureIn(earlier: readonly ObservedStep[]): Counterexample["departure"] {
  for (const step of earlier) {
    const failure = judgeAgreement(step);
    if (failure) return { message: step.index, ...failure };
  }
  return undefined;
}

function plainState({ clients, listed, enabled, deployed, ...server }: State) {
  return {
    ...server,
    clients: [...clients].map(([client, record]) => ({ client, ...record })),
    listed: [...listed],
    enabled: [...enabled],
    deployed: [...deployed],
  };
}

/** Of messages in flight together, or with a crash. */
function raceFields({ run, index, explanation, rate, isSequential }: Found<LicensePool>) {
  const events = eventsOf(run.history as History, run.prediction as Plan);
  const { order = [], blocked = [] } = explanation ?? {};
  return {
    program: run.program as Counterexample["program"],
    history: [],
    race: {
      events: [...events],
      order: [...order],
      blocked: blocked.map((one) => ({ ...one })),
      rate,
      sequential: isSequential,
    },
    divergence: { message: index, step: events[index]?.step ?? 0 },
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
    const { type, call } = event;
    if (type === "crash") return { type, step, call, return: event.return };
    if (type === "snapshot") {
      const { snapshot } = event;
      return { type, step, call, return: event.return, snapshot };
    }
    const { lane, message, outcome } = event;
    return {
      type,
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

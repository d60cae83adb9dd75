/** A counterexample as a file that stands by itself. */
import { type Counterexample as Found, isReproduced } from "../../engine/shrink.ts";
import {
  CLAUSES,
  type ClauseId,
  type Declaration,
  describeMessage,
  describeOutcome,
  type History,
  type State,
  type Statement,
} from "../../model/index.ts";
import { judgeAgreement } from "../../properties/clauses/frame.ts";
import type { Moment } from "../../properties/clauses/moment.ts";
import type { Property } from "../../properties/clauses/property.ts";
import type { Plan } from "../../properties/concurrency/program.ts";
import type { HistoryProperty } from "../../properties/concurrency/properties.ts";
import { isPlanned, type LicensePool, momentsOf } from "../../properties/license-pool.ts";
import type { Filters } from "../../properties/selection.ts";
import { COUNTEREXAMPLE_SCHEMA_ID, type Counterexample } from "./counterexample.ts";
import { eventsOf } from "./race-events.ts";
import type { ShardReport } from "./report-parts.ts";

export type ShardSubject = Pick<
  ShardReport,
  "index" | "of" | "from" | "programs" | "scopes" | "extraStates"
>;

/** What a report says whatever comes of the run. */
export interface Subject {
  readonly selector: string;
  /** What the suite starts the server with, if it does; without a secret in it. */
  readonly start?: string;
  readonly seed: string;
  /** Once the candidate has told them. */
  readonly declaration?: Declaration;
  readonly statement?: Statement;
  /** What is judged, where that is not all. */
  readonly filters?: Filters;
  /** Which part of which campaign it is, where it is one. */
  readonly shard?: ShardSubject;
}

/** A violation as a file that stands by itself. */
export function renderCounterexample(
  property: Pick<Property | HistoryProperty, "id" | "clauses" | "level" | "statement">,
  found: Found<LicensePool>,
  subject: Subject,
): Counterexample {
  const { failure, minimality, shortestUpTo, cause } = found;
  return {
    ...headOf(property, subject),
    ...(isPlanned(found.run.rehearsal) ? ofMoments(found) : ofRace(found)),
    expected: failure.expected,
    seen: failure.seen,
    ...(cause !== undefined && { cause }),
    minimality,
    shortestUpTo,
    reproduced: isReproduced(found),
  };
}

/** Of messages one after the other. */
function ofMoments({ run, index, variant, variantIndex }: Found<LicensePool>) {
  const moments = momentsOf(run);
  const moment = moments[index];
  const runOf = (of: typeof run) => ({
    program: of.program as Counterexample["program"],
    history: history(momentsOf(of)),
  });
  return {
    ...runOf(run),
    ...(variant && { variant: { ...runOf(variant), message: variantIndex ?? 0 } }),
    divergence: { message: index, step: moment?.step ?? 0 },
    ...departureOf(moments.slice(0, index)),
    state: {
      before: moment && plainState(moment.before),
      expected: moment && plainState(moment.after),
    },
  };
}

/** Of messages in flight together, or with a crash. */
function ofRace({ run, index, explanation, rate, isSequential }: Found<LicensePool>) {
  const events = eventsOf(run.history as History, run.rehearsal as Plan);
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

/** From there on the candidate is judged by the state that it showed, and not by the one it should have. */
function departureOf(earlier: readonly Moment[]): Pick<Counterexample, "departure"> {
  for (const moment of earlier) {
    const failure = judgeAgreement(moment);
    if (failure) return { departure: { message: moment.index, ...failure } };
  }
  return {};
}

/** What a counterexample says of its property and its candidate, whatever kind of program it is. */
export function headOf(
  { id, clauses, level, statement: says }: Pick<Property, "id" | "clauses" | "level" | "statement">,
  { selector, seed, statement }: Subject,
) {
  return {
    schema: COUNTEREXAMPLE_SCHEMA_ID as typeof COUNTEREXAMPLE_SCHEMA_ID,
    candidate: selector,
    property: id,
    level,
    says,
    clauses: clauses.map(clauseReport),
    statement: { features: [...(statement?.features ?? [])], choices: { ...statement?.choices } },
    seed,
  };
}

function clauseReport(id: ClauseId) {
  const { level, statement, quote } = CLAUSES[id];
  return { id, level, statement, ...(quote !== undefined && { quote }) };
}

const history = (moments: readonly Moment[]): Counterexample["history"] =>
  moments.map(({ step, message, outcome, snapshot }) => ({
    step,
    message,
    outcome,
    snapshot,
    text: describeMessage(message),
    answer: describeOutcome(outcome),
  }));

function plainState({ clients, listed, enabled, deployed, ...server }: State) {
  return {
    ...server,
    clients: [...clients].map(([client, record]) => ({ client, ...record })),
    listed: [...listed],
    enabled: [...enabled],
    deployed: [...deployed],
  };
}

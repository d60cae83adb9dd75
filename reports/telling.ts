/** A counterexample as a file that stands by itself. */
import type { Minimised } from "../engine/minimise.ts";
import type { Filters } from "../histories/selection.ts";
import {
  CLAUSES,
  type ClauseId,
  type Declaration,
  describeMessage,
  describeOutcome,
  type State,
  type Statement,
} from "../model/index.ts";
import { judgeAgreement } from "../properties/frame.ts";
import type { Moment } from "../properties/moment.ts";
import type { Property } from "../properties/property.ts";
import type { LicensePoolTypes } from "../properties/specification.ts";
import { COUNTEREXAMPLE_SCHEMA_ID, type Counterexample } from "./counterexample.ts";
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
export function tell(
  property: Property,
  found: Minimised<LicensePoolTypes>,
  subject: Subject,
): Counterexample {
  const moment = found.run.moments[found.index];
  const runOf = ({ program, moments }: typeof found.run) => ({
    program: program as Counterexample["program"],
    history: history(moments),
  });
  return {
    ...headOf(property, subject),
    ...runOf(found.run),
    ...(found.variant && {
      variant: { ...runOf(found.variant), message: found.variantIndex ?? 0 },
    }),
    divergence: { message: found.index, step: moment?.step ?? 0 },
    ...departureOf(found.run.moments.slice(0, found.index)),
    expected: found.failure.expected,
    seen: found.failure.seen,
    state: {
      before: moment && plainState(moment.before),
      expected: moment && plainState(moment.after),
    },
    minimality: found.minimality,
    shortestUpTo: found.shortestUpTo,
    reproduced: found.reproduced,
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

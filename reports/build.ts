/** From what the engine found to the report. */
import { CandidateError } from "../adapters/candidate-error.ts";
import { SUITE } from "../adapters/open.ts";
import { PROTOCOL } from "../adapters/wire.ts";
import type { Minimised } from "../engine/minimise.ts";
import type { Breakdown, CampaignResult, PlanResult, PropertyResult } from "../engine/result.ts";
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
import type { Program } from "../properties/program.ts";
import type { Property } from "../properties/property.ts";
import { situations } from "../properties/situations.ts";
import {
  claimedSituations,
  type LicensePoolTypes,
  properties,
} from "../properties/specification.ts";
import {
  COUNTEREXAMPLE_SCHEMA_ID,
  type Counterexample,
  type ErrorReport,
  type ExhaustiveReport,
  type PropertyReport,
  REPORT_SCHEMA_ID,
  type Report,
  type SituationReport,
  type Verdict,
} from "./report.ts";

type Result = CampaignResult<LicensePoolTypes>;

/** What a report says whatever comes of the run. */
export interface Subject {
  readonly selector: string;
  readonly seed: string;
  /** Once the candidate has told them. */
  readonly declaration?: Declaration;
  readonly statement?: Statement;
}

export function buildReport(subject: Subject, result: Result, durationMs: number): Report {
  const report = emptyReport(subject);
  const claimed = new Map(result.properties.map((found) => [found.property.id, found]));
  const { breakdown, cut } = result;
  const propertyReports = properties.map((property) =>
    propertyReport(property, claimed.get(property.id), subject),
  );
  const situationReports = situationsOf(subject, result);
  return {
    ...report,
    verdict: verdictOf(result, propertyReports, situationReports),
    ...(cut === "interrupted" && { incomplete: "the run was interrupted before its end" }),
    programs: result.programs,
    messages: result.messages,
    properties: propertyReports,
    situations: situationReports,
    exhaustive: result.plans.map(exhaustiveReport),
    ...(breakdown && { error: errorReport(breakdown) }),
    timing: { durationMs: Math.round(durationMs) },
  };
}

/** A run of which nothing is left but how it broke, and the program that it broke on, if there was one. */
export function brokenReport(subject: Subject, error: unknown, program?: Program): Report {
  const breakdown = { error, ...(program && { program }) };
  return { ...emptyReport(subject), verdict: "broken", error: errorReport(breakdown) };
}

/** What is written first, so that a run that is killed is never taken for a good one. */
export function incompleteReport(subject: Subject): Report {
  return { ...emptyReport(subject), incomplete: "the run did not come to its end" };
}

function emptyReport({ selector, seed, declaration, statement }: Subject): Report {
  const { name, version, language, homepage } = declaration ?? {};
  return {
    schema: REPORT_SCHEMA_ID,
    verdict: "inconclusive",
    candidate: {
      selector,
      ...(name !== undefined && { name }),
      ...(version !== undefined && { version }),
      ...(language !== undefined && { language }),
      ...(homepage !== undefined && { homepage }),
    },
    ...(statement && {
      statement: { features: [...statement.features], choices: { ...statement.choices } },
    }),
    seed,
    versions: { poolproof: SUITE.version, protocol: PROTOCOL, node: process.versions.node },
    programs: 0,
    messages: 0,
    properties: [],
    situations: [],
    exhaustive: [],
  };
}

/** Nothing that was not tested is ever green. */
function verdictOf(
  { breakdown, cut, plans }: Result,
  found: readonly PropertyReport[],
  reached: readonly SituationReport[],
): Verdict {
  if (breakdown) return "broken";
  if (found.some(({ verdict }) => verdict === "violated")) return "nonconformant";
  const open = found.some(({ verdict }) => verdict === "unreached" || verdict === "undecided");
  const missed = reached.some(({ verdict }) => verdict === "unreached");
  const owed = plans.some(({ plan, isComplete }) => plan.isRequired && !isComplete);
  return open || missed || owed || cut === "interrupted" ? "inconclusive" : "conformant";
}

/** A proof that something failed in, or that was not brought to its end, is none. */
function exhaustiveReport(found: PlanResult<LicensePoolTypes>): ExhaustiveReport {
  const { plan, covered, programs, messages, isComplete, violated } = found;
  const { name, level, states, transitions, proves, isRequired } = plan;
  const verdict = violated > 0 ? "violated" : isComplete ? "complete" : "incomplete";
  return {
    scope: name,
    level,
    states,
    transitions,
    covered,
    programs,
    messages,
    verdict,
    required: isRequired,
    ...(verdict === "complete" && { proves }),
  };
}

function propertyReport(
  property: Property,
  found: PropertyResult<LicensePoolTypes> | undefined,
  subject: Subject,
): PropertyReport {
  const { id, clauses, level, kind, least, statement: says } = property;
  const common = { id, clauses: [...clauses], level, kind, says, least };
  if (!found) return { ...common, verdict: "not claimed", situations: 0 };
  const { verdict, situations, counterexample } = found;
  if (!counterexample) return { ...common, verdict, situations };
  return {
    ...common,
    verdict,
    situations,
    counterexample: tell(property, counterexample, subject),
  };
}

/** A violation as a file that stands by itself. */
export function tell(
  { id, clauses, level, statement: says }: Property,
  found: Minimised<LicensePoolTypes>,
  { selector, seed, statement }: Subject,
): Counterexample {
  const moment = found.run.moments[found.index];
  const runOf = ({ program, moments }: typeof found.run) => ({
    program: program as Counterexample["program"],
    history: history(moments),
  });
  return {
    schema: COUNTEREXAMPLE_SCHEMA_ID,
    candidate: selector,
    property: id,
    level,
    says,
    clauses: clauses.map(clauseReport),
    statement: { features: [...(statement?.features ?? [])], choices: { ...statement?.choices } },
    seed,
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

function clauseReport(id: ClauseId) {
  const { level, statement, quote } = CLAUSES[id];
  return { id, level, statement, quote };
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

function situationsOf({ statement }: Subject, result: Result): SituationReport[] {
  const claimed = new Set(statement ? claimedSituations(statement).map(({ id }) => id) : []);
  const counts = new Map(result.situations.map(({ id, count }) => [id, count]));
  return situations.map(({ id, least, advice }) => {
    const count = counts.get(id) ?? 0;
    const verdict = !claimed.has(id) ? "not claimed" : count >= least ? "reached" : "unreached";
    return { id, count, least, verdict, ...(advice && { advice }) };
  });
}

export function errorReport({ error, program }: Breakdown<LicensePoolTypes>): ErrorReport {
  const where = program && { program: program as Program as NonNullable<ErrorReport["program"]> };
  if (!(error instanceof CandidateError)) {
    const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
    const hint = "this is a fault of the suite itself: please report it with this file";
    return { code: "internal", message, hint, ...where };
  }
  const { code, message, cause, hint, stderr } = error;
  return {
    code,
    message,
    ...(cause !== undefined && {
      cause: cause instanceof Error ? (cause.stack ?? cause.message) : String(cause),
    }),
    hint,
    ...(stderr !== undefined && { stderr }),
    ...where,
  };
}

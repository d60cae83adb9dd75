/** From what the engine found to the report. */
import { CandidateError } from "../adapters/candidate-error.ts";
import { SUITE } from "../adapters/open.ts";
import { PROTOCOL } from "../adapters/wire.ts";
import type { CampaignResult, PlanResult, PropertyResult } from "../engine/result.ts";
import { allProperties } from "../histories/all-properties.ts";
import type { LaneProgram } from "../histories/program.ts";
import { selectionOf } from "../histories/selection.ts";
import type { Program } from "../properties/program.ts";
import type { Property } from "../properties/property.ts";
import { situations } from "../properties/situations.ts";
import {
  claimedSituations,
  type LicensePoolTypes,
  properties,
} from "../properties/specification.ts";
import { type HistoriesResult, historiesReport, racePropertyReports } from "./races.ts";
import {
  type ErrorReport,
  type ExhaustiveReport,
  type PropertyReport,
  REPORT_SCHEMA_ID,
  type Report,
  type SituationReport,
} from "./report.ts";
import type { ExampleReport } from "./report-parts.ts";
import { verdictOf } from "./run-verdict.ts";
import { emptyShard, shardReport } from "./shard.ts";
import { type Subject, tell } from "./telling.ts";
import { claimedIds, commonOf, filteredReport, unjudgedVerdict } from "./unjudged.ts";

type Result = CampaignResult<LicensePoolTypes>;

/**
 * @param races what the campaigns of histories have shown
 * @param examples what came of programs that had failed before
 */
export function buildReport(
  subject: Subject,
  result: Result,
  races: readonly HistoriesResult[],
  examples: readonly ExampleReport[],
  durationMs: number,
): Report {
  const report = emptyReport(subject);
  const claimed = new Map(result.properties.map((found) => [found.property.id, found]));
  const ends = [result, ...races];
  const breakdown = ends.find((part) => part.breakdown)?.breakdown;
  const verdictWithout = unjudgedVerdict(subject);
  const isInterrupted = ends.some(({ cut }) => cut === "interrupted");
  const propertyReports = [
    ...properties.map((property) => {
      const found = claimed.get(property.id);
      if (found) return propertyReport(found, subject);
      return { ...commonOf(property), verdict: verdictWithout(property), situations: 0 };
    }),
    ...racePropertyReports(races, subject),
  ];
  const filtered = filteredReport(subject, propertyReports);
  const incomplete = isInterrupted
    ? "the run was interrupted before its end"
    : filtered?.judged === 0 && "the candidate claims nothing of what the filters leave";
  const shown = {
    ...(incomplete && { incomplete }),
    ...(subject.shard && { shard: shardReport(subject.shard, result, races) }),
    ...(filtered && { filtered }),
    properties: propertyReports,
    situations: situationsOf(subject, result),
    exhaustive: result.plans.map((plan) => exhaustiveReport(plan, filtered !== undefined, subject)),
  };
  return {
    ...report,
    ...shown,
    verdict: breakdown ? "broken" : verdictOf(shown),
    programs: result.programs,
    messages: result.messages,
    histories: races.map(historiesReport),
    ...(examples.length > 0 && { examples: [...examples] }),
    ...(breakdown && { error: errorReport(breakdown) }),
    timing: { durationMs: Math.round(durationMs) },
  };
}

/** A run of which nothing is left but how it broke, and the program that it broke on, if there was one. */
export function brokenReport(subject: Subject, error: unknown, program?: Program): Report {
  const breakdown = { error, ...(program && { program }) };
  return { ...emptyReport(subject), verdict: "broken", error: errorReport(breakdown) };
}

/** What is written first, so that a run that is killed is never taken for a good one. Nothing is judged in it. */
export function incompleteReport(subject: Subject): Report {
  const { statement, filters = {} } = subject;
  const claimed = statement ? claimedIds(statement) : undefined;
  const isSelected = selectionOf(filters);
  const verdictOf = ({ id }: { readonly id: string }) => {
    if (!claimed?.has(id)) return "not claimed";
    return isSelected({ id }) ? "undecided" : "filtered";
  };
  return {
    ...emptyReport(subject),
    incomplete: "the run did not come to its end",
    ...(claimed && {
      properties: allProperties.map((one) => ({
        ...commonOf(one),
        verdict: verdictOf(one),
        situations: 0,
      })),
    }),
  };
}

function emptyReport({ selector, start, seed, declaration, statement, shard }: Subject): Report {
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
    ...(start !== undefined && { start }),
    seed,
    ...(shard && { shard: emptyShard(shard) }),
    versions: { poolproof: SUITE.version, protocol: PROTOCOL, node: process.versions.node },
    programs: 0,
    messages: 0,
    properties: [],
    situations: [],
    exhaustive: [],
    histories: [],
  };
}

/** A proof that something failed in, that was not brought to its end, or that looked at a part alone, is none. */
function exhaustiveReport(
  found: PlanResult<LicensePoolTypes>,
  isFiltered: boolean,
  { shard }: Subject,
): ExhaustiveReport {
  const { plan, covered, programs, messages, isComplete, violated } = found;
  const { name, level, states, transitions, proves, isRequired } = plan;
  // However much of its part a shard has driven, that is not the scope.
  const isWhole = isComplete && !shard;
  const verdict = violated > 0 ? "violated" : isWhole ? "complete" : "incomplete";
  return {
    scope: name,
    level,
    states,
    transitions,
    covered,
    programs,
    messages,
    verdict,
    ...(!isComplete && { cut: true }),
    required: isRequired,
    ...(verdict === "complete" && !isFiltered && { proves }),
  };
}

function propertyReport(
  { property, verdict, situations, counterexample }: PropertyResult<LicensePoolTypes>,
  subject: Subject,
): PropertyReport {
  const own = property as Property;
  return {
    ...commonOf(own),
    verdict,
    situations,
    ...(counterexample && { counterexample: tell(own, counterexample, subject) }),
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

export function errorReport({
  error,
  program,
}: {
  readonly error: unknown;
  readonly program?: Program | LaneProgram;
}): ErrorReport {
  // What is not written yet breaks on any program.
  const isUnwritten = error instanceof CandidateError && error.code === "not-implemented";
  const where = program &&
    !isUnwritten && { program: program as NonNullable<ErrorReport["program"]> };
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

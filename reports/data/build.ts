/** From what the engine found to the report. */
import { CandidateError } from "../../adapters/protocol/candidate-error.ts";
import { SUITE } from "../../adapters/protocol/requests.ts";
import { PROTOCOL } from "../../adapters/protocol/wire.ts";
import type { CampaignResult, PartResult, PlanResult } from "../../engine/result.ts";
import type { Statement } from "../../model/index.ts";
import { allProperties } from "../../properties/all-properties.ts";
import { situations } from "../../properties/clauses/situations.ts";
import { claimedSituations } from "../../properties/clauses/specification.ts";
import type { LicensePool } from "../../properties/license-pool.ts";
import { selectionOf } from "../../properties/selection.ts";
import { sealed } from "./digest.ts";
import { placeInProgram } from "./fault.ts";
import { renderCounterexample, type Subject } from "./rendering.ts";
import {
  type ErrorReport,
  type ExhaustiveReport,
  type PropertyReport,
  REPORT_SCHEMA_ID,
  type Report,
  type SituationReport,
} from "./report.ts";
import type { ExampleReport, HistoriesReport } from "./report-parts.ts";
import { verdictOf } from "./run-verdict.ts";
import { emptyShard, shardReport } from "./shard.ts";
import { claimedIds, commonOf, filteredReport, unjudgedVerdict } from "./unjudged.ts";

type Result = CampaignResult<LicensePool>;

/** @param examples what came of programs that had failed before */
export function buildReport(
  subject: Subject,
  result: Result,
  examples: readonly ExampleReport[],
  durationMs: number,
): Report {
  const report = emptyReport(subject);
  const { breakdown } = result;
  const [{ programs, messages } = NOTHING, ...racy] = result.parts;
  const propertyReports = propertiesOf(subject, result);
  const filtered = filteredReport(subject, propertyReports);
  const incomplete =
    INCOMPLETE[result.cut ?? "none"] ??
    (filtered?.judged === 0 && "the candidate claims nothing of what the filters leave");
  const shown = {
    ...(incomplete && { incomplete }),
    ...(subject.shard && { shard: shardReport(subject.shard, result) }),
    ...(filtered && { filtered }),
    properties: propertyReports,
    situations: situationsOf(subject, result),
    exhaustive: result.plans.map((plan) => exhaustiveReport(plan, filtered !== undefined, subject)),
  };
  const verdict = verdictOf(shown);
  return sealed({
    ...report,
    ...shown,
    // What was proven wrong before it broke is wrong all the same.
    verdict: breakdown && verdict !== "nonconformant" ? "broken" : verdict,
    programs,
    messages,
    histories: racy.map(historiesReport),
    ...(examples.length > 0 && { examples: [...examples] }),
    ...(breakdown && { error: errorReport(breakdown, subject.statement) }),
    timing: { durationMs: Math.round(durationMs) },
  });
}

const NOTHING = { programs: 0, messages: 0 };

const INCOMPLETE: Readonly<Record<string, string>> = {
  interrupted: "the run was interrupted before its end",
  bail: "the run ended at its first findings, as --bail asks for",
};

/** Every property, claimed or not. */
function propertiesOf(subject: Subject, { properties: found }: Result): PropertyReport[] {
  const judged = new Map(found.map((one) => [one.property.id, one]));
  const verdictWithout = unjudgedVerdict(subject);
  return allProperties.map((property): PropertyReport => {
    const own = judged.get(property.id);
    if (!own) return { ...commonOf(property), verdict: verdictWithout(property), situations: 0 };
    const { verdict, situations, counterexample } = own;
    return {
      ...commonOf(property),
      verdict,
      situations,
      ...(counterexample && {
        counterexample: renderCounterexample(property, counterexample, subject),
      }),
    };
  });
}

function historiesReport(found: PartResult): HistoriesReport {
  const { name, programs, messages, overlapping, crashes, violated, spoiled, unable } = found;
  return {
    campaign: name as HistoriesReport["campaign"],
    programs,
    messages,
    overlapping,
    crashes,
    violated,
    ...(spoiled > 0 && { spoiled }),
    ...(unable !== undefined && { unable }),
  };
}

/** A run of which nothing is left but how it broke, and the program that it broke on, if there was one. */
export function brokenReport(
  subject: Subject,
  error: unknown,
  program?: LicensePool["program"],
): Report {
  const breakdown = { error, ...(program && { program }) };
  const report: Report = {
    ...emptyReport(subject),
    verdict: "broken",
    error: errorReport(breakdown, subject.statement),
  };
  return sealed(report);
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
export function exhaustiveReport(
  found: PlanResult<LicensePool>,
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

function situationsOf({ statement }: Subject, result: Result): SituationReport[] {
  const claimed = new Set(statement ? claimedSituations(statement).map(({ id }) => id) : []);
  const counts = new Map(result.situations.map(({ id, count }) => [id, count]));
  return situations.map(({ id, least, advice }) => {
    const count = counts.get(id) ?? 0;
    const verdict = !claimed.has(id) ? "not claimed" : count >= least ? "reached" : "unreached";
    return { id, count, least, verdict, ...(advice && { advice }) };
  });
}

/** @param statement of the candidate, by which the steps of the program stand for messages */
export function errorReport(
  { error, program }: { readonly error: unknown; readonly program?: LicensePool["program"] },
  statement?: Statement,
): ErrorReport {
  const where = program && { program: program as NonNullable<ErrorReport["program"]> };
  if (!(error instanceof CandidateError)) {
    const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
    const hint = "this is a fault of the suite itself: please report it with this file";
    return { code: "internal", message, hint, ...where };
  }
  const { code, message, cause, hint, stderr } = error;
  const at = program && statement && error.at && placeInProgram(program, error.at, statement);
  return {
    code,
    message,
    ...(cause !== undefined && {
      cause: cause instanceof Error ? (cause.stack ?? cause.message) : String(cause),
    }),
    hint,
    ...(stderr !== undefined && { stderr }),
    // What is not written yet breaks on any program.
    ...(code !== "not-implemented" && where),
    ...(at && { at }),
  };
}

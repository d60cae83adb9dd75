/** From what the engine found to the report. */
import { CandidateError } from "../../adapters/protocol/candidate-error.ts";
import { SUITE } from "../../adapters/protocol/requests.ts";
import { PROTOCOL } from "../../adapters/protocol/wire.ts";
import type { CampaignResult, Cut, PartResult, PlanResult } from "../../engine/result.ts";
import type { Statement } from "../../model/index.ts";
import { allProperties, propertyOf } from "../../properties/all-properties.ts";
import { situations } from "../../properties/clauses/situations.ts";
import { claimedProperties, claimedSituations } from "../../properties/clauses/specification.ts";
import { claimedHistoryProperties } from "../../properties/concurrency/properties.ts";
import type { LicensePool } from "../../properties/license-pool.ts";
import { isFiltered, selectionOf } from "../../properties/selection.ts";
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
import type { ExampleReport, FilteredReport, HistoriesReport } from "./report-parts.ts";
import { verdictOf } from "./run-verdict.ts";
import { emptyShard, shardReport } from "./shard.ts";

type Result = CampaignResult<LicensePool>;
/** How a candidate failed to answer, and the program that it was driven with. */
interface Failure {
  readonly error: unknown;
  readonly program?: LicensePool["program"] | undefined;
}

const INCOMPLETE: Readonly<Partial<Record<Cut, string>>> = {
  interrupted: "the run was interrupted before its end",
  bail: "the run ended at its first findings, as --bail asks for",
};
const NOTHING_LEFT = "the candidate claims nothing of what the filters leave";

/** @param examples results of programs that had failed before */
export function buildReport(
  subject: Subject,
  result: Result,
  examples: readonly ExampleReport[],
): Report {
  const { cut, failure } = result;
  const [{ programs, messages } = { programs: 0, messages: 0 }, ...racy] = result.parts;
  const properties = propertiesOf(subject, result);
  const filtered = filteredReport(subject, properties);
  const incomplete =
    (cut && INCOMPLETE[cut]) ?? (filtered?.judged === 0 ? NOTHING_LEFT : undefined);
  const shown = {
    ...(incomplete && { incomplete }),
    ...(subject.shard && { shard: shardReport(subject.shard, result) }),
    ...(filtered && { filtered }),
    properties,
    situations: situationsOf(subject, result.situations),
    exhaustive: result.plans.map((plan) => exhaustiveReport(plan, subject)),
  };
  const error = failure && errorReport(failure, subject.statement);
  return sealed({
    ...emptyReport(subject),
    ...shown,
    verdict: verdictOf({ ...shown, error }),
    programs,
    messages,
    histories: racy.map(historiesReport),
    ...(examples.length > 0 && { examples: [...examples] }),
    ...(error && { error }),
  });
}

/** The report of a run that broke before anything was judged. */
export function brokenReport(
  subject: Subject,
  error: unknown,
  program?: LicensePool["program"],
): Report {
  const failure = errorReport({ error, program }, subject.statement);
  return sealed({ ...emptyReport(subject), verdict: "broken", error: failure });
}

/** Written first, so that a run that is killed is never taken for a good one. Nothing is judged in it. */
export function incompleteReport(subject: Subject): Report {
  const { statement, filters = {} } = subject;
  const isSelected = selectionOf(filters);
  return {
    ...emptyReport(subject),
    incomplete: "the run did not come to its end",
    properties: statement
      ? unjudged(statement, (one) => (isSelected(one) ? "undecided" : "filtered"))
      : [],
  };
}

/**
 * The report of a run that its candidate ended: what was found before stands, and nothing else was tested.
 * @param folded after the events of the run so far
 */
export function cutOffReport(
  { incomplete: _, ...folded }: Report,
  { subject, ...failure }: Failure & { readonly subject: Subject },
): Report {
  const error = errorReport(failure, subject.statement);
  const verdict = verdictOf({ ...folded, error });
  const filtered = filteredReport(subject, folded.properties);
  return sealed({
    ...folded,
    verdict,
    // The verdict does not say it then; that of a shard is no verdict on anything.
    ...(verdict === "nonconformant" &&
      !folded.shard && { incomplete: "the candidate broke before the end" }),
    ...(filtered && { filtered }),
    situations: situationsOf(subject, []),
    // Which transitions a shard has driven is known at its end, and without that its scopes cannot be joined.
    ...(folded.shard && { exhaustive: [] }),
    error,
  });
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

/** @param verdictOf of a property that is claimed and was not judged */
function unjudged(
  statement: Subject["statement"],
  verdictOf: (property: { readonly id: string }) => PropertyReport["verdict"],
): PropertyReport[] {
  const claimed = statement
    ? [...claimedProperties(statement), ...claimedHistoryProperties(statement)]
    : [];
  const ids = new Set(claimed.map(({ id }) => id));
  return allProperties.map(({ id, clauses, level, kind, least, description: says }) => ({
    ...{ id, clauses: [...clauses], level, kind, says, least },
    verdict: ids.has(id) ? verdictOf({ id }) : "not claimed",
    situations: 0,
  }));
}

/** Every property, claimed or not. */
function propertiesOf(subject: Subject, { properties }: Result): PropertyReport[] {
  const { statement, filters = {} } = subject;
  const judged = new Map(properties.map((one) => [one.property.id, one]));
  const verdict = isFiltered(filters) ? "filtered" : "not claimed";
  return unjudged(statement, () => verdict).map((property) => {
    const own = judged.get(property.id);
    if (!own) return property;
    const { verdict, situations, counterexample: found } = own;
    const counterexample = found && renderCounterexample(propertyOf(property.id), found, subject);
    return { ...property, verdict, situations, ...(counterexample && { counterexample }) };
  });
}

/** What was asked for, and how much of what is claimed that leaves; nothing where no filter was given. */
function filteredReport(
  { filters = {} }: Subject,
  found: readonly PropertyReport[],
): FilteredReport | undefined {
  if (!isFiltered(filters)) return undefined;
  const { level, properties = [], clauses = [] } = filters;
  const count = (wanted: PropertyReport["verdict"]) =>
    found.filter(({ verdict }) => verdict === wanted).length;
  const leftOut = count("filtered");
  return {
    ...(level && { level }),
    properties: [...properties],
    clauses: [...clauses],
    judged: found.length - leftOut - count("not claimed"),
    leftOut,
  };
}

function situationsOf({ statement }: Subject, results: Result["situations"]): SituationReport[] {
  const claimed = new Set(statement ? claimedSituations(statement).map(({ id }) => id) : []);
  const counts = new Map(results.map(({ id, count }) => [id, count]));
  return situations.map(({ id, least, advice }) => {
    const count = counts.get(id) ?? 0;
    const verdict = !claimed.has(id) ? "not claimed" : count >= least ? "reached" : "unreached";
    return { id, count, least, verdict, ...(advice && { advice }) };
  });
}

function historiesReport(found: PartResult): HistoriesReport {
  const { name, programs, messages, overlapping, crashes, violated, spoiled, unable } = found;
  return {
    campaign: name as HistoriesReport["campaign"],
    ...{ programs, messages, overlapping, crashes, violated },
    ...(spoiled > 0 && { spoiled }),
    ...(unable !== undefined && { unable }),
  };
}

/** A scope proves nothing where something failed in it, where not all of it was driven, or where filters leave out properties. */
export function exhaustiveReport(
  { plan, covered, programs, messages, isComplete, violated }: PlanResult<LicensePool>,
  { shard, filters = {} }: Subject,
): ExhaustiveReport {
  const { name: scope, level, states, transitions, proves, isRequired: required } = plan;
  // A shard drives its part of the scope alone.
  const verdict = violated > 0 ? "violated" : isComplete && !shard ? "complete" : "incomplete";
  return {
    ...{ scope, level, states, transitions, covered, programs, messages, verdict },
    ...(!isComplete && { cut: true }),
    required,
    ...(verdict === "complete" && !isFiltered(filters) && { proves }),
  };
}

/** @param statement of the candidate, by which a step of the program stands for messages */
export function errorReport({ error, program }: Failure, statement?: Statement): ErrorReport {
  const own = program && { program: program as NonNullable<ErrorReport["program"]> };
  if (!(error instanceof CandidateError))
    return {
      code: "internal",
      message: stackOf(error),
      hint: "this is a fault of the suite itself: please report it with this file",
      ...own,
    };
  const { code, message, cause, hint, stderr } = error;
  const at = program && statement && error.at && placeInProgram(program, error.at, statement);
  return {
    code,
    message,
    ...(cause !== undefined && { cause: stackOf(cause) }),
    hint,
    ...(stderr !== undefined && { stderr }),
    // What is not written yet breaks on any program.
    ...(code !== "not-implemented" && own),
    ...(at && { at }),
  };
}

const stackOf = (error: unknown): string =>
  error instanceof Error ? (error.stack ?? error.message) : String(error);

/** A whole run, for the command line, the library and the vitest binding. */
import { withoutSecrets } from "../adapters/http/http-selector.ts";
import { CandidateError } from "../adapters/protocol/candidate-error.ts";
import { engineSession } from "../adapters/session/engine-session.ts";
import {
  type CandidateSource,
  checkStart,
  type OpenCandidate,
  openCandidate,
  TIME_LIMIT_MS,
} from "../adapters/session/open.ts";
import { runCampaign } from "../engine/campaign.ts";
import type { CampaignEvent, CampaignOptions } from "../engine/result.ts";
import type { Specification } from "../engine/specification.ts";
import type { Statement } from "../model/index.ts";
import { propertyOf } from "../properties/all-properties.ts";
import { crashesIn, type LaneProgram } from "../properties/concurrency/program.ts";
import { plansFor } from "../properties/exhaustive/plans.ts";
import { type LicensePool, licensePool } from "../properties/license-pool.ts";
import { type Selection, selectionOf } from "../properties/selection.ts";
import {
  brokenReport,
  buildReport,
  exhaustiveReport,
  incompleteReport,
} from "../reports/data/build.ts";
import { EVENTS_SCHEMA_ID, type RunEvent } from "../reports/data/events.ts";
import { renderCounterexample, type Subject } from "../reports/data/rendering.ts";
import type { Report } from "../reports/data/report.ts";
import { gateReport, today } from "../reports/gate/gate.ts";
import { exampleReports, failedBefore, prepare } from "./examples.ts";
import {
  askedOf,
  type Baselined,
  type ConformanceOptions,
  checkOptions,
  DEFAULTS,
} from "./options.ts";
import { CANNOT_CRASH } from "./program-checks.ts";

/**
 * Holds a candidate to the specification.
 * @param source a selector as on the command line, a candidate, or a function that makes one
 * @returns the report; a broken candidate is a verdict too, and no error
 * @throws {RangeError} where an option has a value that it cannot have
 * @throws {BaselineError} where the list of known violations is no YAML
 */
export async function checkConformance(
  source: CandidateSource,
  options: ConformanceOptions = {},
): Promise<Report> {
  const startedMs = performance.now();
  checkOptions(options);
  checkStart(source, options.start);
  const selection = selectionOf(options);
  const asked = askedOf(options);
  const unopened: Subject = { selector: nameOf(source), ...asked };
  const finish = (result: Report): Report => {
    const report = gatedBy(options.baseline, result);
    options.onEvent?.({ type: "finished", report });
    return report;
  };
  try {
    const candidate = await openCandidate(
      source,
      options.requestTimeLimitMs ?? TIME_LIMIT_MS,
      options.start,
    );
    const { selector, declaration, statement } = candidate;
    const subject: Subject = { selector, ...asked, declaration, statement };
    options.onEvent?.({
      type: "started",
      schema: EVENTS_SCHEMA_ID,
      report: incompleteReport(subject),
    });
    const result = await drive(candidate, subject, selection, options);
    return finish({ ...result, timing: { durationMs: Math.round(performance.now() - startedMs) } });
  } catch (error) {
    return finish(brokenReport(unopened, error));
  }
}

export const gatedBy = (baseline: Baselined | undefined, report: Report): Report =>
  baseline ? gateReport(report, baseline.text, baseline.today ?? today(), baseline.flaky) : report;

async function drive(
  candidate: OpenCandidate,
  subject: Subject,
  selection: Selection,
  options: ConformanceOptions,
): Promise<Report> {
  const { statement, canCrash } = candidate;
  const { onEvent, onProgram, examples = [], baseline } = options;
  const specification = specificationFor(canCrash, selection);
  const prepared = prepare(failedBefore(examples, baseline), candidate, selection, options);
  const result = await runCampaign(
    specification,
    async () => engineSession(await candidate.connect(), onProgram),
    statement,
    campaignOptions(candidate, options, {
      examples: prepared.filter(({ unable }) => unable === undefined),
      onEvent: onEvent && ((event) => onEvent(runEvent(event, subject))),
    }),
    plansOf(statement, options),
  );
  return buildReport(subject, result, exampleReports(prepared, result.examples));
}

/** A part with races or crashes is not driven if the selection leaves none of its properties. */
function specificationFor(canCrash: boolean, selection: Selection): Specification<LicensePool> {
  return {
    ...licensePool,
    properties: (statement) => licensePool.properties(statement).filter(selection),
    parts: (statement) =>
      licensePool
        .parts(statement)
        .map((part) => ({
          ...part,
          properties: part.properties.filter(selection),
          unable: part.name === "durability" && !canCrash ? CANNOT_CRASH : undefined,
        }))
        .filter(({ isSteady, properties }) => isSteady || properties.length > 0),
  };
}

function campaignOptions(
  { maxSessions, isInProcess }: OpenCandidate,
  options: ConformanceOptions,
  more: Pick<CampaignOptions<LicensePool>, "examples" | "onEvent">,
): CampaignOptions<LicensePool> {
  const { seed, from, programs, shard, sessions, shortest, timeLimitMs, bail, signal } = options;
  return {
    seed: seed ?? DEFAULTS.seed,
    from,
    programs: programs ?? DEFAULTS.programs,
    shard,
    sessions: Math.min(sessions ?? 1, maxSessions),
    shortest: shortest ?? DEFAULTS.shortest,
    canBeFresh: maxSessions > 1,
    ...(isInProcess ? { freshRuns: Number.POSITIVE_INFINITY } : { costOf }),
    isSameError,
    isSlowError: (error) => error instanceof CandidateError && error.code === "timeout",
    timeLimitMs,
    bail,
    signal,
    ...more,
  };
}

/** Runs that one restart of a process takes as long as. */
const RESTART_COST = 4;

const costOf = (program: LicensePool["program"]): number =>
  1 + RESTART_COST * crashesIn(program as LaneProgram);

/** Errors of one kind: they may differ in numbers, and in what they quote. */
const isSameError = (one: unknown, other: unknown): boolean =>
  one instanceof CandidateError &&
  other instanceof CandidateError &&
  one.code === other.code &&
  withoutDetails(one.message) === withoutDetails(other.message);

const withoutDetails = (text: string) => text.replace(/\{[^}]*\}|"[^"]*"|'[^']*'|\d+/g, "…");

/** What happens in a campaign as an event of the run: plain data. */
function runEvent(event: CampaignEvent<LicensePool>, subject: Subject): RunEvent {
  if (event.type === "progress") return event;
  if (event.type === "scope") {
    const scope = exhaustiveReport(event.result, subject);
    return { type: "scope", scope };
  }
  const { found, ...finding } = event;
  return {
    ...finding,
    counterexamples: found.map(({ property, counterexample }) =>
      renderCounterexample(propertyOf(property.id), counterexample, subject),
    ),
  };
}

function plansOf(statement: Statement, { exhaustive, extraStates }: ConformanceOptions) {
  const scopes = exhaustive ?? DEFAULTS.exhaustive;
  return scopes === false ? [] : plansFor(statement, { scopes, extraStates });
}

function nameOf(source: CandidateSource): string {
  if (typeof source === "string") return withoutSecrets(source);
  if (typeof source === "function") return source.name || "candidate";
  return source?.declaration?.name ?? "candidate";
}

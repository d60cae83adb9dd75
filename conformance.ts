/** The whole of a run, for the command line, the library and the binding alike. */
import { withoutSecrets } from "./adapters/http-selector.ts";
import { type CandidateSource, checkStart, openCandidate, TIME_LIMIT_MS } from "./adapters/open.ts";
import type { CandidateSession, Recording } from "./adapters/session.ts";
import { runCampaign } from "./engine/campaign.ts";
import { termsOf } from "./engine/driving.ts";
import type { Ask, Session, Specification } from "./engine/specification.ts";
import { exampleReports, failedBefore, inOrder, prepare, runnable } from "./examples.ts";
import { selectionOf } from "./histories/selection.ts";
import type { Message, Settings, Statement } from "./model/index.ts";
import { askedOf, type ConformanceOptions, checkOptions, DEFAULTS } from "./options.ts";
import { plansFor } from "./properties/plans.ts";
import type { Planned, Program } from "./properties/program.ts";
import { type LicensePoolTypes, licensePool } from "./properties/specification.ts";
import { driveRaces } from "./races.ts";
import { brokenReport, buildReport } from "./reports/build.ts";
import { gateReport, today } from "./reports/gate.ts";
import type { Report } from "./reports/report.ts";
import type { Subject } from "./reports/telling.ts";

export const specification: Specification<LicensePoolTypes> = licensePool;

/**
 * Holds a candidate to the specification.
 * @param source a selector as on the command line, a candidate, or a function that makes one
 * @returns the report; a candidate that is broken is a verdict too, and nothing that is thrown
 * @throws {RangeError} where an option has no value that it may have
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
  const { baseline } = options;
  const gated = (report: Report) =>
    baseline
      ? gateReport(report, baseline.text, baseline.today ?? today(), baseline.flaky)
      : report;
  try {
    const candidate = await openCandidate(
      source,
      options.requestTimeLimitMs ?? TIME_LIMIT_MS,
      options.start,
    );
    const { selector, declaration, statement } = candidate;
    const subject: Subject = { selector, ...asked, declaration, statement };
    options.onSubject?.(subject);
    const prepared = prepare(failedBefore(options.examples ?? [], baseline), candidate, selection);
    const examples = runnable(prepared, specification.properties(statement));
    const terms = termsOf(options);
    const result = await runCampaign(
      { ...specification, properties: (s) => specification.properties(s).filter(selection) },
      async () => engineSession(await candidate.connect(), options),
      statement,
      {
        seed: asked.seed,
        from: options.from,
        programs: options.programs ?? DEFAULTS.programs,
        shard: options.shard,
        sessions: Math.min(options.sessions ?? 1, candidate.mostSessions),
        mostReductions: options.mostReductions ?? DEFAULTS.mostReductions,
        reductionTimeLimitMs: options.reductionTimeLimitMs ?? DEFAULTS.reductionTimeLimitMs,
        mostProofRuns: options.mostProofRuns ?? DEFAULTS.mostProofRuns,
        proofTimeLimitMs: options.proofTimeLimitMs ?? DEFAULTS.proofTimeLimitMs,
        examples,
        canBeFresh: candidate.mostSessions > 1,
        timeLimitMs: options.timeLimitMs,
        signal: options.signal,
        onProgress: options.onProgress,
      },
      plansOf(statement, options),
    );
    const isOver = result.breakdown !== undefined || options.signal?.aborted === true;
    const races = isOver
      ? []
      : await driveRaces(candidate, options, terms.mayGoOn, { selection, prepared });
    const began = new Map([
      ...inOrder(examples, result.examples),
      ...races.flatMap((race) => race.began),
    ]);
    const reports = exampleReports(prepared, began);
    return gated(buildReport(subject, result, races, reports, performance.now() - startedMs));
  } catch (error) {
    return gated(brokenReport(unopened, error));
  }
}

function plansOf(statement: Statement, { exhaustive, extraStates }: ConformanceOptions) {
  const scopes = exhaustive ?? DEFAULTS.exhaustive;
  return scopes === false ? [] : plansFor(statement, { scopes, extraStates });
}

/** Milliseconds that a candidate which never waits may keep the event loop to itself. */
const TURN_MS = 25;

/**
 * A candidate's session as the engine takes it. Between programs the event loop gets its turn, so that
 * an interruption is heard and progress is seen, however quick the candidate is.
 */
export function engineSession(
  session: CandidateSession,
  { onProgram }: Pick<ConformanceOptions, "onProgram"> = {},
): Session<LicensePoolTypes> {
  let turnedMs = performance.now();
  const ask: Ask<LicensePoolTypes> = async (program, planned, whileBusy) => {
    if (performance.now() - turnedMs > TURN_MS) {
      await new Promise(setImmediate);
      turnedMs = performance.now();
    }
    onProgram?.(program);
    return askParts(session, program, planned, whileBusy);
  };
  return {
    ask,
    run: async (program, planned, whileBusy) => (await ask(program, planned, whileBusy))(),
    close: session.close,
  };
}

/** One list after the other. V8 flattens them element by element, in many times as long. */
const joined = <T>(lists: readonly (readonly T[])[]): readonly T[] => ([] as T[]).concat(...lists);

/** A program in parts, each from a reset: nearly always it is one. */
async function askParts(
  session: CandidateSession,
  { capacity, otherCapacity }: Program,
  planned: readonly Planned[],
  whileBusy: (() => void) | undefined,
): Promise<() => Promise<Recording>> {
  const parts: { readonly settings: Settings; readonly messages: Message[] }[] = [
    { settings: { capacity, otherCapacity }, messages: [] },
  ];
  for (const { message, reset } of planned) {
    if (reset) parts.push({ settings: reset, messages: [] });
    parts.at(-1)?.messages.push(message);
  }
  const answers: (() => Promise<Recording>)[] = [];
  const last = parts.at(-1);
  for (const part of parts)
    if (part.messages.length > 0)
      answers.push(
        await session.ask(part.settings, part.messages, part === last ? whileBusy : undefined),
      );
  const [first] = answers;
  if (first && answers.length === 1) return first;
  return async () => {
    const recordings: Recording[] = [];
    for (const read of answers) recordings.push(await read());
    return {
      outcomes: joined(recordings.map(({ outcomes }) => outcomes)),
      snapshots: joined(recordings.map(({ snapshots }) => snapshots)),
    };
  };
}

function nameOf(source: CandidateSource): string {
  if (typeof source === "string") return withoutSecrets(source);
  if (typeof source === "function") return source.name || "candidate";
  // From JavaScript anything may come; what it is told is what is wrong with it.
  return source?.declaration?.name ?? "candidate";
}

/** The whole of a run, for the command line, the library and the binding alike. */
import { type CandidateSource, checkStart, openCandidate, TIME_LIMIT_MS } from "./adapters/open.ts";
import type { CandidateSession, Recording } from "./adapters/session.ts";
import { runCampaign } from "./engine/campaign.ts";
import type { Progress } from "./engine/result.ts";
import type { Session, Specification } from "./engine/specification.ts";
import type { Message, Settings, Statement } from "./model/index.ts";
import { plansFor, type Thoroughness } from "./properties/plans.ts";
import type { Planned, Program } from "./properties/program.ts";
import { type LicensePoolTypes, licensePool } from "./properties/specification.ts";
import { brokenReport, buildReport, type Subject } from "./reports/build.ts";
import type { Report } from "./reports/report.ts";

export const specification: Specification<LicensePoolTypes> = licensePool;

export interface ConformanceOptions {
  /** Any string; the same seed, version and candidate give the same report. Default `"poolproof"`. */
  readonly seed?: string | undefined;
  /** Programs to drive. Default 1,000. */
  readonly programs?: number | undefined;
  /**
   * The scopes whose every transition is driven after these programs: the `"default"` ones, `"all"`, as with
   * `--exhaustive`, or none.
   */
  readonly exhaustive?: Thoroughness["scopes"] | false | undefined;
  /**
   * States that the server may have beyond those of the model. The default scopes are then driven by the
   * W-method, where each has a tour unless told.
   */
  readonly extraStates?: Thoroughness["extraStates"];
  /** Milliseconds after which no further program is begun. Default: none. */
  readonly timeLimitMs?: number | undefined;
  /** Milliseconds that one request to the candidate may take. Default 10,000. */
  readonly requestTimeLimitMs?: number | undefined;
  /**
   * Candidates driven side by side. Default 1: more is for candidates that share no store with each other.
   * A candidate that is one object, and not a function that makes one, is always driven alone.
   */
  readonly sessions?: number | undefined;
  /**
   * For a candidate at a URL: a command that starts the server, which is ended after the run. Without it,
   * the server has to run already, and goes on running.
   */
  readonly start?: string | undefined;
  /** Programs that the reduction of one counterexample may run. Default 1,000. */
  readonly mostReductions?: number | undefined;
  /** Milliseconds that all reductions together may take. Default 60,000. */
  readonly reductionTimeLimitMs?: number | undefined;
  /** Programs that the search for the shortest counterexample of one property may run. Default 20,000. */
  readonly mostProofRuns?: number | undefined;
  /** Milliseconds that this search may take, a property. Default 10,000. */
  readonly proofTimeLimitMs?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: Progress) => void) | undefined;
  /** Told of each program before it is driven. */
  readonly onProgram?: ((program: Program) => void) | undefined;
  /** Told what the run is about as soon as the candidate has said who it is. */
  readonly onSubject?: ((subject: Subject) => void) | undefined;
}

export const DEFAULTS = {
  seed: "poolproof",
  programs: 1000,
  exhaustive: "default",
  mostReductions: 1000,
  reductionTimeLimitMs: 60_000,
  mostProofRuns: 20_000,
  proofTimeLimitMs: 10_000,
} as const;

/**
 * Holds a candidate to the specification.
 * @param source a selector as on the command line, a candidate, or a function that makes one
 * @returns the report; a candidate that is broken is a verdict too, and nothing that is thrown
 * @throws {RangeError} where an option has no value that it may have
 */
export async function checkConformance(
  source: CandidateSource,
  options: ConformanceOptions = {},
): Promise<Report> {
  const startedMs = performance.now();
  checkOptions(options);
  checkStart(source, options.start);
  const seed = options.seed ?? DEFAULTS.seed;
  const unopened: Subject = { selector: nameOf(source), seed };
  try {
    const candidate = await openCandidate(
      source,
      options.requestTimeLimitMs ?? TIME_LIMIT_MS,
      options.start,
    );
    const { selector, declaration, statement } = candidate;
    const subject: Subject = { selector, seed, declaration, statement };
    options.onSubject?.(subject);
    const result = await runCampaign(
      specification,
      async () => engineSession(await candidate.connect(), options),
      statement,
      {
        seed,
        programs: options.programs ?? DEFAULTS.programs,
        sessions: Math.min(options.sessions ?? 1, candidate.mostSessions),
        mostReductions: options.mostReductions ?? DEFAULTS.mostReductions,
        reductionTimeLimitMs: options.reductionTimeLimitMs ?? DEFAULTS.reductionTimeLimitMs,
        mostProofRuns: options.mostProofRuns ?? DEFAULTS.mostProofRuns,
        proofTimeLimitMs: options.proofTimeLimitMs ?? DEFAULTS.proofTimeLimitMs,
        canBeFresh: candidate.mostSessions > 1,
        timeLimitMs: options.timeLimitMs,
        signal: options.signal,
        onProgress: options.onProgress,
      },
      plansOf(statement, options),
    );
    return buildReport(subject, result, performance.now() - startedMs);
  } catch (error) {
    return brokenReport(unopened, error);
  }
}

function plansOf(statement: Statement, { exhaustive, extraStates }: ConformanceOptions) {
  const scopes = exhaustive ?? DEFAULTS.exhaustive;
  return scopes === false ? [] : plansFor(statement, { scopes, extraStates });
}

/** From JavaScript anything may come, and a run of nothing would only be inconclusive. */
function checkOptions(options: ConformanceOptions): void {
  const check = (name: keyof ConformanceOptions, isRight: boolean, what: string) => {
    if (options[name] === undefined || isRight) return;
    throw new RangeError(`${name} has to be ${what}, and is ${String(options[name])}`);
  };
  const isCount = (value: unknown) => Number.isSafeInteger(value) && Number(value) >= 1;
  const { programs, sessions, exhaustive, extraStates } = options;
  check("programs", isCount(programs), "a whole number from 1");
  check("sessions", isCount(sessions), "a whole number from 1");
  const isKnown = exhaustive === "default" || exhaustive === "all" || exhaustive === false;
  check("exhaustive", isKnown, "default, all or false");
  check("extraStates", extraStates === 0 || extraStates === 1, "0 or 1");
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
  return {
    run: async (program, planned, whileBusy) => {
      if (performance.now() - turnedMs > TURN_MS) {
        await new Promise(setImmediate);
        turnedMs = performance.now();
      }
      onProgram?.(program);
      return runParts(session, program, planned, whileBusy);
    },
    close: session.close,
  };
}

/** A program in parts, each from a reset: nearly always it is one. */
async function runParts(
  session: CandidateSession,
  { capacity, otherCapacity }: Program,
  planned: readonly Planned[],
  whileBusy: (() => void) | undefined,
): Promise<Recording> {
  const parts: { readonly settings: Settings; readonly messages: Message[] }[] = [
    { settings: { capacity, otherCapacity }, messages: [] },
  ];
  for (const { message, reset } of planned) {
    if (reset) parts.push({ settings: reset, messages: [] });
    parts.at(-1)?.messages.push(message);
  }
  const recordings: Recording[] = [];
  const last = parts.at(-1);
  for (const part of parts)
    if (part.messages.length > 0)
      recordings.push(
        await session.run(part.settings, part.messages, part === last ? whileBusy : undefined),
      );
  const [first] = recordings;
  if (first && recordings.length === 1) return first;
  return {
    outcomes: recordings.flatMap(({ outcomes }) => outcomes),
    snapshots: recordings.flatMap(({ snapshots }) => snapshots),
  };
}

function nameOf(source: CandidateSource): string {
  if (typeof source === "string") return source;
  if (typeof source === "function") return source.name || "candidate";
  // From JavaScript anything may come; what it is told is what is wrong with it.
  return source?.declaration?.name ?? "candidate";
}

/** A mutation analysis of the suite, mutant by mutant: what the command line and the tests share. */
import {
  type CandidateSource,
  type OpenCandidate,
  openCandidate,
  TIME_LIMIT_MS,
} from "./adapters/open.ts";
import type { CandidateSession } from "./adapters/session.ts";
import { engineSession, specification } from "./conformance.ts";
import { type Course, createCourse, expose, type Kill, reduceKill } from "./engine/adequacy.ts";
import { historyProperties } from "./histories/properties.ts";
import type { Statement } from "./model/index.ts";
import { DEFAULTS } from "./options.ts";
import type { LicensePoolTypes } from "./properties/specification.ts";
import { exposeRaces } from "./race-adequacy.ts";
import type { FoundOut, KillReport, MutantReport, MutantTold } from "./reports/adequacy.ts";
import { errorReport } from "./reports/build.ts";

export interface Mutant extends MutantTold {
  readonly source: Exclude<CandidateSource, string>;
}

export interface AnalysisOptions {
  /** Any string; the same seed gives the same programs. */
  readonly seed?: string | undefined;
  /** Programs that a mutant may take, those of races and crashes apart. */
  readonly programs?: number | undefined;
  /** Milliseconds that one request to a mutant may take. */
  readonly requestTimeLimitMs?: number | undefined;
}

/** Analyses one mutant after the other; those that declare the same are driven with the same programs. */
export function createAnalysis(
  options: AnalysisOptions = {},
): (mutant: Mutant) => Promise<MutantReport> {
  const { requestTimeLimitMs = TIME_LIMIT_MS, seed = DEFAULTS.seed } = options;
  const { programs = DEFAULTS.programs } = options;
  const courses = new Map<string, Course<LicensePoolTypes>>();
  const courseFor = (statement: Statement) => {
    const key = JSON.stringify(statement);
    const course = courses.get(key) ?? createCourse(specification, statement, { seed, programs });
    courses.set(key, course);
    return course;
  };
  return async ({ source, ...told }) => {
    let session: CandidateSession | undefined;
    try {
      const candidate = await openCandidate(source, requestTimeLimitMs);
      session = await candidate.connect();
      const { inOrder, races } = partsOf(told.declares);
      let found: FoundOut = NOTHING;
      if (inOrder)
        found = await exposeInOrder(courseFor(candidate.statement), candidate, session, inOrder);
      if (races)
        found = await exposeRaces({ candidate, session, seed, programs, wanted: races }, found);
      const ending = session;
      session = undefined;
      await ending.close();
      return reportOf(told, found);
    } catch (error) {
      await session?.close().catch(() => undefined);
      return brokenMutant(told, error);
    }
  };
}

const NOTHING: FoundOut = { kills: [], programs: 0, messages: 0 };

/** Of properties that a mutant declares, those of each way to drive it; a way that none is of is left out. */
function partsOf(declares: readonly string[]) {
  if (declares.length === 0) return { inOrder: [], races: [] };
  const races = declares.filter((id) => historyProperties.some((property) => property.id === id));
  const inOrder = declares.filter((id) => !races.includes(id));
  return {
    ...(inOrder.length > 0 && { inOrder }),
    ...(races.length > 0 && { races }),
  };
}

/** One message after the other. */
async function exposeInOrder(
  course: Course<LicensePoolTypes>,
  { connect, mostSessions }: OpenCandidate,
  connected: CandidateSession,
  wanted: readonly string[],
): Promise<FoundOut> {
  const session = engineSession(connected);
  const { kills, programs, messages, breakdown } = await expose(course, session, wanted);
  const first = kills.find(({ property }) => wanted.includes(property.id)) ?? kills[0];
  const fresh = {
    connect: async () => engineSession(await connect()),
    canBeFresh: mostSessions > 1,
  };
  const reduced = first && !breakdown ? await reduceKill(course, session, fresh, first) : undefined;
  return {
    kills: kills.map(({ property, program, message }) => ({
      property: property.id,
      program,
      message,
    })),
    programs,
    messages,
    ...(first && reduced && { counterexample: counterexampleOf(first, reduced) }),
    ...(breakdown && { breakdown }),
  };
}

/** A mutant of which nothing is known but how it broke. */
export function brokenMutant(told: MutantTold, error: unknown): MutantReport {
  return reportOf(told, { ...NOTHING, breakdown: { error } });
}

function counterexampleOf(
  { property }: Kill<LicensePoolTypes>,
  { run, reproduced }: NonNullable<Awaited<ReturnType<typeof reduceKill<LicensePoolTypes>>>>,
): NonNullable<MutantReport["counterexample"]> {
  const { program } = run;
  return { property: property.id, steps: specification.sizeOf(program), program, reproduced };
}

function reportOf(
  told: MutantTold,
  { kills, programs, messages, counterexample, breakdown }: FoundOut,
): MutantReport {
  const isOwn = ({ property }: KillReport) => told.declares.includes(property);
  const failed = new Set(kills.map(({ property }) => property));
  return {
    ...told,
    verdict: breakdown ? "broken" : kills.length > 0 ? "killed" : "survived",
    programs,
    messages,
    kills: kills.toSorted((a, b) => a.message - b.message || Number(isOwn(b)) - Number(isOwn(a))),
    missed: told.declares.filter((id) => !failed.has(id)),
    ...(counterexample && { counterexample }),
    ...(breakdown && { error: errorReport(breakdown) }),
  };
}

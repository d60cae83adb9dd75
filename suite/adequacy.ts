/** A mutation analysis of the suite, mutant by mutant: what the command line and the tests share. */
import { engineSession } from "../adapters/session/engine-session.ts";
import {
  type CandidateSource,
  type OpenCandidate,
  openCandidate,
  TIME_LIMIT_MS,
} from "../adapters/session/open.ts";
import type { CandidateSession } from "../adapters/session/session.ts";
import { type Course, createCourse, expose, type Kill, reduceKill } from "../engine/adequacy.ts";
import { type Counterexample, isReproduced } from "../engine/shrink.ts";
import type { Statement } from "../model/index.ts";
import { type LicensePool, licensePool } from "../properties/license-pool.ts";
import type { FoundOut, KillReport, MutantReport, MutantTold } from "../reports/data/adequacy.ts";
import { errorReport } from "../reports/data/build.ts";
import { DEFAULTS } from "./options.ts";

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
  const courses = new Map<string, Course<LicensePool>>();
  const courseFor = (statement: Statement) => {
    const key = JSON.stringify(statement);
    const course = courses.get(key) ?? createCourse(licensePool, statement, { seed, programs });
    courses.set(key, course);
    return course;
  };
  return async ({ source, ...told }) => {
    let session: CandidateSession | undefined;
    try {
      const candidate = await openCandidate(source, requestTimeLimitMs);
      session = await candidate.connect();
      const course = courseFor(candidate.statement);
      const found = await findOut(course, candidate, session, told.declares);
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

async function findOut(
  course: Course<LicensePool>,
  { connect, mostSessions, canCrash }: OpenCandidate,
  connected: CandidateSession,
  wanted: readonly string[],
): Promise<FoundOut> {
  const session = engineSession(connected);
  const canDrive = ({ name }: { readonly name: string }) => canCrash || name !== "durability";
  const { kills, breakdown, ...counts } = await expose(course, session, wanted, canDrive);
  const first = kills.find(({ property }) => wanted.includes(property.id)) ?? kills[0];
  const fresh = mostSessions > 1 ? async () => engineSession(await connect()) : undefined;
  const reduced = first && !breakdown ? await reduceKill(course, session, fresh, first) : undefined;
  return {
    kills: kills.map(({ property, program, message }) => ({
      property: property.id,
      program,
      message,
    })),
    ...counts,
    ...(first && reduced && { counterexample: counterexampleOf(first, reduced) }),
    ...(breakdown && { breakdown }),
  };
}

/** A mutant of which nothing is known but how it broke. */
export function brokenMutant(told: MutantTold, error: unknown): MutantReport {
  return reportOf(told, { ...NOTHING, breakdown: { error } });
}

function counterexampleOf(
  { property }: Kill<LicensePool>,
  found: Counterexample<LicensePool>,
): NonNullable<MutantReport["counterexample"]> {
  const { program } = found.run;
  const steps = licensePool.sizeOf(program);
  return { property: property.id, steps, program, reproduced: isReproduced(found) };
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

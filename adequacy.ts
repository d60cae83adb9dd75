/** A mutation analysis of the suite, mutant by mutant: what the command line and the tests share. */
import { type CandidateSource, openCandidate, TIME_LIMIT_MS } from "./adapters/open.ts";
import { engineSession, specification } from "./conformance.ts";
import {
  type Course,
  createCourse,
  type Exposure,
  expose,
  type Kill,
  reduceKill,
} from "./engine/adequacy.ts";
import type { Statement } from "./model/index.ts";
import { DEFAULTS } from "./options.ts";
import type { LicensePoolTypes } from "./properties/specification.ts";
import type { KillReport, MutantReport, MutantTold } from "./reports/adequacy.ts";
import { errorReport } from "./reports/build.ts";

export interface Mutant extends MutantTold {
  readonly source: Exclude<CandidateSource, string>;
}

export interface AnalysisOptions {
  /** Any string; the same seed gives the same programs. */
  readonly seed?: string | undefined;
  /** Programs that a mutant may take. */
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
    try {
      const candidate = await openCandidate(source, requestTimeLimitMs);
      const course = courseFor(candidate.statement);
      const connect = async () => engineSession(await candidate.connect());
      const session = await connect();
      const exposure = await expose(course, session, told.declares);
      const first = ownFirst(told, exposure)[0];
      const reduced =
        first && !exposure.breakdown
          ? await reduceKill(
              course,
              session,
              { connect, canBeFresh: candidate.mostSessions > 1 },
              first,
            )
          : undefined;
      await session.close();
      return reportOf(told, exposure, first && reduced && counterexampleOf(first, reduced));
    } catch (error) {
      return brokenMutant(told, error);
    }
  };
}

/** A mutant of which nothing is known but how it broke. */
export function brokenMutant(told: MutantTold, error: unknown): MutantReport {
  return reportOf(told, { kills: [], programs: 0, messages: 0, breakdown: { error } });
}

type Kills = Exposure<LicensePoolTypes>["kills"];

/** Those of the properties that a mutant declares, if it declares any. */
function ownFirst({ declares }: MutantTold, { kills }: { readonly kills: Kills }): Kills {
  const own = kills.filter(({ property }) => declares.includes(property.id));
  return own.length > 0 ? own : kills;
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
  { kills, programs, messages, breakdown }: Exposure<LicensePoolTypes>,
  counterexample?: MutantReport["counterexample"],
): MutantReport {
  const killing = kills.map(
    ({ property, program, message }): KillReport => ({ property: property.id, program, message }),
  );
  const isOwn = ({ property }: KillReport) => told.declares.includes(property);
  const failed = new Set(killing.map(({ property }) => property));
  return {
    ...told,
    verdict: breakdown ? "broken" : killing.length > 0 ? "killed" : "survived",
    programs,
    messages,
    kills: killing.sort((a, b) => a.message - b.message || Number(isOwn(b)) - Number(isOwn(a))),
    missed: told.declares.filter((id) => !failed.has(id)),
    ...(counterexample && { counterexample }),
    ...(breakdown && { error: errorReport(breakdown) }),
  };
}

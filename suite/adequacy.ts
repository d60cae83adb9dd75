/** A mutation analysis of the suite, mutant by mutant: what the command line and the tests share. */
import { engineSession } from "../adapters/session/engine-session.ts";
import { type CandidateSource, openCandidate, TIME_LIMIT_MS } from "../adapters/session/open.ts";
import type { CandidateSession } from "../adapters/session/session.ts";
import {
  createExposureContext,
  type Exposure,
  type ExposureContext,
  expose,
  reduceKill,
} from "../engine/adequacy.ts";
import { isReproduced } from "../engine/shrink.ts";
import { type LicensePool, licensePool } from "../properties/license-pool.ts";
import type { MutantInfo, MutantReport } from "../reports/data/adequacy.ts";
import { errorReport } from "../reports/data/build.ts";
import { DEFAULTS } from "./options.ts";

export interface Mutant extends MutantInfo {
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
export function createAnalysis({
  requestTimeLimitMs = TIME_LIMIT_MS,
  seed = DEFAULTS.seed,
  programs = DEFAULTS.programs,
}: AnalysisOptions = {}): (mutant: Mutant) => Promise<MutantReport> {
  const contexts = new Map<string, ExposureContext<LicensePool>>();
  return async ({ source, ...info }) => {
    let connected: CandidateSession | undefined;
    try {
      const { statement, connect, maxSessions, canCrash } = await openCandidate(
        source,
        requestTimeLimitMs,
      );
      connected = await connect();
      const key = JSON.stringify(statement);
      const context =
        contexts.get(key) ?? createExposureContext(licensePool, statement, { seed, programs });
      contexts.set(key, context);
      const session = engineSession(connected);
      const canDrive = ({ name }: { readonly name: string }) => canCrash || name !== "durability";
      const exposure = await expose(context, session, info.declares, canDrive);
      const { kills, failure } = exposure;
      const first = kills.find(({ property: { id } }) => info.declares.includes(id)) ?? kills[0];
      const fresh = maxSessions > 1 ? async () => engineSession(await connect()) : undefined;
      const reduced = first && !failure && (await reduceKill(context, session, fresh, first));
      const report = reportOf(info, exposure);
      const ending = connected;
      connected = undefined;
      await ending.close();
      if (!first || !reduced) return report;
      const { program } = reduced.run;
      const steps = licensePool.sizeOf(program);
      const { id: property } = first.property;
      const counterexample = { property, steps, program, reproduced: isReproduced(reduced) };
      return { ...report, counterexample };
    } catch (error) {
      await connected?.close().catch(() => undefined);
      return brokenMutant(info, error);
    }
  };
}

/** A mutant of which nothing is known but how it broke. */
export const brokenMutant = (info: MutantInfo, error: unknown): MutantReport =>
  reportOf(info, { kills: [], programs: 0, messages: 0, failure: { error } });

function reportOf(
  info: MutantInfo,
  exposure: Omit<Exposure<LicensePool>, "failure"> & {
    readonly failure?: Parameters<typeof errorReport>[0];
  },
): MutantReport {
  const { programs, messages, failure } = exposure;
  const kills = exposure.kills.map(({ property, program, message }) => ({
    property: property.id,
    program,
    message,
  }));
  const isDeclared = ({ property }: { readonly property: string }) =>
    Number(info.declares.includes(property));
  return {
    ...info,
    verdict: failure ? "broken" : kills.length > 0 ? "killed" : "survived",
    programs,
    messages,
    kills: kills.sort((a, b) => a.message - b.message || isDeclared(b) - isDeclared(a)),
    missed: info.declares.filter((id) => !kills.some(({ property }) => property === id)),
    ...(failure && { error: errorReport(failure) }),
  };
}

/** What finds out a mutant that is right as long as one message follows the other, and nobody kills it. */
import type { OpenCandidate } from "./adapters/open.ts";
import { exposeHistories } from "./engine/history-adequacy.ts";
import type { RacyCounterexample } from "./engine/history-specification.ts";
import { minimiseRacy } from "./engine/racing.ts";
import type { HistoryProperty } from "./histories/properties.ts";
import { sizeOf } from "./histories/reduce.ts";
import { type LicensePoolHistories, licensePoolHistories } from "./histories/specification.ts";
import { PROGRAMS_PER_RACE, racingContext, reasonNotTo } from "./races.ts";
import type { KillReport, MutantReport } from "./reports/adequacy.ts";

interface Course {
  readonly seed: string;
  /** Of a run; some of them with races and with crashes. */
  readonly programs: number;
}

export interface RaceExposure {
  /** Of each campaign the first of each property, in the order of their programs. */
  readonly kills: readonly KillReport[];
  readonly programs: number;
  readonly messages: number;
  readonly counterexample?: NonNullable<MutantReport["counterexample"]>;
}

/** Runs that the reduction of a kill's counterexample may take. */
const MOST_REDUCTIONS = 300;

/**
 * Drives the races and the crashes of a run, as far as they are declared, until each property of them that is wanted has
 * failed; all of them where none is.
 * @throws what the candidate broke with
 */
export async function exposeRaces(
  candidate: OpenCandidate,
  course: Course,
  wanted: readonly string[],
): Promise<RaceExposure> {
  let all: RaceExposure = { kills: [], programs: 0, messages: 0 };
  for (const campaign of licensePoolHistories.campaigns(candidate.statement)) {
    const own = wanted.filter((id) => campaign.properties.some((property) => property.id === id));
    if (wanted.length > 0 && own.length === 0) continue;
    const exposure = await exposeCampaign(candidate, course, campaign, own);
    all = {
      ...exposure,
      ...all,
      kills: [...all.kills, ...exposure.kills.map((kill) => after(all, kill))],
      programs: all.programs + exposure.programs,
      messages: all.messages + exposure.messages,
    };
  }
  return all;
}

/** A kill as it counts where so much was driven before. */
export const after = (
  { programs, messages }: Pick<RaceExposure, "programs" | "messages">,
  { property, program, message }: KillReport,
): KillReport => ({ property, program: programs + program, message: messages + message });

type Campaign = ReturnType<typeof licensePoolHistories.campaigns>[number];

async function exposeCampaign(
  candidate: OpenCandidate,
  { seed, programs: all }: Course,
  campaign: Campaign,
  wanted: readonly string[],
): Promise<RaceExposure> {
  const session = await candidate.connect();
  try {
    if (reasonNotTo(campaign.kind, session.abilities))
      return { kills: [], programs: 0, messages: 0 };
    const context = racingContext(session, candidate.statement, campaign.properties);
    const most = Math.ceil(all / PROGRAMS_PER_RACE[campaign.name]);
    const exposure = await exposeHistories(context, campaign, seed, most, wanted);
    const { kills, programs, messages } = exposure;
    const first = kills.find(({ property }) => wanted.includes(property)) ?? kills[0];
    const property = campaign.properties.find(({ id }) => id === first?.property);
    const budget = { runs: MOST_REDUCTIONS };
    const reduced =
      first &&
      property &&
      (await minimiseRacy({ ...context, budget }, property, first.violation, []));
    return {
      kills,
      programs,
      messages,
      ...(property && reduced && { counterexample: counterexampleOf(property, reduced) }),
    };
  } finally {
    await session.close();
  }
}

function counterexampleOf(
  { id }: HistoryProperty,
  { run: { program }, rate }: RacyCounterexample<LicensePoolHistories>,
): NonNullable<MutantReport["counterexample"]> {
  return { property: id, steps: sizeOf(program), program, reproduced: rate.failed > 0 };
}

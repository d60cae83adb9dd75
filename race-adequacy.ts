/** What finds out a mutant that is right as long as one message follows the other, and nobody kills it. */
import type { OpenCandidate } from "./adapters/open.ts";
import type { CandidateSession } from "./adapters/session.ts";
import { exposeHistories, type HistoryKill } from "./engine/history-adequacy.ts";
import { minimiseRacy, type RacingContext } from "./engine/racing.ts";
import type { HistoryProperty } from "./histories/properties.ts";
import { sizeOf } from "./histories/reduce.ts";
import { type LicensePoolHistories, licensePoolHistories } from "./histories/specification.ts";
import { PROGRAMS_PER_RACE } from "./options.ts";
import { historySession, racingContext, reasonNotTo } from "./races.ts";
import type { FoundOut, MutantReport } from "./reports/adequacy.ts";

/** What is driven, with what, and what it is driven for. */
export interface RaceCourse {
  readonly candidate: OpenCandidate;
  readonly session: CandidateSession;
  readonly seed: string;
  /** Of a run; it has some with races and with crashes besides. */
  readonly programs: number;
  /** Of these properties all have to fail, and those of a campaign that none is of is left out. Where there are none, nothing is. */
  readonly wanted: readonly string[];
}

/** Runs that the reduction of a kill's counterexample may take. */
const MOST_REDUCTIONS = 300;

/**
 * Drives the races and the crashes of a run, as far as they are declared.
 * @param before what was found out by then, which is added to
 */
export async function exposeRaces(course: RaceCourse, before: FoundOut): Promise<FoundOut> {
  let found = before;
  for (const campaign of licensePoolHistories.campaigns(course.candidate.statement)) {
    const own = course.wanted.filter((id) => campaign.properties.some((one) => one.id === id));
    if (course.wanted.length > 0 && own.length === 0) continue;
    if (found.breakdown || reasonNotTo(campaign.kind, course.session.abilities)) continue;
    found = await exposeCampaign(course, campaign, own, found);
  }
  return found;
}

type Campaign = ReturnType<typeof licensePoolHistories.campaigns>[number];

async function exposeCampaign(
  { candidate, session, seed, programs }: RaceCourse,
  campaign: Campaign,
  wanted: readonly string[],
  before: FoundOut,
): Promise<FoundOut> {
  const context = racingContext(session, candidate.statement, campaign.properties);
  const most = Math.ceil(programs / PROGRAMS_PER_RACE[campaign.name]);
  const exposure = await exposeHistories(context, campaign, seed, most, wanted);
  const { kills, breakdown } = exposure;
  const first = kills.find(({ property }) => wanted.includes(property)) ?? kills[0];
  const counterexample =
    before.counterexample ??
    (first && !breakdown ? await reduced(candidate, context, first) : undefined);
  return {
    kills: [
      ...before.kills,
      ...kills.map(({ property, program, message }) => ({
        property,
        program: before.programs + program,
        message: before.messages + message,
      })),
    ],
    programs: before.programs + exposure.programs,
    messages: before.messages + exposure.messages,
    ...(counterexample && { counterexample }),
    ...(breakdown && { breakdown }),
  };
}

/** A smaller program, with whether it fails in a fresh candidate; none where the mutant breaks on the way to it. */
async function reduced(
  candidate: OpenCandidate,
  context: RacingContext<LicensePoolHistories, HistoryProperty>,
  { property: id, violation }: HistoryKill<LicensePoolHistories>,
): Promise<MutantReport["counterexample"]> {
  const property = context.properties.find((one) => one.id === id);
  if (!property) return undefined;
  try {
    const fresh =
      candidate.mostSessions > 1 ? historySession(await candidate.connect()) : undefined;
    const budget = { runs: MOST_REDUCTIONS };
    const racing = { ...context, budget, fresh };
    const { run, rate } = await minimiseRacy(racing, property, violation, []).finally(() =>
      fresh?.close(),
    );
    const { program } = run;
    return { property: id, steps: sizeOf(program), program, reproduced: rate.failed > 0 };
  } catch {
    return undefined;
  }
}

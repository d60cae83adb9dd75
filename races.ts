/** The part of a run in which messages are in flight together, and the candidate is killed. */
import type { OpenCandidate } from "./adapters/open.ts";
import type { Abilities, CandidateSession } from "./adapters/session.ts";
import type { ExampleResult } from "./engine/examples.ts";
import { runHistories } from "./engine/histories.ts";
import type { HistorySession, HistorySpecification } from "./engine/history-specification.ts";
import type { RacingContext } from "./engine/racing.ts";
import type { Part } from "./engine/sharding.ts";
import { inOrder, type Prepared, runnable } from "./examples.ts";
import type { HistoryProperty, Kind } from "./histories/properties.ts";
import type { Selection } from "./histories/selection.ts";
import { type LicensePoolHistories, licensePoolHistories } from "./histories/specification.ts";
import { type ConformanceOptions, DEFAULTS } from "./options.ts";
import type { HistoriesResult } from "./reports/races.ts";

export const historySpecification: HistorySpecification<LicensePoolHistories, HistoryProperty> =
  licensePoolHistories;

/** One program with races, or with crashes, for so many others. */
export const PROGRAMS_PER_RACE = { concurrency: 5, durability: 10 } as const;

/** What is judged, and what the campaigns begin with. */
interface Judged {
  readonly selection: Selection;
  readonly prepared: readonly Prepared[];
}
const ALL_OF_IT: Judged = { selection: () => true, prepared: [] };

interface RacesResult extends HistoriesResult {
  /** What came of the programs that had failed before. */
  readonly began: readonly (readonly [Prepared, ExampleResult & { readonly unable?: string }])[];
}

/** One campaign for each of the two features that is declared, and that a filter leaves something of. */
export async function driveRaces(
  candidate: OpenCandidate,
  options: ConformanceOptions,
  mayGoOn: () => boolean,
  { selection, prepared }: Judged = ALL_OF_IT,
): Promise<readonly RacesResult[]> {
  const { statement } = candidate;
  const all = historySpecification.campaigns(statement) as readonly ReturnType<
    typeof licensePoolHistories.campaigns
  >[number][];
  const campaigns = all
    .map((campaign) => ({ ...campaign, properties: campaign.properties.filter(selection) }))
    .filter(({ properties }) => properties.length > 0);
  if (campaigns.length === 0) return [];
  const results: RacesResult[] = [];
  const connect = async () => historySession(await candidate.connect());
  const { session, broken } = await connected(candidate);
  let closing: HistoriesResult["breakdown"];
  try {
    for (const campaign of campaigns) {
      const unable = reasonNotTo(campaign.kind, session.abilities);
      const isBroken = results.some(({ breakdown }) => breakdown);
      const examples = runnable(prepared, campaign.properties);
      const result = await runHistories(
        historySpecification,
        campaign,
        historySession(session),
        statement,
        {
          seed: options.seed ?? DEFAULTS.seed,
          ...racesOf(options, PROGRAMS_PER_RACE[campaign.name]),
          ...((unable || isBroken) && { programs: 0 }),
          examples: unable || isBroken ? [] : examples,
          mostReductions: options.mostReductions ?? DEFAULTS.mostReductions,
          reductionTimeLimitMs: options.reductionTimeLimitMs ?? DEFAULTS.reductionTimeLimitMs,
          connect: candidate.mostSessions > 1 ? connect : undefined,
          broken,
          mayGoOn,
          signal: options.signal,
          onProgress: options.onProgress,
        },
      );
      const began = unable
        ? examples.map(() => ({ runs: 0, failed: false, unable }))
        : result.examples;
      const own = { name: campaign.name, began: inOrder(examples, began) };
      results.push({ ...result, ...own, ...(unable && { unable }) });
    }
  } finally {
    closing = await session.close().then(
      () => undefined,
      (error: unknown) => ({ error }),
    );
  }
  const last = results.at(-1);
  // How a candidate ends is part of what it has to do, but an earlier breakdown says more.
  if (!closing || !last || results.some(({ breakdown }) => breakdown)) return results;
  return [...results.slice(0, -1), { ...last, breakdown: closing }];
}

/** Which programs with races or crashes a part has: those that come with its random programs, one with so many. */
export function racesOf(
  { from, programs = DEFAULTS.programs, shard }: ConformanceOptions,
  per: number,
): Part {
  const first = Math.ceil((from ?? 0) / per);
  const end = Math.ceil(((from ?? 0) + programs) / per);
  return { from: first, programs: end - first, shard };
}

/** What was judged before is told also where no candidate can be had any more. */
async function connected(candidate: OpenCandidate) {
  try {
    return { session: await candidate.connect() };
  } catch (error) {
    const none = () => Promise.reject(error);
    return {
      session: { abilities: ALL, record: none, close: async () => undefined },
      broken: { error },
    };
  }
}

const ALL: Abilities = { mostInFlight: Number.POSITIVE_INFINITY, canCrash: true };

export const historySession = (
  session: Pick<CandidateSession, "record" | "close">,
): HistorySession<LicensePoolHistories> => ({
  record: ({ capacity, otherCapacity }, { phases }, seed) =>
    session.record({ capacity, otherCapacity }, phases, seed),
  close: session.close,
});

/** What runs of single programs share, where no campaign drives them. */
export const racingContext = (
  session: Pick<CandidateSession, "record" | "close">,
  statement: OpenCandidate["statement"],
  properties: readonly HistoryProperty[],
  runs = Number.POSITIVE_INFINITY,
): RacingContext<LicensePoolHistories, HistoryProperty> => ({
  specification: historySpecification,
  session: historySession(session),
  statement,
  properties,
  budget: { runs },
  isOver: () => false,
  attempts: new Map(),
});

/** Why the candidate cannot be driven so, if it cannot. */
export function reasonNotTo(kind: Kind, { mostInFlight, canCrash }: Abilities): string | undefined {
  if (kind === "concurrent" && mostInFlight < 2)
    return "this candidate cannot be sent several messages together";
  if (kind === "durable" && !canCrash)
    return "this candidate cannot be killed and started again by the suite: give the command that starts it, or export a function that makes it";
  return undefined;
}

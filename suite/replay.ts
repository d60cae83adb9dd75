/** Drives a counterexample again: once if it fails each time, otherwise as often as its rate asks for. */
import { engineSession } from "../adapters/session/engine-session.ts";
import {
  type CandidateSource,
  type OpenCandidate,
  openCandidate,
  TIME_LIMIT_MS,
} from "../adapters/session/open.ts";
import { judgeProgram } from "../engine/drive.ts";
import { counterexampleOf, triesFor } from "../engine/shrink.ts";
import type { Session } from "../engine/specification.ts";
import { propertyOf } from "../properties/all-properties.ts";
import { type LaneProgram, plan } from "../properties/concurrency/program.ts";
import { type LicensePool, licensePool, racyPart } from "../properties/license-pool.ts";
import type { Counterexample } from "../reports/data/counterexample.ts";
import { MISSED } from "../reports/data/rate.ts";
import { renderCounterexample, type Subject } from "../reports/data/rendering.ts";
import { checkProgram } from "./program-checks.ts";

export interface Replay {
  /** The recorded property as it fails now; `undefined` if it holds, or is not claimed. */
  readonly still: Counterexample | undefined;
  /** Other properties that the same program breaks. */
  readonly others: readonly Counterexample[];
  /** Whether the candidate claims the recorded property. */
  readonly claimed: boolean;
  /** How often the program was run; more than once only if it need not fail each time. */
  readonly runs: number;
}

const MAX_RUNS = 200;

/**
 * Runs the program until it breaks the recorded property, or so often that it would have at the recorded rate. Meanwhile it may
 * break other properties.
 * @param start a command that starts the server, where the candidate is at a URL and does not run yet
 * @throws {CandidateError} where the candidate is broken
 * @throws {RangeError} where the candidate cannot be driven through the program, this version has no such property, or `start` is
 * given for a candidate that is not at a URL
 */
export async function replayCounterexample(
  recorded: Counterexample,
  source: CandidateSource = recorded.candidate,
  timeLimitMs: number = TIME_LIMIT_MS,
  start?: string,
): Promise<Replay> {
  const property = propertyOf(recorded.property);
  const candidate = await openCandidate(source, timeLimitMs, start);
  const session = engineSession(await candidate.connect());
  try {
    const program = recorded.program as LicensePool["program"];
    checkProgram(property, program, recorded.race !== undefined, candidate);
    return await replay(recorded, property, candidate, session);
  } finally {
    await session.close();
  }
}

async function replay(
  recorded: Counterexample,
  property: ReturnType<typeof propertyOf>,
  { declaration, statement, selector }: OpenCandidate,
  session: Session<LicensePool>,
): Promise<Replay> {
  const { race, seed, minimality, shortestUpTo } = recorded;
  const subject: Subject = { selector, seed, declaration, statement };
  // A race shows nothing of what single messages do, nor they of a race.
  const part = licensePool
    .parts(statement)
    .find(({ isSteady, name }) => (race ? racyPart(name)?.kind === property.kind : isSteady));
  const claimed = part?.properties ?? [];
  const judge = licensePool.createJudge(claimed, [], statement, 0);
  const context = { specification: licensePool, statement, judge };
  const program = recorded.program as LicensePool["program"];
  // Messages of a race may come to follow one another; they are held to its own properties all the same.
  const rehearsal = race && plan(program as LaneProgram, statement);
  const isClaimed = claimed.some(({ id }) => id === property.id);
  const asked = isClaimed ? property : undefined;
  const maxRuns = race ? triesFor(race.rate, MISSED, MAX_RUNS) : 1;
  const rate = race
    ? { rate: race.rate, isSequential: race.sequential }
    : { rate: { failed: 1, of: 1 }, isSequential: false };
  const found = new Map<string, Counterexample>();
  const isOver = () => (isClaimed ? found.has(property.id) : found.size > 0);
  let runs = 0;
  for (; runs < maxRuns && !isOver(); runs += 1) {
    const judged = await judgeProgram(context, session, program, asked, runs, rehearsal);
    for (const { id } of claimed) {
      const violation = judged.violations.get(id);
      if (!violation || found.has(id)) continue;
      const own = counterexampleOf(violation, { ...rate, minimality, shortestUpTo });
      found.set(id, renderCounterexample(propertyOf(id), own, subject));
    }
  }
  const still = found.get(property.id);
  const others = [...found.values()].filter((one) => one !== still);
  return { still, others, claimed: isClaimed, runs };
}

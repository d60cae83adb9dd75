/** Drives a counterexample again: once where it fails each time, otherwise as often as it takes. */
import { engineSession } from "../adapters/session/engine-session.ts";
import {
  type CandidateSource,
  type OpenCandidate,
  openCandidate,
  TIME_LIMIT_MS,
} from "../adapters/session/open.ts";
import { judgeProgram } from "../engine/drive.ts";
import { counterexampleOf, triesFor } from "../engine/shrink.ts";
import type { Property as AnyProperty, Session } from "../engine/specification.ts";
import type { Statement } from "../model/index.ts";
import { propertyOf } from "../properties/all-properties.ts";
import { type LaneProgram, plan } from "../properties/concurrency/program.ts";
import { type LicensePool, licensePool } from "../properties/license-pool.ts";
import type { Counterexample } from "../reports/data/counterexample.ts";
import { renderCounterexample, type Subject } from "../reports/data/rendering.ts";
import { checkDrivable, checkJudged, checkSendable, messagesOf, type Replay } from "./replaying.ts";
import { reasonNotTo } from "./specification.ts";

/** Chance that what still fails at the recorded rate is taken for mended. */
const MISSED = 0.001;
const MAX_RUNS = 200;

/**
 * Runs the program until it breaks the recorded property, or so often that at the recorded rate it would have. That
 * it breaks others in the meantime says nothing of this one.
 * @param start what starts the server, where the candidate is at a URL and does not run yet
 * @throws {CandidateError} where the candidate is broken
 * @throws {RangeError} where the program needs a message that the candidate does not declare, or the
 * recorded property is none of this version's; also where `start` is given, and the candidate is at no URL
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
    checkReplay(recorded, property, candidate);
    return await replay(recorded, property, candidate, session);
  } finally {
    await session.close();
  }
}

/** Of its own kind: a race says nothing of what single messages do, nor they of a race. */
function propertiesBeside(
  { kind }: { readonly kind: string },
  statement: Statement,
): readonly AnyProperty[] {
  const part = licensePool
    .parts(statement)
    .find(({ isSteady, name }) => (isRacy(kind) ? name === PARTS[kind] : isSteady));
  return part?.properties ?? [];
}

const PARTS: Readonly<Record<string, string>> = {
  concurrent: "concurrency",
  durable: "durability",
};
const isRacy = (kind: string): boolean => kind in PARTS;

function checkReplay(
  { program, race }: Counterexample,
  property: ReturnType<typeof propertyOf>,
  candidate: OpenCandidate,
): void {
  const own = program as LicensePool["program"];
  const { kind } = property;
  const { statement } = candidate;
  const messages = messagesOf(own, statement, race !== undefined);
  checkSendable(messages, candidate);
  checkDrivable(own as LaneProgram, candidate);
  if ((race !== undefined) !== isRacy(kind))
    throw new RangeError(
      race
        ? `it records a race, and ${property.id} is of messages that follow one another`
        : `${property.id} is of races or crashes, and it records none`,
    );
  checkJudged(property, own, messages, statement);
  const unable = isRacy(kind) ? reasonNotTo(PARTS[kind] ?? "", candidate.canCrash) : undefined;
  if (unable) throw new RangeError(unable);
}

async function replay(
  recorded: Counterexample,
  property: ReturnType<typeof propertyOf>,
  { declaration, statement, selector }: OpenCandidate,
  session: Session<LicensePool>,
): Promise<Replay> {
  const { race, seed, minimality, shortestUpTo } = recorded;
  const subject: Subject = { selector, seed, declaration, statement };
  const claimed = propertiesBeside(property, statement);
  const judge = licensePool.createJudge(claimed, [], statement, 0);
  const context = { specification: licensePool, statement, judge };
  const program = recorded.program as LicensePool["program"];
  // Messages of a race may come to follow one another; they are held to its own properties all the same.
  const rehearsal = race && plan(program as LaneProgram, statement);
  const isClaimed = claimed.some(({ id }) => id === property.id);
  const most = race ? triesFor(race.rate, MISSED, MAX_RUNS) : 1;
  const found = new Map<string, Counterexample>();
  const isOver = () => (isClaimed ? found.has(property.id) : found.size > 0);
  let runs = 0;
  while (runs < most && !isOver()) {
    const asked = isClaimed ? property : undefined;
    const judged = await judgeProgram(context, session, program, asked, runs, rehearsal);
    runs += 1;
    for (const broken of claimed) {
      const violation = judged.violations.get(broken.id);
      if (!violation || found.has(broken.id)) continue;
      const counted = race
        ? { rate: race.rate, isSequential: race.sequential }
        : { rate: { failed: 1, of: 1 }, isSequential: false };
      const own = counterexampleOf(violation, { ...counted, minimality, shortestUpTo });
      found.set(broken.id, renderCounterexample(propertyOf(broken.id), own, subject));
    }
  }
  const still = found.get(property.id);
  const others = [...found.values()].filter((one) => one !== still);
  return { still, others, claimed: isClaimed, runs };
}

/** Drives a counterexample with a race or a crash again, as often as it takes. */
import { type CandidateSource, openCandidate } from "./adapters/open.ts";
import { attempt, triesFor } from "./engine/racing.ts";
import type { LaneProgram } from "./histories/program.ts";
import { claimedHistoryProperties, historyProperties } from "./histories/properties.ts";
import { historySession, historySpecification, reasonNotTo } from "./races.ts";
import { checkDrivable, checkSendable, messagesOfRace, type Replay } from "./replaying.ts";
import type { Counterexample, Race } from "./reports/counterexample.ts";
import { tellRacy } from "./reports/races.ts";
import type { Subject } from "./reports/telling.ts";

/** Chance that what still fails at the recorded rate is taken for mended. */
const MISSED = 0.001;
const MOST_RUNS = 200;

/**
 * Runs the program until it breaks the recorded property, or so often that at the recorded rate it would have. That
 * it breaks others in the meantime says nothing of this one.
 * @param start what starts the server, where the candidate is at a URL and does not run yet
 */
export async function replayRace(
  recorded: Counterexample,
  { rate, sequential }: Race,
  source: CandidateSource,
  timeLimitMs: number,
  start?: string,
): Promise<Replay> {
  const property = historyProperties.find(({ id }) => id === recorded.property);
  if (!property) throw new RangeError(`this version has no property ${recorded.property}`);
  const candidate = await openCandidate(source, timeLimitMs, start);
  const { declaration, statement, selector } = candidate;
  const session = await candidate.connect();
  try {
    const program = recorded.program as LaneProgram;
    checkSendable(messagesOfRace(program, statement), candidate);
    checkDrivable(program, candidate);
    const unable = reasonNotTo(property.kind, session.abilities);
    if (unable) throw new RangeError(unable);
    const claimed = claimedHistoryProperties(statement).filter(
      ({ kind }) => kind === property.kind,
    );
    const context = {
      specification: historySpecification,
      session: historySession(session),
      statement,
      properties: claimed,
      budget: { runs: MOST_RUNS },
      isOver: () => false,
      attempts: new Map(),
    };
    const subject: Subject = { selector, seed: recorded.seed, declaration, statement };
    const isClaimed = claimed.includes(property);
    const most = triesFor(rate, MISSED, MOST_RUNS);
    const told = new Map<string, Counterexample>();
    let runs = 0;
    const isOver = () => (isClaimed ? told.has(property.id) : told.size > 0);
    while (runs < most && !isOver()) {
      const { run, violations } = await attempt(context, program, runs);
      runs += 1;
      for (const broken of claimed) {
        const explanation = violations.get(broken.id);
        if (!explanation || told.has(broken.id)) continue;
        const found = { run, explanation, rate, minimality: "reduced" as const };
        told.set(broken.id, tellRacy(broken, { ...found, isSequential: sequential }, subject));
      }
    }
    const still = told.get(property.id);
    const others = [...told.values()].filter((one) => one !== still);
    return { still, others, claimed: isClaimed, runs };
  } finally {
    await session.close();
  }
}

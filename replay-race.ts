/** Drives a counterexample with a race or a crash again, as often as it takes. */
import { type CandidateSource, openCandidate } from "./adapters/open.ts";
import { attempt, triesFor } from "./engine/racing.ts";
import type { LaneProgram } from "./histories/program.ts";
import { claimedHistoryProperties, historyProperties } from "./histories/properties.ts";
import { historySession, historySpecification, reasonNotTo } from "./races.ts";
import { checkSendable, messagesOfRace, type Replay } from "./replaying.ts";
import { tellRacy } from "./reports/races.ts";
import type { Counterexample, Race } from "./reports/report.ts";
import type { Subject } from "./reports/telling.ts";

/** Chance that what still fails at the recorded rate is taken for mended. */
const MISSED = 0.001;
const MOST_RUNS = 200;

/** Runs the program until it fails, or so often that at the recorded rate it would have. */
export async function replayRace(
  recorded: Counterexample,
  { rate, sequential }: Race,
  source: CandidateSource,
  timeLimitMs: number,
): Promise<Replay> {
  const property = historyProperties.find(({ id }) => id === recorded.property);
  if (!property) throw new RangeError(`this version has no property ${recorded.property}`);
  const candidate = await openCandidate(source, timeLimitMs);
  const { declaration, statement, selector } = candidate;
  const session = await candidate.connect();
  try {
    const program = recorded.program as LaneProgram;
    checkSendable(messagesOfRace(program, statement), candidate);
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
    const most = triesFor(rate, MISSED, MOST_RUNS);
    for (let number = 0; number < most; number += 1) {
      const { run, violations } = await attempt(context, program, number);
      if (violations.size === 0) continue;
      const told = [...violations].flatMap(([id, explanation]) => {
        const broken = claimed.find((one) => one.id === id);
        const found = {
          run,
          explanation,
          rate,
          minimality: "reduced",
          isSequential: sequential,
        } as const;
        return broken ? [tellRacy(broken, found, subject)] : [];
      });
      return {
        still: told.find((one) => one.property === property.id),
        others: told.filter((one) => one.property !== property.id),
        claimed: claimed.includes(property),
        runs: number + 1,
      };
    }
    return { still: undefined, others: [], claimed: claimed.includes(property), runs: most };
  } finally {
    await session.close();
  }
}

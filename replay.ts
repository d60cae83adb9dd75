/** Drives a counterexample again. */
import { type CandidateSource, openCandidate, TIME_LIMIT_MS } from "./adapters/open.ts";
import { engineSession, specification } from "./conformance.ts";
import { createJudge, drive, judgeVariant } from "./engine/judge.ts";
import type { Program } from "./properties/program.ts";
import type { Property } from "./properties/property.ts";
import {
  claimedProperties,
  type LicensePoolTypes,
  properties,
} from "./properties/specification.ts";
import { replayRace } from "./replay-race.ts";
import { checkSendable, messagesOfProgram, type Replay } from "./replaying.ts";
import type { Counterexample } from "./reports/counterexample.ts";
import { type Subject, tell } from "./reports/telling.ts";

/**
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
  if (recorded.race) return replayRace(recorded, recorded.race, source, timeLimitMs, start);
  const property = properties.find(({ id }) => id === recorded.property);
  if (!property) throw new RangeError(`this version has no property ${recorded.property}`);
  const candidate = await openCandidate(source, timeLimitMs, start);
  const { declaration, statement, selector } = candidate;
  const session = engineSession(await candidate.connect());
  try {
    const program = recorded.program as Program;
    checkSendable(messagesOfProgram(program, statement), candidate);
    const run = await drive(specification, session, program, statement);
    const claimed = claimedProperties(statement);
    const judge = createJudge<LicensePoolTypes>(claimed, []);
    const found = new Map(judge.judgeRun(run).violations);
    if (property.kind === "metamorphic" && claimed.includes(property)) {
      const related = await judgeVariant(specification, session, property, run, statement);
      if (related?.violation) found.set(property.id, related.violation);
    }
    const subject: Subject = { selector, seed: recorded.seed, declaration, statement };
    const { minimality, shortestUpTo } = recorded;
    const told = (p: Property) => {
      const violation = found.get(p.id);
      return (
        violation && tell(p, { ...violation, minimality, shortestUpTo, reproduced: true }, subject)
      );
    };
    return {
      still: told(property),
      others: claimed.filter((p) => p !== property).flatMap((p) => told(p) ?? []),
      claimed: claimed.includes(property),
      runs: 1,
    };
  } finally {
    await session.close();
  }
}

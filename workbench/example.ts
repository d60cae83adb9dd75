/** A property by example: a counterexample of a server that breaks it, and the same messages to one that does not. */
import { engineSession } from "../adapters/session/engine-session.ts";
import { type CandidateSource, openCandidate } from "../adapters/session/open.ts";
import { drive } from "../engine/drive.ts";
import { describeMessage, describeOutcome } from "../model/index.ts";
import { licensePool, observedSteps } from "../properties/license-pool.ts";
import type { Program } from "../properties/programs/program.ts";
import type { Counterexample } from "../reports/data/counterexample.ts";
import { createAnalysis, type Mutant } from "../suite/adequacy.ts";
import { replayCounterexample } from "../suite/replay.ts";

export interface Example {
  readonly failing: Counterexample;
  /** The same messages to a correct server, each with its answer. */
  readonly passing: readonly string[];
}

/** A defect that takes more programs to show gets no example. */
const MAX_PROGRAMS = 200;

/**
 * @param defect a server that breaks the property
 * @param right makes one that breaks none, with the same choices
 * @returns `undefined` if the defect does not show soon enough
 */
export async function exampleOf(
  property: string,
  defect: Mutant,
  right: CandidateSource,
): Promise<Example | undefined> {
  const analyse = createAnalysis({ programs: MAX_PROGRAMS });
  const { counterexample } = await analyse({ ...defect, declares: [property] });
  if (counterexample?.property !== property) return undefined;
  const program = counterexample.program as Program;
  const recorded = { property, program, seed: "", minimality: "reduced", shortestUpTo: 0 };
  const { still } = await replayCounterexample(
    recorded as unknown as Counterexample,
    defect.source,
  );
  return still && { failing: still, passing: await passing(program, right) };
}

async function passing(program: Program, right: CandidateSource): Promise<readonly string[]> {
  const candidate = await openCandidate(right);
  const session = engineSession(await candidate.connect());
  try {
    const driver = { specification: licensePool, statement: candidate.statement };
    return observedSteps(await drive(driver, session, program)).map(
      ({ message, outcome, snapshot }) =>
        `${describeMessage(message)}  →  ${describeOutcome(outcome)}  [${snapshot.inUse}/${snapshot.capacity}]`,
    );
  } finally {
    await session.close();
  }
}

/** Records what a run sends, so that the same can be sent again alone. */

import type { Candidate } from "../adapters/protocol/port.ts";
import { engineSession } from "../adapters/session/engine-session.ts";
import type { CandidateSession } from "../adapters/session/session.ts";
import { runCampaign } from "../engine/campaign.ts";
import type { Part, Specification } from "../engine/specification.ts";
import type { Message, Settings, Statement } from "../model/index.ts";
import { type LicensePool, licensePool } from "../properties/license-pool.ts";
import { generatePrograms } from "../properties/programs/generate.ts";
import { atOnce } from "./commands.ts";

/** From one reset to the next. */
export interface Batch {
  readonly settings: Settings;
  readonly messages: readonly Message[];
}

export const countOf = (batches: readonly Batch[]): number =>
  batches.reduce((sum, { messages }) => sum + messages.length, 0);

/** The part whose messages follow one another. The generation is measured too, also of programs that were made before. */
export function steadyPart(statement: Statement): Part<LicensePool> {
  const part = licensePool.parts(statement).find(({ isSteady }) => isSteady);
  if (!part) throw new Error("no part comes out the same each time");
  return { ...part, generate: (seed) => generatePrograms(statement, seed) };
}

/** The specification with that part alone. */
export const sequential: Specification<LicensePool> = {
  ...licensePool,
  parts: (statement) => [steadyPart(statement)],
};

/** Drives and judges a campaign on a session that is up already, and stays up. */
export async function campaign(
  session: CandidateSession,
  seed: string,
  programs: number,
): Promise<void> {
  const run = await runCampaign(
    sequential,
    async () => ({ ...engineSession(session), close: async () => undefined }),
    session.statement,
    // What is measured is how programs are driven and judged.
    { seed, programs, sessions: 1, shortest: 0, canBeFresh: false },
  );
  if (run.failure) throw run.failure.error;
}

/** What a campaign sends: its programs, and their variants. */
export async function batchesOf(
  session: CandidateSession,
  seed: string,
  programs: number,
): Promise<readonly Batch[]> {
  const batches: Batch[] = [];
  const recording: CandidateSession = {
    ...session,
    ask: ({ capacity, otherCapacity }, messages, whileBusy) => {
      batches.push({ settings: { capacity, otherCapacity }, messages });
      return session.ask({ capacity, otherCapacity }, messages, whileBusy);
    },
  };
  await campaign(recording, seed, programs);
  return batches;
}

/** The candidate's own work alone: every message handled, every snapshot taken, none checked. */
export function execute(candidate: Candidate, batches: readonly Batch[]): void {
  for (const { settings, messages } of batches) {
    atOnce(candidate.reset(settings));
    for (const message of messages) {
      atOnce(candidate.handle(message));
      atOnce(candidate.snapshot());
    }
  }
}

/** Seconds that the work takes. */
export async function secondsOf(work: () => void | Promise<void>): Promise<number> {
  const startedMs = performance.now();
  await work();
  return (performance.now() - startedMs) / 1000;
}

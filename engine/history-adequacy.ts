/** What it takes until a candidate is found out that is defective with messages in flight together, or after a crash. */
import type {
  HistoryBreakdown,
  HistoryCampaign,
  HistoryProperty,
  HistoryTypes,
  HistoryViolation,
} from "./history-specification.ts";
import { attempt, type RacingContext } from "./racing.ts";

/** A property's first failure on a candidate. */
export interface HistoryKill<H extends HistoryTypes> {
  readonly property: string;
  /** The program, counted from 1. */
  readonly program: number;
  /** Messages sent until then, those of the program included. */
  readonly message: number;
  readonly violation: HistoryViolation<H>;
}

export interface HistoryExposure<H extends HistoryTypes> {
  /** The first of each property, in the order of their programs. */
  readonly kills: readonly HistoryKill<H>[];
  readonly programs: number;
  readonly messages: number;
  /** How the candidate broke, if it did; what was found before stands. */
  readonly breakdown?: HistoryBreakdown<H>;
}

/**
 * Drives a candidate until each property that is wanted has failed on it, or for so many programs. The programs are
 * those of a campaign of this seed.
 */
export async function exposeHistories<H extends HistoryTypes, P extends HistoryProperty>(
  context: RacingContext<H, P>,
  { generate }: Pick<HistoryCampaign<H, P>, "generate">,
  seed: string,
  most: number,
  wanted: readonly string[],
): Promise<HistoryExposure<H>> {
  const kills = new Map<string, HistoryKill<H>>();
  let programs = 0;
  let messages = 0;
  const exposure = () => ({ kills: [...kills.values()], programs, messages });
  const programAt = generate(seed);
  while (programs < most) {
    const program = programAt(programs);
    try {
      const { run, ...judgement } = await attempt(context, program, programs);
      programs += 1;
      messages += judgement.messages;
      for (const [property, explanation] of judgement.violations) {
        if (kills.has(property)) continue;
        const violation = { run, explanation };
        kills.set(property, { property, program: programs, message: messages, violation });
      }
    } catch (error) {
      return { ...exposure(), breakdown: { error, program } };
    }
    if (wanted.length > 0 && wanted.every((id) => kills.has(id))) break;
  }
  return exposure();
}

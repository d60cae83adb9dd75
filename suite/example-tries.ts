/** How often programs that had failed before are tried, so that they never make a run much longer. */
import type { Statement } from "../model/index.ts";
import type { Kind } from "../properties/concurrency/properties.ts";
import { licensePool, racyPart } from "../properties/license-pool.ts";
import { sentBy } from "../reports/data/fault.ts";
import { type ConformanceOptions, DEFAULTS } from "./options.ts";

/** Messages that such programs may add to those of the run. */
const SHARE = 0.1;
/** Programs of the run by which the messages of one are estimated. */
const SAMPLE = 10;

/** A program that need not fail each time. */
export interface Tried {
  /** Messages of one try. */
  readonly messages: number;
  /** Tries after which it counts as one that fails no more. */
  readonly tries: number;
}

/** Tries for each of them: one at any cost, and then in turns as long as all of them together stay within so many messages. */
export function shareTries(all: readonly Tried[], messages: number): readonly number[] {
  const given = all.map(({ tries }) => Math.min(1, tries));
  let left = messages - all.reduce((sum, one, at) => sum + one.messages * (given[at] ?? 0), 0);
  for (let isMore = true; isMore; ) {
    isMore = false;
    for (const [at, { tries, messages: cost }] of all.entries()) {
      const own = given[at] ?? 0;
      if (own >= tries || cost > left) continue;
      given[at] = own + 1;
      left -= cost;
      isMore = true;
    }
  }
  return given;
}

/** Messages for tries of one kind, beside those of the run itself. Each kind has its own, since a crash takes long. */
export function messagesForTries(
  kind: Kind,
  statement: Statement,
  {
    programs = DEFAULTS.programs,
    seed = DEFAULTS.seed,
  }: Pick<ConformanceOptions, "programs" | "seed">,
): number {
  const part = licensePool.parts(statement).find(({ name }) => racyPart(name)?.kind === kind);
  if (!part) return 0;
  const count = Math.ceil(programs / part.every);
  const sample = Math.min(count, SAMPLE);
  const programAt = part.generate(seed);
  let sent = 0;
  for (let index = 0; index < sample; index += 1)
    sent += sentBy(programAt(index), statement).length;
  return SHARE * count * (sent / sample);
}

/** What the report of a shard tells besides, so that it can be joined to the others. */
import { deflateRawSync, inflateRawSync } from "node:zlib";
import type { CampaignResult } from "../engine/result.ts";
import type { LicensePoolTypes } from "../properties/specification.ts";
import type { HistoriesResult } from "./races.ts";
import type { ShardReport } from "./report-parts.ts";
import type { ShardSubject } from "./telling.ts";

/** Of one that came to nothing. */
export const emptyShard = (subject: ShardSubject): ShardReport => ({
  ...subject,
  driven: [],
  found: [],
  undecided: [],
});

/** @param result what the single programs have shown, and `races` what the campaigns of histories have */
export function shardReport(
  subject: ShardSubject,
  result: CampaignResult<LicensePoolTypes>,
  races: readonly HistoriesResult[],
): ShardReport {
  const ends = [result, ...races];
  const cut = ends.find((part) => part.cut)?.cut;
  const firstRace = FIRST_SCOPE + result.plans.length;
  const broken = result.breakdown?.place;
  const brokenRace = races.findIndex(({ breakdown }) => breakdown?.index !== undefined);
  const brokenAt = races[brokenRace]?.breakdown?.index;
  const broke = broken
    ? { part: broken.part, program: broken.index }
    : brokenAt !== undefined && { part: firstRace + brokenRace, program: brokenAt };
  return {
    ...emptyShard(subject),
    ...(cut && { cut }),
    driven: result.plans.map(({ taken, plan: { proves } }) => ({ taken: packed(taken), proves })),
    found: [
      ...result.properties.flatMap(({ property, found }) =>
        found ? [{ property: property.id, part: found.part, program: found.index }] : [],
      ),
      ...races.flatMap(({ properties }, at) =>
        properties.flatMap(({ property, found: program }) =>
          program === undefined ? [] : [{ property: property.id, part: firstRace + at, program }],
        ),
      ),
    ],
    ...(broke && { broke }),
    undecided: races.flatMap(({ properties }) =>
      properties.flatMap(({ property, isGivenUp }) => (isGivenUp ? [property.id] : [])),
    ),
  };
}

/** After programs that had failed before, and random ones. */
const FIRST_SCOPE = 2;

/** @param marks a byte for each transition, 1 where it was driven */
function packed(marks: Uint8Array): string {
  const bits = new Uint8Array(Math.ceil(marks.length / 8));
  for (const [at, mark] of marks.entries())
    if (mark !== 0) bits[at >> 3] = (bits[at >> 3] as number) | (1 << (at & 7));
  return deflated(bits);
}

export const deflated = (bits: Uint8Array): string => deflateRawSync(bits).toString("base64");

/** More messages than any scope has, for each of its states. */
const MOST_MESSAGES = 256;
/** Of the marks of a scope, more than the largest has by far, so that no text makes more of itself than memory holds. */
const MOST_BYTES = 2 ** 24;

/**
 * What `packed` has made into a text, eight marks a byte.
 * @param states of the scope, which bound how much there may be
 * @throws {Error} where it is none that a shard has written
 */
export function unpacked(text: string, states: number): Uint8Array {
  const most = Math.ceil((states * MOST_MESSAGES) / 8);
  const maxOutputLength = Math.max(1, Math.min(most, MOST_BYTES));
  return inflateRawSync(Buffer.from(text, "base64"), { maxOutputLength });
}

/** The transitions that are marked by one of several parts at the least. */
export function unionOf(all: readonly Uint8Array[]): Uint8Array {
  const union = new Uint8Array(Math.max(0, ...all.map(({ length }) => length)));
  for (const bits of all)
    for (const [at, byte] of bits.entries()) union[at] = (union[at] as number) | byte;
  return union;
}

export function countBits(bits: Uint8Array): number {
  let count = 0;
  for (const byte of bits) for (let rest = byte; rest > 0; rest &= rest - 1) count += 1;
  return count;
}

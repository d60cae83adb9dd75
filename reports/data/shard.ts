/** What the report of a shard tells besides, so that it can be joined to the others. */
import { deflateRawSync, inflateRawSync } from "node:zlib";
import type { CampaignResult } from "../../engine/result.ts";
import type { LicensePool } from "../../properties/license-pool.ts";
import type { ShardSubject } from "./rendering.ts";
import type { ShardReport } from "./report-parts.ts";

/** Of one that came to nothing. */
export const emptyShard = (subject: ShardSubject): ShardReport => ({
  ...subject,
  driven: [],
  found: [],
  undecided: [],
});

export function shardReport(
  subject: ShardSubject,
  { cut, plans, properties, breakdown }: CampaignResult<LicensePool>,
): ShardReport {
  const broken = breakdown?.place;
  return {
    ...emptyShard(subject),
    ...(cut && { cut }),
    driven: plans.map(({ taken, plan: { proves } }) => ({ taken: packed(taken), proves })),
    found: properties.flatMap(({ property, found }) =>
      found ? [{ property: property.id, part: found.part, program: found.index }] : [],
    ),
    ...(broken && { broke: { part: broken.part, program: broken.index } }),
    undecided: properties.flatMap(({ property, isGivenUp }) => (isGivenUp ? [property.id] : [])),
  };
}

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

/** The transitions that are marked by any of several parts. */
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

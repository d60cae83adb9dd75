/** What the report of a shard holds so that it can be joined to the others, and the name that it is kept under. */
import { deflateRawSync, inflateRawSync } from "node:zlib";
import { SUITE } from "../../adapters/protocol/requests.ts";
import { PROTOCOL } from "../../adapters/protocol/wire.ts";
import type { CampaignResult } from "../../engine/result.ts";
import type { LicensePool } from "../../properties/license-pool.ts";
import { digestOf } from "./digest.ts";
import type { ShardSubject, Subject } from "./rendering.ts";
import type { ShardReport } from "./report-parts.ts";

export const emptyShard = (subject: ShardSubject): ShardReport => ({
  ...subject,
  driven: [],
  found: [],
  undecided: [],
});

export function shardReport(
  subject: ShardSubject,
  { cut, plans, properties, failure }: CampaignResult<LicensePool>,
): ShardReport {
  const broken = failure?.place;
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

const deflated = (bits: Uint8Array): string => deflateRawSync(bits).toString("base64");

/** A bound for what a file may inflate to: no scope has so many transitions by far. */
const MAX_BYTES = 2 ** 24;

/** The transitions that any of several parts has driven, and how many there are. */
export function joinMarks(all: readonly string[]): { taken: string; covered: number } {
  const parts = all.map((text) =>
    inflateRawSync(Buffer.from(text, "base64"), { maxOutputLength: MAX_BYTES }),
  );
  const union = new Uint8Array(Math.max(0, ...parts.map(({ length }) => length)));
  for (const bits of parts)
    for (const [at, byte] of bits.entries()) union[at] = (union[at] as number) | byte;
  let covered = 0;
  for (const byte of union) for (let rest = byte; rest > 0; rest &= rest - 1) covered += 1;
  return { taken: deflated(union), covered };
}

/** What else determines the results of a part. */
export interface Determining {
  /** The text of the baseline, whose programs are run. */
  readonly baseline?: string | undefined;
  /** Programs that the run may spend on shorter counterexamples. */
  readonly shortest?: number | undefined;
}

/**
 * The name that the results of a part are kept under: a digest of all that determines them. Before the candidate has declared
 * itself it is another one.
 */
export function chunkName(subject: Subject, { baseline, shortest }: Determining = {}): string {
  const { selector, seed, declaration, statement, filters, shard } = subject;
  const { name, version, language, homepage } = declaration ?? {};
  const { level, properties = [], clauses = [] } = filters ?? {};
  const { index, of, from = 0, programs, scopes, extraStates } = shard ?? {};
  return digestOf({
    ...{ suite: SUITE.version, protocol: PROTOCOL },
    ...{ selector, name, version, language, homepage, statement },
    ...{ seed, index, of, from, programs, scopes, extraStates },
    ...{ level, properties, clauses, baseline, shortest },
  });
}

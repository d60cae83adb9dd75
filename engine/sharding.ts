/**
 * A campaign in parts, for several machines. Every part makes and drives its own programs: together they drive what one campaign
 * drives, each program in exactly one of them.
 */

/** A part, counted from 1. */
export interface Shard {
  readonly index: number;
  readonly of: number;
}

export const WHOLE: Shard = { index: 1, of: 1 };
const NOTHING: Shard = { index: 0, of: 1 };

/** Which programs of a campaign are driven: a chunk of them, by default from the first program on, or one shard of that. */
export interface Range {
  /** The first program. What belongs to no random program belongs to the chunk that begins with 0. */
  readonly from?: number | undefined;
  /** How many from there on. */
  readonly programs: number;
  readonly shard?: Shard | undefined;
}

/** The shard of what is driven once a campaign, beside its random programs: what had failed before, and the plans. */
export const onceOf = ({ from = 0, shard = WHOLE }: Omit<Range, "programs">): Shard =>
  from === 0 ? shard : NOTHING;

/**
 * Of so many programs in a row each part has one, in turns that begin anew each time by a hash: whatever comes around with a
 * period, such as a mode or a variant, does not fall to the same part each time.
 */
export function partAt(index: number, of: number): number {
  return (index + mixed(Math.floor(index / of))) % of;
}

/** The program of a part among those of a row. */
function indexIn(row: number, part: number, of: number): number {
  const first = row * of;
  return first + ((((part - partAt(first, of)) % of) + of) % of);
}

/** The last steps of MurmurHash3 (Appleby, public domain), by which every bit of a number decides about every other. */
function mixed(number: number): number {
  let hash = number;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

export const isOwn = (index: number, { index: own, of }: Shard): boolean =>
  partAt(index, of) === own - 1;

/** Those of a shard, with their places among all. */
export function* ownOf<One>(
  all: Iterable<One>,
  shard: Shard,
): Generator<readonly [index: number, one: One]> {
  let index = 0;
  for (const one of all) {
    if (isOwn(index, shard)) yield [index, one];
    index += 1;
  }
}

/** The indices of a range's programs, without a look at those of others. */
export function* ownIndices({ from = 0, programs, shard = WHOLE }: Range): Generator<number> {
  const { index: own, of } = shard;
  for (let row = 0; row * of < programs; row += 1) {
    const index = indexIn(row, own - 1, of);
    if (index < programs) yield from + index;
  }
}

/** How many there are of them. */
export function countOwn({ programs, shard = WHOLE }: Range): number {
  const { index: own, of } = shard;
  const whole = Math.floor(programs / of);
  return whole + (indexIn(whole, own - 1, of) < programs ? 1 : 0);
}

/** The range of the programs that come once for so many of another range: those that come with its programs. */
export function shareOf({ from = 0, programs, shard }: Range, every: number): Range {
  const first = Math.ceil(from / every);
  return { from: first, programs: Math.ceil((from + programs) / every) - first, shard };
}

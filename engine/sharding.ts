/**
 * A campaign in shards, for several machines. Together they drive what one campaign drives, each program in exactly one.
 */

/** A shard, counted from 1. */
export interface Shard {
  readonly index: number;
  readonly of: number;
}

export const WHOLE: Shard = { index: 1, of: 1 };
const NOTHING: Shard = { index: 0, of: 1 };

/** Which programs of a campaign are driven: a chunk of them, by default from the first program on, or one shard of that. */
export interface Range {
  /** The first program. The chunk that begins with 0 also drives what is driven once in a campaign. */
  readonly from?: number | undefined;
  /** How many from there on. */
  readonly programs: number;
  readonly shard?: Shard | undefined;
}

/** The shard of what is driven once in a campaign: programs that had failed before, and the scopes. */
export const onceOf = ({ from = 0, shard = WHOLE }: Omit<Range, "programs">): Shard =>
  from === 0 ? shard : NOTHING;

/**
 * Each shard gets one of `of` programs in a row. A hash decides in each row which shard comes first, so that a shard does
 * not always get the same mode or variant.
 */
export function partAt(index: number, of: number): number {
  return (index + mixed(Math.floor(index / of))) % of;
}

/** The program of a shard in a row. */
function indexIn(row: number, part: number, of: number): number {
  const first = row * of;
  return first + ((((part - partAt(first, of)) % of) + of) % of);
}

/** The last steps of MurmurHash3 (Appleby, public domain). */
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

/** The indices of a range's programs. */
export function* ownIndices({ from = 0, programs, shard = WHOLE }: Range): Generator<number> {
  const { index: own, of } = shard;
  for (let row = 0; row * of < programs; row += 1) {
    const index = indexIn(row, own - 1, of);
    if (index < programs) yield from + index;
  }
}

/** How many programs a range has. */
export function countOwn({ programs, shard = WHOLE }: Range): number {
  const { index: own, of } = shard;
  const whole = Math.floor(programs / of);
  return whole + (indexIn(whole, own - 1, of) < programs ? 1 : 0);
}

/** The programs of a part that has one program for each `every` programs of the range. */
export function shareOf({ from = 0, programs, shard }: Range, every: number): Range {
  const first = Math.ceil(from / every);
  return { from: first, programs: Math.ceil((from + programs) / every) - first, shard };
}

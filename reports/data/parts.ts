/** Parts of a campaign, chunks and shards of these: which there are, and which are missing. */
import type { PartReport } from "./report-parts.ts";
import { shardName } from "./verdicts.ts";

/** Programs in a row, split into so many shards. */
type Range = Pick<PartReport, "from" | "programs" | "of">;

const rangeKey = ({ from, programs, of }: Range): string => `${from} ${programs} ${of}`;
export const partKey = (part: PartReport): string => `${rangeKey(part)} ${part.index}`;

const endOf = ({ from, programs }: Range): number => from + programs;

/** In the order of the campaign. */
export const inOrder = (a: PartReport, b: PartReport): number =>
  a.from - b.from || a.programs - b.programs || a.of - b.of || a.index - b.index;

/** A part in words. One that begins with the first program may be a shard of the whole campaign. */
export const partName = ({ from, programs, index, of }: PartReport): string =>
  shardName({ index, of, programs, ...((from > 0 || of === 1) && { from }) });

/** Two parts that have a program in common, unless they are shards of the same range. */
export function findOverlap<P extends PartReport>(
  parts: readonly P[],
): readonly [P, P] | undefined {
  let last: P | undefined;
  for (const part of [...parts].sort(inOrder)) {
    if (last && rangeKey(last) !== rangeKey(part) && part.from < endOf(last)) return [last, part];
    if (!last || endOf(part) > endOf(last)) last = part;
  }
  return undefined;
}

/** What is known of a campaign. */
interface Known {
  /** They do not overlap. */
  readonly done: readonly PartReport[];
  /** Parts that were begun, or were missing before. */
  readonly others: readonly PartReport[];
  /** Programs of the whole campaign, if that is known. */
  readonly programs?: number | undefined;
}

/** The parts that are left to be run, and the programs of the campaign as far as that is known. */
export function missingOf({ done, others, programs = 0 }: Known) {
  const all = [...done, ...others];
  const end = all.reduce((last, part) => Math.max(last, endOf(part)), programs);
  const ranges = [...rangesOf(done)];
  // Split as before, so that what is run again is kept under the same name.
  ranges.push(...besides(ranges, rangesOf(others)));
  const isDone = new Set(done.map(partKey));
  const shards = ranges.flatMap((range) =>
    Array.from({ length: range.of }, (_, at): PartReport => ({ ...range, index: at + 1 })),
  );
  const missing = shards.filter((part) => !isDone.has(partKey(part)));
  return { programs: end, missing: [...missing, ...gapsOf(ranges, end)].sort(inOrder) };
}

/** Each range once, as its first shard, in the order of the campaign. */
function rangesOf(parts: readonly PartReport[]): readonly PartReport[] {
  const ranges = new Map(
    parts.map(({ from, programs, of }) => {
      const range = { from, programs, index: 1, of };
      return [rangeKey(range), range] as const;
    }),
  );
  return [...ranges.values()].sort(inOrder);
}

/** Those that overlap neither these nor one another. */
function besides(
  ranges: readonly PartReport[],
  others: readonly PartReport[],
): readonly PartReport[] {
  const found: PartReport[] = [];
  let at = 0;
  let end = 0;
  for (const other of others) {
    for (let range = ranges[at]; range && endOf(range) <= other.from; range = ranges[at]) at += 1;
    const next = ranges[at];
    if (other.from < end || (next && next.from < endOf(other))) continue;
    found.push(other);
    end = endOf(other);
  }
  return found;
}

function gapsOf(ranges: readonly PartReport[], end: number): readonly PartReport[] {
  const gaps: PartReport[] = [];
  const close = (from: number, to: number) => {
    if (to > from) gaps.push({ from, programs: to - from, index: 1, of: 1 });
  };
  let covered = 0;
  for (const range of [...ranges].sort(inOrder)) {
    close(covered, range.from);
    covered = Math.max(covered, endOf(range));
  }
  close(covered, end);
  return gaps;
}

/**
 * What is missing, in pieces of the size that most chunks have.
 * @returns the first `max` of them, since memory may not hold all, and how many there are
 */
export function inChunks(
  missing: readonly PartReport[],
  done: readonly PartReport[],
  max: number,
): { readonly first: readonly PartReport[]; readonly count: number } {
  const counts = new Map<number, number>();
  for (const { programs, of } of done)
    if (of === 1) counts.set(programs, (counts.get(programs) ?? 0) + 1);
  const [usual] = [...counts].sort(([a, n], [b, m]) => m - n || a - b)[0] ?? [];
  const first: PartReport[] = [];
  let count = 0;
  for (const part of missing) {
    const size = usual === undefined || part.of > 1 ? part.programs : usual;
    const pieces = Math.ceil(part.programs / size);
    for (let at = 0; at < pieces && first.length < max; at += 1) {
      const before = at * size;
      const programs = Math.min(size, part.programs - before);
      first.push({ ...part, from: part.from + before, programs });
    }
    count += pieces;
  }
  return { first, count };
}

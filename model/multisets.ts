/**
 * The multisets of a size, numbered without a gap by the combinatorial number system (Knuth, The Art of
 * Computer Programming 4A, 7.2.1.3): c₀ ≤ c₁ ≤ … has the number Σ C(cᵢ + i, i + 1).
 */
export interface Multisets {
  readonly count: number;
  /** The kinds of a multiset, ascending: those of number m begin at m · size. */
  readonly kindAt: Uint8Array;
  /**
   * At m · size + place: the number of what is left, among the multisets of one element less, when that
   * element is taken out; −1 where the place before has the same kind.
   */
  readonly restAt: Int32Array;
  /** At rest · kinds + kind: the number of the multiset with an element of that kind put in. */
  readonly withKind: Int32Array;
  /** The number of a multiset; `kinds` ascending. */
  rank(kinds: ArrayLike<number>): number;
}

export function multisets(kinds: number, size: number): Multisets {
  const rank = rankOf(binomials(kinds + size));
  const tuples = ascending(kinds, size);
  const kindAt = Uint8Array.from(tuples.flat());
  const restAt = Int32Array.from(
    tuples.flatMap((tuple) =>
      tuple.map((kind, place) =>
        place > 0 && tuple[place - 1] === kind ? -1 : rank(tuple.toSpliced(place, 1)),
      ),
    ),
  );
  const withKind = Int32Array.from(
    ascending(kinds, size - 1).flatMap((rest) =>
      Array.from({ length: kinds }, (_, kind) => rank([...rest, kind].sort((a, b) => a - b))),
    ),
  );
  return { count: tuples.length, kindAt, restAt, withKind, rank };
}

/** Every ascending tuple, in the order of its number. */
function ascending(kinds: number, size: number): readonly (readonly number[])[] {
  if (size === 0) return [[]];
  const tuples: number[][] = [];
  const shorter = ascending(kinds, size - 1);
  for (let last = 0; last < kinds; last += 1)
    for (const tuple of shorter) {
      if ((tuple.at(-1) ?? 0) > last) break;
      tuples.push([...tuple, last]);
    }
  return tuples;
}

function binomials(most: number): (n: number, k: number) => number {
  const width = most + 1;
  const table = new Float64Array(width * width);
  for (let n = 0; n < width; n += 1)
    for (let k = 0; k <= n; k += 1) {
      const above = (n - 1) * width + k;
      table[n * width + k] = k === 0 || k === n ? 1 : (table[above] ?? 0) + (table[above - 1] ?? 0);
    }
  return (n, k) => table[n * width + k] ?? 0;
}

function rankOf(choose: (n: number, k: number) => number): Multisets["rank"] {
  return (kinds) => {
    let number = 0;
    for (let place = 0; place < kinds.length; place += 1)
      number += choose((kinds[place] ?? 0) + place, place + 1);
    return number;
  };
}

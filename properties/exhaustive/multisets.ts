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
  const choose = binomials(kinds + size);
  const rank = rankOf(choose);
  const count = choose(kinds + size - 1, size);
  const kindAt = ascending(size, count);
  const restAt = new Int32Array(count * size);
  for (let first = 0; first < restAt.length; first += size)
    for (let place = 0; place < size; place += 1) {
      const own = kindAt.subarray(first, first + size);
      const repeats = place > 0 && own[place] === own[place - 1];
      restAt[first + place] = repeats ? -1 : rank(own.filter((_, at) => at !== place));
    }
  const rests = choose(kinds + size - 2, size - 1);
  const restKinds = ascending(size - 1, rests);
  const withKind = new Int32Array(rests * kinds);
  const together = new Uint8Array(size);
  for (let rest = 0; rest < rests; rest += 1)
    for (let kind = 0; kind < kinds; kind += 1) {
      together.set(restKinds.subarray(rest * (size - 1), (rest + 1) * (size - 1)));
      together[size - 1] = kind;
      withKind[rest * kinds + kind] = rank(together.sort());
    }
  return { count, kindAt, restAt, withKind, rank };
}

export const countMultisets = (kinds: number, size: number): number =>
  binomials(kinds + size)(kinds + size - 1, size);

/** Every ascending tuple, in the order of its number: the first place that can be raised is raised. */
function ascending(size: number, count: number): Uint8Array {
  const tuples = new Uint8Array(count * size);
  const tuple = new Uint8Array(size);
  for (let number = 0; number < count; number += 1) {
    tuples.set(tuple, number * size);
    let place = 0;
    while (place < size - 1 && tuple[place] === tuple[place + 1]) place += 1;
    tuple[place] = (tuple[place] ?? 0) + 1;
    tuple.fill(0, 0, place);
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

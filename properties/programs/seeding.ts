/** From a seed, which may be any string, to a number for each program that depends on no program before it. */
import seedrandom from "seedrandom";

const TWO_TO_32 = 2 ** 32;

/**
 * 32 bits for each index. Of the first 2^32 no two are the same, so that no two programs of a mode are drawn from the same
 * numbers, nor do the numbers of one seed follow each other as those of another do.
 */
export function numbersOf(seed: string): (index: number) => number {
  const random = seedrandom(seed);
  const [first, second] = [random.int32(), random.int32()];
  return (index) => {
    const above = Math.floor(index / TWO_TO_32);
    return mixed(mixed(index ^ first) ^ (above === 0 ? second : mixed(second + above)));
  };
}

/**
 * Every bit decides about every other, and no two numbers become the same: the last steps of MurmurHash3 (Appleby) with the
 * shifts and factors that Wellons found to leave the smallest bias ("Prospecting for Hash Functions", 2018). Public domain.
 */
function mixed(number: number): number {
  let hash = number;
  hash = Math.imul(hash ^ (hash >>> 16), 0x21f0aaad);
  hash = Math.imul(hash ^ (hash >>> 15), 0x735a2d97);
  return hash ^ (hash >>> 15);
}

/**
 * Programs from a seed, made once for all runs in a process that ask for the same ones: shards, and candidates with one
 * statement. They are the same whatever the candidate, and take longer to make than many a candidate takes to run them.
 */
import type { Statement } from "../model/index.ts";
import { generatePrograms } from "./generate.ts";
import type { Program } from "./program.ts";

/** Programs that are kept, those of a run unless told; what comes after them is made again by whoever gets so far. */
const MOST_KEPT = 1000;

let last: { readonly key: string; readonly programs: Iterable<Program> } | undefined;

/** As `generatePrograms`, which gives the same seed the same programs, whatever the count. */
export function* generatedPrograms(
  statement: Statement,
  seed: string,
  count: number,
): Generator<Program> {
  if (count > MOST_KEPT) return yield* generatePrograms(statement, seed, count);
  const key = JSON.stringify([statement, seed]);
  if (last?.key !== key)
    last = { key, programs: remembered(generatePrograms(statement, seed, MOST_KEPT)) };
  let left = count;
  for (const program of last.programs) {
    if (left === 0) return;
    left -= 1;
    yield program;
  }
}

/** What an iterator gives, for as many loops as there are, taken no further than the longest of them gets. */
export function remembered<T>(source: Iterator<T>): Iterable<T> {
  const taken: T[] = [];
  return {
    *[Symbol.iterator]() {
      for (let at = 0; ; at += 1) {
        if (at === taken.length) {
          const next = source.next();
          if (next.done) return;
          taken.push(next.value);
        }
        yield taken[at] as T;
      }
    },
  };
}

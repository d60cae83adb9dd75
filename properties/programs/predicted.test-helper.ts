/** Programs and the model's own run of them, made once for all servers with the same statement. */
import type { Statement } from "../../model/index.ts";
import type { Prediction } from "./enumerate.ts";
import { type Program, predict } from "./program.ts";

/** The first so many, made as they are asked for. */
export function* firstOf<One>(count: number, oneAt: (index: number) => One): Generator<One> {
  for (let index = 0; index < count; index += 1) yield oneAt(index);
}

/** @param programsFor is asked once for each statement; no further than any of the servers gets */
export function predictedOnce(programsFor: (statement: Statement) => Iterable<Program>) {
  const known = new Map<string, Iterable<Prediction>>();
  return (statement: Statement): Iterable<Prediction> => {
    const key = JSON.stringify(statement);
    const programs = known.get(key) ?? remembered(predicted(programsFor(statement), statement));
    known.set(key, programs);
    return programs;
  };
}

export function* predicted(
  programs: Iterable<Program>,
  statement: Statement,
): Generator<Prediction> {
  for (const program of programs) yield { program, predicted: predict(program, statement) };
}

/** What an iterator gives, for as many loops as there are, taken no further than the longest of them gets. */
function remembered<T>(source: Iterator<T>): Iterable<T> {
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

/**
 * Programs from a seed, made once for all runs in a process that ask for the same ones: candidates with one statement, and
 * shards. They are the same for every candidate, and take longer to make than many a candidate takes to run them.
 */
import type { Statement } from "../../model/index.ts";
import { generatePrograms } from "./generate.ts";
import type { Program } from "./program.ts";

/** Programs that are kept, those of a run by default; what comes after them is made again by whoever gets so far. */
const MAX_KEPT = 1000;

let last: { readonly key: string; readonly programAt: (index: number) => Program } | undefined;

/** As `generatePrograms`. */
export function generatedPrograms(statement: Statement, seed: string): (index: number) => Program {
  const key = JSON.stringify([statement, seed]);
  if (last?.key !== key) last = { key, programAt: kept(generatePrograms(statement, seed)) };
  return last.programAt;
}

function kept(programAt: (index: number) => Program): (index: number) => Program {
  const known = new Map<number, Program>();
  return (index) => {
    const program = known.get(index) ?? programAt(index);
    if (index < MAX_KEPT) known.set(index, program);
    return program;
  };
}

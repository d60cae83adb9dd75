/** Programs and the model's own run of them, made once for all servers with the same statement. */
import type { Statement } from "../model/index.ts";
import type { Rehearsed } from "./enumerate.ts";
import { remembered } from "./generated.ts";
import { type Program, rehearse } from "./program.ts";

/** @param programsFor is asked once for each statement; no further than any of the servers gets */
export function rehearsedOnce(programsFor: (statement: Statement) => Iterable<Program>) {
  const known = new Map<string, Iterable<Rehearsed>>();
  return (statement: Statement): Iterable<Rehearsed> => {
    const key = JSON.stringify(statement);
    const programs = known.get(key) ?? remembered(rehearsed(programsFor(statement), statement));
    known.set(key, programs);
    return programs;
  };
}

export function* rehearsed(
  programs: Iterable<Program>,
  statement: Statement,
): Generator<Rehearsed> {
  for (const program of programs) yield { program, planned: rehearse(program, statement) };
}

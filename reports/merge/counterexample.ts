/** Of the counterexamples that parts have found, the one for the report. */
import type { LaneProgram } from "../../properties/concurrency/program.ts";
import { sizeOf } from "../../properties/concurrency/reduce.ts";
import type { Program } from "../../properties/programs/program.ts";
import { compare } from "../../properties/programs/vocabulary.ts";
import type { Counterexample } from "../data/counterexample.ts";
import type { Joinable, Piece } from "./piece.ts";

export interface Found {
  readonly counterexample: Counterexample;
  /** Of the program that it was looked for from; nothing where that is one of a fixed seed, which all parts drive. */
  readonly place: Joinable["found"][number] | undefined;
}

/**
 * One that fails again rather than one that does not. Of single programs, the first in the order of all programs: where
 * the search came to an end, that is what their campaign would have told. Of histories, rather one that is no matter of order
 * alone, and then the smallest. Of equals, the one that was looked for from the program that comes first.
 */
export function chooseCounterexample(at: number, pieces: readonly Piece[]): Found | undefined {
  const all = pieces.flatMap(({ report, joinable }): readonly Found[] => {
    const { id, counterexample } = report.properties[at] ?? {};
    if (!counterexample) return [];
    return [{ counterexample, place: joinable.found.find(({ property }) => property === id) }];
  });
  return all.sort(inTurn)[0];
}

function inTurn(a: Found, b: Found): number {
  const [one, other] = [a.counterexample, b.counterexample];
  const steady = Number(other.reproduced) - Number(one.reproduced);
  const racy = Number(one.race?.sequential ?? false) - Number(other.race?.sequential ?? false);
  return steady || racy || bySize(one, other) || byPlace(a, b);
}

function bySize(one: Counterexample, other: Counterexample): number {
  if (one.race || other.race)
    return sizeOf(one.program as LaneProgram) - sizeOf(other.program as LaneProgram);
  return compare(one.program as Program, other.program as Program);
}

const byPlace = (a: Found, b: Found): number =>
  (a.place?.part ?? -1) - (b.place?.part ?? -1) ||
  (a.place?.program ?? -1) - (b.place?.program ?? -1);

/** The programs of a part in order, those of a shard, each with its variant if it has one. */
import { type Context, type PredictedVariant, variantOf } from "./drive.ts";
import { partAt } from "./sharding.ts";
import type { Part, Place, PredictedProgram, Property, Types } from "./specification.ts";

/** A program to drive. */
export interface Task<T extends Types> extends PredictedProgram<T> {
  /** Among those that are driven with it. */
  readonly index: number;
  readonly place?: Place;
  /** Decides what the suite chooses while the program runs. */
  readonly attempt: number;
  /** The property that compares the program to its variant, and that. */
  readonly relation?: Relation<T> | undefined;
}

interface Relation<T extends Types> {
  readonly property: Property;
  readonly varied: PredictedVariant<T>;
}

/**
 * The programs of a part by their indices. Each depends on its index alone; so does the property that its variant is for.
 * @param at place of the part in the campaign
 */
export function* assign<T extends Types>(
  context: Context<T>,
  part: Part<T>,
  {
    seed,
    indices,
    at,
  }: { readonly seed: string; readonly indices: Iterable<number>; readonly at: number },
): Generator<Task<T>> {
  const { specification, statement } = context;
  const inTurn = takingTurns(part.properties.filter(specification.isRelation));
  const programAt = part.generate(seed);
  let index = 0;
  for (const place of indices) {
    const program = programAt(place);
    const prediction = specification.predict(program, statement);
    const turn = part.turnOf(place);
    const relation =
      turn === undefined ? undefined : relationOf(context, { program, prediction }, inTurn(turn));
    yield {
      index,
      place: { part: at, index: place },
      program,
      prediction,
      attempt: place,
      relation,
    };
    index += 1;
  }
}

/** In one of so many turns the properties for which nearly every program has a variant come first. */
const TURNS_IN_ROW = 3;

/**
 * The properties in the order in which a program is offered to them, until one has a variant of it. The order is a hash of
 * the program's turn, so that no property gets the programs of one mode alone. In two of three turns the properties for which
 * few programs have a variant come first, so that they are compared as often as the others.
 */
function takingTurns(properties: readonly Property[]): (turn: number) => readonly Property[] {
  const rare = properties.filter(({ isRare }) => isRare);
  const common = properties.filter(({ isRare }) => !isRare);
  if (rare.length === 0) return (turn: number) => rotated(common, turn);
  return (turn: number) => {
    const row = Math.floor(turn / TURNS_IN_ROW);
    const rareInTurn = rotated(rare, row);
    const commonInTurn = rotated(common, row);
    return partAt(turn, TURNS_IN_ROW) === 0
      ? [...commonInTurn, ...rareInTurn]
      : [...rareInTurn, ...commonInTurn];
  };
}

function rotated<One>(all: readonly One[], turn: number): readonly One[] {
  const first = all.length === 0 ? 0 : partAt(turn, all.length);
  return [...all.slice(first), ...all.slice(0, first)];
}

/** The first of the properties that has a variant of the program. */
export function relationOf<T extends Types>(
  context: Context<T>,
  program: PredictedProgram<T>,
  properties: Iterable<Property>,
): Relation<T> | undefined {
  for (const property of properties) {
    const varied = variantOf(context, property, program);
    if (varied) return { property, varied };
  }
  return undefined;
}

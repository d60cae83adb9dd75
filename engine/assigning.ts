/** Before anything is driven: the programs of a part in their order, those of a shard, each with its variant if it has one. */
import { type Context, type RehearsedVariant, variantOf } from "./drive.ts";
import { partAt } from "./sharding.ts";
import type { Part, Place, Property, Rehearsed, Types } from "./specification.ts";

/** A program to drive. */
export interface Task<T extends Types> extends Rehearsed<T> {
  /** Among those that are driven with it. */
  readonly index: number;
  readonly place?: Place;
  /** Decides what is chosen as the program runs. */
  readonly attempt: number;
  /** The property that compares the program to its variant, and that. */
  readonly relation?: Relation<T> | undefined;
}

interface Relation<T extends Types> {
  readonly property: Property;
  readonly varied: RehearsedVariant<T>;
}

/**
 * The programs of a part by their indices, in the order of these. What becomes of one depends on no other: which property its variant is of,
 * too, is a matter of its index.
 * @param at of the part, in the order of the campaign
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
    const rehearsal = specification.rehearse(program, statement);
    const turn = part.turnOf(place);
    const relation =
      turn === undefined ? undefined : relationOf(context, { program, rehearsal }, inTurn(turn));
    yield {
      index,
      place: { part: at, index: place },
      program,
      rehearsal,
      attempt: place,
      relation,
    };
    index += 1;
  }
}

/** In one of so many turns the properties come first that nearly every program has a variant of. */
const TURNS_IN_ROW = 3;

/**
 * Which properties a program is offered to, by its turn, until one has a variant of it. They take turns by a hash, so that none
 * has the programs of one mode alone. In two of three turns those come first of which few programs have a variant, so that they
 * have as many as the others: what they have no variant of goes to these.
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
  program: Rehearsed<T>,
  properties: Iterable<Property>,
): Relation<T> | undefined {
  for (const property of properties) {
    const varied = variantOf(context, property, program);
    if (varied) return { property, varied };
  }
  return undefined;
}

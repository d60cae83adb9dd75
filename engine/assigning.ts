/** Before anything is driven: programs in their order, those of a shard, each with its variant where it has one. */
import type { Bench } from "./driving.ts";
import type { Rehearsal, RehearsedVariant } from "./judge.ts";
import { type Place, partAt } from "./sharding.ts";
import type { MetamorphicProperty, Property, Types } from "./specification.ts";

/** A program to drive, rehearsed. */
export interface Task<T extends Types> {
  /** Among those that are driven with it. */
  readonly index: number;
  readonly place?: Place;
  readonly program: T["program"];
  readonly planned: Rehearsal<T>;
  /** The metamorphic property that the program's run is held to, and its variant of the program. */
  readonly relation?: Relation<T> | undefined;
}

interface Relation<T extends Types> {
  readonly property: MetamorphicProperty<T>;
  readonly varied: RehearsedVariant<T> & { readonly planned: Rehearsal<T> };
}

/**
 * The programs of a campaign by their indices, in the order of these. What becomes of one depends on no other: which property its
 * variant is of, too, is a matter of its index.
 */
export function* assign<T extends Types>(
  programAt: (index: number) => T["program"],
  indices: Iterable<number>,
  { judge, specification, statement }: Bench<T>,
): Generator<Task<T>> {
  const inTurn = takingTurns(judge.properties.filter(isMetamorphic));
  let index = 0;
  for (const at of indices) {
    const program = programAt(at);
    const planned = specification.rehearse(program, statement);
    const vary = (property: MetamorphicProperty<T>) => {
      const varied = property.vary(program, statement, planned);
      if (!varied) return undefined;
      // Field by field, here and in what is made for every program: objects that others are spread into are of as many
      // shapes as there are of them, and slow to be read.
      const { program: other, at } = varied;
      return { program: other, at, planned: specification.rehearse(other, statement) };
    };
    const turn = specification.turnOf(at);
    const relation = turn === undefined ? undefined : firstRelation(inTurn(turn), vary);
    yield { index, place: { part: GENERATED, index: at }, program, planned, relation };
    index += 1;
  }
}

/** Of so many turns one is for the properties first that most programs have a variant of. */
const TURNS_IN_ROW = 3;

/**
 * Which properties a program is offered to, by its turn, until one has a variant of it. They take turns by a hash, so that none
 * has the programs of one mode alone. In two of three turns those come first of which few programs have a variant, so that they
 * have as many as the others: what they have no variant of goes to these.
 */
function takingTurns<T extends Types>(properties: readonly MetamorphicProperty<T>[]) {
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

/** The parts of a campaign before its plans. */
const GENERATED = 1;
export const FIRST_PLAN = 2;

function firstRelation<T extends Types>(
  properties: readonly MetamorphicProperty<T>[],
  vary: (property: MetamorphicProperty<T>) => Relation<T>["varied"] | undefined,
): Relation<T> | undefined {
  for (const property of properties) {
    const varied = vary(property);
    if (varied) return { property, varied };
  }
  return undefined;
}

const isMetamorphic = <T extends Types>(p: Property<T>): p is MetamorphicProperty<T> =>
  p.kind === "metamorphic";

/** Before anything is driven: programs in their order, those of a shard, each with its variant where it has one. */
import type { Bench } from "./driving.ts";
import type { Rehearsal, RehearsedVariant } from "./judge.ts";
import { isOwn, type Place, type Shard, WHOLE } from "./sharding.ts";
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
 * Each program that is varied goes to the metamorphic property that has had the fewest so far, of those that have a
 * variant of it. Programs are assigned in their order, whichever session or shard will drive them.
 */
export function* assign<T extends Types>(
  programs: Iterable<T["program"]>,
  { judge, specification, statement }: Bench<T>,
  shard: Shard = WHOLE,
): Generator<Task<T>> {
  const counts = new Map<MetamorphicProperty<T>, number>();
  for (const property of judge.properties.filter(isMetamorphic)) counts.set(property, 0);
  let at = -1;
  let index = 0;
  for (const program of programs) {
    at += 1;
    const isDriven = isOwn(at, shard);
    const isVaried = specification.isVaried(at);
    // What another shard drives counts here only for the properties that its variant goes to.
    if (!isDriven && !isVaried) continue;
    const fewestFirst = [...counts].sort(([, a], [, b]) => a - b).map(([property]) => property);
    const planned = specification.rehearse(program, statement);
    const vary = (property: MetamorphicProperty<T>) => {
      const varied = property.vary(program, statement, planned);
      if (!varied) return undefined;
      // Field by field, here and in what is made for every program: objects that others are spread into are of as many
      // shapes as there are of them, and slow to be read.
      const { program: other, at } = varied;
      return { program: other, at, planned: specification.rehearse(other, statement) };
    };
    const relation = isVaried ? firstRelation(fewestFirst, vary) : undefined;
    if (relation) counts.set(relation.property, (counts.get(relation.property) ?? 0) + 1);
    if (!isDriven) continue;
    yield { index, place: { part: GENERATED, index: at }, program, planned, relation };
    index += 1;
  }
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

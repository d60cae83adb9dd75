/** Before anything is driven: the programs of a part in their order, those of a shard, each with its variant if it has one. */
import type { Context, RehearsedVariant } from "./drive.ts";
import { isOwn, type Shard, WHOLE } from "./sharding.ts";
import type { Part, Place, Property, Types } from "./specification.ts";

/** A program to drive, rehearsed. */
export interface Task<T extends Types> {
  /** Among those that are driven with it. */
  readonly index: number;
  readonly place?: Place;
  readonly program: T["program"];
  readonly rehearsal: T["rehearsal"];
  /** Decides what is chosen as the program runs. */
  readonly attempt: number;
  /** The property that compares the program to its variant, and that. */
  readonly relation?: Relation<T> | undefined;
}

interface Relation<T extends Types> {
  readonly property: Property;
  readonly varied: RehearsedVariant<T> & { readonly rehearsal: T["rehearsal"] };
}

/**
 * Each program that is varied goes to one of the properties that compare two programs: they take turns, and one that has
 * no variant of the program leaves its turn to the next.
 * @param count of the programs of the whole campaign
 * @param at of the part, in the order of the campaign
 */
export function* assign<T extends Types>(
  context: Context<T>,
  part: Part<T>,
  { seed, count, at }: { readonly seed: string; readonly count: number; readonly at: number },
  shard: Shard = WHOLE,
): Generator<Task<T>> {
  const { specification, statement } = context;
  const relations = part.properties.filter(specification.isRelation);
  const generate = part.generate(seed);
  let index = 0;
  let varied = 0;
  for (let place = 0; place < count; place += 1) {
    const isVaried = relations.length > 0 && part.isVaried(place);
    if (isVaried) varied += 1;
    if (!isOwn(place, shard)) continue;
    const program = generate(place);
    const rehearsal = specification.rehearse(program, statement);
    const relation = isVaried
      ? relationOf(context, { program, rehearsal }, turned(relations, varied - 1))
      : undefined;
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

function* turned<One>(all: readonly One[], first: number): Generator<One> {
  for (let turn = 0; turn < all.length; turn += 1) yield all[(first + turn) % all.length] as One;
}

/** The first of the properties that has a variant of the program. */
export function relationOf<T extends Types>(
  { specification, statement }: Pick<Context<T>, "specification" | "statement">,
  { program, rehearsal }: Pick<Task<T>, "program" | "rehearsal">,
  properties: Iterable<Property>,
): Relation<T> | undefined {
  for (const property of properties) {
    const variant = specification.vary(property, program, statement, rehearsal);
    if (!variant) continue;
    // Field by field, here and in what is made for every program: objects that others are spread into are of as many
    // shapes as there are of them, and slow to be read.
    const { program: other, at } = variant;
    const varied = { program: other, at, rehearsal: specification.rehearse(other, statement) };
    return { property, varied };
  }
  return undefined;
}

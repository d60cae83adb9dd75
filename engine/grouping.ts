/**
 * Violations sorted by cause. A property that fails on another one's shrunk program, or after it on its own program, is
 * a consequence of it until one of its own programs shows otherwise. A consequence costs no search.
 */
import { attemptsAt, RATE_RUNS, type ShrinkContext, type Shrunk, shrink } from "./shrink.ts";
import type { Property, Types, Violation } from "./specification.ts";

/** What one program shows, shrunk for the property that leads. */
export interface Group<T extends Types> {
  readonly lead: Property;
  readonly shrunk: Shrunk<T>;
  /** Of every other property, how it fails on the same program. */
  readonly others: ReadonlyMap<Property, Violation<T>>;
  /** The group that explains this one. */
  readonly cause?: Group<T>;
}

/**
 * Whether another property's failure in the same run explains this one: it comes first, or is the same observation. Two
 * properties can fail at one message for different reasons.
 */
export function explains<T extends Types>(
  other: Violation<T> | undefined,
  { index, failure }: Violation<T>,
): boolean {
  if (!other || other.index > index) return false;
  if (other.index < index) return true;
  return other.failure.expected === failure.expected && other.failure.seen === failure.seen;
}

/** A property that compares two programs explains no failure of a single one. */
export const isOfKind = <T extends Types>(
  { specification }: Pick<ShrinkContext<T>, "specification">,
  cause: Property,
  other: Property,
): boolean => !specification.isRelation(cause) || specification.isRelation(other);

export type Violations<T extends Types> = ReadonlyMap<Property, Violation<T>>;

/**
 * @param context its judge has all properties, also those that are not open
 * @param open the violations, in the order of the properties
 * @param limit runs for each group, within the budget
 * @param onGroup called with each as soon as it is shrunk
 */
export async function groupByCause<T extends Types>(
  context: ShrinkContext<T>,
  open: Violations<T>,
  limit: number,
  onGroup: (group: Group<T>) => Promise<void> | void = () => undefined,
): Promise<readonly Group<T>[]> {
  const left = new Map(open);
  const groups: Group<T>[] = [];
  while (left.size > 0) {
    const [first, found] = firstOf(context, left);
    left.delete(first);
    const runs = Math.min(limit, context.budget.runs);
    const own = { ...context, budget: { runs } };
    const starts = groups.map(({ shrunk }) => shrunk.violation.run.program);
    const shrunkFirst = await shrink(own, first, found, starts);
    const failing = await othersFailing(own, first, shrunkFirst, open);
    context.budget.runs -= runs - Math.max(0, own.budget.runs);
    const led = ledByRank(context, first, shrunkFirst, failing, left);
    const cause = causeAmong(context, groups, led);
    const group = { ...led, ...(cause && { cause: cause.cause ?? cause }) };
    groups.push(group);
    for (const property of [group.lead, ...group.others.keys()]) left.delete(property);
    await onGroup(group);
  }
  return withSmallerCauses(context, groups);
}

/** Of the properties that fail at the same message of the shrunk program, the most specific one leads. */
function ledByRank<T extends Types>(
  { specification }: ShrinkContext<T>,
  first: Property,
  shrunk: Shrunk<T>,
  failing: ReadonlyMap<Property, Violation<T>>,
  open: Violations<T>,
): Group<T> {
  const { index } = shrunk.violation;
  const others = new Map([[first, shrunk.violation], ...failing]);
  const same = [...others].filter(
    ([one, failed]) => one === first || (open.has(one) && failed.index === index),
  );
  const [best] = same.toSorted(([a], [b]) => specification.byRank(a, b));
  const [lead, violation] = best ?? [first, shrunk.violation];
  others.delete(lead);
  return { lead, shrunk: { ...shrunk, violation }, others };
}

/**
 * The violation of the earliest program, at the earliest message, of the first property. Properties that compare two
 * programs come last.
 */
function firstOf<T extends Types>(
  { specification: { isRelation } }: ShrinkContext<T>,
  left: Violations<T>,
): readonly [Property, Violation<T>] {
  const placeOf = ({ place = { part: 0, index: 0 } }: Violation<T>) => place;
  return [...left].reduce((first, next) => {
    const [[property, found], [other, known]] = [next, first];
    const order =
      Number(isRelation(property)) - Number(isRelation(other)) ||
      placeOf(found).part - placeOf(known).part ||
      placeOf(found).index - placeOf(known).index ||
      found.index - known.index;
    return order < 0 ? next : first;
  });
}

/** The other properties that fail on the shrunk program, in some attempt. */
async function othersFailing<T extends Types>(
  context: ShrinkContext<T>,
  lead: Property,
  { violation }: Shrunk<T>,
  open: Violations<T>,
): Promise<ReadonlyMap<Property, Violation<T>>> {
  const { specification } = context;
  const { program } = violation.run;
  const attempts = specification.isDeterministic(program) ? 1 : RATE_RUNS;
  const others = new Map<Property, Violation<T>>();
  const all = context.judge.properties;
  const collect = async (judgedFor: Property, asked: Iterable<Property>) => {
    for await (const { violations } of attemptsAt(context, judgedFor, program, attempts))
      for (const property of asked) {
        const failed = violations.get(property.id);
        if (failed && property !== lead && !others.has(property)) others.set(property, failed);
      }
  };
  await collect(lead, all);
  // A property that compares two programs needs its own variant.
  for (const property of open.keys())
    if (property !== lead && specification.isRelation(property))
      await collect(property, [property]);
  return others;
}

/** A later group may be smaller, and explain an earlier one. */
function withSmallerCauses<T extends Types>(
  context: ShrinkContext<T>,
  groups: readonly Group<T>[],
): readonly Group<T>[] {
  const sizeOf = ({ shrunk }: Group<T>) =>
    context.specification.sizeOf(shrunk.violation.run.program);
  const settled: Group<T>[] = [];
  for (const { cause: known, ...group } of groups.toSorted((a, b) => sizeOf(a) - sizeOf(b))) {
    const smaller = settled.filter((one) => sizeOf(one) < sizeOf(group));
    const cause =
      settled.find((one) => one.lead === known?.lead) ?? causeAmong(context, smaller, group);
    settled.push({ ...group, ...(cause && { cause: cause.cause ?? cause }) });
  }
  return settled;
}

/** The first group that explains this one. */
const causeAmong = <T extends Types>(
  context: ShrinkContext<T>,
  groups: readonly Group<T>[],
  { lead, shrunk, others }: Group<T>,
): Group<T> | undefined =>
  groups.find(
    (one) => isOfKind(context, one.lead, lead) && explains(others.get(one.lead), shrunk.violation),
  );

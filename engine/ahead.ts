/** The programs of an enumeration, many of them asked together where the candidate is quicker so. */
import type { RehearsedVariant } from "./drive.ts";
import type {
  Asked,
  Property,
  Rehearsed,
  Session,
  Specification,
  Types,
  Wanted,
} from "./specification.ts";

/** Programs that are asked together, with their variants. */
const TOGETHER = 50;

/** What a candidate answered to a program that was asked with others, and to its variants. */
interface Together<T extends Types> {
  readonly own: Asked<T>;
  readonly variants: ReadonlyMap<Property, RehearsedVariant<T> & { readonly asked: Asked<T> }>;
}

/** A program whose turn it is. */
export interface Tried<T extends Types> extends Rehearsed<T> {
  readonly together?: Together<T> | undefined;
}

interface Waiting<T extends Types> extends Rehearsed<T> {
  /** Beginnings of programs that may still be tried after this one. */
  readonly effortLeft: number;
  /** Whether it was asked with others: in vain, where there is no answer. */
  isAsked: boolean;
  together?: Together<T>;
}

interface Context<T extends Types> {
  readonly specification: Specification<T>;
  readonly session: Session<T>;
  readonly statement: T["statement"];
  readonly budget: { readonly effort: { left: number } };
}

/**
 * What a program is depends on nothing that those before it show, so those that come next can be asked before their turn. All
 * else happens at their turn, in their order; also the effort is that of the programs that have had it.
 */
export class Ahead<T extends Types> {
  readonly #context: Context<T>;
  readonly #programs: Iterator<Rehearsed<T>>;
  /** What the enumeration counts down. */
  readonly #effort: { left: number };
  #waiting: Waiting<T>[] = [];

  constructor(context: Context<T>, wanted: Omit<Wanted<T>, "effort">) {
    const { specification, statement, budget } = context;
    this.#context = context;
    this.#effort = { left: budget.effort.left };
    const all = specification.enumerate(statement, { ...wanted, effort: this.#effort });
    this.#programs = all[Symbol.iterator]();
  }

  next(): Waiting<T> | undefined {
    const next = this.#at(0);
    this.#waiting.shift();
    this.#context.budget.effort.left = next ? next.effortLeft : this.#effort.left;
    return next;
  }

  /**
   * Asks a program together with those that come after it, unless it has been asked already.
   * @param properties whose variants are asked too
   * @param most programs that may have their turn
   */
  async askFrom(first: Waiting<T>, properties: readonly Property[], most: number): Promise<void> {
    const { askAll } = this.#context.session;
    if (!askAll || first.isAsked) return;
    const batch: { readonly one: Waiting<T>; readonly variants: Variants<T> }[] = [];
    let size = 0;
    for (let at = -1; at + 1 < most && size < TOGETHER; at += 1) {
      const one = at < 0 ? first : this.#at(at);
      if (!one) break;
      const variants = this.#variantsOf(one, properties);
      batch.push({ one, variants });
      size += 1 + variants.length;
    }
    for (const { one } of batch) one.isAsked = true;
    const all = batch.flatMap(({ one, variants }) => [
      one,
      ...variants.map(([, varied]) => varied),
    ]);
    // The one at fault shows where each is asked by itself.
    const answers = await askAll(all).catch(() => undefined);
    if (!answers) return;
    const inTurn = answers[Symbol.iterator]();
    const take = () => inTurn.next().value as Asked<T>;
    for (const { one, variants } of batch)
      one.together = {
        own: take(),
        variants: new Map(
          variants.map(([property, varied]) => [property, { ...varied, asked: take() }]),
        ),
      };
  }

  #at(place: number): Waiting<T> | undefined {
    while (this.#waiting.length <= place) {
      const { done, value } = this.#programs.next();
      if (done) return undefined;
      const { program, rehearsal } = value;
      this.#waiting.push({ program, rehearsal, effortLeft: this.#effort.left, isAsked: false });
    }
    return this.#waiting[place];
  }

  #variantsOf({ program, rehearsal }: Rehearsed<T>, properties: readonly Property[]): Variants<T> {
    const { specification, statement } = this.#context;
    return properties.flatMap((property) => {
      const varied = specification.vary(property, program, statement, rehearsal);
      if (!varied) return [];
      const other = specification.rehearse(varied.program, statement);
      return [[property, { ...varied, rehearsal: other }] as const];
    });
  }
}

type Variants<T extends Types> = readonly (readonly [
  Property,
  RehearsedVariant<T> & { readonly rehearsal: T["rehearsal"] },
])[];

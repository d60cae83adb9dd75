/** The programs of an enumeration, many of them asked together where the candidate is quicker so. */
import { drive, type RehearsedVariant, runOf, variantOf } from "./drive.ts";
import type { SearchContext } from "./shrink.ts";
import type { Asked, Property, Rehearsed, Run, Types, Wanted } from "./specification.ts";

/** Programs that are asked together, with their variants. */
const TOGETHER = 50;

export interface SweepContext<T extends Types> extends SearchContext<T> {
  /** Beginnings of programs that may be tried without a run, counted down. */
  readonly effort: { left: number };
}

/** A program that waits for its turn. */
export interface Waiting<T extends Types> extends Rehearsed<T> {
  /** Beginnings of programs that may still be tried after this one. */
  readonly effortLeft: number;
  /** Those that were looked for, also where there is none. */
  readonly variants: Map<Property, RehearsedVariant<T> | undefined>;
  /** Whether it was asked with others: in vain, where there is no answer. */
  isAsked: boolean;
}

/**
 * What a program is depends on nothing that those before it show, so those that come next can be asked before their turn. All
 * else happens at their turn, in their order; also the effort is that of the programs that have had it.
 */
export class Ahead<T extends Types> {
  readonly #context: SweepContext<T>;
  readonly #programs: Iterator<Rehearsed<T>>;
  /** What the enumeration counts down. */
  readonly #effort: { left: number };
  /** To programs and variants that were asked before their turn. */
  readonly #answers = new WeakMap<Rehearsed<T>, Asked<T>>();
  #waiting: Waiting<T>[] = [];

  constructor(context: SweepContext<T>, wanted: Omit<Wanted<T>, "effort">) {
    const { specification, statement, effort } = context;
    this.#context = context;
    this.#effort = { left: effort.left };
    const all = specification.enumerate(statement, { ...wanted, effort: this.#effort });
    this.#programs = all[Symbol.iterator]();
  }

  next(): Waiting<T> | undefined {
    const next = this.#at(0);
    this.#waiting.shift();
    this.#context.effort.left = next ? next.effortLeft : this.#effort.left;
    return next;
  }

  variantOf(program: Waiting<T>, property: Property): RehearsedVariant<T> | undefined {
    const { variants } = program;
    if (!variants.has(property))
      variants.set(property, variantOf(this.#context, property, program));
    return variants.get(property);
  }

  /** The run of a program or variant, which is asked now unless it was asked before. */
  async run(one: Rehearsed<T>): Promise<Run<T>> {
    const { program, rehearsal } = one;
    const asked = this.#answers.get(one);
    if (!asked) return drive(this.#context, this.#context.session, program, rehearsal);
    return runOf(this.#context, program, rehearsal, await asked.read(), asked.predecessors);
  }

  /**
   * Asks a program together with those that come after it, unless it has been asked already.
   * @param properties whose variants are asked too
   * @param maximum programs that may have their turn
   */
  async askFrom(
    first: Waiting<T>,
    properties: readonly Property[],
    maximum: number,
  ): Promise<void> {
    const { askAll } = this.#context.session;
    if (!askAll || first.isAsked) return;
    const batch: Rehearsed<T>[] = [];
    for (let at = -1; at + 1 < maximum && batch.length < TOGETHER; at += 1) {
      const one = at < 0 ? first : this.#at(at);
      if (!one) break;
      one.isAsked = true;
      const variants = properties.flatMap((property) => this.variantOf(one, property) ?? []);
      batch.push(one, ...variants);
    }
    // The one at fault shows where each is asked by itself.
    const answers = await askAll(batch).catch(() => []);
    for (const [at, answer] of answers.entries()) {
      const one = batch[at];
      if (one) this.#answers.set(one, answer);
    }
  }

  #at(place: number): Waiting<T> | undefined {
    while (this.#waiting.length <= place) {
      const { done, value } = this.#programs.next();
      if (done) return undefined;
      const { program, rehearsal } = value;
      const effortLeft = this.#effort.left;
      this.#waiting.push({ program, rehearsal, effortLeft, variants: new Map(), isAsked: false });
    }
    return this.#waiting[place];
  }
}

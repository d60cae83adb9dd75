/** The programs of an enumeration, asked many at once if the candidate is quicker that way. */
import { drive, type PredictedVariant, runOf, variantOf } from "./drive.ts";
import type { SearchContext } from "./shrink.ts";
import type { Asked, PredictedProgram, Property, Run, Types, Wanted } from "./specification.ts";

/** Programs that are asked together, with their variants. */
const TOGETHER = 50;

export interface SweepContext<T extends Types> extends SearchContext<T> {
  /** Beginnings of programs that may be tried without a run, counted down. */
  readonly effort: { left: number };
}

/** A program that waits for its turn. */
export interface Waiting<T extends Types> extends PredictedProgram<T> {
  /** Beginnings of programs that may still be tried after this one. */
  readonly effortLeft: number;
  /** Those that were looked for; undefined if there is none. */
  readonly variants: Map<Property, PredictedVariant<T> | undefined>;
  /** Whether it was asked with others, with an answer or without. */
  isAsked: boolean;
}

/**
 * Programs do not depend on what earlier ones show, so the next ones can be asked before their turn. All else happens at
 * their turn, in order, and effort is counted only for programs that have had their turn.
 */
export class Ahead<T extends Types> {
  readonly #context: SweepContext<T>;
  readonly #programs: Iterator<PredictedProgram<T>>;
  /** What the enumeration counts down. */
  readonly #effort: { left: number };
  /** To programs and variants that were asked before their turn. */
  readonly #answers = new WeakMap<PredictedProgram<T>, Asked<T>>();
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

  variantOf(program: Waiting<T>, property: Property): PredictedVariant<T> | undefined {
    const { variants } = program;
    if (!variants.has(property))
      variants.set(property, variantOf(this.#context, property, program));
    return variants.get(property);
  }

  /** The run of a program or variant, which is asked now unless it was asked before. */
  async run(one: PredictedProgram<T>): Promise<Run<T>> {
    const { program, prediction } = one;
    const asked = this.#answers.get(one);
    if (!asked) return drive(this.#context, this.#context.session, program, prediction);
    return runOf(this.#context, program, prediction, await asked.read(), asked.predecessors);
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
    const batch: PredictedProgram<T>[] = [];
    for (let at = -1; at + 1 < maximum && batch.length < TOGETHER; at += 1) {
      const one = at < 0 ? first : this.#at(at);
      if (!one) break;
      one.isAsked = true;
      const variants = properties.flatMap((property) => this.variantOf(one, property) ?? []);
      batch.push(one, ...variants);
    }
    // The program at fault shows when each is asked by itself.
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
      const { program, prediction } = value;
      const effortLeft = this.#effort.left;
      this.#waiting.push({ program, prediction, effortLeft, variants: new Map(), isAsked: false });
    }
    return this.#waiting[place];
  }
}

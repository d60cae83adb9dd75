/** What is counted over many programs. */
import type { Context } from "./drive.ts";
import type { Judgement, Measures, Types } from "./specification.ts";
import { add, zeros } from "./step-judge.ts";

/** Programs that were driven, and in how many of them something failed. */
export interface Counts extends Measures {
  readonly programs: number;
  readonly violated: number;
}

const NOTHING: Measures = { messages: 0, overlapping: 0, crashes: 0, spoiled: 0 };
export const NO_PROGRAMS: Counts = { programs: 0, violated: 0, ...NOTHING };

const plus = (a: Measures, b: Measures): Measures => ({
  messages: a.messages + b.messages,
  overlapping: a.overlapping + b.overlapping,
  crashes: a.crashes + b.crashes,
  spoiled: a.spoiled + b.spoiled,
});

/** The counts with one program more. */
export const counting = (
  counts: Counts,
  { measures, violations }: Pick<Judgement<Types>, "measures" | "violations">,
): Counts => ({
  programs: counts.programs + 1,
  violated: counts.violated + (violations.size > 0 ? 1 : 0),
  ...plus(counts, measures),
});

/** Judgements added up. Of the violations of a property, the one with the shortest program is kept, the first of equals. */
export class Tally<T extends Types> implements Judgement<T> {
  readonly situations: number[];
  readonly reached: number[];
  readonly violations: Judgement<T>["violations"] = new Map();
  readonly undecided = new Set<string>();
  measures = NOTHING;
  readonly #sizeOf: (program: T["program"]) => number;

  constructor({ judge, specification }: Context<T>) {
    this.situations = zeros(judge.properties.length);
    this.reached = zeros(judge.situations.length);
    this.#sizeOf = specification.sizeOf;
  }

  add({ situations, reached, violations, undecided, measures }: Judgement<T>): void {
    add(this.situations, situations);
    add(this.reached, reached);
    for (const id of undecided) this.undecided.add(id);
    for (const [id, violation] of violations) {
      const known = this.violations.get(id);
      if (!known || this.#sizeOf(violation.run.program) < this.#sizeOf(known.run.program))
        this.violations.set(id, violation);
    }
    this.measures = plus(this.measures, measures);
  }
}

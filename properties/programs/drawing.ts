/** Steps of many kinds, drawn at once. */
import fc from "fast-check";
import type { ClientId } from "../../model/index.ts";
import type { ProgramStep } from "./program.ts";
import { type Kind, NUMBERS, STEP_KINDS, type StepKind } from "./steps.ts";

/** A step that was drawn: its kind, the number of its argument, and one that stands for its client. */
export interface Drawn {
  readonly kind: StepKind;
  readonly which: number;
  readonly client: number;
}

export interface Weighted {
  readonly kind: Kind;
  readonly weight: number;
}

/**
 * A few steps to choose from, each of any of these kinds. They are what `fc.oneof` gives, without a bias, for the arbitraries of
 * `steps`, drawn from the same random numbers: one for the kind, and what each kind asks for. But one small object a step
 * is all that is made on the way, where tuples and maps in one another make a dozen and keep how each could
 * be shrunk, which is not needed: the engine shrinks counterexamples.
 */
export class Drawing extends fc.Arbitrary<readonly Drawn[]> {
  /** Each kind as often as it weighs. */
  readonly #kinds: readonly StepKind[];
  readonly #steps: number;

  /** @param steps to choose from */
  constructor(kinds: readonly Weighted[], steps: number) {
    super();
    this.#kinds = kinds.flatMap(({ kind, weight }) =>
      Array.from({ length: weight }, () => STEP_KINDS[kind]),
    );
    this.#steps = steps;
  }

  override generate(random: fc.Random): fc.Value<readonly Drawn[]> {
    const drawn: Drawn[] = [];
    for (let step = 0; step < this.#steps; step += 1) drawn.push(this.#draw(random));
    return new fc.Value<readonly Drawn[]>(drawn, undefined);
  }

  override canShrinkWithoutContext(_value: unknown): _value is readonly Drawn[] {
    return false;
  }

  override shrink(): fc.Stream<fc.Value<readonly Drawn[]>> {
    return fc.Stream.nil();
  }

  #draw(random: fc.Random): Drawn {
    const kind = this.#kinds[random.nextInt(0, this.#kinds.length - 1)] as StepKind;
    const first = kind.client === "first" ? random.nextInt(0, NUMBERS - 1) : 0;
    const which = kind.which ? kind.which.generate(random, undefined).value : 0;
    const client = kind.client === "last" ? random.nextInt(0, NUMBERS - 1) : first;
    return { kind, which, client };
  }
}

/** The step that was drawn, about one of these clients. */
export const stepOf = ({ kind, which, client }: Drawn, clients: readonly ClientId[]): ProgramStep =>
  kind.make(clients[client % clients.length] ?? "", which);

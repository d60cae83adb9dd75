/** Steps of many kinds, drawn at once. */
import fc from "fast-check";
import type { ClientId } from "../../model/index.ts";
import type { ProgramStep } from "./program.ts";
import { ALL_KINDS, type Kind, NUMBERS, STEP_KINDS, type StepKind } from "./steps.ts";

/** A step that was drawn, about nobody in particular: numbers of its kind, of which one it is, and of a client. */
export type Drawn = number;

const KIND_LIST = Object.values(STEP_KINDS);
/** More than there are steps of any kind about one client. */
const MOST_OF_A_KIND = 16;

export interface Weighted {
  readonly kind: Kind;
  readonly weight: number;
}

function placesOf(kinds: readonly Weighted[]): readonly number[] {
  const places: number[] = [];
  for (const { kind, weight } of kinds)
    for (let times = 0; times < weight; times += 1) places.push(ALL_KINDS.indexOf(kind));
  return places;
}

/**
 * A few steps to choose from, each of any of these kinds. They are what `fc.oneof` gives, without a bias, for the arbitraries of
 * `steps`, drawn from the same random numbers: one for the kind, and what each kind asks for. But a number a step
 * is all that is made on the way, where tuples and maps in one another make a dozen objects and keep how each could
 * be shrunk, which nobody here asks for: counterexamples are made smaller by the engine.
 */
export class Drawing extends fc.Arbitrary<readonly Drawn[]> {
  /** Places in the list of kinds, each as often as it weighs. */
  readonly #places: readonly number[];
  readonly #steps: number;

  /** @param steps to choose from */
  constructor(kinds: readonly Weighted[], steps: number) {
    super();
    this.#places = placesOf(kinds);
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
    const at = this.#places[random.nextInt(0, this.#places.length - 1)] as number;
    const { client: turn, which } = KIND_LIST[at] as StepKind;
    const first = turn === "first" ? random.nextInt(0, NUMBERS - 1) : 0;
    const one = which ? which.generate(random, undefined).value : 0;
    const client = turn === "last" ? random.nextInt(0, NUMBERS - 1) : first;
    return (at * MOST_OF_A_KIND + one) * NUMBERS + client;
  }
}

/** The step that was drawn, about one of these clients. */
export function stepOf(drawn: Drawn, clients: readonly ClientId[]): ProgramStep {
  const client = clients[(drawn % NUMBERS) % clients.length] ?? "";
  const rest = Math.floor(drawn / NUMBERS);
  const kind = KIND_LIST[Math.floor(rest / MOST_OF_A_KIND)] as StepKind;
  return kind.make(client, rest % MOST_OF_A_KIND);
}

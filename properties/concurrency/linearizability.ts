/**
 * Whether a concurrent history is linearizable: whether its calls can be put in one order, each at a moment
 * between its call and its return, in which a sequential specification allows every outcome (Herlihy and Wing,
 * "Linearizability: a correctness condition for concurrent objects", TOPLAS 1990).
 *
 * The search is that of Wing and Gong ("Testing and verifying concurrent objects", JPDC 1993) with the
 * memory of Lowe ("Testing for linearizability", CCPE 2017). What is added is care for calls whose outcome never
 * came: they are tried last, and a configuration is given up where another one has come as far without some of them.
 */
import { CallRing, type Entry, type Interval, Memory } from "./call-ring.ts";

/** A sequential specification as a value: pure functions. */
export interface SequentialSpecification<State, Input, Output> {
  readonly initial: State;
  /**
   * The state after the call took effect with this output; `undefined` where it cannot. Where no output ever
   * came, `output` is `undefined`, and any is allowed.
   */
  step(state: State, input: Input, output: Output | undefined): State | undefined;
  /** Equal for states that are equal, and only for these. */
  keyOf(state: State): string | number;
  /** The part that the call is about, where parts have states of their own. Left out: all is one part. */
  partOf?(input: Input): string | number;
}

/** One call in a recorded history. */
export interface Operation<Input, Output> extends Interval {
  /** Who called, for whoever reads the history. */
  readonly lane: number;
  readonly input: Input;
  readonly output?: Output | undefined;
}

/** The longest beginning of a history that can be explained; of several parts, that of one. */
export interface Explained<State> {
  /** Operations, by their places in the history, in an order in which they may have taken effect. */
  readonly explained: readonly number[];
  /** The state after these. */
  readonly state: State;
}

/** `steps`: how many were tried. */
export type Linearizability<State> = { readonly steps: number } & (
  | {
      readonly verdict: "ok";
      /** All operations that returned and some of the others, by their places in the history. */
      readonly order: readonly number[];
    }
  | ({
      /** No order explains more of the operations that returned, nor as many with fewer of the others. */
      readonly verdict: "violated";
      /**
       * The operations that returned and that may come next by their times. The specification refuses each of
       * them, also where any operations without an outcome took effect before.
       */
      readonly blocked: readonly number[];
    } & Explained<State>)
  /** The steps were used up; the longest explanation that was seen. */
  | ({ readonly verdict: "undecided" } & Explained<State>)
);

/**
 * The same history always gives the same verdict and order.
 * @param maxSteps steps of the specification that may be tried, over all parts
 * @throws {RangeError} where two events share their place, or a return comes before its call
 */
export function checkLinearizability<State, Input, Output>(
  specification: SequentialSpecification<State, Input, Output>,
  operations: readonly Operation<Input, Output>[],
  { maxSteps }: { readonly maxSteps: number },
): Linearizability<State> {
  const moments: { readonly index: number; readonly at: number }[] = [];
  let steps = 0;
  for (const part of partsOf(specification, operations)) {
    const found = search(specification, part, maxSteps - steps);
    steps += found.steps;
    if (found.verdict !== "ok") return { ...found, steps };
    // As early as the order allows, which is before its return: that of no earlier one comes before its call.
    let at = Number.NEGATIVE_INFINITY;
    for (const index of found.order) {
      at = Math.max(at, operations[index]?.call ?? at);
      moments.push({ index, at });
    }
  }
  // Linearizability is local: moments found part by part make one order of all.
  moments.sort((a, b) => a.at - b.at);
  return { verdict: "ok", order: moments.map(({ index }) => index), steps };
}

/** An operation, with its place in the history. */
interface Indexed<Input, Output> extends Operation<Input, Output> {
  readonly index: number;
}

function partsOf<State, Input, Output>(
  specification: SequentialSpecification<State, Input, Output>,
  operations: readonly Operation<Input, Output>[],
): Iterable<readonly Indexed<Input, Output>[]> {
  const places = operations.flatMap((o) => (o.return === undefined ? o.call : [o.call, o.return]));
  if (new Set(places).size < places.length) throw new RangeError("two events share their place");
  const parts = new Map<string | number | undefined, Indexed<Input, Output>[]>();
  for (const [index, operation] of operations.entries()) {
    if (operation.return !== undefined && operation.return < operation.call)
      throw new RangeError(`operation ${index} returns before it is called`);
    const key = specification.partOf?.(operation.input);
    const part = parts.get(key) ?? [];
    part.push({ ...operation, index });
    parts.set(key, part);
  }
  return parts.values();
}

/** Where the search has come to: the way there, and the calls that may come next. */
interface Place<State, Input, Output> {
  readonly before: Place<State, Input, Output> | undefined;
  /** The call that led here. */
  readonly entry: Entry<Indexed<Input, Output>> | undefined;
  readonly state: State;
  readonly open: readonly Entry<Indexed<Input, Output>>[];
  /** Calls on the way, those that returned and all. */
  readonly answered: number;
  readonly length: number;
  /** How many of the open ones were tried. */
  tried: number;
}

/** Depth first, and without recursion, since histories are longer than the stack is deep. */
function search<State, Input, Output>(
  specification: SequentialSpecification<State, Input, Output>,
  operations: readonly Indexed<Input, Output>[],
  maxSteps: number,
): Linearizability<State> {
  type At = Place<State, Input, Output>;
  const history = new CallRing(operations);
  const memory = new Memory();
  const enter = (state: State, before?: At, entry?: At["entry"]): At => ({
    before,
    entry,
    state,
    open: history.open(),
    answered: history.answered,
    length: before ? before.length + 1 : 0,
    tried: 0,
  });
  const root = enter(specification.initial);
  let best = root;
  let steps = 0;
  let isCut = false;
  for (let here: At | undefined = root; here; ) {
    if (isFurther(here, best)) best = here;
    if (history.isExplained()) return { verdict: "ok", order: orderOf(here), steps };
    const entry = here.open[here.tried];
    if (!entry || steps >= maxSteps) {
      isCut ||= entry !== undefined;
      if (here.entry) history.putBack(here.entry);
      here = here.before;
      continue;
    }
    here.tried += 1;
    steps += 1;
    const state = specification.step(here.state, entry.call.input, entry.call.output);
    if (state === undefined) continue;
    history.lift(entry);
    if (memory.isNew(history, specification.keyOf(state))) here = enter(state, here, entry);
    else history.putBack(entry);
  }
  const found = { explained: orderOf(best), state: best.state, steps };
  if (isCut) return { verdict: "undecided", ...found };
  const blocked = best.open.filter(({ end }) => end).map(({ call }) => call.index);
  return { verdict: "violated", ...found, blocked };
}

/** Explains more calls that returned, or as many with fewer others. */
const isFurther = (one: Place<unknown, unknown, unknown>, other: typeof one) =>
  one.answered > other.answered || (one.answered === other.answered && one.length < other.length);

function orderOf(last: Place<unknown, unknown, unknown>): readonly number[] {
  const order: number[] = [];
  for (let { entry, before } = last; entry && before; { entry, before } = before)
    order.push(entry.call.index);
  return order.reverse();
}

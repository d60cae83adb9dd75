/**
 * Whether a concurrent history is linearizable: whether its calls can be put in one order, each at a moment
 * between its call and its return, in which a sequential specification allows every outcome (Herlihy and Wing,
 * "Linearizability: a correctness condition for concurrent objects", TOPLAS 1990).
 *
 * The search is that of Wing and Gong ("Testing and verifying concurrent objects", JPDC 1993) with the
 * memory of Lowe ("Testing for linearizability", CCPE 2017). What is added is the care for calls whose outcome never came: they are
 * tried last, and of two configurations that differ in them only, the one that has used fewer is as good.
 */

import { type Entry, History, type Interval, Memory } from "./history.ts";

/** A sequential specification as a value: pure functions. */
export interface SequentialSpecification<State, Input, Output> {
  readonly initial: State;
  /**
   * The state after the call took effect with this output; `undefined` where it cannot. Where no output ever came,
   * `output` is `undefined`, and any is allowed.
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

export interface CheckOptions {
  /** Steps of the specification that may be tried, over all parts. */
  readonly mostSteps: number;
}

/** A beginning of a history, as far as it can be explained. Of several parts, it is that of one. */
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
      /** All operations that returned, by their places in the history, and others that have to have taken effect. */
      readonly order: readonly number[];
    }
  | ({
      /** No order explains more operations that returned than this one does. */
      readonly verdict: "violated";
      /**
       * The operations that returned and that may come next by their times. The specification refuses each of
       * them, and does so too after whatever operations without an outcome may have come before.
       */
      readonly blocked: readonly number[];
    } & Explained<State>)
  /** The steps were used up; the longest explanation that was seen. */
  | ({ readonly verdict: "undecided" } & Explained<State>)
);

/**
 * The same verdict and order for the same history, whatever the machine.
 * @throws RangeError where two events share their place, or a return comes before its call
 */
export function checkLinearizability<State, Input, Output>(
  specification: SequentialSpecification<State, Input, Output>,
  operations: readonly Operation<Input, Output>[],
  { mostSteps }: CheckOptions,
): Linearizability<State> {
  const moments: { readonly index: number; readonly at: number }[] = [];
  let steps = 0;
  for (const part of partsOf(specification, operations)) {
    const found = search(specification, part, mostSteps - steps);
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

/** A configuration on the path of the search: the call that led there, and those that may come next. */
interface Place<State, Input, Output> {
  readonly state: State;
  readonly entry?: Entry<Indexed<Input, Output>> | undefined;
  readonly open: readonly Entry<Indexed<Input, Output>>[];
  tried: number;
}

/** Depth first, on a path of its own, since histories are longer than the stack is deep. */
function search<State, Input, Output>(
  specification: SequentialSpecification<State, Input, Output>,
  operations: readonly Indexed<Input, Output>[],
  mostSteps: number,
): Linearizability<State> {
  const history = new History(operations);
  const memory = new Memory();
  const path: Place<State, Input, Output>[] = [];
  const enter = (state: State, entry?: Place<State, Input, Output>["entry"]) =>
    path.push({ state, entry, open: history.open(), tried: 0 });
  const order = () => path.flatMap(({ entry }) => (entry ? entry.call.index : []));
  let best = { answered: -1, explained: order(), state: specification.initial, blocked: order() };
  let steps = 0;
  let isCut = false;
  enter(specification.initial);
  for (let here = path.at(-1); here; here = path.at(-1)) {
    if (history.isExplained()) return { verdict: "ok", order: order(), steps };
    const entry = here.open[here.tried];
    here.tried += 1;
    if (entry && steps < mostSteps) {
      steps += 1;
      const state = specification.step(here.state, entry.call.input, entry.call.output);
      if (state === undefined) continue;
      history.lift(entry);
      if (memory.isNew(history, specification.keyOf(state))) enter(state, entry);
      else history.putBack(entry);
      continue;
    }
    isCut ||= entry !== undefined;
    // Only at dead ends, so that a long history is not copied call by call.
    const { answered } = history;
    const gained = answered - best.answered;
    if (gained > 0 || (gained === 0 && path.length <= best.explained.length)) {
      const blocked = here.open.filter(({ end }) => end).map(({ call }) => call.index);
      best = { answered, explained: order(), state: here.state, blocked };
    }
    path.pop();
    if (here.entry) history.putBack(here.entry);
  }
  const { explained, state, blocked } = best;
  if (isCut) return { verdict: "undecided", explained, state, steps };
  return { verdict: "violated", explained, state, blocked, steps };
}

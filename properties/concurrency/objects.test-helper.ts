/** Objects that calls are made of, histories of them drawn, and all orders of a small history. */
import type { Operation, SequentialSpecification } from "./linearizability.ts";

/** What is called: it answers, and is another one after. */
export interface Sequential<State, Input, Output> {
  readonly initial: State;
  answer(state: State, input: Input): readonly [Output, State];
  keyOf(state: State): string | number;
}

/** The specification that allows what the object answers. */
export function specificationOf<State, Input, Output>({
  initial,
  answer,
  keyOf,
}: Sequential<State, Input, Output>): SequentialSpecification<State, Input, Output> {
  return {
    initial,
    keyOf,
    step: (state, input, output) => {
      const [expected, after] = answer(state, input);
      return output === undefined || output === expected ? after : undefined;
    },
  };
}

export type RegisterInput =
  | { readonly type: "read" }
  | { readonly type: "write"; readonly value: number }
  | { readonly type: "swap"; readonly from: number; readonly to: number };

/** Holds 0 at first. A swap (compare and set) answers whether it has been made. */
export const register: Sequential<number, RegisterInput, number | boolean> = {
  initial: 0,
  answer: (state, input) => {
    if (input.type === "read") return [state, state];
    if (input.type === "write") return [true, input.value];
    return state === input.from ? [true, input.to] : [false, state];
  },
  keyOf: (state) => state,
};

/** Calls on so few values that they have to do with each other. */
export const registerInput =
  (values: number) =>
  (below: (bound: number) => number): RegisterInput => {
    const type = (["read", "write", "swap"] as const)[below(3)];
    if (type === "write") return { type, value: below(values) };
    if (type === "swap") return { type, from: below(values), to: below(values) };
    return { type: "read" };
  };

/** A number is put at the end; `null` takes one from the front, and answers `null` where there is none. */
export const queue: Sequential<readonly number[], number | null, number | null> = {
  initial: [],
  answer: (state, input) => {
    if (input !== null) return [input, [...state, input]];
    const [first = null, ...others] = state;
    return [first, others];
  },
  keyOf: (state) => state.join(),
};

export interface Recipe<Input> {
  readonly operations: number;
  readonly lanes: number;
  /** Of all operations, how many lose their outcome. */
  readonly lost: number;
  readonly input: (below: (bound: number) => number) => Input;
}

/**
 * A history as it comes of lanes that call one object, which answers at some moment between call and return: it can
 * be explained. Of the calls that lose their outcome, some have taken effect.
 */
export function recorded<State, Input, Output>(
  object: Sequential<State, Input, Output>,
  { operations, lanes, lost, input }: Recipe<Input>,
  random: () => number,
): Operation<Input, Output>[] {
  const below = (bound: number) => Math.floor(random() * bound);
  const history: Operation<Input, Output>[] = [];
  const running = new Map<number, number>();
  let { initial: state } = object;
  for (let now = 0; history.length < operations || running.size > 0; now += 1) {
    const lane = below(lanes);
    const index = running.get(lane);
    const own = index === undefined ? undefined : history[index];
    if (index === undefined || !own) {
      if (history.length === operations) continue;
      running.set(lane, history.length);
      history.push({ lane, input: input(below), call: now });
      continue;
    }
    if (own.output !== undefined) {
      history[index] = { ...own, return: now };
      running.delete(lane);
      continue;
    }
    const isLost = random() < lost;
    if (!isLost || below(2) === 0) {
      const [output, after] = object.answer(state, own.input);
      state = after;
      if (!isLost) history[index] = { ...own, output };
    }
    if (isLost) running.delete(lane);
  }
  return history;
}

/** Whether all that came before each one by its times comes before it in the order. */
export function respectsTime(
  operations: readonly Operation<unknown, unknown>[],
  order: readonly number[],
): boolean {
  const place = new Map(order.map((index, at) => [index, at]));
  return order.every((index) =>
    operations.every(
      ({ return: end = Number.POSITIVE_INFINITY }, before) =>
        end > (operations[index]?.call ?? 0) ||
        (place.get(before) ?? order.length) < (place.get(index) ?? 0),
    ),
  );
}

/** The state after all of them in this order; `undefined` where one of them is refused. */
export function replay<State, Input, Output>(
  { initial, step }: SequentialSpecification<State, Input, Output>,
  operations: readonly Operation<Input, Output>[],
  order: readonly number[],
): State | undefined {
  let state: State | undefined = initial;
  for (const index of order) {
    const operation = operations[index];
    if (state !== undefined && operation) state = step(state, operation.input, operation.output);
  }
  return state;
}

/**
 * How many of the calls that returned some order explains, by the definition: every sequence of distinct
 * operations that respects time is tried, and nothing is remembered.
 */
export function mostExplained<State, Input, Output>(
  specification: SequentialSpecification<State, Input, Output>,
  operations: readonly Operation<Input, Output>[],
): number {
  const extend = (state: State, left: readonly Operation<Input, Output>[]): number => {
    let most = 0;
    for (const next of left) {
      if (left.some((other) => (other.return ?? Number.POSITIVE_INFINITY) < next.call)) continue;
      const after = specification.step(state, next.input, next.output);
      if (after === undefined) continue;
      const others = left.filter((other) => other !== next);
      most = Math.max(most, (next.return === undefined ? 0 : 1) + extend(after, others));
    }
    return most;
  };
  return extend(specification.initial, operations);
}

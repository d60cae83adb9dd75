/** The checker on histories that are drawn: small ones against the definition, long ones for their length. */
import { isDeepStrictEqual } from "node:util";
import seedrandom from "seedrandom";
import { describe, expect, test } from "vitest";
import {
  checkLinearizability,
  type Operation,
  type SequentialSpecification,
} from "./linearizability.ts";
import {
  mostExplained,
  queue,
  type RegisterInput,
  recorded,
  register,
  registerInput,
  replay,
  respectsTime,
  type Sequential,
  specificationOf,
} from "./objects.test-helper.ts";

const MANY = { maxSteps: 1_000_000 };

/** Half of them with an output that is not the one that came. */
function small<State, Input, Output>(
  object: Sequential<State, Input, Output>,
  input: (below: (bound: number) => number) => Input,
  outputs: readonly Output[],
  random: () => number,
): Operation<Input, Output>[] {
  const below = (bound: number) => Math.floor(random() * bound);
  const recipe = { operations: 1 + below(6), lanes: 2 + below(3), lost: 0.2, input };
  const history = recorded(object, recipe, random);
  const wrong = below(2 * history.length);
  return history.map((operation, at) =>
    at === wrong && operation.return !== undefined
      ? { ...operation, output: outputs[below(outputs.length)] }
      : operation,
  );
}

/** Holds the answer against the definition. */
function verdictOf<State, Input, Output>(
  specification: SequentialSpecification<State, Input, Output>,
  operations: readonly Operation<Input, Output>[],
): "ok" | "violated" {
  const found = checkLinearizability(specification, operations, MANY);
  if (found.verdict === "undecided") throw new Error("undecided");
  const order = found.verdict === "ok" ? found.order : found.explained;
  const returned = [...operations.keys()].filter((at) => operations[at]?.return !== undefined);
  const left = returned.filter((index) => !order.includes(index));
  const isRefused = (...next: number[]) =>
    replay(specification, operations, [...order, ...next]) === undefined;
  const most = mostExplained(specification, operations);
  const told = {
    verdict: found.verdict,
    explained: returned.length - left.length,
    isInTime: respectsTime(operations, order),
    isRefused: isRefused(),
    ...(found.verdict === "violated" && {
      blocked: found.blocked.toSorted(),
      state: found.state,
    }),
  };
  const expected = {
    verdict: most === returned.length ? "ok" : "violated",
    explained: most,
    isInTime: true,
    isRefused: false,
    ...(most < returned.length && {
      blocked: left.filter((at) => respectsTime(operations, [...order, at]) && isRefused(at)),
      state: replay(specification, operations, order),
    }),
  };
  // Ten thousand comparisons by `expect` would take as long as all else.
  if (!isDeepStrictEqual(told, expected)) expect(told).toEqual(expected);
  return found.verdict;
}

const registerOutputs: readonly (number | boolean)[] = [0, 1, 2, true, false];
const queueInput = (below: (bound: number) => number) => (below(2) === 0 ? null : below(3));

test.each([
  [
    "a register",
    (random: () => number) =>
      verdictOf(
        specificationOf(register),
        small(register, registerInput(3), registerOutputs, random),
      ),
  ],
  [
    "a queue",
    (random: () => number) =>
      verdictOf(specificationOf(queue), small(queue, queueInput, [null, 0, 1, 2], random)),
  ],
])("agrees with all orders of 5,000 small histories of %s", (name, draw) => {
  const random = seedrandom(name);
  const counts = { ok: 0, violated: 0 };
  for (let count = 0; count < 5000; count += 1) counts[draw(random)] += 1;
  expect(counts.ok).toBeGreaterThan(1000);
  expect(counts.violated).toBeGreaterThan(1000);
});

describe("of 1,000 operations on 8 lanes", () => {
  const recipe = { operations: 1000, lanes: 8, lost: 0.002, input: registerInput(5) };
  const long = recorded(register, recipe, seedrandom("long"));

  test("accepts what an object answered, the same way again", () => {
    const found = checkLinearizability(specificationOf(register), long, MANY);
    if (found.verdict !== "ok") throw new Error(found.verdict);
    expect(respectsTime(long, found.order)).toBe(true);
    expect(replay(specificationOf(register), long, found.order)).toBeDefined();
    expect(found.order.length).toBeGreaterThanOrEqual(long.filter((o) => o.return).length);
    expect(checkLinearizability(specificationOf(register), long, MANY)).toEqual(found);
  });

  test("rejects one answer that nobody gave", () => {
    const wrong = long.findIndex(({ output }, at) => at > 700 && typeof output === "number");
    const history = long.with(wrong, { ...long[wrong], output: -1 } as (typeof long)[number]);
    const found = checkLinearizability(specificationOf(register), history, MANY);
    if (found.verdict !== "violated") throw new Error(found.verdict);
    expect(found.blocked).toContain(wrong);
    expect(replay(specificationOf(register), history, found.explained)).toBe(found.state);
  });
});

describe("of parts with states of their own", () => {
  type Keyed = RegisterInput & { readonly key: number };
  const cells = { ...specificationOf(register), partOf: ({ key }: Keyed) => key };
  const draw = (seed: string) => {
    const random = seedrandom(seed);
    const input = (below: (bound: number) => number) => ({
      ...registerInput(3)(below),
      key: below(20),
    });
    const object: Sequential<readonly number[], Keyed, number | boolean> = {
      initial: Array.from({ length: 20 }, () => 0),
      answer: (state, call) => {
        const [output, after] = register.answer(state[call.key] ?? 0, call);
        return [output, state.with(call.key, after)];
      },
      keyOf: (state) => state.join(),
    };
    return { object, history: recorded(object, { ...recipe, input }, random) };
  };
  const recipe = { operations: 200, lanes: 8, lost: 0.1 };

  test("orders the calls of all as one object could have answered them", () => {
    const { object, history } = draw("parts");
    const found = checkLinearizability(cells, history, MANY);
    if (found.verdict !== "ok") throw new Error(found.verdict);
    expect(respectsTime(history, found.order)).toBe(true);
    expect(replay(specificationOf(object), history, found.order)).toBeDefined();
  });

  test("explains the part that is wrong", () => {
    const { history } = draw("parts");
    const wrong = history.findIndex(({ output }, at) => at > 150 && typeof output === "number");
    const key = history[wrong]?.input.key;
    const other = history.with(wrong, {
      ...history[wrong],
      output: -1,
    } as (typeof history)[number]);
    const found = checkLinearizability(cells, other, MANY);
    if (found.verdict !== "violated") throw new Error(found.verdict);
    expect(found.blocked).toContain(wrong);
    for (const index of found.explained) expect(history[index]?.input.key).toBe(key);
  });

  test("counts the steps of all", () => {
    const { history } = draw("parts");
    const { steps } = checkLinearizability(cells, history, MANY);
    const check = (maxSteps: number) => checkLinearizability(cells, history, { maxSteps });
    expect(check(steps)).toMatchObject({ verdict: "ok", steps });
    expect(check(steps - 1)).toMatchObject({ verdict: "undecided", steps: steps - 1 });
  });
});

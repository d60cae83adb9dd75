import { describe, expect, test } from "vitest";
import { checkLinearizability, type Operation } from "./linearizability.ts";
import { queue, type RegisterInput, register, specificationOf } from "./objects.test-helper.ts";

const MANY = { maxSteps: 1_000_000 };

/**
 * A history as a picture, a row a lane and a column a moment: a call from "[" to "]", and without "]" where its
 * outcome never came.
 */
function drawn<Input, Output>(
  rows: readonly string[],
  read: (text: string) => readonly [Input, Output],
): Operation<Input, Output>[] {
  const at = (column: number, lane: number) => column * rows.length + lane;
  return rows.flatMap((row, lane) =>
    [...row.matchAll(/\[([^[\]]*)(\])?/g)].map(({ index, 0: all, 1: text = "", 2: end }) => {
      const [input, output] = read(text.trim());
      const call = { lane, input, call: at(index, lane) };
      return end ? { ...call, output, return: at(index + all.length - 1, lane) } : call;
    }),
  );
}

/** w1 writes 1, r1 reads it, s12+ swaps it for 2, and s12- does not. */
function readRegister(text: string): readonly [RegisterInput, number | boolean] {
  const [type, first = 0, second = 0] = [text[0], ...[...text.slice(1, 3)].map(Number)];
  if (type === "r") return [{ type: "read" }, first];
  if (type === "w") return [{ type: "write", value: first }, true];
  return [{ type: "swap", from: first, to: second }, text.endsWith("+")];
}

/** +1 puts 1 at the end, -1 takes it from the front, and - finds nothing there. */
function readQueue(text: string): readonly [number | null, number | null] {
  const value = text.length > 1 ? Number(text.slice(1)) : null;
  return [text.startsWith("+") ? value : null, value];
}

const checkRegister = (...rows: string[]) =>
  checkLinearizability(specificationOf(register), drawn(rows, readRegister), MANY);
const checkQueue = (...rows: string[]) =>
  checkLinearizability(specificationOf(queue), drawn(rows, readQueue), MANY);

describe("of a register", () => {
  test.each([
    ["nothing at all", []],
    ["one call after the other", ["[w1][r1][w2][r2]"]],
    ["a read that overlaps a write, before it", ["[w1    ]", "  [r0]"]],
    ["…and after it", ["[w1    ]", "  [r1]"]],
    ["reads that see a running write one after the other", ["[w1        ]", "[r0]", "    [r1]"]],
    ["a write that is overwritten while it runs", ["[w1       ]", "   [w2]", "       [r2]"]],
    ["one of two swaps", ["[s01+]", "[s01-]"]],
    ["swaps that need each other, in the other order", ["[s12+  ]", " [s01+]", "       [r2]"]],
    ["a lost write that took effect", ["[w1", "    [r1]"]],
    ["a lost write that did not", ["[w1", "    [r0]"]],
    ["a lost write that took effect late", ["[w1", "    [r0][r1]"]],
    ["a lost write that restores the old value", ["[w1", "   [w2][r2][r1]"]],
    ["a lost swap that a lost write makes possible", ["[w1", "[s12", "     [r0][r2]"]],
    ["lost calls alone", ["[r", "[w1", "[s12"]],
  ])("accepts %s", (_, rows) => {
    expect(checkRegister(...rows)).toMatchObject({ verdict: "ok" });
  });

  test.each([
    ["a value that was never written", ["[w1]", "    [r2]"]],
    ["a write that was lost although it returned", ["[w1]", "     [r0]"]],
    ["reads that see a running write come and go", ["[w1        ]", "[r1]", "    [r0]"]],
    [
      "two readers that see two writes in two orders",
      ["[w1]", " [w2]", "      [r1][r2]", "      [r2][r1]"],
    ],
    ["two swaps from the same value", ["[s01+]", " [s01+]"]],
    ["a lost write seen before its call", ["     [w1", "[r1]"]],
    ["a lost write that took effect twice", ["[w1", "   [r1][w2][r1][w2][r1]"]],
    ["a lost swap whose value never was", ["[s12", "     [r0][r2]"]],
  ])("rejects %s", (_, rows) => {
    expect(checkRegister(...rows)).toMatchObject({ verdict: "violated" });
  });
});

describe("of a queue", () => {
  test.each([
    ["what came first, first", ["[+1][+2][-1][-2][-]"]],
    ["what was put by two at once, in either order", ["[+1]    [-2]", "[+2]", "            [-1]"]],
    ["a taker that comes before", ["[+1]", "[-]"]],
    ["a lost taker", ["[+1][+2]", "        [-", "         [-2]"]],
    ["a lost put", ["[+1", "   [+2][-2][-1]"]],
  ])("accepts %s", (_, rows) => {
    expect(checkQueue(...rows)).toMatchObject({ verdict: "ok" });
  });

  test.each([
    ["what came last, first", ["[+1][+2][-2][-1]"]],
    ["the same one taken twice", ["[+1]", "    [-1]", "     [-1]"]],
    ["nothing where something has to be", ["[+1]", "    [-]"]],
    ["more than the lost put explains", ["[+1", "   [-1][-1]"]],
  ])("rejects %s", (_, rows) => {
    expect(checkQueue(...rows)).toMatchObject({ verdict: "violated" });
  });
});

describe("the answer", () => {
  test("is an order, without what need not have taken effect", () => {
    expect(checkRegister("[w1       ]", "[w2", " [r0][r2][r1]")).toMatchObject({
      order: [2, 1, 3, 0, 4],
    });
    expect(checkRegister("[w1", "    [r0]")).toMatchObject({ order: [1] });
  });

  test("tells how far a history can be explained, and what stands there", () => {
    expect(checkRegister("[w1][w2]     [w4]", "         [r3]", "         [r1]")).toMatchObject({
      explained: [0, 1],
      state: 2,
      blocked: [3, 4],
    });
  });

  test("leaves out of the explanation what does not help it", () => {
    expect(checkRegister("[w1][r1]", "[w2", "         [r3]")).toEqual({
      verdict: "violated",
      explained: [0, 1],
      state: 1,
      blocked: [3],
      steps: 9,
    });
  });

  test("explains as much with as few lost calls as there need be", () => {
    expect(checkRegister("[w1]", "[w2]", "[w1", "     [r1][r3]")).toMatchObject({
      explained: [1, 0, 3],
      blocked: [4],
    });
  });

  test("is undecided once the steps are used up, and not before", () => {
    const rows = ["[w1][r1]", "[w2", "         [r3]"];
    const check = (maxSteps: number) =>
      checkLinearizability(specificationOf(register), drawn(rows, readRegister), { maxSteps });
    expect(check(9)).toMatchObject({ verdict: "violated" });
    expect(check(8)).toMatchObject({ verdict: "undecided", explained: [0, 1], state: 1, steps: 8 });
    expect(check(0)).toEqual({ verdict: "undecided", explained: [], state: 0, steps: 0 });
  });

  test.each([
    ["a place that two events share", { call: 2, return: 3 }],
    ["a return before its call", { call: 4, return: 3 }],
  ])("is none for %s", (_, second) => {
    const read = { lane: 0, input: { type: "read" } as const };
    const history = [
      { ...read, call: 1, return: 2 },
      { ...read, ...second },
    ];
    expect(() => checkLinearizability(specificationOf(register), history, MANY)).toThrow(
      RangeError,
    );
  });
});

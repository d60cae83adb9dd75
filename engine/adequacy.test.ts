import { describe, expect, test } from "vitest";
import { createExposureContext, expose, reduceKill } from "./adequacy.ts";
import { counter } from "./counter.test-helper.ts";
import { type CounterTypes, LIMIT, type Move } from "./counter-model.test-helper.ts";
import {
  both,
  breakingOn,
  correct,
  counterSession,
  overLimit,
  racy,
  type Step,
} from "./counter-sessions.test-helper.ts";
import type { Part } from "./specification.ts";

const BUDGET = { seed: "test", programs: 40 };
const context = createExposureContext(counter, LIMIT, BUDGET);

/** It misses the move up that follows one down. */
const stuckAfterDown = (): Step => {
  let last: Move = "up";
  return (now, move, index) => {
    const stays = index > 0 && last === "down" && move === "up";
    last = move;
    return stays ? now : correct(now, move, index);
  };
};

/** Twenty moves after it was made it forgets its limit, and no reset brings that back. */
const remembering = () => {
  let moves = 0;
  return counterSession((now, move, index) => {
    moves += 1;
    return moves > 20 && move === "up" ? now + 1 : correct(now, move, index);
  });
};

/** Other programs without races or crashes. */
const withPrograms = (generate: Part<CounterTypes>["generate"]): typeof counter => ({
  ...counter,
  parts: (statement) =>
    counter
      .parts(statement)
      .slice(0, 1)
      .map((part) => ({ ...part, generate })),
});

const exposed = (step: Step, wanted: readonly string[] = []) =>
  expose(context, counterSession(step), wanted);
const ids = ({ kills }: Awaited<ReturnType<typeof exposed>>) =>
  kills.map(({ property }) => property.id).sort();

describe("a candidate that is exposed", () => {
  test("is killed by nothing where it is correct, and takes the whole budget", async () => {
    const { kills, programs, messages, failure } = await exposed(correct);
    expect({ kills, programs, failure }).toEqual({
      kills: [],
      programs: 40 + 8 + 4,
      failure: undefined,
    });
    // Twelve moves a program, and in most a variant with two more; eight moves around a race, five around a crash.
    expect(messages).toBeGreaterThan(40 * 12 + 8 * 8 + 4 * 5);
    expect(messages).toBeLessThanOrEqual(40 * (12 + 14) + 8 * 8 + 4 * 5);
  });

  test("is killed by every property that it breaks", async () => {
    expect(ids(await exposed(both, []))).toEqual([
      "crashes/lose-nothing",
      "down/stays-above-zero",
      "races/some-order-explains-it",
      "races/stay-within-limit",
      "up/stays-within-limit",
    ]);
  });

  test("is driven no further than it takes for what is wanted", async () => {
    const { kills, programs } = await exposed(overLimit, ["up/stays-within-limit"]);
    expect(kills[0]).toMatchObject({ program: 1, property: { id: "up/stays-within-limit" } });
    expect(programs).toBe(1);
    expect((await exposed(overLimit, ["down/stays-above-zero"])).programs).toBe(40);
  });

  test.each([
    [
      "alone",
      [
        ["up", "up"],
        ["up", "up", "up", "up"],
      ],
      overLimit,
      2,
      2 + 4,
    ],
    [
      "after the variant of an earlier program",
      [["down"], ["up", "up", "up", "up"]],
      overLimit,
      2,
      1 + 3 + 4,
    ],
    ["in its variant", [["up", "up", "up", "down"]], stuckAfterDown(), 1, 4 + 5],
  ] as const)(
    "is killed at the message that fails, in a program %s",
    async (_, programs, step, program, message) => {
      const short = createExposureContext(
        withPrograms(() => (index) => ({ steps: programs[index] ?? [] })),
        LIMIT,
        { ...BUDGET, programs: programs.length },
      );
      const { kills } = await expose(short, counterSession(step), []);
      expect(kills[0]).toMatchObject({ program, message });
    },
  );

  test("that breaks keeps what killed it before, and tells the program that it broke on", async () => {
    let runs = 0;
    const { begin } = breakingOn(() => {
      runs += 1;
      return runs > 5;
    });
    const breaking = counterSession({ step: overLimit, ...(begin && { begin }) });
    const { failure, kills, programs } = await expose(context, breaking, []);
    expect(failure).toEqual({ error: new Error("gone"), program: { steps: expect.any(Array) } });
    expect(kills.length).toBeGreaterThan(0);
    expect(programs).toBeLessThan(6);
  });

  test("is killed after another program, where only that shows it, and reduced with it", async () => {
    const connect = async () => remembering();
    const session = remembering();
    const { kills } = await expose(context, session, []);
    const kill = kills.find(({ property }) => property.id === "up/stays-within-limit");
    if (!kill) throw new Error("it is not killed");
    const reduced = await reduceKill(context, session, connect, kill);
    expect(reduced?.rate).toEqual({ failed: 1, of: 1 });
    // Longer than any program of the context.
    expect(reduced?.run.program.steps).toHaveLength(21);
  });
});

test("a context is made once, and only as far as it is needed", async () => {
  let made = 0;
  const counting = withPrograms((seed) => {
    const programAt = counter.parts(LIMIT)[0]?.generate(seed);
    return (index) => {
      made += 1;
      return programAt?.(index) ?? { steps: [] };
    };
  });
  const shared = createExposureContext(counting, LIMIT, BUDGET);
  await expose(shared, counterSession(overLimit), ["up/stays-within-limit"]);
  expect(made).toBe(1);
  const one = await expose(shared, counterSession(correct), []);
  const two = await expose(shared, counterSession(correct), []);
  expect(made).toBe(40);
  expect(two).toEqual(one);
});

describe("a candidate that is wrong with moves in flight together alone", () => {
  const ORDER = "races/some-order-explains-it";
  const expose8 = (canDrive?: Parameters<typeof expose<CounterTypes>>[3]) =>
    expose(context, counterSession(racy), [ORDER], canDrive);

  test("is driven through races alone, where only that is wanted", async () => {
    const { kills, programs, messages } = await expose8();
    expect(kills).toMatchObject([{ property: { id: ORDER } }]);
    expect(programs).toBe(kills[0]?.program);
    // Of a race all messages count, and each has eight.
    expect(messages).toBe(programs * 8);
    expect(kills[0]?.message).toBe(messages);
  });

  test("is not found out where it cannot be driven so", async () => {
    const steady = await expose8(({ isSteady }) => isSteady);
    expect(steady).toEqual({ kills: [], programs: 0, messages: 0 });
  });

  test("has a small program that shows it, and the rate", async () => {
    const { kills } = await expose8();
    const [kill] = kills;
    if (!kill) throw new Error("it is not killed");
    const connect = async () => counterSession(racy);
    const reduced = await reduceKill(context, counterSession(racy), connect, kill);
    expect(reduced?.rate).toEqual({ failed: 7, of: 20 });
    expect(counter.sizeOf(reduced?.run.program ?? { steps: [] })).toBeLessThan(6);
  });
});

/** What the first shrinking of findings may take. */
import { describe, expect, test } from "vitest";
import { runCampaign } from "./campaign.ts";
import { counter } from "./counter.test-helper.ts";
import {
  type CounterTypes,
  LIMIT,
  type Move,
  type ObservedMove,
} from "./counter-model.test-helper.ts";
import {
  CAMPAIGN,
  type Candidate,
  correct,
  counterSession,
  type Step,
  verdicts,
} from "./counter-sessions.test-helper.ts";
import { RATE_RUNS } from "./shrink.ts";
import type { Part, Wanted } from "./specification.ts";
import type { StepProperty } from "./step-judge.ts";

describe("the first shrinking", () => {
  const deep: Step = (now, move, index) => (index === 11 ? now + 7 : correct(now, move, index));

  /** So many properties, of which each fails in one program alone, and in no smaller one. */
  async function drivenBy(count: number, shortest = 0) {
    const [steady] = counter.parts(LIMIT);
    const length = 12;
    const properties: readonly StepProperty<ObservedMove>[] = Array.from(
      { length: count },
      (_, at) => ({
        id: `every/${at}`,
        kind: "step",
        least: 1,
        situation: ({ index }) => index === 0,
        judge: ({ seen }) =>
          seen === 99 + at ? { expected: "another", seen: `${seen}` } : undefined,
      }),
    );
    const moves = (index: number) =>
      Array.from({ length: length + 2 * index }, (_, at): Move => (at % 2 === 0 ? "up" : "down"));
    const programs = {
      ...steady,
      properties,
      generate: () => (index: number) => ({ steps: moves(index) }),
    };
    const specification: typeof counter = {
      ...counter,
      properties: () => properties,
      situations: () => [],
      parts: () => [programs as Part<CounterTypes>],
      promise: () => () => "likely",
      // More than there is a budget for, and others for each program.
      reductions: function* ({ steps }) {
        const more = Array<Move>(steps.length - length + 1).fill("up");
        for (const { program } of counter.enumerate(LIMIT, { length: 8 } as Wanted<CounterTypes>))
          yield { steps: [...program.steps, ...more] };
      },
    };
    let size = 0;
    const runs = { count: 0 };
    const candidate: Partial<Candidate> = {
      begin: ({ steps }) => {
        size = steps.length;
      },
      step: (now, move, index) =>
        index === 0 && size >= length && size % 2 === 0
          ? 99 + (size - length) / 2
          : correct(now, move, index),
    };
    const connect = async () => counterSession(candidate, runs);
    const at: number[] = [];
    const result = await runCampaign(specification, connect, LIMIT, {
      ...CAMPAIGN,
      programs: 10,
      shortest,
      onEvent: ({ type }) => type === "finding" && at.push(runs.count),
    });
    expect(Object.values(verdicts(result))).toEqual(properties.map(() => "violated"));
    return { at, runs: runs.count };
  }

  test("takes two hundred programs of one finding", async () => {
    const { at, runs } = await drivenBy(1);
    // That which shows it, and the one that was on its way then; and once more what is reported.
    expect(at).toEqual([200 + 2 + 1]);
    expect(runs).toBe(200 + 10 + 1);
  });

  test("takes a thousand programs of all findings together", async () => {
    const { at, runs } = await drivenBy(8);
    expect(at).toHaveLength(8);
    expect(runs).toBe(1000 + 10 + 8);
    // Each is reported before the next one is shrunk.
    expect(at[0]).toBe(200 + 2 + 1);
  });

  test("of all that need not fail each time takes little more, to know how often it does", async () => {
    const options = { ...CAMPAIGN, shortest: 0 };
    const runsOf = async (candidate: Partial<Candidate>) => {
      const runs = { count: 0 };
      await runCampaign(counter, async () => counterSession(candidate, runs), LIMIT, options);
      return runs.count;
    };
    const correctly = await runsOf({});
    expect((await runsOf({ isLost: () => true, step: deep })) - correctly).toBeLessThanOrEqual(
      1000 + 2 * (2 * RATE_RUNS + 2),
    );
  });
});

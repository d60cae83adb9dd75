import { describe, expect, test } from "vitest";
import { runCampaign } from "./campaign.ts";
import {
  CAMPAIGN,
  type CounterTypes,
  correct,
  counter,
  counterSession,
  everyMove,
  LIMIT,
  type Move,
  runCounter,
  type Step,
} from "./counter.test-helper.ts";
import type { CampaignOptions, CampaignResult } from "./result.ts";
import type { Plan, Session } from "./specification.ts";

const OPTIONS: CampaignOptions = { ...CAMPAIGN, programs: 3 };

const run = (
  step: Step,
  options: Partial<CampaignOptions> = {},
  plans: readonly Plan<CounterTypes>[] = [everyMove()],
) => runCounter(step, { ...OPTIONS, ...options }, plans);

/** Many programs more, which take no move that was not taken before. */
const lengthy: Plan<CounterTypes> = {
  ...everyMove(),
  programs: function* () {
    for (let count = 0; count < 60; count += 1) yield* everyMove().programs();
  },
};

describe("a plan", () => {
  test("is driven after the generated programs, and what it covers is counted", async () => {
    const { plans, programs, messages, cut } = await run(correct);
    expect(plans).toMatchObject([
      { covered: 8, programs: 8, messages: 20, isComplete: true, violated: 0 },
    ]);
    expect(plans[0]?.plan).toMatchObject({ name: "every move", transitions: 8 });
    const { messages: ofPrograms } = await run(correct, {}, []);
    expect({ programs, messages, cut }).toEqual({ programs: 3, messages: ofPrograms });
  });

  test("counts for what has to be reached", async () => {
    const counts = async (plans: readonly Plan<CounterTypes>[]) => {
      const { situations, properties } = await run(correct, {}, plans);
      return [...situations.map(({ count }) => count), ...properties.map((p) => p.situations)];
    };
    const [without, once, twice] = [
      await counts([]),
      await counts([everyMove()]),
      await counts([everyMove(), everyMove()]),
    ];
    const added = once.map((count, at) => count - (without[at] ?? 0));
    expect(added.every((count, at) => twice[at] === (once[at] ?? 0) + count)).toBe(true);
    // Variants are for the generated programs alone.
    expect(added).toEqual([4, 15, 2, 1, 0]);
  });

  test("finds what no generated program shows, and its program is reduced", async () => {
    // It stands still at the fifteenth move; the generated programs and their variants have fewer.
    const tires: Step = (now, move, index) => (index === 14 ? now : correct(now, move, index));
    const more = Array.from({ length: 16 }, (_, at): Move => (at % 2 === 0 ? "up" : "down"));
    const { properties, plans } = await run(tires, {}, [everyMove(more)]);
    const found = properties.find(({ property }) => property.id === "up/adds-one");
    expect(found).toMatchObject({ verdict: "violated", counterexample: { reproduced: true } });
    expect(found?.counterexample?.run.program.moves).toHaveLength(15);
    expect(plans[0]?.violated).toBeGreaterThan(0);
    expect(plans[0]?.isComplete).toBe(true);
    const unplanned = await run(tires, {}, []);
    expect(unplanned.properties.map(({ verdict }) => verdict)).not.toContain("violated");
  });

  test.each([2, 3])("comes to the same with %i sessions side by side", async (sessions) => {
    const stuck: Step = (now, move) => Math.min(2, correct(now, move, 0));
    const plain = (result: CampaignResult<CounterTypes>) => JSON.stringify(result);
    const plans = [lengthy, everyMove()];
    expect(plain(await run(stuck, { sessions }, plans))).toBe(plain(await run(stuck, {}, plans)));
  });
});

describe("a plan that does not come to its end", () => {
  const undriven = { covered: 0, programs: 0, messages: 0, isComplete: false };

  test("by the time limit is told as it is", async () => {
    const { plans, cut } = await run(correct, { timeLimitMs: 0 });
    expect(plans).toMatchObject([undriven]);
    expect(cut).toBe("time");
  });

  test("by an interruption is incomplete, though every transition was covered", async () => {
    const stop = new AbortController();
    const onProgress: CampaignOptions["onProgress"] = ({ stage }) =>
      stage === "exhausting" && stop.abort();
    const { plans, cut } = await run(correct, { signal: stop.signal, onProgress }, [
      lengthy,
      everyMove(),
    ]);
    expect(plans).toMatchObject([{ covered: 8, programs: 100, isComplete: false }, undriven]);
    expect(cut).toBe("interrupted");
  });

  test.each([1, 3])("by a breakdown has what was driven before, %i at a time", async (sessions) => {
    const breaksLate = async (): Promise<Session<CounterTypes>> => {
      const session = counterSession(correct);
      return {
        ...session,
        run: (program, planned) =>
          planned.length === 3 ? Promise.reject(new Error("gone")) : session.run(program, planned),
      };
    };
    const options = { ...OPTIONS, sessions };
    const plans = [everyMove(), everyMove()];
    const result = await runCampaign(counter, breaksLate, LIMIT, options, plans);
    expect(result.breakdown).toMatchObject({ program: { moves: ["up", "up", "up"] } });
    expect(result.plans).toMatchObject([
      { covered: 4, programs: 4, messages: 6, isComplete: false },
      undriven,
    ]);
    expect(result.programs).toBe(3);
  });

  test("by a breakdown before it was begun is told with nothing", async () => {
    const broken = async (): Promise<Session<CounterTypes>> => ({
      run: () => Promise.reject(new Error("gone")),
      close: async () => undefined,
    });
    const result = await runCampaign(counter, broken, LIMIT, OPTIONS, [everyMove()]);
    expect(result.plans).toMatchObject([undriven]);
  });
});

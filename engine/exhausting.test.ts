import { describe, expect, test } from "vitest";
import { runCampaign } from "./campaign.ts";
import { counter } from "./counter.test-helper.ts";
import {
  type CounterProgram,
  type CounterTypes,
  LIMIT,
  type Move,
} from "./counter-model.test-helper.ts";
import {
  breakingOn,
  CAMPAIGN,
  correct,
  counterSession,
  type Event,
  everyMove,
  listening,
  partOf,
  resultOf,
  runCounter,
  type Step,
} from "./counter-sessions.test-helper.ts";
import type { CampaignOptions, CampaignResult } from "./result.ts";
import { isReproduced } from "./shrink.ts";
import type { Plan } from "./specification.ts";

const OPTIONS: CampaignOptions<CounterTypes> = { ...CAMPAIGN, programs: 3 };

const run = (
  step: Step,
  options: Partial<CampaignOptions<CounterTypes>> = {},
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
    const { plans, parts, cut } = await run(correct);
    expect(plans).toMatchObject([
      { covered: 8, programs: 8, messages: 20, isComplete: true, violated: 0 },
    ]);
    expect(plans[0]?.plan).toMatchObject({ name: "every move", transitions: 8 });
    const without = await run(correct, {}, []);
    expect(parts.map(({ programs }) => programs)).toEqual([3, 1, 1]);
    expect({ parts, cut }).toEqual({ parts: without.parts, cut: undefined });
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
    expect(added).toEqual([4, 15, 2, 1, 0, 0, 0, 0]);
  });

  test("finds what no generated program shows, and its program is reduced", async () => {
    // It stands still at the fifteenth move; the generated programs and their variants have fewer.
    const tires: Step = (now, move, index) => (index === 14 ? now : correct(now, move, index));
    const more = Array.from({ length: 16 }, (_, at): Move => (at % 2 === 0 ? "up" : "down"));
    const result = await run(tires, {}, [everyMove(more)]);
    const { plans } = result;
    const found = resultOf(result, "up/adds-one");
    // After those with races, and with crashes.
    expect(found).toMatchObject({ verdict: "violated", found: { part: 4 } });
    expect(found.counterexample && isReproduced(found.counterexample)).toBe(true);
    expect(found.counterexample?.run.program.steps).toHaveLength(15);
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

  test("by the time limit is reported as it is", async () => {
    const { plans, cut } = await run(correct, { timeLimitMs: 0 });
    expect(plans).toMatchObject([undriven]);
    expect(cut).toBe("time");
  });

  test("by an interruption is incomplete, though every transition was covered", async () => {
    const stop = new AbortController();
    const onEvent = (event: Event) => {
      if (event.type === "progress" && event.stage === "exhausting") stop.abort();
    };
    const { plans, cut } = await run(correct, { signal: stop.signal, onEvent }, [
      lengthy,
      everyMove(),
    ]);
    expect(plans).toMatchObject([{ covered: 8, programs: 100, isComplete: false }, undriven]);
    expect(cut).toBe("interrupted");
  });

  test.each([1, 3])("by a failure has what was driven before, %i at a time", async (sessions) => {
    const isLate = ({ steps }: CounterProgram) =>
      steps.length === 3 && counter.isDeterministic({ steps });
    const breaksLate = async () => counterSession(breakingOn(isLate));
    const options = { ...OPTIONS, sessions };
    const plans = [everyMove(), everyMove()];
    const result = await runCampaign(counter, breaksLate, LIMIT, options, plans);
    expect(result.failure).toMatchObject({ program: { steps: ["up", "up", "up"] } });
    expect(result.plans).toMatchObject([
      { covered: 4, programs: 4, messages: 6, isComplete: false },
      undriven,
    ]);
    expect(result.failure?.place).toEqual({ part: 4, index: 4 });
    expect(partOf(result)?.programs).toBe(3);
  });

  test("by a failure before it was begun is reported with nothing", async () => {
    const broken = async () => counterSession(breakingOn(() => true));
    const result = await runCampaign(counter, broken, LIMIT, OPTIONS, [everyMove()]);
    expect(result.plans).toMatchObject([undriven]);
  });
});

describe("the scopes of a campaign", () => {
  test("are reported each as it ends, after all that was generated, in their order", async () => {
    const { events, onEvent } = listening();
    const { plans } = await run(correct, { onEvent }, [everyMove(), everyMove(["down"])]);
    const scopes = events.flatMap((event) => (event.type === "scope" ? [event.result] : []));
    expect(scopes).toEqual(plans);
    const stages = events.map((event) => (event.type === "progress" ? event.stage : event.type));
    expect(stages.lastIndexOf("racing")).toBeLessThan(stages.indexOf("exhausting"));
    expect(stages.slice(stages.indexOf("exhausting"))).toEqual([
      "exhausting",
      "scope",
      "exhausting",
      "scope",
    ]);
  });
});

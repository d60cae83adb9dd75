import { describe, expect, test } from "vitest";
import { runCampaign } from "./campaign.ts";
import { counter } from "./counter.test-helper.ts";
import { LIMIT } from "./counter-model.test-helper.ts";
import {
  CAMPAIGN,
  type Candidate,
  correct,
  counterSession,
  partOf,
  racy,
  resultOf,
  runCounter as run,
  verdicts,
} from "./counter-sessions.test-helper.ts";
import { ENOUGH } from "./result.ts";

const ORDER = "races/some-order-explains-it";

/** Of one race the search of an order is given up. */
const givingUp = (at: number): typeof counter => ({
  ...counter,
  createJudge: (...args) => {
    const judge = counter.createJudge(...args);
    let races = 0;
    return {
      ...judge,
      judgeRun: (run) => {
        const judgement = judge.judgeRun(run);
        if (!run.program.steps.some((step) => typeof step !== "string")) return judgement;
        races += 1;
        return races === at ? { ...judgement, undecided: [ORDER] } : judgement;
      },
    };
  },
});

describe("a history that could not be decided", () => {
  const campaign = (candidate: Partial<Candidate>) =>
    runCampaign(givingUp(4), async () => counterSession(candidate), LIMIT, CAMPAIGN);

  test("is no pass", async () => {
    const result = await campaign({});
    expect(resultOf(result, ORDER)).toMatchObject({
      verdict: "undecided",
      isGivenUp: true,
      situations: 8,
    });
    expect(resultOf(result, "races/stay-within-limit")).toMatchObject({
      verdict: "holds",
      isGivenUp: false,
    });
  });

  test("makes up for no violation", async () => {
    expect(resultOf(await campaign(racy), ORDER)).toMatchObject({
      verdict: "violated",
      isGivenUp: true,
    });
  });
});

describe("what arose", () => {
  test("is counted up to so many times, which is more than any minimum", async () => {
    const result = await run(correct, { programs: 600 });
    for (const { situations, property } of result.properties)
      expect([property.id, situations]).toEqual([property.id, Math.min(situations, ENOUGH)]);
    expect(resultOf(result, "up/adds-one").situations).toBe(ENOUGH);
    expect(resultOf(result, ORDER).situations).toBe(ENOUGH);
    expect(result.situations.map(({ count }) => count)).toEqual([ENOUGH]);
    expect(resultOf(result, "crashes/lose-nothing").situations).toBe(60);
  });

  test("in too few programs is unreached in a whole run, and undecided in one that was cut", async () => {
    const few = await run(correct, { programs: 10 });
    expect(few.cut).toBeUndefined();
    expect(verdicts(few)).toMatchObject({ [ORDER]: "unreached", "up/adds-one": "holds" });
    const stop = new AbortController();
    const begin = ({ steps }: { readonly steps: readonly unknown[] }) =>
      steps.includes("crash") && stop.abort();
    const cut = await run({ begin }, { programs: 40, signal: stop.signal });
    expect(partOf(cut, "crashes")?.programs).toBe(1);
    expect(verdicts(cut)).toMatchObject({ [ORDER]: "undecided", "up/adds-one": "holds" });
  });

  test("while smaller programs were run is not counted", async () => {
    const counts = async (candidate: Partial<Candidate>) => {
      const { properties, situations } = await run(candidate, { programs: 10 });
      return [...properties.map((one) => one.situations), ...situations.map(({ count }) => count)];
    };
    // It is wrong in races alone, which are made smaller, while all that is in order is as it would be.
    expect(await counts({ isLost: () => true })).toEqual(await counts({}));
  });
});

import { describe, expect, test } from "vitest";
import { runCampaign } from "./campaign.ts";
import { counter } from "./counter.test-helper.ts";
import { LIMIT } from "./counter-model.test-helper.ts";
import {
  both,
  CAMPAIGN,
  correct,
  counterSession,
  resultOf,
  runCounter as run,
  type Step,
  stepsOf,
} from "./counter-sessions.test-helper.ts";
import { isReproduced } from "./shrink.ts";

describe("the counterexample of a campaign", () => {
  const seeds = ["one", "two", "three", "four", "five", "six"];

  test("is the same whatever the seed, also where no proof was affordable", async () => {
    // Whatever the first five moves are: nothing can be left out, so that what is found first decides.
    const late: Step = (now, move, index) => (index === 5 ? now + 7 : correct(now, move, index));
    const found = new Set<string>();
    for (const seed of seeds) {
      const result = await run(late, { seed, shortest: 100 });
      found.add(JSON.stringify(stepsOf(result, "up/adds-one")));
    }
    expect([...found]).toHaveLength(1);
    expect(JSON.parse([...found][0] ?? "[]")).toHaveLength(6);
  });

  test("is the same too of what few programs of a run show", async () => {
    // One of the least likely numbers after so many moves.
    const rare: Step = (now, move, index) =>
      index === 8 && now === 0 ? now + 7 : correct(now, move, index);
    const found = new Set<string>();
    for (const seed of seeds) {
      const result = await run(rare, { seed, programs: 60, shortest: 100 });
      expect(resultOf(result, "up/adds-one").situations).toBeGreaterThan(5);
      found.add(JSON.stringify(stepsOf(result, "up/adds-one")));
    }
    expect([...found]).toHaveLength(1);
    expect(JSON.parse([...found][0] ?? "[]")).toHaveLength(9);
  });

  test("is proven where its own steps are few, though those of all properties are too many", async () => {
    const crowded: typeof counter = {
      ...counter,
      enumerate: function* (statement, wanted) {
        for (const small of counter.enumerate(statement, wanted))
          for (let n = wanted.like.length ** 2; n > 0; n -= 1) yield small;
      },
    };
    const connect = async () => counterSession(both);
    const { properties } = await runCampaign(crowded, connect, LIMIT, {
      ...CAMPAIGN,
      shortest: 60,
    });
    const steady = counter.parts(LIMIT)[0]?.properties ?? [];
    const found = properties.flatMap(({ property, counterexample }) =>
      counterexample && steady.includes(property) ? counterexample : [],
    );
    expect(found.length).toBeGreaterThan(1);
    expect(found.map(({ minimality }) => minimality)).toEqual(found.map(() => "proven"));
  });

  test.each(["up", "down"] as const)(
    "is found where only some seeds begin with %s",
    async (first) => {
      const wrong: Step = (now, move, index) =>
        index === 0 && move === first ? (move === "up" ? 7 : -7) : correct(now, move, index);
      const begins = (seed: string) =>
        counter.parts(LIMIT)[0]?.generate(seed)(0).steps[0] === first;
      const some = seeds.filter(begins);
      expect(some.length).toBeGreaterThan(0);
      for (const seed of some) {
        const result = await run(wrong, { seed, programs: 1 });
        const found = result.properties.flatMap(({ counterexample }) => counterexample ?? []);
        expect(found.map(isReproduced)).toContain(true);
        expect(found.map(({ run: { program } }) => program.steps)).toContainEqual([first]);
      }
    },
  );
});

describe("what shows only after other programs", () => {
  /** A reset leaves its number as it was. */
  const leaking = async () => {
    let last = 0;
    return counterSession({
      afterReset: () => last,
      step: (now, move) => {
        last = correct(now, move, 0);
        return last;
      },
    });
  };
  const campaign = (canBeFresh: boolean) =>
    runCampaign(counter, leaking, LIMIT, { ...CAMPAIGN, canBeFresh });

  test("is reported as one program that has what came before in it", async () => {
    const result = await campaign(true);
    expect(stepsOf(result, "up/adds-one")).toEqual(["up", "reset", "up"]);
    expect(resultOf(result, "up/adds-one").counterexample).toMatchObject({
      minimality: "proven",
      rate: { failed: 1, of: 1 },
      shortestUpTo: 2,
    });
  });

  test("is reported as it is where there is no fresh candidate to be had", async () => {
    const { verdict, counterexample } = resultOf(await campaign(false), "up/adds-one");
    expect(verdict).toBe("violated");
    expect(counterexample?.run.program.steps).not.toContain("reset");
  });

  test("is never reported as reproduced where it was not", async () => {
    // Once in its life it is wrong, and no candidate after it is.
    let isWrong = true;
    const once = async () =>
      counterSession((now, move, index) => {
        const isNow = isWrong && index === 4;
        if (isNow) isWrong = false;
        return isNow ? now + 7 : correct(now, move, index);
      });
    for (const canBeFresh of [true, false]) {
      isWrong = true;
      const result = await runCampaign(counter, once, LIMIT, { ...CAMPAIGN, canBeFresh });
      const found = result.properties.flatMap(({ counterexample }) => counterexample ?? []);
      expect(isWrong).toBe(false);
      expect(found.length).toBeGreaterThan(0);
      expect(found.map((one) => isReproduced(one))).toEqual(found.map(() => false));
      expect(found.map(({ minimality }) => minimality)).not.toContain("proven");
    }
  });
});

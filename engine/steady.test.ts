import { describe, expect, test } from "vitest";
import { runCampaign } from "./campaign.ts";
import {
  CAMPAIGN,
  correct,
  counter,
  counterSession,
  LIMIT,
  movesOf,
  runCounter as run,
  type Step,
} from "./counter.test-helper.ts";

const both: Step = (now, move) => (move === "up" ? now + 1 : now - 1);

describe("the counterexample of a campaign", () => {
  const seeds = ["one", "two", "three", "four", "five", "six"];

  test("is the same whatever the seed, also where no proof was affordable", async () => {
    // Whatever the first five moves are: nothing can be left out, so that what is found first decides.
    const late: Step = (now, move, index) => (index === 5 ? now + 7 : correct(now, move, index));
    const found = new Set<string>();
    for (const seed of seeds) {
      const result = await run(late, { seed, mostProofRuns: 0 });
      found.add(JSON.stringify(movesOf(result, "up/adds-one")));
    }
    expect([...found]).toHaveLength(1);
    expect(JSON.parse([...found][0] ?? "[]")).toHaveLength(6);
  });

  test("is the same too of what fails so rarely that few seeds show it", async () => {
    // One of the least likely numbers after so many moves.
    const rare: Step = (now, move, index) =>
      index === 8 && now === 0 ? now + 7 : correct(now, move, index);
    const found = new Set<string>();
    let shown = 0;
    for (let n = 0; n < 100 && shown < 3; n += 1) {
      const result = await run(rare, { seed: `rare ${n}`, programs: 1, mostProofRuns: 0 });
      const moves = movesOf(result, "up/stays-within-limit") ?? movesOf(result, "up/adds-one");
      if (!moves) continue;
      shown += 1;
      found.add(JSON.stringify(moves));
    }
    expect(shown).toBe(3);
    expect([...found]).toHaveLength(1);
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
      mostProofRuns: 15,
    });
    const told = properties.flatMap(({ counterexample }) => counterexample ?? []);
    expect(told.length).toBeGreaterThan(1);
    expect(told.map(({ minimality }) => minimality)).toEqual(told.map(() => "proven"));
  });

  test.each(["up", "down"] as const)(
    "is found where only some seeds begin with %s",
    async (first) => {
      const wrong: Step = (now, move, index) =>
        index === 0 && move === first ? (move === "up" ? 7 : -7) : correct(now, move, index);
      const begins = (seed: string) => counter.generate(LIMIT, seed)(0).moves[0] === first;
      const some = seeds.filter(begins);
      expect(some.length).toBeGreaterThan(0);
      for (const seed of some) {
        const result = await run(wrong, { seed, programs: 1 });
        const told = result.properties.flatMap(({ counterexample }) => counterexample ?? []);
        expect(told.map(({ reproduced }) => reproduced)).toContain(true);
        expect(told.map(({ run: { program } }) => program.moves)).toContainEqual([first]);
      }
    },
  );
});

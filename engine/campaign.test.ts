import { describe, expect, test } from "vitest";
import { runCampaign } from "./campaign.ts";
import {
  CAMPAIGN,
  type CounterTypes,
  correct,
  counter,
  counterSession,
  LIMIT,
  movesOf,
  runCounter as run,
  type Step,
} from "./counter.test-helper.ts";
import type { CampaignResult } from "./result.ts";
import type { Session } from "./specification.ts";

const verdicts = ({ properties }: CampaignResult<CounterTypes>) =>
  Object.fromEntries(properties.map(({ property, verdict }) => [property.id, verdict]));

const overLimit: Step = (now, move) => (move === "up" ? now + 1 : Math.max(0, now - 1));
const belowZero: Step = (now, move) => (move === "up" ? Math.min(3, now + 1) : now - 1);
const both: Step = (now, move) => (move === "up" ? now + 1 : now - 1);

describe("a campaign", () => {
  test("accepts a correct candidate", async () => {
    const result = await run(correct);
    expect(new Set(Object.values(verdicts(result)))).toEqual(new Set(["holds"]));
    // Twelve moves each, and the variants of those that go down, with two moves more.
    expect(result).toMatchObject({ programs: 40, messages: 1026 });
    expect(result.situations[0]?.count).toBeGreaterThan(3);
    expect(result.cut).toBeUndefined();
  });

  test.each([
    ["over the limit", overLimit, "up/stays-within-limit", ["up", "up", "up", "up"]],
    ["below zero", belowZero, "down/stays-above-zero", ["down"]],
    [
      "stuck at two",
      ((now, move) => Math.min(2, correct(now, move, 0))) as Step,
      "up/adds-one",
      ["up", "up", "up"],
    ],
  ])("rejects a candidate that goes %s, with the shortest proof", async (_, step, id, moves) => {
    const result = await run(step);
    expect(verdicts(result)[id]).toBe("violated");
    expect(movesOf(result, id)).toEqual(moves);
  });

  test("judges a property past another's failure, each with a counterexample of its own", async () => {
    const result = await run(both);
    expect(movesOf(result, "up/stays-within-limit")).toEqual(["up", "up", "up", "up"]);
    expect(movesOf(result, "down/stays-above-zero")).toEqual(["down"]);
  });

  test("rejects by a variant where no single run shows anything", async () => {
    // It forgets the limit for good once it has gone down and up again without a move between.
    let wentDown = false;
    const forgetful: Step = (now, move, index) => {
      if (index === 0) wentDown = false;
      const bounced = wentDown && move === "up" && now >= 2;
      wentDown = move === "down";
      return bounced ? now : correct(now, move, index);
    };
    const result = await run(forgetful, { programs: 80 });
    const found = result.properties.find(
      ({ property }) => property.id === "sum/up-and-down-cancel",
    );
    expect(found?.verdict).toBe("violated");
    expect(found?.counterexample?.variant?.moments.length).toBeGreaterThan(0);
  });

  test("says unreached, not holds, of what arose too rarely", async () => {
    const result = await run(correct, { programs: 1 });
    expect(Object.values(verdicts(result))).toContain("unreached");
  });

  test.each([2, 4])("comes to the same result with %i sessions side by side", async (sessions) => {
    const plain = (result: CampaignResult<CounterTypes>) => JSON.stringify(result);
    expect(plain(await run(both, { sessions }))).toBe(plain(await run(both)));
  });

  test("drives other programs with another seed", async () => {
    const [one, two] = await Promise.all([run(correct), run(correct, { seed: "other" })]);
    expect(one.properties.map((p) => p.situations)).not.toEqual(
      two.properties.map((p) => p.situations),
    );
  });
});

describe("a campaign that is cut short", () => {
  test("by its time limit is undecided where it saw too little", async () => {
    const result = await run(correct, { timeLimitMs: 0 });
    expect(result).toMatchObject({ cut: "time", programs: 0 });
    expect(new Set(Object.values(verdicts(result)))).toEqual(new Set(["undecided"]));
  });

  test("in its reductions has larger counterexamples, and says so", async () => {
    const result = await run(overLimit, { reductionTimeLimitMs: -1 });
    const { counterexample } = result.properties.find((p) => p.counterexample) ?? {};
    expect(counterexample?.minimality).toBe("undecided");
    expect(counterexample?.reproduced).toBe(true);
  });

  test("by an interruption says so, and keeps what it found", async () => {
    const stop = new AbortController();
    const result = await run(overLimit, {
      signal: stop.signal,
      onProgress: ({ done }) => done === 20 && stop.abort(),
    });
    // The twenty-first is on its way while the twentieth is judged.
    expect(result).toMatchObject({ cut: "interrupted", programs: 21 });
    expect(verdicts(result)["up/stays-within-limit"]).toBe("violated");
    expect(result.properties.find((p) => p.counterexample)?.counterexample?.minimality).toBe(
      "undecided",
    );
  });
});

describe("a candidate that breaks", () => {
  const breaking = (at: number, step: Step = correct): (() => Promise<Session<CounterTypes>>) => {
    const runs = { count: 0 };
    return async () => {
      const session = counterSession(step);
      return {
        ...session,
        run: (program, messages) => {
          runs.count += 1;
          if (runs.count === at) throw new Error("gone");
          return session.run(program, messages);
        },
      };
    };
  };
  const campaign = (connect: () => Promise<Session<CounterTypes>>, sessions = 1) =>
    runCampaign(counter, connect, LIMIT, { ...CAMPAIGN, sessions });

  test("on a program is told with that program, and the rest is undecided", async () => {
    const result = await campaign(breaking(5));
    expect(result.breakdown?.error).toEqual(new Error("gone"));
    expect(result.breakdown?.program?.moves).toHaveLength(12);
    expect(result.programs).toBe(2);
    expect(result.cut).toBeUndefined();
  });

  // Each program is driven with a variant, so that the third answer is the first one of the second program.
  test.each([
    [3, "its own variant"],
    [4, "the next program"],
  ])("in answer %i is told with the program that it answers, whatever comes of %s", async (at) => {
    const read: number[] = [];
    let asked = 0;
    const result = await campaign(async () => {
      const session = counterSession(correct);
      return {
        ...session,
        ask: async (program, planned, whileBusy) => {
          asked += 1;
          const own = asked;
          if (own > at) throw new Error("gone");
          const recording = await session.run(program, planned);
          whileBusy?.();
          return async () => {
            read.push(own);
            if (own === at) throw new Error("no answer");
            return recording;
          };
        },
      };
    });
    expect(result.breakdown?.error).toEqual(new Error("no answer"));
    expect(result.programs).toBe(1);
    expect([asked, read.at(-1)]).toEqual([at + 1, at]);
  });

  test("still has broken the properties that it broke before", async () => {
    const result = await campaign(breaking(9, overLimit));
    expect(result.breakdown).toBeDefined();
    expect(movesOf(result, "up/stays-within-limit")).toEqual(["up", "up", "up", "up"]);
  });

  test("on a reduction is started anew, and the reduction goes on", async () => {
    // It breaks on every program that begins with a move down, which some reductions do.
    const result = await campaign(async () => {
      const session = counterSession(overLimit);
      let isGone = false;
      return {
        ...session,
        run: (program, messages) => {
          isGone ||= program.moves.length < 12 && program.moves[0] === "down";
          return isGone ? Promise.reject(new Error("gone")) : session.run(program, messages);
        },
      };
    });
    expect(result.breakdown).toBeUndefined();
    expect(movesOf(result, "up/stays-within-limit")).toEqual(["up", "up", "up", "up"]);
  });

  test("before it has started is broken without a program", async () => {
    const result = await campaign(() => Promise.reject(new Error("no start")), 2);
    expect(result).toMatchObject({ breakdown: { error: new Error("no start") }, programs: 0 });
    expect(result.breakdown?.program).toBeUndefined();
  });

  test("only when it is closed is broken all the same", async () => {
    const result = await campaign(async () => ({
      ...counterSession(correct),
      close: () => Promise.reject(new Error("would not go")),
    }));
    expect(result.breakdown?.error).toEqual(new Error("would not go"));
    expect(result.programs).toBe(40);
  });

  test("closes every session, also those that started beside one that did not", async () => {
    let open = 0;
    let started = 0;
    await campaign(async () => {
      started += 1;
      if (started === 2) throw new Error("no second one");
      open += 1;
      const close = async () => {
        open -= 1;
      };
      return { ...counterSession(correct), close };
    }, 3);
    expect(started).toBe(3);
    expect(open).toBe(0);
  });
});

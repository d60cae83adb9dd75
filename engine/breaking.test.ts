import { describe, expect, test } from "vitest";
import { shrinkFailure } from "./breaking.ts";
import { runCampaign } from "./campaign.ts";
import { counter } from "./counter.test-helper.ts";
import { type CounterProgram, type CounterTypes, LIMIT } from "./counter-model.test-helper.ts";
import {
  breakingOn,
  CAMPAIGN,
  type Candidate,
  correct,
  counterSession,
  forgetting,
  listening,
  logged,
  overLimit,
  partOf,
  racy,
  resultOf,
  stepsOf,
  verdicts,
} from "./counter-sessions.test-helper.ts";
import type { CampaignOptions } from "./result.ts";
import type { Session } from "./specification.ts";

type Options = Partial<CampaignOptions<CounterTypes>>;
type Connect = () => Promise<Session<CounterTypes>>;

const generated = counter.parts(LIMIT)[0]?.generate(CAMPAIGN.seed) ?? (() => ({ steps: [] }));

const campaign = (connect: Connect, options: Options = {}) =>
  runCampaign(counter, connect, LIMIT, { ...CAMPAIGN, ...options });

/** It breaks at one program of all that it and those after it are sent, or at all from there on. */
const breakingAt = (at: number, candidate: Partial<Candidate> = {}, isForGood = false): Connect => {
  let asked = 0;
  const begin = () => {
    asked += 1;
    if (isForGood ? asked >= at : asked === at) throw new Error("gone");
  };
  return async () => counterSession({ ...candidate, begin });
};

/** It breaks on the generated program with this number. */
const breakingOnProgram = (number: number, candidate: Partial<Candidate>): Connect => {
  const { steps } = generated(number - 1);
  return async () =>
    counterSession({
      ...candidate,
      ...breakingOn((program) => String(program.steps) === String(steps)),
    });
};

const isSameError = (one: unknown, other: unknown) => String(one) === String(other);

describe("a candidate that breaks", () => {
  test("on a program is reported with that program, and the rest is undecided", async () => {
    const result = await campaign(breakingAt(5));
    expect(result.failure?.error).toEqual(new Error("gone"));
    expect(result.failure?.program?.steps).toHaveLength(12);
    expect(result.failure?.place).toEqual({ part: 1, index: 2 });
    expect(partOf(result)?.programs).toBe(2);
    expect(result.cut).toBeUndefined();
    for (const { property, situations, verdict } of result.properties)
      expect(verdict).toBe(situations >= property.least ? "holds" : "undecided");
  });

  // Each program is driven with a variant, so that the third answer is the first one of the second program.
  test.each([
    [3, "its own variant"],
    [4, "the next program"],
  ])(
    "in answer %i is reported with the program that it answers, whatever comes of %s",
    async (at) => {
      const read: number[] = [];
      let asked = 0;
      const result = await campaign(async () => {
        const session = counterSession(correct);
        return {
          ...session,
          ask: async (program, prediction, attempt, whileBusy) => {
            asked += 1;
            const own = asked;
            if (own > at) throw new Error("gone");
            const answered = await session.ask(program, prediction, attempt);
            whileBusy?.();
            return {
              read: async () => {
                read.push(own);
                if (own === at) throw new Error("no answer");
                return answered.read();
              },
            };
          },
        };
      });
      expect(result.failure?.error).toEqual(new Error("no answer"));
      expect(partOf(result)?.programs).toBe(1);
      expect([asked, read.at(-1)]).toEqual([at + 1, at]);
    },
  );

  test("still has broken the properties that it broke before", async () => {
    const result = await campaign(breakingOnProgram(5, { step: overLimit }));
    expect(result.failure?.place).toEqual({ part: 1, index: 4 });
    expect(stepsOf(result, "up/stays-within-limit")).toEqual(["up", "up", "up", "up"]);
  });

  test("right after a violation, and for good, keeps it with its counterexample", async () => {
    const all = { ...racy, ...forgetting, step: overLimit };
    for (let at = 2; at < 200; at += 17)
      for (const isForGood of [true, false]) {
        const { onEvent, findings } = listening();
        const result = await campaign(breakingAt(at, all, isForGood), { onEvent });
        const { verdict, counterexample } = resultOf(result, "up/stays-within-limit");
        // The first program goes over the limit.
        if (result.failure && at === 2) expect(partOf(result)?.programs).toBe(0);
        else expect([at, isForGood, verdict]).toEqual([at, isForGood, "violated"]);
        if (verdict === "violated") {
          const { steps } = counterexample?.run.program ?? { steps: [] };
          expect(counter.predict({ steps }, LIMIT).moves.at(-1)?.before).toBe(3);
        }
        for (const { found } of findings())
          for (const { property } of found) expect(verdicts(result)[property.id]).toBe("violated");
      }
  });

  test.each(["up", "down"])(
    "only when a program that begins with %s is made smaller is started anew, and all goes on",
    async (first) => {
      let broken = 0;
      const result = await campaign(async () => {
        let isGone = false;
        const { begin } = breakingOn(({ steps }) => {
          const isSmaller = counter.isDeterministic({ steps }) && steps.length < 12;
          if (!isGone && isSmaller && steps[0] === first && steps.length !== 4) {
            isGone = true;
            broken += 1;
          }
          return isGone;
        });
        return counterSession({ step: overLimit, ...(begin && { begin }) });
      });
      expect(broken).toBeGreaterThan(0);
      expect(result.failure).toBeUndefined();
      expect(result.parts.map(({ programs }) => programs)).toEqual([40, 8, 4]);
      expect(stepsOf(result, "up/stays-within-limit")).toEqual(["up", "up", "up", "up"]);
    },
  );

  test("before it has started is broken without a program", async () => {
    const result = await campaign(() => Promise.reject(new Error("no start")), { sessions: 2 });
    expect(result).toMatchObject({ failure: { error: new Error("no start") } });
    expect(result.parts.map(({ programs }) => programs)).toEqual([0, 0, 0]);
    expect(result.failure?.program).toBeUndefined();
    expect(new Set(Object.values(verdicts(result)))).toEqual(new Set(["undecided"]));
  });

  test("only when it is closed is broken all the same", async () => {
    const result = await campaign(async () => ({
      ...counterSession(correct),
      close: () => Promise.reject(new Error("would not go")),
    }));
    expect(result.failure?.error).toEqual(new Error("would not go"));
    expect(partOf(result)?.programs).toBe(40);
  });

  test("closes every session, also those that started beside one that did not", async () => {
    let open = 0;
    let started = 0;
    const connect = async () => {
      started += 1;
      if (started === 2) throw new Error("no second one");
      open += 1;
      const close = async () => {
        open -= 1;
      };
      return { ...counterSession(correct), close };
    };
    await campaign(connect, { sessions: 3 });
    expect(started).toBe(3);
    expect(open).toBe(0);
  });

  test.each([2, 3])("comes to the same with %i sessions side by side", async (sessions) => {
    for (const number of [1, 7, 23, 40]) {
      const connect = breakingOnProgram(number, { step: overLimit });
      const [alone, beside] = [await campaign(connect), await campaign(connect, { sessions })];
      expect(alone.failure?.place).toBeDefined();
      expect(JSON.stringify(beside)).toBe(JSON.stringify(alone));
    }
  });

  test.each(["races", "crashes"])("on one of the %s is reported with its place", async (name) => {
    const at = name === "races" ? 2 : 3;
    const kind = (program: CounterProgram) =>
      program.steps.includes("crash") ? "crashes" : counter.isDeterministic(program) ? "" : "races";
    let seen = 0;
    const { begin } = breakingOn((program) => {
      seen += kind(program) === name ? 1 : 0;
      return seen === 2;
    });
    const result = await campaign(async () => counterSession({ ...(begin && { begin }) }));
    expect(result.failure?.place).toEqual({ part: at, index: 1 });
    expect(kind(result.failure?.program ?? { steps: [] })).toBe(name);
    expect(partOf(result, name)).toMatchObject({ programs: 1, isComplete: false });
    expect(verdicts(result)["races/some-order-explains-it"]).toBe("undecided");
  });
});

describe("the program that breaks a candidate", () => {
  const downAfterThree = breakingOn(({ steps }) => steps.join(" ").includes("up up up down"));
  /** Other errors come of smaller programs. */
  const otherErrors: Partial<Candidate> = {
    begin: ({ steps }) => {
      const text = steps.join(" ");
      if (text.includes("up up up down")) throw new Error("gone");
      if (text.includes("up down")) throw new Error("another one");
    },
  };

  test("is made smaller", async () => {
    const connect = async () => counterSession(downAfterThree);
    const { failure } = await campaign(connect, { isSameError, freshRuns: 1000 });
    expect(failure?.error).toEqual(new Error("gone"));
    expect(failure?.program?.steps).toEqual(["up", "up", "up", "down"]);
    // Its place is that of the program that broke it first.
    expect(failure?.place?.part).toBe(1);
  });

  test("is made smaller as long as the error is the same", async () => {
    const log: { readonly program: CounterProgram }[] = [];
    const connect = async () => logged(counterSession(otherErrors), log as never);
    const long = ["down", "up", "up", "up", "down", "up"] as const;
    const { failure } = await campaign(connect, {
      isSameError,
      programs: 0,
      examples: [{ property: "up/adds-one", program: { steps: long }, tries: 1 }],
    });
    expect(log.length).toBeGreaterThan(3);
    expect(failure?.error).toEqual(new Error("gone"));
    expect(failure?.program?.steps).toEqual(["up", "up", "up", "down"]);
  });

  test("stays as it is where no error is like it, or where there can be no fresh candidate", async () => {
    const connect = async () => counterSession(downAfterThree);
    for (const options of [{}, { isSameError: () => false }, { isSameError, canBeFresh: false }])
      expect((await campaign(connect, options)).failure?.program?.steps).toHaveLength(12);
  });

  test("takes few candidates that break, and few programs", async () => {
    const context = {
      specification: counter,
      statement: LIMIT,
      judge: counter.createJudge([], [], LIMIT),
    };
    const shrunk = async (isSlow: boolean, breaks: (size: number) => boolean) => {
      const log: { readonly program: CounterProgram; readonly attempt: number }[] = [];
      let open = 0;
      const connect = async () => {
        open += 1;
        const { begin } = breakingOn(({ steps }) => breaks(steps.length));
        const session = logged(counterSession({ ...(begin && { begin }) }), log);
        return {
          ...session,
          close: async () => {
            open -= 1;
          },
        };
      };
      const failure = await shrinkFailure(
        {
          context,
          connect,
          options: { ...CAMPAIGN, isSameError, isSlowError: () => isSlow, freshRuns: 1000 },
          isOver: () => false,
        },
        { error: new Error("gone"), program: { steps: Array(150).fill("up") } },
      );
      expect(open).toBe(0);
      return { runs: log.length, size: failure.program?.steps.length };
    };
    expect(await shrunk(false, () => true)).toEqual({ runs: 30, size: 120 });
    expect(await shrunk(true, () => true)).toEqual({ runs: 3, size: 147 });
    expect(await shrunk(false, () => false)).toEqual({ runs: 100, size: 150 });
  });
});

import { describe, expect, test } from "vitest";
import { runCampaign } from "./campaign.ts";
import { counter } from "./counter.test-helper.ts";
import { type CounterProgram, LIMIT } from "./counter-model.test-helper.ts";
import {
  belowZero,
  both,
  CAMPAIGN,
  correct,
  counterSession,
  everyMove,
  forgetting,
  listening,
  overLimit,
  partOf,
  racy,
  resultOf,
  runCounter as run,
  type Step,
  stepsOf,
  verdicts,
} from "./counter-sessions.test-helper.ts";

const plain = (value: unknown) => JSON.parse(JSON.stringify(value));

const failing = (message: string) => (): never => {
  throw new Error(message);
};

describe("a campaign", () => {
  test("drives races with the first candidate where no second comes up beside it", async () => {
    let connected = 0;
    const connect = async () => {
      connected += 1;
      if (connected > 1) throw new Error("the port is taken");
      return counterSession(correct);
    };
    const result = await runCampaign(counter, connect, LIMIT, CAMPAIGN);
    expect(result.failure).toBeUndefined();
    expect(partOf(result, "races")?.programs).toBe(8);
    expect(partOf(result, "crashes")?.programs).toBe(4);
    expect(connected).toBe(2);
  });

  test.each([
    ["in a scope", {}, [{ ...everyMove(), programs: failing("of the suite") }]],
    ["as it refines", { rankOf: failing("of the suite") }, []],
  ])("keeps what it has found where it fails itself %s", async (_, broken, plans) => {
    const { events, onEvent, findings } = listening();
    const own = { ...counter };
    const told = (event: (typeof events)[number]) => {
      onEvent(event);
      // From here on, it refines.
      if ("rankOf" in broken && event.type === "progress" && event.stage !== "driving")
        Object.assign(own, { reductions: broken.rankOf });
    };
    const connect = async () => counterSession(overLimit);
    const result = await runCampaign(own, connect, LIMIT, { ...CAMPAIGN, onEvent: told }, plans);
    expect(result.failure?.error).toMatchObject({ message: "of the suite" });
    const violated = result.properties.filter(({ verdict }) => verdict === "violated");
    expect(violated.length).toBeGreaterThan(0);
    expect(violated.every(({ counterexample }) => counterexample)).toBe(true);
    const ids = findings().map(({ id }) => id);
    expect(violated.map(({ property }) => property.id)).toEqual(expect.arrayContaining(ids));
    expect(ids.length).toBeGreaterThan(0);
  });

  test("accepts a correct candidate", async () => {
    const result = await run(correct);
    expect(new Set(Object.values(verdicts(result)))).toEqual(new Set(["holds"]));
    expect(result.parts).toMatchObject([
      // Twelve moves each, and the variants of those that go down, with two moves more.
      { name: "programs", programs: 40, messages: 998, violated: 0, overlapping: 0, crashes: 0 },
      { name: "races", programs: 8, messages: 64, violated: 0, overlapping: 32, crashes: 0 },
      { name: "crashes", programs: 4, messages: 20, violated: 0, overlapping: 0, crashes: 4 },
    ]);
    expect(result.parts.map(({ isComplete }) => isComplete)).toEqual([true, true, true]);
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
  ])("rejects a candidate that goes %s, with the shortest proof", async (_, step, id, steps) => {
    const result = await run(step);
    expect(verdicts(result)[id]).toBe("violated");
    expect(stepsOf(result, id)).toEqual(steps);
  });

  test("rejects one that loses moves in flight together, and only for that", async () => {
    const result = await run(racy);
    const failing = result.properties.filter(({ verdict }) => verdict !== "holds");
    expect(failing).toMatchObject([
      { property: { id: "races/some-order-explains-it" }, verdict: "violated" },
    ]);
    expect(partOf(result, "races")?.violated).toBeGreaterThan(0);
    expect(partOf(result, "programs")?.violated).toBe(0);
  });

  test("rejects one that forgets at a crash, and only for that", async () => {
    const result = await run(forgetting);
    const failing = result.properties.filter(({ verdict }) => verdict !== "holds");
    expect(failing).toMatchObject([
      { property: { id: "crashes/lose-nothing" }, verdict: "violated" },
    ]);
    expect(stepsOf(result, "crashes/lose-nothing")).toEqual(["up", "crash", "up"]);
  });

  test("judges a property past another's failure, each with a counterexample of its own", async () => {
    const result = await run(both);
    expect(stepsOf(result, "up/stays-within-limit")).toEqual(["up", "up", "up", "up"]);
    expect(stepsOf(result, "down/stays-above-zero")).toEqual(["down"]);
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
    const found = resultOf(result, "sum/up-and-down-cancel");
    expect(found.verdict).toBe("violated");
    expect(found.counterexample?.variant?.history.length).toBeGreaterThan(0);
  });

  test("says unreached, not holds, of what arose too rarely", async () => {
    const result = await run(correct, { programs: 1 });
    expect(Object.values(verdicts(result))).toContain("unreached");
    expect(verdicts(result)["races/some-order-explains-it"]).toBe("unreached");
  });

  test("drives other programs with another seed", async () => {
    const [one, two] = await Promise.all([run(correct), run(correct, { seed: "other" })]);
    expect(one.properties.map((p) => p.situations)).not.toEqual(
      two.properties.map((p) => p.situations),
    );
  });
});

const candidates = {
  correct,
  both,
  overLimit,
  racy,
  forgetting,
  all: { ...racy, ...forgetting, step: both },
};

describe.each(Object.entries(candidates))(
  "a campaign of a candidate that is %s",
  (_, candidate) => {
    const options = { programs: 40, shortest: 200 };
    const plans = [everyMove()];

    test("gives the same result and the same events with the same seed", async () => {
      const [one, two] = [listening(), listening()];
      const first = await run(candidate, { ...options, onEvent: one.onEvent }, plans);
      const second = await run(candidate, { ...options, onEvent: two.onEvent }, plans);
      expect(plain(second)).toEqual(plain(first));
      const timeless = ({ events }: typeof one) =>
        plain(events).map(({ leftMs, ...event }: Record<string, unknown>) => event);
      expect(one.events.length).toBeGreaterThan(5);
      expect(timeless(two)).toEqual(timeless(one));
    });

    test.each([2, 3])("comes to the same with %i sessions side by side", async (sessions) => {
      const alone = await run(candidate, options, plans);
      expect(plain(await run(candidate, { ...options, sessions }, plans))).toEqual(plain(alone));
      const unrefined = { ...options, shortest: 0 };
      const found = await run(candidate, unrefined, plans);
      const beside = await run(candidate, { ...unrefined, sessions }, plans);
      const counts = (result: typeof found) => plain({ ...result, properties: verdicts(result) });
      expect(counts(beside)).toEqual(counts(found));
    });
  },
);

/** A signal that comes as the candidate is sent the program with this number. */
function stoppingAt(at: number) {
  const stop = new AbortController();
  let asked = 0;
  const begin = () => {
    asked += 1;
    if (asked === at) stop.abort();
  };
  return { begin, signal: stop.signal };
}

describe("a campaign that is cut short", () => {
  test("by its time limit is undecided where it saw too little", async () => {
    const result = await run(correct, { timeLimitMs: 0 });
    expect(result.cut).toBe("time");
    expect(result.parts.map(({ programs }) => programs)).toEqual([0, 0, 0]);
    expect(new Set(Object.values(verdicts(result)))).toEqual(new Set(["undecided"]));
  });

  test("by an interruption says so, after the program that was on its way", async () => {
    const stop = new AbortController();
    let own = 0;
    const begin = ({ steps }: CounterProgram) => {
      own += steps.length === 12 ? 1 : 0;
      if (own === 21) stop.abort();
    };
    const result = await run({ begin }, { signal: stop.signal });
    expect(result.cut).toBe("interrupted");
    expect(partOf(result)).toMatchObject({ programs: 21, isComplete: false });
  });

  test("in its search has larger counterexamples, and says so", async () => {
    const found = async (shortest: number) => {
      const { counterexample } = resultOf(
        await run(overLimit, { shortest }),
        "up/stays-within-limit",
      );
      return counterexample;
    };
    expect(await found(0)).toMatchObject({ minimality: "undecided", rate: { failed: 1, of: 1 } });
    expect(await found(1)).toMatchObject({ minimality: "undecided", rate: { failed: 1, of: 1 } });
    expect(await found(20)).toMatchObject({ minimality: "bounded", shortestUpTo: 2 });
    expect(await found(1000)).toMatchObject({ minimality: "proven", shortestUpTo: 3 });
  });

  test("at any program calls nothing right that was not tested enough", async () => {
    const whole = { count: 0 };
    const plans = [everyMove()];
    const { properties } = await run({ begin: () => whole.count++ }, {}, plans);
    expect(whole.count).toBeGreaterThan(90);
    for (let at = 1; at <= whole.count; at += 2) {
      const { begin, signal } = stoppingAt(at);
      const result = await run({ begin }, { signal }, plans);
      expect([at, result.cut]).toEqual([at, "interrupted"]);
      expect(result.properties.map(({ property }) => property)).toEqual(
        properties.map(({ property }) => property),
      );
      for (const { property, verdict, situations } of result.properties) {
        const expected = situations >= property.least ? "holds" : "undecided";
        expect([at, property.id, verdict]).toEqual([at, property.id, expected]);
      }
    }
  });

  test("at any program keeps what it has found by then", async () => {
    const candidate = { ...racy, ...forgetting, step: both };
    const whole = { count: 0 };
    await run({ ...candidate, begin: () => whole.count++ });
    for (let at = 1; at <= whole.count; at += 31) {
      const { begin, signal } = stoppingAt(at);
      const { onEvent, findings } = listening();
      const result = await run({ ...candidate, begin }, { signal, onEvent });
      const all = findings().flatMap((event) => event.found);
      const found = all.map(({ property }) => property.id);
      const rated = all
        .filter(
          ({ property: { id }, counterexample: { rate } }) =>
            /^(races|crashes)\//.test(id) && rate.of > 0,
        )
        .map(({ property }) => property.id);
      for (const { property, verdict, situations, counterexample } of result.properties) {
        if (found.includes(property.id))
          expect([at, property.id, verdict]).toEqual([at, property.id, "violated"]);
        expect(verdict === "violated").toBe(counterexample !== undefined);
        if (verdict === "holds") expect(situations).toBeGreaterThanOrEqual(property.least);
        if (rated.includes(property.id)) expect([at, counterexample?.rate.of]).not.toEqual([at, 0]);
      }
    }
  });
});

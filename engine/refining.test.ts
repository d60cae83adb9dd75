/** What need not fail each time: made smaller all the same, and reported with the rate at which it fails. */
import { describe, expect, test } from "vitest";
import { runCampaign } from "./campaign.ts";
import { counter } from "./counter.test-helper.ts";
import { type CounterProgram, LIMIT } from "./counter-model.test-helper.ts";
import {
  CAMPAIGN,
  type Candidate,
  correct,
  counterSession,
  forgetting,
  listening,
  logged,
  partOf,
  racy,
  resultOf,
  runCounter as run,
} from "./counter-sessions.test-helper.ts";
import { RATE_RUNS } from "./shrink.ts";

const ORDER = "races/some-order-explains-it";
const counterexampleOf = (result: Awaited<ReturnType<typeof run>>, id = ORDER) =>
  resultOf(result, id).counterexample;

test("what fails now and then is made as small as can be, and reported with its rate", async () => {
  const result = await run(racy);
  expect(partOf(result, "races")).toMatchObject({ violated: 1, programs: 8 });
  expect(counterexampleOf(result)).toMatchObject({
    run: { program: { steps: ["up", { together: [["up"], ["down"]] }] } },
    // Every third attempt.
    rate: { failed: 7, of: RATE_RUNS },
    minimality: "reduced",
    isSequential: false,
    explanation: { order: [0, 2], blocked: [{ event: 1 }] },
  });
});

test("what is reported of a counterexample is what a fresh candidate shows", async () => {
  let connected = 0;
  let open = 0;
  /** Candidates after the first few, which the campaign and its first shrinking have. */
  const campaign = (first: Partial<Candidate>, later: Partial<Candidate>, canBeFresh = true) =>
    runCampaign(
      counter,
      async () => {
        connected += 1;
        open += 1;
        const close = async () => {
          open -= 1;
        };
        return { ...counterSession(connected <= 3 ? first : later), close };
      },
      LIMIT,
      { ...CAMPAIGN, canBeFresh },
    );
  const rateOf = async (...args: Parameters<typeof campaign>) => {
    connected = 0;
    const result = await campaign(...args);
    expect(resultOf(result, ORDER).verdict).toBe("violated");
    return counterexampleOf(result)?.rate;
  };
  const often: Partial<Candidate> = { isLost: (attempt) => attempt % 2 === 0 };
  const always: Partial<Candidate> = { isLost: () => true };
  expect(await rateOf(often, {})).toEqual({ failed: 0, of: RATE_RUNS });
  expect(connected).toBe(4);
  expect(await rateOf(often, always)).toEqual({ failed: RATE_RUNS, of: RATE_RUNS });
  expect(await rateOf(often, {}, false)).toEqual({ failed: 10, of: RATE_RUNS });
  expect(open).toBe(0);
});

test("what never fails holds, once its situation has arisen often enough", async () => {
  const many = resultOf(await run(correct), ORDER);
  expect(many).toMatchObject({ verdict: "holds", situations: 8 });
  const few = resultOf(await run(correct, { programs: 20 }), ORDER);
  expect(few).toMatchObject({ verdict: "unreached", situations: 4 });
});

test("a run that fails before there is any race in it is counted as spoiled", async () => {
  const result = await run({
    step: (now, move, index) => (index === 0 ? 7 : correct(now, move, index)),
  });
  expect(partOf(result, "races")).toMatchObject({ violated: 8, spoiled: 8 });
  expect(partOf(await run(racy), "races")?.spoiled).toBe(0);
});

test("the same seed gives the same attempts at the same programs", async () => {
  const driven = async () => {
    const log: { readonly program: CounterProgram; readonly attempt: number }[] = [];
    const connect = async () => logged(counterSession({ ...racy, ...forgetting }), log);
    const result = await runCampaign(counter, connect, LIMIT, CAMPAIGN);
    return { log, result };
  };
  const [one, two] = [await driven(), await driven()];
  expect(two.log).toEqual(one.log);
  expect(two.log.length).toBeGreaterThan(100);
  expect(JSON.stringify(two.result)).toBe(JSON.stringify(one.result));
});

describe("a program that fails in order too", () => {
  test("is reported where none fails otherwise", async () => {
    const always = await run({ step: () => 2 });
    expect(counterexampleOf(always)).toMatchObject({
      run: { program: { steps: [{ together: [["up"], ["down"]] }] } },
      isSequential: true,
      rate: { failed: RATE_RUNS, of: RATE_RUNS },
    });
  });

  test.each([1000, 0])("is not where another one fails otherwise, of %i", async (shortest) => {
    // Wrong in any order after a move down; after one up, by what is in flight alone, in no smaller program.
    let isWrong = false;
    const either: Partial<Candidate> = {
      begin: ({ steps }) => {
        isWrong = steps[0] === "down" && steps.length >= 5;
      },
      step: (now, move) => (isWrong ? 9 : correct(now, move, 0)),
      isLost: (attempt, { steps }) => attempt >= 8 && steps.length === 5 && steps[0] === "up",
    };
    const { onEvent, findings } = listening();
    const result = await run(either, { programs: 200, onEvent, shortest });
    const own = findings().flatMap(({ found }) =>
      found.filter(({ property }) => property.id === ORDER),
    );
    expect(own[0]?.counterexample.isSequential).toBe(true);
    expect(own.at(-1)?.counterexample.isSequential).toBe(false);
    expect(counterexampleOf(result)?.isSequential).toBe(false);
  });
});

describe("the budget", () => {
  const { isRelation, properties, parts } = counter;
  /** Without a property that compares two programs, every program is one run. */
  const plain: typeof counter = {
    ...counter,
    isRelation: () => false,
    properties: (statement) => properties(statement).filter((one) => !isRelation(one)),
    parts: (statement) =>
      parts(statement).map((part) => ({
        ...part,
        properties: part.properties.filter((one) => !isRelation(one)),
      })),
  };
  /** So late that no proof is affordable. */
  const late: Candidate["step"] = (now, move, index) =>
    index === 10 ? now + 7 : correct(now, move, index);
  /** In programs of which few smaller ones fail. */
  const isLost: Candidate["isLost"] = (attempt, program) =>
    attempt % 5 === 1 && counter.sizeOf(program) >= 7;
  const MAX_STANDARD = CAMPAIGN.programs;
  /** What fails each time once more; what need not, so often before it is made smaller, and after it, and in order. */
  const MAX_CONFIRMATIONS = 4 + 2 * (2 * RATE_RUNS + 2);

  test.each([
    ["late", { step: late }],
    ["seldom", { isLost }],
    ["late and seldom", { step: late, isLost }],
  ])("is for all counterexamples together, of what fails %s", async (_, candidate) => {
    const runsOf = async (shortest: number) => {
      const runs = { count: 0 };
      const connect = async () => counterSession(candidate, runs);
      await runCampaign(plain, connect, LIMIT, { ...CAMPAIGN, shortest });
      return runs.count;
    };
    const unrefined = await runsOf(0);
    for (const shortest of [1, 10, 100, 500, 1000]) {
      const spent = (await runsOf(shortest)) - unrefined;
      expect(spent).toBeGreaterThan(0);
      expect(spent).toBeLessThanOrEqual(shortest + MAX_STANDARD + MAX_CONFIRMATIONS);
      // Of much of it, what is used for confirmations hides nothing.
      if (shortest >= 500) expect(spent).toBeLessThan(shortest + MAX_STANDARD + 30);
    }
  });

  test("that is used up before a program was made as small as can be leaves it undecided", async () => {
    const { minimality } = counterexampleOf(await run({ isLost }, { shortest: 3 })) ?? {};
    expect(minimality).toBe("undecided");
    const enough = counterexampleOf(await run({ isLost }, { shortest: 3000 }));
    expect(enough?.minimality).toBe("reduced");
  });
});

test("how far it has come is reported now and then", async () => {
  const { onEvent, events } = listening();
  const late: Candidate["step"] = (now, move, index) =>
    index === 10 ? now + 7 : correct(now, move, index);
  await run({ ...racy, step: late }, { shortest: 1000, onEvent });
  const stages = events.flatMap((event) => (event.type === "progress" ? [event] : []));
  const refining = stages.filter(({ stage }) => stage === "shrinking" || stage === "searching");
  expect(refining.length).toBeGreaterThan(2);
  expect(stages.slice(-refining.length)).toEqual(refining);
  expect(new Set(refining.map(({ total }) => total))).toEqual(new Set([1000]));
  const done = refining.map((one) => one.done);
  expect(done).toEqual(done.map((_, index) => index * 200));
  expect(refining.slice(1).every(({ leftMs }) => leftMs !== undefined)).toBe(true);
});

/** What fails while a campaign goes on is reported at once, and costs little then. */
import { describe, expect, test } from "vitest";
import { runCampaign } from "./campaign.ts";
import { counter } from "./counter.test-helper.ts";
import { type CounterTypes, LIMIT } from "./counter-model.test-helper.ts";
import {
  both,
  CAMPAIGN,
  type Candidate,
  correct,
  counterSession,
  type FindingEvent,
  forgetting,
  overLimit,
  partOf,
  racy,
  resultOf,
  type Step,
  verdicts,
} from "./counter-sessions.test-helper.ts";
import type { CampaignOptions } from "./result.ts";

const ORDER = "races/some-order-explains-it";
let isWrong = false;
let isWrongInFlight = false;
/** Wrong after a move down, in any order; after one up, with what is in flight alone, and later. */
const eitherWay: Partial<Candidate> = {
  begin: ({ steps }, attempt) => {
    isWrong = steps[0] === "down" && steps.length >= 5;
    isWrongInFlight = steps[0] === "up" && steps.length === 5 && attempt >= 8;
  },
  step: (now, move, index) =>
    isWrong || (isWrongInFlight && index === -1) ? 9 : correct(now, move, index),
};

/** Every move up is wrong: what goes over the limit then is a consequence. */
const jumping: Step = (now, move, index) => (move === "up" ? now + 7 : correct(now, move, index));
/** One move is wrong, by which several properties fail in programs of their own. */
const late: Step = (now, move, index) => (index === 5 ? now + 7 : correct(now, move, index));
const CANDIDATES: Readonly<Record<string, Partial<Candidate>>> = {
  both: { step: both },
  jumping: { step: jumping },
  late: { step: late },
  eitherWay,
  inOrderOnly: {
    ...eitherWay,
    // What is wrong with what is in flight alone is one of its properties then.
    step: (now, move) => (isWrong ? 9 : correct(now, move, 0)),
    isLost: () => isWrongInFlight,
  },
  racy,
  all: { ...racy, ...forgetting, step: both },
};

/** How many programs the candidates had been asked to run by each event. */
async function timed(
  candidate: Partial<Candidate>,
  options: Partial<CampaignOptions<CounterTypes>> = {},
) {
  const runs = { count: 0 };
  const findings: (FindingEvent & { readonly runs: number })[] = [];
  const result = await runCampaign(counter, async () => counterSession(candidate, runs), LIMIT, {
    ...CAMPAIGN,
    ...options,
    onEvent: (event) => {
      if (event.type === "finding") findings.push({ ...event, runs: runs.count });
    },
  });
  return { result, findings, runs: runs.count };
}

describe("a finding", () => {
  test("is reported as soon as the program that shows it is judged", async () => {
    const options = { programs: 10_000, bail: 1 };
    const { findings, result } = await timed({ step: overLimit }, options);
    expect(findings[0]).toMatchObject({ id: "up/stays-within-limit", state: "seen" });
    // One program and its variant, the one that was on its way meanwhile, and one shrinking.
    expect(findings[0]?.runs).toBeLessThan(4 + 200);
    expect(partOf(result)?.programs).toBeLessThanOrEqual(2);
  });

  test("is reported by the end of a turn where sessions are driven side by side", async () => {
    const { findings, result } = await timed(
      { step: overLimit },
      { programs: 10_000, bail: 1, sessions: 3 },
    );
    expect(findings[0]).toMatchObject({ id: "up/stays-within-limit", state: "seen" });
    expect(partOf(result)?.programs).toBe(5);
  });

  test.each(Object.entries(CANDIDATES))(
    "of %s has one id, and its states in order",
    async (_, candidate) => {
      const { findings, result } = await timed(candidate);
      const states = ["consequence", "seen", "reduced", "shortest", "proven"];
      const ids = new Set(findings.filter(({ cause }) => !cause).map(({ id }) => id));
      expect(ids.size).toBeGreaterThan(0);
      for (const id of ids) {
        const own = findings.filter((one) => one.id === id && one.state !== "consequence");
        const order = own.map(({ state }) => states.indexOf(state));
        expect(own[0]?.state).toBe("seen");
        expect(order).toEqual([...order].sort());
      }
      for (const { id, state, cause, found } of findings) {
        expect(found[0]?.property.id).toBe(id);
        expect(cause !== undefined).toBe(state === "consequence");
        expect(cause).not.toBe(id);
        for (const { property } of found) expect(verdicts(result)[property.id]).toBe("violated");
      }
    },
  );

  test.each(Object.entries(CANDIDATES))(
    "of %s says of each counterexample what explains it, and of no cause that it is one's own",
    async (_, candidate) => {
      for (const shortest of [0, 40, 1000]) {
        const { findings, result } = await timed(candidate, { shortest, programs: 100 });
        for (const { id, cause, found } of findings) {
          const [own, ...others] = found.map(({ counterexample }) => counterexample.cause);
          expect([shortest, id, own]).toEqual([shortest, id, cause]);
          expect(others).toEqual(others.map(() => cause ?? id));
        }
        const causeOf = (id: string) => resultOf(result, id).counterexample?.cause;
        for (const { property, counterexample } of result.properties) {
          if (counterexample?.cause === undefined) continue;
          expect([property.id, causeOf(counterexample.cause)]).toEqual([property.id, undefined]);
          expect(verdicts(result)[counterexample.cause]).toBe("violated");
        }
      }
    },
  );

  test.each(Object.entries(CANDIDATES))(
    "of %s is in the end what was reported of it last",
    async (_, candidate) => {
      const { findings, result } = await timed(candidate);
      const last = new Map(
        findings.flatMap(({ found }) => found.map((one) => [one.property.id, one.counterexample])),
      );
      for (const { property, counterexample } of result.properties) {
        expect(last.get(property.id)).toEqual(counterexample);
      }
    },
  );
});

describe("a consequence", () => {
  test("is reported with its cause", async () => {
    const { findings, result } = await timed({ step: jumping });
    const of = (id: string) =>
      findings.filter(({ found }) => found.some(({ property }) => property.id === id));
    expect(of("up/adds-one")[0]).toMatchObject({ id: "up/adds-one", state: "seen" });
    expect(of("up/stays-within-limit")[0]).toMatchObject({ cause: "up/adds-one" });
    expect(resultOf(result, "up/stays-within-limit").counterexample?.cause).toBe("up/adds-one");
    expect(resultOf(result, "up/adds-one").counterexample?.cause).toBeUndefined();
  });

  test("costs no search", async () => {
    const only = (...ids: readonly string[]): typeof counter => ({
      ...counter,
      properties: (statement) => counter.properties(statement).filter(({ id }) => ids.includes(id)),
      parts: (statement) =>
        counter
          .parts(statement)
          .slice(0, 1)
          .map((part) => ({
            ...part,
            properties: part.properties.filter(({ id }) => ids.includes(id)),
          })),
    });
    const runsFor = async (...ids: readonly string[]) => {
      const runs = { count: 0 };
      const connect = async () => counterSession(jumping, runs);
      await runCampaign(only(...ids), connect, LIMIT, CAMPAIGN);
      return runs.count;
    };
    const alone = await runsFor("up/adds-one");
    const together = await runsFor("up/adds-one", "up/stays-within-limit");
    const limit = await runsFor("up/stays-within-limit");
    expect(limit).toBeGreaterThan(alone + 4);
    // It is made smaller twice, and run once more: a few reductions of a small program.
    expect(together - alone).toBeLessThan(30);
  });
});

describe("bailing", () => {
  test.each(Object.entries(CANDIDATES))(
    "ends a campaign of %s at the first finding, and loses nothing",
    async (_, candidate) => {
      const { findings, result, runs } = await timed(candidate, { bail: 1 });
      const { runs: whole } = await timed(candidate);
      expect(runs).toBeLessThan(whole);
      expect(result.cut).toBe("bail");
      expect(findings.filter(({ cause }) => !cause)).toHaveLength(1);
      const found = new Set(
        findings.flatMap((one) => one.found.map(({ property }) => property.id)),
      );
      expect(result.properties.map(({ property }) => property)).toEqual(counter.properties(LIMIT));
      for (const { property, verdict, situations, counterexample } of result.properties) {
        const isEnough = situations >= property.least;
        const expected = found.has(property.id) ? "violated" : isEnough ? "holds" : "undecided";
        expect([property.id, verdict]).toEqual([property.id, expected]);
        expect(counterexample !== undefined).toBe(found.has(property.id));
      }
    },
  );

  test("ends after as many findings as are asked for, without their consequences", async () => {
    const { findings, result } = await timed({ ...racy, ...forgetting, step: both }, { bail: 3 });
    const own = findings.filter(({ cause }) => !cause).map(({ id }) => id);
    expect(own).toEqual(["up/stays-within-limit", "down/stays-above-zero", ORDER]);
    expect(result.cut).toBe("bail");
    const none = await timed(correct as never, { bail: 1 });
    expect(none.result.cut).toBeUndefined();
  });

  test("reports as reproduced only what was", async () => {
    // Once in its life it is wrong.
    let isWrong = true;
    const once: Step = (now, move, index) => {
      const isNow = isWrong && index === 4 && move === "up" && now < 3;
      if (isNow) isWrong = false;
      return isNow ? now + 7 : correct(now, move, index);
    };
    const { result: unsure } = await timed({ step: once }, { bail: 1 });
    const { counterexample } = resultOf(unsure, "up/adds-one");
    expect(counterexample).toMatchObject({ rate: { failed: 0, of: 1 }, minimality: "undecided" });
    const { result } = await timed({ step: overLimit }, { bail: 1 });
    const { rate } = resultOf(result, "up/stays-within-limit").counterexample ?? {};
    expect(rate).toEqual({ failed: 1, of: 1 });
  });

  test("counts a finding once, also where a better program is found for it", async () => {
    const { findings } = await timed(eitherWay, { programs: 200, shortest: 0 });
    const ids = findings.filter(({ cause }) => !cause).map(({ id }) => id);
    expect(ids.filter((id) => id === ORDER)).toHaveLength(2);
    const count = new Set(ids).size;
    const more = await timed(eitherWay, { programs: 200, shortest: 0, bail: count + 1 });
    expect(more.result.cut).toBeUndefined();
    expect(more.findings).toEqual(findings);
  });
});

test("a better program for what explains others leaves it what explains them", async () => {
  const { findings, result } = await timed(eitherWay, { programs: 200, shortest: 0 });
  const own = findings.filter(({ id }) => id === ORDER);
  expect(own.map(({ state, cause }) => ({ state, cause }))).toEqual([
    { state: "seen", cause: undefined },
    { state: "seen", cause: undefined },
  ]);
  const limit = resultOf(result, "races/stay-within-limit").counterexample;
  expect(limit).toMatchObject({ cause: ORDER, isSequential: false });
  expect(resultOf(result, ORDER).counterexample).toMatchObject({ isSequential: false });
  expect(resultOf(result, ORDER).counterexample?.cause).toBeUndefined();
});

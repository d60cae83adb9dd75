import { describe, expect, test } from "vitest";
import { type HistoryOptions, runHistories } from "./histories.ts";
import type { HistorySession, HistorySpecification } from "./history-specification.ts";
import { RATE_RUNS, triesFor } from "./racing.ts";

/** Programs are lists of numbers, and a history is whether the run of one went wrong. */
interface Toy {
  statement: "toy";
  program: readonly number[];
  plan: readonly number[];
  history: "right" | "wrong" | "endless";
}
interface ToyProperty {
  readonly id: string;
  readonly least: number;
}

const HOLDS: ToyProperty = { id: "toy/holds", least: 3 };
const FAILURE = { expected: "right", seen: "wrong" };

const toy: HistorySpecification<Toy, ToyProperty> = {
  campaigns: () => [CAMPAIGN],
  plan: (program) => program,
  judge: ({ program, history }, properties) => ({
    arisen: program.length > 1 ? properties.map(({ id }) => id) : [],
    violations: new Map(
      history === "wrong"
        ? properties.map(({ id }) => [id, { failure: FAILURE, event: 0, order: [], blocked: [] }])
        : [],
    ),
    undecided: history === "endless" ? properties.map(({ id }) => id) : [],
    isSpoiled: program[0] === 3,
    messages: program.length,
    overlapping: program.length > 1 ? 2 : 0,
    crashes: 0,
  }),
  // In order, nothing is in it twice.
  serialise: (program) => [[...new Set(program)]],
  reductions: (program) => program.map((_, index) => program.toSpliced(index, 1)),
  isPromising: (program) => program.includes(7),
  sizeOf: (program) => program.length,
};

const CAMPAIGN = {
  name: "toys",
  properties: [HOLDS],
  generate: (seed: string) => (index: number) => [index, seed.length, 7, index % 5, 7],
};

/** Wrong if two sevens are in it, in every third attempt. */
const isRacy = (program: readonly number[], seed: string) =>
  program.filter((n) => n === 7).length >= 2 && Number(seed) % 3 === 0;

function sessionOf(wrong: (program: readonly number[], seed: string) => boolean) {
  const seen: { readonly program: readonly number[]; readonly seed: string }[] = [];
  const session: HistorySession<Toy> = {
    record: async (program, _, seed) => {
      seen.push({ program, seed });
      return wrong(program, seed) ? "wrong" : "right";
    },
    close: async () => undefined,
  };
  return { session, seen };
}

const OPTIONS = {
  seed: "seed",
  programs: 12,
  mostReductions: 1000,
  reductionTimeLimitMs: 60_000,
  mayGoOn: () => true,
};

const run = (session: HistorySession<Toy>, options: Partial<HistoryOptions<Toy>> = {}) =>
  runHistories(toy, CAMPAIGN, session, "toy", { ...OPTIONS, ...options });

test("what fails now and then is made as small as can be, and told with its rate", async () => {
  const { properties, violated, programs } = await run(sessionOf(isRacy).session);
  expect({ violated, programs }).toEqual({ violated: 4, programs: 12 });
  expect(properties[0]).toMatchObject({
    verdict: "violated",
    counterexample: {
      run: { program: [7, 7] },
      rate: { failed: 7, of: RATE_RUNS },
      minimality: "reduced",
      isSequential: false,
    },
  });
});

test("reductions that promise nothing are tried last, and are tried", async () => {
  const { session, seen } = sessionOf((program) => program.includes(3));
  const promising: typeof toy = { ...toy, isPromising: (program) => program.includes(4) };
  const { properties } = await runHistories(promising, CAMPAIGN, session, "toy", OPTIONS);
  expect(properties[0]?.counterexample?.run.program).toEqual([3]);
  const smaller = seen.map(({ program }) => program).filter(({ length }) => length < 5);
  const last = smaller.findIndex((program) => !program.includes(4));
  expect(smaller.slice(0, last).map(({ length }) => length)).toContain(2);
});

test("what is told of a counterexample is what a fresh candidate shows", async () => {
  let isClosed = false;
  const freshly = (wrong: typeof isRacy) => async () => ({
    ...sessionOf(wrong).session,
    close: async () => {
      isClosed = true;
    },
  });
  const { session } = sessionOf((program, seed) => program.includes(7) && Number(seed) % 2 === 0);
  const racy = await run(session, { connect: freshly(isRacy) });
  expect(racy.properties[0]?.counterexample?.rate).toEqual({ failed: 0, of: RATE_RUNS });
  expect(racy.properties[0]?.verdict).toBe("violated");
  const always = await run(session, { connect: freshly(() => true) });
  expect(always.properties[0]?.counterexample).toMatchObject({
    rate: { failed: RATE_RUNS, of: RATE_RUNS },
    isSequential: true,
  });
  expect(isClosed).toBe(true);
  const none = await run(session, { connect: () => Promise.reject(new Error("no more")) });
  expect(none.properties[0]?.counterexample?.rate).toEqual({ failed: 10, of: RATE_RUNS });
});

test("what never fails holds, once its situation has arisen often enough", async () => {
  const never = sessionOf(() => false).session;
  const many = await run(never);
  expect(many.properties[0]).toMatchObject({ verdict: "holds", situations: 12 });
  expect(many.spoiled).toBe(1);
  const few = await run(never, { programs: 2 });
  expect(few.properties[0]).toMatchObject({ verdict: "unreached", situations: 2 });
});

test("the same seed gives the same runs", async () => {
  const [one, two] = [sessionOf(isRacy), sessionOf(isRacy)];
  expect(await run(one.session)).toEqual(await run(two.session));
  expect(one.seen).toEqual(two.seen);
});

test("a program that fails in order is told only where none fails otherwise", async () => {
  const always = await run(sessionOf((program) => program.includes(7)).session);
  expect(always.properties[0]).toMatchObject({
    counterexample: { run: { program: [7] }, isSequential: true },
  });
  const either = await run(
    sessionOf(
      (program, seed) => (program.includes(3) && program.length < 9) || isRacy(program, seed),
    ).session,
  );
  expect(either.properties[0]).toMatchObject({
    counterexample: { run: { program: [7, 7] }, isSequential: false },
  });
});

test("a history that nobody could decide on is no pass", async () => {
  const session: HistorySession<Toy> = {
    record: async (_, __, seed) => (seed === "3" ? "endless" : "right"),
    close: async () => undefined,
  };
  expect((await run(session)).properties[0]?.verdict).toBe("undecided");
});

test("a candidate that breaks is told with its program, and with what was found before", async () => {
  const error = new Error("gone");
  const session: HistorySession<Toy> = {
    record: async (program, _, seed) => {
      if (seed === "5") throw error;
      return isRacy(program, seed) ? "wrong" : "right";
    },
    close: async () => undefined,
  };
  const result = await run(session);
  expect(result.breakdown).toEqual({ error, program: [5, 4, 7, 0, 7], index: 5 });
  expect(result.properties[0]).toMatchObject({
    verdict: "violated",
    counterexample: { minimality: "undecided", rate: { failed: 0, of: 0 } },
  });
});

test("a candidate that breaks while a program is made smaller is told as broken too", async () => {
  const error = new Error("gone");
  const session: HistorySession<Toy> = {
    record: async (program, _, seed) => {
      if (program.length === 4) throw error;
      return isRacy(program, seed) ? "wrong" : "right";
    },
    close: async () => undefined,
  };
  const result = await run(session);
  expect(result).toMatchObject({ breakdown: { error }, programs: 12 });
  expect(result.properties[0]).toMatchObject({
    verdict: "violated",
    counterexample: { minimality: "undecided", rate: { failed: 0, of: 0 } },
  });
});

test("a run that is cut short says so, and passes nothing", async () => {
  let left = 2;
  const mayGoOn = () => left-- > 0;
  const result = await run(sessionOf(() => false).session, { mayGoOn });
  expect(result).toMatchObject({
    cut: "time",
    programs: 2,
    properties: [{ verdict: "undecided" }],
  });
});

test("a budget that is used up is told", async () => {
  const result = await run(sessionOf(isRacy).session, { mostReductions: 3 });
  expect(result.properties[0]).toMatchObject({ counterexample: { minimality: "undecided" } });
});

describe("tries", () => {
  test.each([
    [20, 20, 1],
    [10, 20, 6],
    [7, 20, 10],
    [1, 20, 40],
    [0, 0, 40],
  ])("for %i of %i failures", (failed, of, tries) => {
    expect(triesFor({ failed, of }, 0.02, 40)).toBe(tries);
  });
});

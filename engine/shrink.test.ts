import { describe, expect, test } from "vitest";
import { counter } from "./counter.test-helper.ts";
import { type CounterProgram, LIMIT, type Move } from "./counter-model.test-helper.ts";
import {
  both,
  type Candidate,
  correct,
  counterSession,
  logged,
  overLimit,
  type Step,
} from "./counter-sessions.test-helper.ts";
import { judgeProgram } from "./drive.ts";
import { confirm, RATE_RUNS, shrink, triesFor } from "./shrink.ts";

const property = (id: string) => {
  const found = counter.properties(LIMIT).find((p) => p.id === id);
  if (!found) throw new Error(`no property ${id}`);
  return found;
};

function contextOf(candidate: Step | Partial<Candidate>, budget = 500, runs = { count: 0 }) {
  return {
    specification: counter,
    session: counterSession(candidate, runs),
    statement: LIMIT,
    judge: counter.createJudge(counter.properties(LIMIT), [], LIMIT),
    budget: { runs: budget },
    isOver: () => false,
    attempts: new Map(),
  };
}

async function violationOf(
  context: ReturnType<typeof contextOf>,
  id: string,
  steps: CounterProgram["steps"],
) {
  const { violations } = await judgeProgram(context, context.session, { steps }, property(id));
  const violation = violations.get(id);
  if (!violation) throw new Error("the program breaks nothing to begin with");
  return violation;
}

async function reduce(
  id: string,
  step: Step,
  steps: readonly Move[],
  { budget = 500, starts = [] as readonly (readonly Move[])[], runs = { count: 0 } } = {},
) {
  const context = contextOf(step, budget, runs);
  const found = await violationOf(context, id, steps);
  const programs = starts.map((one) => ({ steps: one }));
  const shrunk = await shrink(context, property(id), found, programs);
  return confirm(context, property(id), shrunk);
}

const LONG: readonly Move[] = [
  "up",
  "down",
  "up",
  "up",
  "up",
  "down",
  "up",
  "up",
  "up",
  "down",
  "up",
];

describe("shrinking", () => {
  test("counts what it takes to look at large programs, so that it ends", async () => {
    const steps: CounterProgram["steps"] = [
      ...Array<Move>(20_000).fill("down"),
      ...Array<Move>(4).fill("up"),
    ];
    const runs = { count: 0 };
    const neverSmaller: Partial<Candidate> = {
      step: (now, move, index) => (index >= 20_003 ? now + 1 : correct(now, move, index)),
    };
    const context = contextOf(neverSmaller, 400, runs);
    const id = "up/stays-within-limit";
    const found = await violationOf(context, id, steps);
    const shrunk = await shrink(context, property(id), found, []);
    expect(shrunk).toMatchObject({ minimality: "undecided" });
    expect(shrunk.violation.run.program.steps).toHaveLength(20_004);
    // Forty of each run's cost are for its size.
    expect(runs.count).toBeLessThan(12);
  });

  test("ends at a program from which nothing can be left out", async () => {
    const result = await reduce("up/stays-within-limit", overLimit, LONG);
    expect(result.run.program.steps).toEqual(["up", "up", "up", "up"]);
    const rate = { failed: 1, of: 1 };
    expect(result).toMatchObject({ minimality: "reduced", rate, index: 3 });
  });

  test("does not take a program that breaks another property for a reduction", async () => {
    // A shorter program breaks the bottom; what is reduced here is the top.
    const result = await reduce("up/stays-within-limit", both, [
      "down",
      "up",
      "up",
      "up",
      "up",
      "up",
    ]);
    expect(result.run.program.steps).toEqual(["up", "up", "up", "up"]);
  });

  test("says undecided when its budget runs out, and gives what it has", async () => {
    const result = await reduce("up/stays-within-limit", overLimit, LONG, { budget: 2 });
    expect(result.minimality).toBe("undecided");
    expect(result.run.program.steps.length).toBeLessThan(LONG.length);
  });

  test("begins from a smaller program that is known to break something, if it breaks this too", async () => {
    const runs = { count: 0 };
    const starts = [["down"], ["up", "up", "up", "up"]] as const;
    const result = await reduce("up/stays-within-limit", overLimit, LONG, { starts, runs });
    expect(result.run.program.steps).toEqual(["up", "up", "up", "up"]);
    const without = { count: 0 };
    await reduce("up/stays-within-limit", overLimit, LONG, { runs: without });
    expect(runs.count).toBeLessThan(without.count);
  });

  test("runs no program in which the model sees no situation to judge", async () => {
    const runs = { count: 0 };
    const context = contextOf(overLimit, 500, runs);
    const id = "up/stays-within-limit";
    const found = await violationOf(context, id, ["up", "up", "up", "up"]);
    expect(runs.count).toBe(1);
    // Each shorter program never reaches the limit.
    await shrink(context, property(id), found, []);
    expect(runs.count).toBe(1);
    expect([...counter.reductions(found.run.program, LIMIT, found.step)].length).toBeGreaterThan(1);
  });

  test("says that a failure did not come back", async () => {
    let runs = 0;
    const once: Step = (now, move, index) => {
      if (index === 0) runs += 1;
      return (runs === 1 ? overLimit : correct)(now, move, index);
    };
    const result = await reduce("up/stays-within-limit", once, LONG);
    expect(result.rate).toEqual({ failed: 0, of: 1 });
    expect(result.run.program.steps).toEqual(LONG);
  });
});

describe("shrinking what need not fail each time", () => {
  const ORDER = "races/some-order-explains-it";
  const long = ["up", { together: [["up", "down"], ["up"], ["down"]] }, "down", "up"] as const;

  test("tries what promises little last, and tries it", async () => {
    const log: { readonly program: CounterProgram; readonly attempt: number }[] = [];
    const context = contextOf({ isLost: () => true });
    const found = await violationOf(context, ORDER, long);
    const isPromising = ({ steps }: CounterProgram) => steps.includes("down");
    const shrunk = await shrink(
      {
        ...context,
        session: logged(context.session, log),
        specification: {
          ...counter,
          promise: () => (program) => (isPromising(program) ? "likely" : "unlikely"),
        },
      },
      property(ORDER),
      found,
      [],
    );
    expect(shrunk.minimality).toBe("reduced");
    expect(shrunk.violation.run.program.steps).toEqual(["up", { together: [["up"], ["down"]] }]);
    const first = log.findIndex(({ program }) => !isPromising(program));
    const smallBefore = log.slice(0, first).map(({ program }) => program.steps.length);
    expect(Math.min(...smallBefore)).toBeLessThan(long.length);
    expect(first).toBeGreaterThan(-1);
  });

  test("tries a program as often as it takes where one fails as rarely as the first", async () => {
    const log: { readonly program: CounterProgram; readonly attempt: number }[] = [];
    const context = contextOf({ isLost: (attempt) => attempt === 7 });
    const { session } = contextOf({ isLost: () => true });
    const found = await violationOf({ ...context, session }, ORDER, long);
    const shrunk = await shrink(
      { ...context, session: logged(context.session, log) },
      property(ORDER),
      found,
      [],
    );
    expect(shrunk.violation.run.program.steps.length).toBeLessThan(long.length);
    expect(Math.max(...log.map(({ attempt }) => attempt))).toBe(39);
  });

  test("counts no run twice, nor one that it has made already", async () => {
    const runs = { count: 0 };
    const context = contextOf({ isLost: (attempt) => attempt % 3 === 0 }, 1000, runs);
    const found = await violationOf(context, ORDER, long);
    await shrink(context, property(ORDER), found, []);
    const { count } = runs;
    // How often the first one fails is known without the budget.
    expect(1000 - context.budget.runs).toBe(count - 1 - RATE_RUNS);
    await shrink(context, property(ORDER), found, []);
    expect(runs.count).toBe(count);
  });
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

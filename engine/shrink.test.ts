import { describe, expect, test } from "vitest";
import {
  type CounterTypes,
  correct,
  counter,
  counterSession,
  LIMIT,
  type Move,
  type Step,
} from "./counter.test-helper.ts";
import { minimise, violationOf } from "./minimise.ts";

const property = (id: string) => {
  const found = counter.properties(LIMIT).find((p) => p.id === id);
  if (!found) throw new Error(`no property ${id}`);
  return found;
};

async function reduce(
  id: string,
  step: Step,
  moves: readonly Move[],
  { mostRuns = 500, starts = [] as readonly (readonly Move[])[], runs = { count: 0 } } = {},
) {
  const context = {
    specification: counter,
    session: counterSession(step, runs),
    statement: LIMIT,
    mostRuns,
    isOver: () => false,
  };
  const found = await violationOf<CounterTypes>(context, property(id), { moves });
  if (!found) throw new Error("the program breaks nothing to begin with");
  return minimise(
    context,
    property(id),
    found,
    starts.map((m) => ({ moves: m })),
  );
}

const overLimit: Step = (now, move) => (move === "up" ? now + 1 : Math.max(0, now - 1));
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

describe("minimising", () => {
  test("ends at a program from which nothing can be left out", async () => {
    const result = await reduce("up/stays-within-limit", overLimit, LONG);
    expect(result.run.program.moves).toEqual(["up", "up", "up", "up"]);
    expect(result).toMatchObject({ minimality: "reduced", reproduced: true, index: 3 });
  });

  test("does not take a program that breaks another property for a reduction", async () => {
    // A shorter program breaks the bottom; what is reduced here is the top.
    const both: Step = (now, move) => (move === "up" ? now + 1 : now - 1);
    const result = await reduce("up/stays-within-limit", both, [
      "down",
      "up",
      "up",
      "up",
      "up",
      "up",
    ]);
    expect(result.run.program.moves).toEqual(["up", "up", "up", "up"]);
  });

  test("says undecided when its budget runs out, and gives what it has", async () => {
    const result = await reduce("up/stays-within-limit", overLimit, LONG, { mostRuns: 2 });
    expect(result.minimality).toBe("undecided");
    expect(result.run.program.moves.length).toBeLessThan(LONG.length);
  });

  test("begins from a smaller program that is known to break something, if it breaks this too", async () => {
    const runs = { count: 0 };
    const starts = [["down"], ["up", "up", "up", "up"]] as const;
    const result = await reduce("up/stays-within-limit", overLimit, LONG, { starts, runs });
    expect(result.run.program.moves).toEqual(["up", "up", "up", "up"]);
    const without = { count: 0 };
    await reduce("up/stays-within-limit", overLimit, LONG, { runs: without });
    expect(runs.count).toBeLessThan(without.count);
  });

  test("runs no program in which the model sees no situation to judge", async () => {
    const seen: string[] = [];
    const recorded: typeof counter = {
      ...counter,
      imagine: (planned, statement) => {
        seen.push("asked");
        return counter.imagine(planned, statement);
      },
    };
    const runs = { count: 0 };
    const context = {
      specification: recorded,
      session: counterSession(overLimit, runs),
      statement: LIMIT,
      mostRuns: 500,
      isOver: () => false,
    };
    const found = await violationOf<CounterTypes>(context, property("up/stays-within-limit"), {
      moves: ["up", "up", "up", "up"],
    });
    if (!found) throw new Error("the program breaks nothing to begin with");
    const before = runs.count;
    await minimise(context, property("up/stays-within-limit"), found, []);
    // Each shorter program never reaches the limit, so only the confirming run is left.
    expect(runs.count - before).toBe(1);
    expect(seen.length).toBeGreaterThan(1);
  });

  test("says that a failure did not come back", async () => {
    let runs = 0;
    const once: Step = (now, move, index) => {
      if (index === 0) runs += 1;
      return (runs === 1 ? overLimit : correct)(now, move, index);
    };
    const result = await reduce("up/stays-within-limit", once, LONG);
    expect(result.reproduced).toBe(false);
    expect(result.run.program.moves).toEqual(LONG);
  });
});

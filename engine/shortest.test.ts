import { describe, expect, test } from "vitest";
import { counter } from "./counter.test-helper.ts";
import { type CounterTypes, LIMIT, type Move } from "./counter-model.test-helper.ts";
import { both, counterSession, overLimit, type Step } from "./counter-sessions.test-helper.ts";
import { judgeProgram } from "./drive.ts";
import { findShortest } from "./shortest.ts";
import { counterexampleOf, type SearchContext } from "./shrink.ts";
import type { Property } from "./specification.ts";

const propertyOf = (id: string): Property => {
  const found = counter.properties(LIMIT).find((p) => p.id === id);
  if (!found) throw new Error(`no property ${id}`);
  return found;
};

async function shortest(
  step: Step,
  known: Readonly<Record<string, readonly Move[]>>,
  options: Partial<SearchContext<CounterTypes>> = {},
) {
  const runs = { count: 0 };
  const context: SearchContext<CounterTypes> = {
    specification: counter,
    session: counterSession(step, runs),
    statement: LIMIT,
    budget: { runs: 1000 },
    isOver: () => false,
    ...options,
  };
  const judge = counter.createJudge(counter.properties(LIMIT), [], LIMIT);
  const reduced = new Map();
  for (const [id, moves] of Object.entries(known)) {
    const own = propertyOf(id);
    const program = { steps: moves };
    const judged = await judgeProgram({ ...context, judge }, context.session, program, own);
    const violation = judged.violations.get(id);
    if (!violation) throw new Error(`${moves.join(" ")} does not break ${id}`);
    reduced.set(own, counterexampleOf(violation, { minimality: "reduced" }));
  }
  runs.count = 0;
  const found = await findShortest(context, reduced);
  return {
    runs: runs.count,
    found: Object.fromEntries(
      [...found].map(([{ id }, { run, minimality, shortestUpTo }]) => [
        id,
        [run.program.steps.join(" "), minimality, shortestUpTo],
      ]),
    ),
  };
}

describe("the search for the shortest", () => {
  test("finds what no reduction had found, and proves it", async () => {
    const long = ["up", "down", "up", "up", "up", "up"] as const;
    const { found } = await shortest(overLimit, { "up/stays-within-limit": long });
    expect(found).toEqual({ "up/stays-within-limit": ["up up up up", "proven", 3] });
  });

  test("gives the same one whatever was found before", async () => {
    const starts: readonly (readonly Move[])[] = [
      ["up", "up", "up", "up"],
      ["up", "up", "down", "up", "up", "up"],
      ["down", "up", "up", "up", "up", "up", "down"],
    ];
    for (const moves of starts) {
      const { found } = await shortest(overLimit, { "up/stays-within-limit": moves });
      expect(found["up/stays-within-limit"]?.[0]).toBe("up up up up");
    }
  });

  test("looks for several properties in one go", async () => {
    const known = {
      "up/stays-within-limit": ["up", "up", "up", "up"],
      "down/stays-above-zero": ["up", "down", "down"],
    } as const;
    const { found, runs } = await shortest(both, known);
    expect(found).toEqual({
      "up/stays-within-limit": ["up up up up", "proven", 3],
      "down/stays-above-zero": ["down", "proven", 0],
    });
    const alone = await shortest(both, {
      "up/stays-within-limit": known["up/stays-within-limit"],
    });
    expect(runs).toBeLessThan(2 * alone.runs);
  });

  test("looks at metamorphic properties too", async () => {
    const forgetful: Step = (now, move, index) => (index > 3 ? 0 : overLimit(now, move, index));
    const id = "sum/up-and-down-cancel";
    const { found } = await shortest(forgetful, { [id]: ["up", "up", "up", "down", "up"] });
    expect(found[id]?.[1]).toBe("proven");
    expect(String(found[id]?.[0]).split(" ").length).toBeLessThan(5);
  });

  test("says how far it came when its budget ends", async () => {
    const known = { "up/stays-within-limit": ["up", "down", "up", "up", "up", "up"] } as const;
    const { found } = await shortest(overLimit, known, { budget: { runs: 9 } });
    // Two programs of one move, four of two, and the rest is too little for eight.
    expect(found).toEqual({
      "up/stays-within-limit": ["up down up up up up", "bounded", 2],
    });
    const none = await shortest(overLimit, known, { budget: { runs: 0 } });
    expect(none.found["up/stays-within-limit"]?.slice(1)).toEqual(["reduced", 0]);
  });

  test("counts variants too: its budget is in programs that are driven", async () => {
    const id = "sum/up-and-down-cancel";
    const forgetful: Step = (now, move, index) => (index > 5 ? 0 : overLimit(now, move, index));
    const known = { [id]: ["up", "up", "up", "up", "up", "down", "up"] } as const;
    const { runs, found } = await shortest(forgetful, known, { budget: { runs: 20 } });
    expect(found[id]?.[1]).toBe("bounded");
    // The last program has its variant.
    expect(runs).toBeLessThanOrEqual(21);
    expect(runs).toBeGreaterThan(10);
  });

  test("ends when it is interrupted", async () => {
    const moves: readonly Move[] = ["up", "up", "up", "up"];
    const { found, runs } = await shortest(
      overLimit,
      { "up/stays-within-limit": moves },
      { isOver: () => true },
    );
    expect(runs).toBe(0);
    expect(found["up/stays-within-limit"]).toEqual(["up up up up", "reduced", 0]);
  });

  test("goes on after a program that breaks the candidate", async () => {
    const fragile: Step = (now, move, index) => {
      if (move === "down") throw new Error("it fell");
      return overLimit(now, move, index);
    };
    const moves: readonly Move[] = ["up", "up", "up", "up"];
    const { found } = await shortest(fragile, { "up/stays-within-limit": moves });
    expect(found["up/stays-within-limit"]).toEqual(["up up up up", "proven", 3]);
  });
});

import { describe, expect, test } from "vitest";
import {
  type CounterProgram,
  type CounterTypes,
  counter,
  counterSession,
  LIMIT,
  type Move,
  type Step,
} from "./counter.test-helper.ts";
import { violationOf } from "./minimise.ts";
import { findShortest, type SearchContext } from "./shortest.ts";
import type { Property } from "./specification.ts";

const overLimit: Step = (now, move) => (move === "up" ? now + 1 : Math.max(0, now - 1));
const beyondBoth: Step = (now, move) => (move === "up" ? now + 1 : now - 1);

const propertyOf = (id: string): Property<CounterTypes> => {
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
    mostRuns: 1000,
    timeLimitMs: 60_000,
    ...options,
  };
  const reduced = new Map();
  for (const [id, moves] of Object.entries(known)) {
    const violation = await violationOf(context, propertyOf(id), { moves });
    if (!violation) throw new Error(`${moves.join(" ")} does not break ${id}`);
    const state = { minimality: "reduced", shortestUpTo: 0, reproduced: true } as const;
    reduced.set(propertyOf(id), { ...violation, ...state });
  }
  runs.count = 0;
  const found = await findShortest(context, reduced);
  return {
    runs: runs.count,
    found: Object.fromEntries(
      [...found].map(([{ id }, { run, minimality, shortestUpTo }]) => [
        id,
        [run.program.moves.join(" "), minimality, shortestUpTo],
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
    const { found, runs } = await shortest(beyondBoth, known);
    expect(found).toEqual({
      "up/stays-within-limit": ["up up up up", "proven", 3],
      "down/stays-above-zero": ["down", "proven", 0],
    });
    const alone = await shortest(beyondBoth, {
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
    const { found } = await shortest(overLimit, known, { mostRuns: 9 });
    // Two programs of one move, four of two, and the rest is too little for eight.
    expect(found).toEqual({
      "up/stays-within-limit": ["up down up up up up", "bounded", 2],
    });
    const none = await shortest(overLimit, known, { mostRuns: 0 });
    expect(none.found["up/stays-within-limit"]?.slice(1)).toEqual(["reduced", 0]);
  });

  test("ends when it is interrupted", async () => {
    const moves: CounterProgram["moves"] = ["up", "up", "up", "up"];
    const signal = AbortSignal.abort();
    const { found, runs } = await shortest(
      overLimit,
      { "up/stays-within-limit": moves },
      { signal },
    );
    expect(runs).toBe(0);
    expect(found["up/stays-within-limit"]).toEqual(["up up up up", "reduced", 0]);
  });

  test("goes on after a program that breaks the candidate", async () => {
    const fragile: Step = (now, move, index) => {
      if (move === "down") throw new Error("it fell");
      return overLimit(now, move, index);
    };
    const moves: CounterProgram["moves"] = ["up", "up", "up", "up"];
    const { found } = await shortest(fragile, { "up/stays-within-limit": moves });
    expect(found["up/stays-within-limit"]).toEqual(["up up up up", "proven", 3]);
  });
});

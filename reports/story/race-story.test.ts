import { describe, expect, test } from "vitest";
import type { Outcome } from "../../model/index.ts";
import type { Counterexample, Race, RaceEvent } from "../data/counterexample.ts";
import { COUNTEREXAMPLE_SCHEMA_ID } from "../data/counterexample.ts";
import { renderBriefly, renderStory } from "./story.ts";

const scan = (client: string) => ({
  type: "returnPatchInventory" as const,
  client,
  plugIn: true,
  tools: true,
  scan: true,
});

const PULLED: Outcome = { type: "processed", license: "pulled" };

const message = (
  step: number,
  lane: number,
  client: string,
  call: number,
  end?: number,
): RaceEvent => ({
  type: "message",
  step,
  lane,
  message: scan(client),
  text: `${client} returns a scan`,
  call,
  ...(end !== undefined && {
    return: end,
    outcome: PULLED,
  }),
  answer: end === undefined ? "no answer came" : "processed, license pulled",
});

const snapshot = (step: number, call: number, holders: readonly string[]): RaceEvent => ({
  type: "snapshot",
  step,
  call,
  return: call + 1,
  snapshot: {
    capacity: 1,
    inUse: holders.length,
    clients: holders.map((client) => ({
      client,
      record: "active",
      licensed: true,
      inventories: 1,
    })),
  },
});

const render = (steps: Counterexample["program"]["steps"], race: Race, divergence: number) => {
  const counterexample: Counterexample = {
    schema: COUNTEREXAMPLE_SCHEMA_ID,
    candidate: "./server.ts",
    property: "concurrency/capacity",
    level: "SHOULD",
    says: "there are never too many",
    clauses: [{ id: "EXC-3", level: "SHOULD", statement: "never too many", quote: "not exceeded" }],
    statement: { features: ["pool"], choices: {} },
    seed: "seed",
    program: { capacity: 1, otherCapacity: 0, steps },
    history: [],
    race,
    divergence: { message: divergence, step: race.events[divergence]?.step ?? 0 },
    expected: "at most 1 holder",
    seen: "2 holders: a, b",
    minimality: "reduced",
    shortestUpTo: 0,
    reproduced: true,
  };
  return { story: renderStory(counterexample), brief: renderBriefly(counterexample) };
};

const HALF = { failed: 7, of: 20 };

describe("the story of a race", () => {
  const lanes = [[scan("a")], [scan("b")]];
  const renderAt = (rate: Race["rate"]) =>
    render(
      [{ type: "enroll", client: "c" } as never, { type: "together", lanes }],
      {
        // The second lane is answered first.
        events: [message(1, 1, "b", 1, 2), message(1, 0, "a", 0, 3), snapshot(1, 4, ["b", "a"])],
        order: [0],
        blocked: [{ event: 1, why: 'expected "discarded, no-license"; seen "processed"' }],
        rate,
        sequential: false,
      },
      2,
    );
  const { story, brief } = renderAt(HALF);

  test("has the lanes in their order, and what was shown afterwards", () => {
    const from = story.indexOf("  2. at the same time:");
    expect(story.slice(from, from + 4)).toEqual([
      "  2. at the same time:",
      "      · lane 1: a returns a scan  →  processed, license pulled",
      "      · lane 2: b returns a scan  →  processed, license pulled",
      "      · then it shows a, b licensed  [2/1]   ◀ here",
    ]);
  });

  test("says how far an order goes, what cannot come next, and how often it failed", () => {
    expect(story).toContain(
      "No order explains it. The one that explains the most begins: b returns a scan (processed, license pulled). After that this cannot be:",
    );
    expect(story).toContain(
      '  · a returns a scan (processed, license pulled): expected "discarded, no-license"; seen "processed"',
    );
    expect(story).toContain("It failed in 7 of 20 runs.");
  });

  test("says so where it was not seen again", () => {
    expect(renderAt({ failed: 0, of: 20 }).story).toContain(
      "It failed once, and in none of 20 runs after that.",
    );
  });

  test("in short is one line of what was done", () => {
    expect(brief.join("\n")).toContain("at the same time: a returns a scan | b returns a scan");
  });
});

describe("the story of a crash", () => {
  const crash = { type: "crash", during: [scan("a")], kill: { answers: 0, lagMs: 0 } } as const;
  const race = (answered: boolean): Race => ({
    events: [
      message(0, 0, "a", 0, answered ? 1 : undefined),
      { type: "crash", step: 0, call: 2, return: 3 },
      snapshot(0, 4, []),
    ],
    order: answered ? [0, 1] : [1],
    blocked: [{ event: 2, why: "expected a is licensed; seen nobody" }],
    rate: { failed: 20, of: 20 },
    sequential: true,
  });

  test.each([
    [true, "the server is killed just after it has answered:", "processed, license pulled"],
    [false, "the server is killed while it has a request in flight:", "no answer came"],
  ])("says whether what was in flight was answered: %s", (answered, heading, answer) => {
    const { story } = render([{ ...crash, during: [...crash.during] }], race(answered), 2);
    const from = story.findIndex((line) => line.endsWith(heading));
    expect(story.slice(from + 1, from + 4)).toEqual([
      `      · a returns a scan  →  ${answer}`,
      "      · killed, and started again on its store",
      "      · then it shows no client licensed  [0/1]   ◀ here",
    ]);
    expect(story.join("\n")).toContain(
      "what the server shows: expected a is licensed; seen nobody",
    );
  });

  test("says where it is no matter of what is in flight", () => {
    const { story, brief } = render([{ ...crash, during: [...crash.during] }], race(true), 2);
    expect(story.join("\n")).toContain("fail one after the other as well");
    expect(brief.join("\n")).toContain("a crash during a returns a scan");
  });
});

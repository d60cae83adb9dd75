/** Which violation explains which. */
import { describe, expect, test } from "vitest";
import { counter } from "./counter.test-helper.ts";
import {
  type CounterProgram,
  type CounterTypes,
  LIMIT,
  type Move,
  type ObservedMove,
} from "./counter-model.test-helper.ts";
import { type Candidate, correct, counterSession } from "./counter-sessions.test-helper.ts";
import { judgeProgram } from "./drive.ts";
import { type Group, groupByCause } from "./grouping.ts";
import type { Place, Property, Violation } from "./specification.ts";
import type { StepProperty } from "./step-judge.ts";

const property = (
  id: string,
  situation: (step: ObservedMove) => boolean = () => true,
): StepProperty<ObservedMove> => ({
  id,
  kind: "step",
  least: 1,
  situation,
  judge: ({ agrees, seen }) => (agrees ? undefined : { expected: "another", seen: `${seen}` }),
});

const ANY = property("any");
const UP = property("up", ({ message }) => message.type === "up");
const DOWN = property("down", ({ message }) => message.type === "down");
const LATER = property("later", ({ index }) => index >= 2);

async function grouped(
  candidate: Partial<Candidate>,
  found: readonly (readonly [Property, CounterProgram["steps"], Place?])[],
  {
    properties = [ANY, UP, DOWN, LATER] as readonly Property[],
    byRank = (() => 0) as typeof counter.byRank,
    limit = 100,
    budget = { runs: 1000 },
  } = {},
) {
  const runs = { count: 0 };
  const context = {
    specification: { ...counter, byRank, promise: () => () => "likely" as const },
    session: counterSession(candidate, runs),
    statement: LIMIT,
    judge: counter.createJudge(properties, [], LIMIT),
    budget,
    isOver: () => false,
    attempts: new Map(),
  };
  const open = new Map<Property, Violation<CounterTypes>>();
  for (const [one, steps, place] of found) {
    const { violations } = await judgeProgram(context, context.session, { steps }, one);
    const violation = violations.get(one.id);
    if (!violation) throw new Error(`${one.id} does not fail`);
    open.set(one, { ...violation, place });
  }
  runs.count = 0;
  const seen: string[] = [];
  const onGroup = ({ lead }: Group<CounterTypes>) => {
    seen.push(lead.id);
  };
  const groups = await groupByCause(context, open, limit, onGroup);
  const shown = groups.map(({ lead, shrunk, others, cause }) => ({
    lead: lead.id,
    steps: shrunk.violation.run.program.steps.join(" "),
    others: [...others.keys()].map(({ id }) => id).sort(),
    ...(cause && { cause: cause.lead.id }),
  }));
  return { shown, seen, runs: runs.count, left: budget.runs };
}

const wrongOn = (isWrong: (move: Move, index: number, now: number) => boolean) => ({
  step: ((now, move, index) =>
    isWrong(move, index, now) ? 9 : correct(now, move, index)) satisfies Candidate["step"],
});

const LONG = ["up", "down", "up", "down", "up"] as const;

describe("violations", () => {
  test("of one program are one group, which the first of them leads", async () => {
    const { shown } = await grouped(
      wrongOn((move) => move === "down"),
      [
        [ANY, LONG],
        [DOWN, LONG],
      ],
    );
    expect(shown).toEqual([{ lead: "any", steps: "down", others: ["down"] }]);
  });

  test("at one and the same message are led by the one that says most", async () => {
    const rank = ["down", "any"];
    const byRank = (a: Property, b: Property) => rank.indexOf(a.id) - rank.indexOf(b.id);
    const { shown } = await grouped(
      wrongOn((move) => move === "down"),
      [
        [ANY, LONG],
        [DOWN, LONG],
      ],
      { byRank },
    );
    expect(shown).toEqual([{ lead: "down", steps: "down", others: ["any"] }]);
  });

  test("that fail at a later message do not lead, however much they say", async () => {
    const byRank = (a: Property, b: Property) =>
      Number(b.id === "later") - Number(a.id === "later");
    const { shown } = await grouped(
      wrongOn(() => true),
      [
        [ANY, LONG],
        [LATER, LONG],
      ],
      { byRank },
    );
    expect(shown).toMatchObject([{ lead: "any" }, { lead: "later", cause: "any" }]);
    expect(shown[0]).not.toHaveProperty("cause");
    expect(shown[1]?.others).toContain("any");
  });

  test("without a message in common are causes of their own", async () => {
    const { shown, seen } = await grouped(
      wrongOn((move, index) => move === "down" || index === 3),
      [
        [UP, ["up", "up", "up", "up"]],
        [DOWN, ["up", "down"]],
      ],
      { properties: [UP, DOWN] },
    );
    expect(shown.map(({ lead, cause }) => ({ lead, cause }))).toEqual([
      { lead: "down", cause: undefined },
      { lead: "up", cause: undefined },
    ]);
    expect(seen).toEqual(["down", "up"]);
  });

  test("begin with the one of the earliest program, of one program with the earliest message", async () => {
    const candidate = wrongOn((move, index) => move === "down" || index === 3);
    const up = [UP, ["up", "up", "up", "up"]] as const;
    const down = [DOWN, ["up", "down"]] as const;
    const leads = async (one: Place, other: Place) => {
      const options = { properties: [UP, DOWN] };
      const { seen } = await grouped(
        candidate,
        [
          [...up, one],
          [...down, other],
        ],
        options,
      );
      return seen;
    };
    expect(await leads({ part: 1, index: 3 }, { part: 1, index: 4 })).toEqual(["up", "down"]);
    expect(await leads({ part: 1, index: 4 }, { part: 1, index: 3 })).toEqual(["down", "up"]);
    expect(await leads({ part: 2, index: 0 }, { part: 1, index: 9 })).toEqual(["down", "up"]);
    expect(await leads({ part: 0, index: 9 }, { part: 1, index: 0 })).toEqual(["up", "down"]);
    expect(await leads({ part: 1, index: 0 }, { part: 1, index: 0 })).toEqual(["down", "up"]);
  });

  test("of a smaller program that was found later explain those of a larger one", async () => {
    // No move up is wrong before there was one down.
    const { shown, seen } = await grouped(
      wrongOn((move, _, now) => move === "down" || now === 9),
      [
        [UP, ["up", "down", "up"], { part: 1, index: 0 }],
        [DOWN, ["up", "up", "down"], { part: 1, index: 1 }],
      ],
      { properties: [UP, DOWN] },
    );
    expect(seen).toEqual(["up"]);
    expect(shown).toMatchObject([{ lead: "up", others: ["down"] }]);
  });

  test("of which one is explained are explained by what explains that", async () => {
    const { shown } = await grouped(
      wrongOn(() => true),
      [
        [ANY, ["up"], { part: 1, index: 0 }],
        [LATER, LONG, { part: 1, index: 1 }],
        [DOWN, LONG, { part: 1, index: 2 }],
      ],
      { properties: [ANY, DOWN, LATER] },
    );
    expect(shown[0]).toEqual({ lead: "any", steps: "up", others: [] });
    for (const { cause } of shown.slice(1)) expect(cause).toBe("any");
    expect(shown.flatMap(({ lead, others }) => [lead, ...others])).toContain("down");
    expect(shown.flatMap(({ lead, others }) => [lead, ...others])).toContain("later");
  });

  test("that need not fail each time are looked for in as many attempts as it takes", async () => {
    const [, races] = counter.parts(LIMIT);
    const properties = races?.properties ?? [];
    const [order, limit] = properties as [Property, Property];
    let number = 0;
    const candidate: Partial<Candidate> = {
      begin: (_, attempt) => {
        number = attempt;
      },
      isLost: (attempt) => attempt % 5 === 0,
      step: (now, move) => (number % 5 === 1 ? 4 : correct(now, move, 0)),
    };
    const steps = [{ together: [["up"], ["up"]] }] as const;
    const { shown } = await grouped(candidate, [[order, steps]], { properties });
    expect(shown).toMatchObject([{ lead: order.id, others: [limit.id] }]);
  });
});

describe("the budget of groups", () => {
  const all = ["up", "up", "up", "up", "up", "up", "up", "up", "up", "up"] as const;
  const candidate = wrongOn((_, index) => index === 9);

  test("is used by each as far as its limit goes, and counted down", async () => {
    const own = { properties: [ANY], limit: 3, budget: { runs: 20 } };
    // Ten reductions, which come to the same program.
    const { runs, left } = await grouped(candidate, [[ANY, all]], own);
    expect(runs).toBeLessThanOrEqual(3);
    expect(left).toBe(20 - runs);
  });

  test("is never exceeded", async () => {
    for (const runs of [0, 1, 2, 3]) {
      const own = { properties: [ANY, UP], limit: 100, budget: { runs } };
      const done = await grouped(
        wrongOn((move) => move === "up"),
        [
          [UP, LONG],
          [ANY, LONG],
        ],
        own,
      );
      expect(done.runs).toBeLessThanOrEqual(runs);
      expect(done.left).toBe(runs - done.runs);
      expect(done.shown.flatMap(({ lead, others }) => [lead, ...others]).sort()).toEqual([
        "any",
        "up",
      ]);
    }
  });
});

import { describe, expect, test } from "vitest";
import { runCampaign } from "./campaign.ts";
import { counter } from "./counter.test-helper.ts";
import { type CounterProgram, type CounterTypes, LIMIT } from "./counter-model.test-helper.ts";
import {
  both,
  breakingOn,
  CAMPAIGN,
  type Candidate,
  correct,
  counterSession,
  overLimit,
  type Step,
} from "./counter-sessions.test-helper.ts";
import { GoneForGood, reconnectingSession, withPredecessors } from "./sessions.ts";
import type { Property, Session } from "./specification.ts";
import { sweep } from "./sweep.ts";

type Own = Session<CounterTypes>;
type Tested = Step | Partial<Candidate>;
type Batches = (readonly CounterProgram[])[];

const CANCEL = "sum/up-and-down-cancel";
const propertyOf = (id: string): Property => {
  const found = counter.properties(LIMIT).find((one) => one.id === id);
  if (!found) throw new Error(`no property ${id}`);
  return found;
};

/** The session, as one that takes many programs at once, and what it was asked so. */
function together(session: Own, batches: Batches = []): Own {
  return {
    ...session,
    askAll: async (programs) => {
      batches.push(programs.map(({ program }) => program));
      const all: Awaited<ReturnType<Own["ask"]>>[] = [];
      for (const { program, prediction } of programs)
        all.push(await session.ask(program, prediction, 0));
      return all;
    },
  };
}

/** Beginnings that are tried for each program. */
const EFFORT = 3;

const laborious: typeof counter = {
  ...counter,
  enumerate: function* (statement, wanted) {
    for (const one of counter.enumerate(statement, wanted)) {
      if (wanted.effort && wanted.effort.left <= 0) return;
      if (wanted.effort) wanted.effort.left -= EFFORT;
      yield one;
    }
  },
};

interface Wish {
  readonly length?: number;
  readonly runs?: number;
  readonly effort?: number;
  /** Of each property, the steps of what is known to break it. */
  readonly known?: Readonly<Record<string, CounterProgram["steps"]>>;
}

/** Too long to come among those that are swept. */
const NEVER: CounterProgram["steps"] = Array(20).fill("up");

async function swept(
  session: Own,
  {
    length = 7,
    runs = 1_000,
    effort = 10_000,
    known = { "up/stays-within-limit": NEVER, "down/stays-above-zero": NEVER, [CANCEL]: NEVER },
  }: Wish = {},
) {
  const budget = { runs };
  const left = { left: effort };
  const isOver = () => false;
  const result = await sweep<CounterTypes>(
    { specification: laborious, session, statement: LIMIT, budget, effort: left, isOver },
    { length, like: [], by: "all", diverged: () => undefined },
    new Map(
      Object.entries(known).map(([id, steps]) => [
        propertyOf(id),
        { run: { program: { steps } } } as never,
      ]),
    ),
  );
  return { ...result, runsLeft: budget.runs, effortLeft: left.left };
}

const late: Step = (now, move, index) => (index === 5 ? now + 7 : correct(now, move, index));
const forgetful: Step = (now, move, index) => (index > 3 ? 0 : overLimit(now, move, index));
const isOddOne = ({ steps }: CounterProgram) => steps.join(" ") === "up up down up up down up";

const CANDIDATES: readonly (readonly [string, Tested])[] = [
  ["right", correct],
  ["over the limit", overLimit],
  ["over both", both],
  ["wrong late", late],
  ["forgetful", forgetful],
  ["breaking at one program", { step: overLimit, ...breakingOn(isOddOne) }],
];

describe("programs that are asked many at once", () => {
  test.each(CANDIDATES)("show what each by itself shows: %s", async (_, candidate) => {
    for (const length of [1, 3, 7]) {
      const batches: Batches = [];
      const alone = await swept(counterSession(candidate), { length });
      const all = await swept(together(counterSession(candidate), batches), { length });
      expect(all).toEqual(alone);
      expect(batches.length).toBeGreaterThan(0);
      for (const batch of batches) expect(batch.length).toBeLessThan(50 + 2);
    }
  });

  test("count for the budget and the effort only where they have their turn", async () => {
    const known = { "up/stays-within-limit": NEVER };
    for (let at = 0; at < 40; at += 1) {
      for (const wish of [{ runs: at * 3 }, { effort: at * 10 }]) {
        const alone = await swept(counterSession(late), { ...wish, known });
        expect(await swept(together(counterSession(late)), { ...wish, known })).toEqual(alone);
      }
    }
    const batches: Batches = [];
    await swept(together(counterSession(correct), batches), { runs: 60, known });
    expect(batches.map(({ length }) => length)).toEqual([50, 10]);
  });

  test("end where all are found or passed", async () => {
    const first = ["up", "up", "up", "up", "up", "up", "down"] as const;
    const known = { "up/stays-within-limit": first, "down/stays-above-zero": NEVER };
    const alone = await swept(counterSession(both), { known });
    expect([...alone.passed, ...alone.found.keys()]).toHaveLength(2);
    expect(await swept(together(counterSession(both)), { known })).toEqual(alone);
  });

  test("come in the same order, each followed by its variants", async () => {
    const log = async (isTogether: boolean) => {
      const asked: string[] = [];
      const session = counterSession({
        begin: ({ steps }) => asked.push(steps.join(" ")),
      });
      await swept(isTogether ? together(session) : session, { known: { [CANCEL]: NEVER } });
      return asked;
    };
    const alone = await log(false);
    expect(await log(true)).toEqual(alone);
    expect(alone.length).toBeGreaterThan(150);
  });

  test("are those that a candidate takes one after the other where it takes none at once", async () => {
    const failing: Own = {
      ...counterSession(both),
      askAll: async () => {
        throw new Error("no such method");
      },
    };
    expect(await swept(failing)).toEqual(await swept(counterSession(both)));
  });

  test("lead a campaign to the same result", async () => {
    for (const candidate of [both, forgetful]) {
      const run = (isTogether: boolean) =>
        runCampaign(
          counter,
          async () => {
            const session = counterSession(candidate);
            return isTogether ? together(session) : session;
          },
          LIMIT,
          CAMPAIGN,
        );
      expect(await run(true)).toEqual(await run(false));
    }
  });
});

describe("a candidate that breaks at one of many programs", () => {
  const breaking: Partial<Candidate> = { step: overLimit, ...breakingOn(isOddOne) };

  test("is started again no more often than where each is asked by itself", async () => {
    const often: Partial<Candidate> = {
      step: overLimit,
      ...breakingOn(({ steps }) => steps.join(" ").endsWith("down down down up")),
    };
    for (const maximum of [0, 3, 8, 100]) {
      const run = async (isTogether: boolean) => {
        const started: Own[] = [];
        const connect = async () => {
          const session = counterSession(often);
          started.push(session);
          return isTogether ? together(session) : session;
        };
        return swept(reconnectingSession(await connect(), connect, maximum));
      };
      expect(await run(true)).toEqual(await run(false));
    }
  });

  test("is asked for many again once the one at fault is known", async () => {
    const batches: Batches = [];
    const connect = async () => together(counterSession(breaking), batches);
    await swept(reconnectingSession(await connect(), connect, 10));
    const at = batches.findIndex((batch) => batch.some(isOddOne));
    expect(at).toBeGreaterThanOrEqual(0);
    expect(at).toBeLessThan(batches.length - 1);
  });

  test("is asked for no more of them where each by itself is answered", async () => {
    let batches = 0;
    let started = 0;
    const connect = async (): Promise<Own> => {
      started += 1;
      return {
        ...counterSession(overLimit),
        askAll: async () => {
          batches += 1;
          throw new Error("too much");
        },
      };
    };
    const session = reconnectingSession(await connect(), connect, 10);
    expect(await swept(session)).toEqual(await swept(counterSession(overLimit)));
    expect([batches, started]).toEqual([1, 2]);
  });

  test("is gone for good where it has broken too often", async () => {
    const session = reconnectingSession(undefined, async () => counterSession(breaking), 0);
    expect(session.askAll).toBeUndefined();
    await expect(
      session.ask({ steps: [] }, counter.predict({ steps: [] }, LIMIT), 0),
    ).rejects.toThrow(GoneForGood);
  });
});

test("predecessors that were asked at once are in their order", async () => {
  const session = withPredecessors(together(counterSession(correct)));
  const predicted = (["up", "down"] as const).map((move) => {
    const program = { steps: [move] };
    return { program, prediction: counter.predict(program, LIMIT) };
  });
  const [first, second] = (await session.askAll?.(predicted)) ?? [];
  expect(first?.predecessors?.()).toEqual([]);
  expect(second?.predecessors?.()).toEqual([{ steps: ["up"] }]);
  expect(withPredecessors(counterSession(correct)).askAll).toBeUndefined();
});

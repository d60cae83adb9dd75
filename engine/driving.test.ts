import { describe, expect, test } from "vitest";
import type { Task } from "./assigning.ts";
import { counter } from "./counter.test-helper.ts";
import { type CounterTypes, LIMIT, type Move } from "./counter-model.test-helper.ts";
import { correct, counterSession } from "./counter-sessions.test-helper.ts";
import { driveTasks, queueOf } from "./driving.ts";
import type { Session } from "./specification.ts";

const judge = counter.createJudge(counter.properties(LIMIT), [], LIMIT);
const context = { specification: counter, judge, statement: LIMIT };

const taskOf = (index: number, steps: readonly Move[]): Task<CounterTypes> => {
  const program = { steps };
  return { index, program, prediction: counter.predict(program, LIMIT), attempt: index };
};

/** The session that has begun with one of these does not answer before the others have done the rest. */
function waitingAt(indices: readonly number[], until: Promise<unknown>): Session<CounterTypes> {
  const session = counterSession(correct);
  return {
    ...session,
    ask: async (program, prediction, attempt = 0, whileBusy) => {
      if (indices.includes(attempt)) await until;
      return session.ask(program, prediction, attempt, whileBusy);
    },
  };
}

interface Gate {
  readonly passed: Promise<void>;
  readonly open: () => void;
}

function gate(): Gate {
  let open = () => {};
  const passed = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { passed, open: () => open() };
}

const tasks = (count: number) =>
  Array.from({ length: count }, (_, index) => taskOf(index, ["up", "down"]));

describe("sessions side by side", () => {
  test("deliver what they have driven in the order of the programs", async () => {
    const { passed, open } = gate();
    const delivered: number[] = [];
    const asked: number[] = [];
    const session = (): Session<CounterTypes> => {
      const own = waitingAt([0], passed);
      return {
        ...own,
        ask: (program, prediction, attempt = 0, whileBusy) => {
          asked.push(attempt);
          // The first is answered last.
          if (attempt === 5) open();
          return own.ask(program, prediction, attempt, whileBusy);
        },
      };
    };
    await driveTasks(
      context,
      [session(), session()],
      queueOf(tasks(6).values()),
      { mayGoOn: () => true },
      (_, { index }) => delivered.push(index),
    );
    expect(asked).toHaveLength(6);
    expect(delivered).toEqual([0, 1, 2, 3, 4, 5]);
  });

  test("deliver nothing of what comes after the program that the candidate breaks on", async () => {
    const { passed, open } = gate();
    const breaking = waitingAt([0], passed);
    const slow: Session<CounterTypes> = {
      ...breaking,
      ask: async (program, prediction, attempt = 0, whileBusy) => {
        const asked = await breaking.ask(program, prediction, attempt, whileBusy);
        if (attempt === 0) throw new Error("it fell");
        return asked;
      },
    };
    const quick = counterSession(correct);
    const beside: Session<CounterTypes> = {
      ...quick,
      ask: (program, prediction, attempt = 0, whileBusy) => {
        if (attempt === 3) open();
        return quick.ask(program, prediction, attempt, whileBusy);
      },
    };
    const delivered: number[] = [];
    const failure = await driveTasks(
      context,
      [slow, beside],
      queueOf(tasks(9).values()),
      { mayGoOn: () => true },
      (_, { index }) => delivered.push(index),
    );
    expect(delivered).toEqual([]);
    expect(failure).toEqual({ error: new Error("it fell"), program: { steps: ["up", "down"] } });
  });
});

test("one session delivers each program before the next one is judged", async () => {
  const delivered: number[] = [];
  const session = counterSession(correct);
  const limit = 3;
  await driveTasks(
    context,
    [session],
    queueOf(tasks(9).values()),
    { mayGoOn: () => delivered.length < limit },
    (_, { index }) => delivered.push(index),
  );
  // One more is asked while the last one is judged.
  expect(delivered.length).toBeLessThanOrEqual(limit + 1);
  expect(delivered).toEqual([...delivered.keys()]);
});

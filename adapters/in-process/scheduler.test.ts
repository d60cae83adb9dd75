import { describe, expect, test } from "vitest";
import { Abandoned, Scheduler } from "./scheduler.ts";

const SEEDS = Array.from({ length: 60 }, (_, index) => `seed ${index}`);

/** A task that notes its name before, between and after its pauses. */
const noting = (scheduler: Scheduler, notes: string[], name: string, pauses: number) =>
  scheduler.start(async () => {
    notes.push(name);
    for (let left = pauses; left > 0; left -= 1) {
      await scheduler.pause();
      notes.push(name);
    }
    return name;
  });

async function notesOf(seed: string, pauses: readonly number[]): Promise<string> {
  const scheduler = new Scheduler();
  const notes: string[] = [];
  scheduler.begin(seed);
  const names = pauses.map((_, index) => String.fromCharCode(97 + index));
  const tasks = pauses.map((count, index) =>
    noting(scheduler, notes, names[index] as string, count),
  );
  expect(await Promise.all(tasks)).toEqual(names);
  await scheduler.end();
  return notes.join("");
}

describe("turns", () => {
  test("come in every order that two tasks can have", async () => {
    const orders = new Set<string>();
    for (const seed of SEEDS) orders.add(await notesOf(seed, [2, 1]));
    // Three turns of one among two of the other: as many orders as ways to choose 2 of 5.
    expect(orders.size).toBe(10);
  });

  test("are the same for the same seed", async () => {
    for (const seed of SEEDS.slice(0, 10))
      expect(await notesOf(seed, [3, 2, 4])).toBe(await notesOf(seed, [3, 2, 4]));
  });

  test("run a task to its end that never pauses", async () => {
    for (const seed of SEEDS.slice(0, 10))
      expect(await notesOf(seed, [0, 0, 0])).toMatch(/^[abc]{3}$/);
  });

  test("last while a task waits for what comes by itself", async () => {
    const scheduler = new Scheduler();
    const notes: string[] = [];
    const waiting = (name: string) => async () => {
      notes.push(name);
      for (let left = 50; left > 0; left -= 1) await Promise.resolve();
      await new Promise(process.nextTick);
      notes.push(name);
    };
    scheduler.begin("any");
    await Promise.all(["a", "b", "c"].map((name) => scheduler.start(waiting(name))));
    expect(notes.join("")).toMatch(/^(aa|bb|cc){3}$/);
  });

  test("go to another task where one waits for a lock of a paused one", async () => {
    const orders = new Set<string>();
    for (const seed of SEEDS) {
      const scheduler = new Scheduler();
      const notes: string[] = [];
      let lock = Promise.resolve();
      const locked = (name: string) => async () => {
        const before = lock;
        let unlock = () => {};
        lock = new Promise((resolve) => {
          unlock = resolve;
        });
        await before;
        notes.push(name);
        await scheduler.pause();
        notes.push(name);
        unlock();
      };
      scheduler.begin(seed);
      await Promise.all(["a", "b"].map((name) => scheduler.start(locked(name))));
      orders.add(notes.join(""));
    }
    expect([...orders].sort()).toEqual(["aabb", "bbaa"]);
  });

  test("wait for a task that waits for the world outside", async () => {
    const scheduler = new Scheduler();
    scheduler.begin("any");
    const slow = scheduler.start(() => new Promise((resolve) => setTimeout(resolve, 5, "slow")));
    expect(await slow).toBe("slow");
    await scheduler.end();
  });

  test("are not taken outside of a flight", async () => {
    const scheduler = new Scheduler();
    await scheduler.pause();
    scheduler.begin("any");
    await scheduler.end();
    await scheduler.pause();
  });

  test("go on for what a task left to be done after it", async () => {
    const scheduler = new Scheduler();
    const notes: string[] = [];
    scheduler.begin("any");
    await scheduler.start(() => {
      void scheduler.pause().then(() => notes.push("later"));
    });
    expect(notes).toEqual([]);
    await scheduler.end();
    expect(notes).toEqual(["later"]);
  });

  test("fail as the task does", async () => {
    const scheduler = new Scheduler();
    scheduler.begin("any");
    const failing = scheduler.start(() => {
      throw new Error("no");
    });
    await expect(failing).rejects.toThrow("no");
    await scheduler.end();
  });
});

describe("a count of turns", () => {
  test.each([1, 2, 3, 4])("resolves after %i, and before another", async (count) => {
    const scheduler = new Scheduler();
    const notes: string[] = [];
    scheduler.begin("any");
    const tasks = ["a", "b"].map((name) => noting(scheduler, notes, name, 9));
    const failures = Promise.allSettled(tasks);
    await scheduler.turns(count);
    scheduler.abandon();
    expect(notes).toHaveLength(count);
    for (const { status, ...why } of await failures) {
      expect(status).toBe("rejected");
      expect(why).toEqual({ reason: expect.any(Abandoned) });
    }
  });

  test("of none takes the first, and none after it", async () => {
    const scheduler = new Scheduler();
    const notes: string[] = [];
    scheduler.begin("any");
    void noting(scheduler, notes, "a", 9).catch(() => undefined);
    await scheduler.turns(0);
    await scheduler.turns(0);
    expect(notes).toHaveLength(1);
    scheduler.abandon();
  });

  test("is cut short where nothing is left to take one", async () => {
    const scheduler = new Scheduler();
    scheduler.begin("any");
    await scheduler.turns(1_000_000);
    const task = noting(scheduler, [], "a", 1);
    await scheduler.turns(1_000_000);
    expect(await task).toBe("a");
  });

  test("goes by the clock while all wait for the world outside", async () => {
    const scheduler = new Scheduler();
    scheduler.begin("any");
    void scheduler.start(() => new Promise(() => {})).catch(() => undefined);
    await scheduler.turns(5);
    scheduler.abandon();
  });
});

test("what is abandoned never goes on", async () => {
  const scheduler = new Scheduler();
  const notes: string[] = [];
  scheduler.begin("any");
  void noting(scheduler, notes, "a", 1).catch(() => undefined);
  await scheduler.turns(1);
  scheduler.abandon();
  await scheduler.end();
  void scheduler.pause().then(() => notes.push("paused after the end"));
  for (let rounds = 20; rounds > 0; rounds -= 1) await new Promise(setImmediate);
  expect(notes).toEqual(["a"]);
});

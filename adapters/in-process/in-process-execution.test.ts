/** What is recorded of a candidate of this process, as it was after each message, whatever it hands out. */
import { describe, expect, test } from "vitest";
import * as fixtures from "../../candidates/broken/in-process.ts";
import type { Message, Outcome, Snapshot } from "../../model/index.ts";
import type { Candidate } from "../protocol/port.ts";
import { openSession } from "../session/session.ts";
import { inProcessTransport } from "./in-process.ts";

describe("an execution", () => {
  const enroll = (client: string): Message => ({ type: "enroll", client });
  const settings = { capacity: 1, otherCapacity: 0 };

  test("copies a living state, also what only getters of it show", async () => {
    const session = await openSession(inProcessTransport(fixtures.living(), 10_000));
    const scan = { plugIn: true, tools: true, scan: true };
    const { snapshots } = await session.run(settings, [
      enroll("a"),
      { type: "returnPatchInventory", client: "a", ...scan },
      { type: "retire", client: "a" },
      { type: "delete", client: "a" },
    ]);
    const row = { client: "a", record: "active", licensed: false, inventories: 0 };
    expect(snapshots).toEqual([
      { capacity: 1, inUse: 0, clients: [row] },
      { capacity: 1, inUse: 1, clients: [{ ...row, licensed: true, inventories: 1 }] },
      { capacity: 1, inUse: 0, clients: [{ ...row, record: "retired", inventories: 1 }] },
      { capacity: 1, inUse: 0, clients: [] },
    ]);
  });

  test("copies living lists, of answers too", async () => {
    const session = await openSession(inProcessTransport(fixtures.livingLists(), 10_000));
    const { outcomes, snapshots } = await session.run(settings, [
      { type: "checkIn", client: "a" },
      { type: "importCatalog", revision: 1, bulletins: ["b1"] },
    ]);
    expect(outcomes[0]).toMatchObject({ updates: [] });
    expect(snapshots.map(({ catalog }) => catalog?.deployed)).toEqual([[], ["b1"]]);
  });

  const SPOILING: readonly [string, (message: Record<string, unknown>) => void][] = [
    ["changes it", (message) => Object.assign(message, { client: "z", nodes: 9, type: "retire" })],
    ["changes the list in it", ({ bulletins }) => (bulletins as string[] | undefined)?.pop()],
    ["freezes it", Object.freeze],
    ["notes itself on it", (message) => Object.assign(message, { self: message })],
    [
      "empties it",
      (message) => {
        for (const key of Object.keys(message)) delete message[key];
      },
    ],
  ];
  const given: readonly Message[] = [
    enroll("a"),
    { type: "setCapacity", nodes: 2 },
    { type: "importCatalog", revision: 1, bulletins: ["b1", "b2"] },
  ];
  const kept = structuredClone(given);

  test.each(SPOILING)("is of the suite's own message where a candidate %s", async (_, spoil) => {
    const { handle } = fixtures.object;
    const byMessage: Candidate = {
      ...fixtures.object,
      handle: (message) => {
        const answer = handle(message);
        spoil(message as unknown as Record<string, unknown>);
        return answer;
      },
    };
    const atOnce: Candidate = {
      ...fixtures.object,
      execute: (messages, observe) => {
        const outcomes = messages.map(handle) as Outcome[];
        const snapshots = messages.map(() => fixtures.object.snapshot()) as Snapshot[];
        for (const message of messages) spoil(message as unknown as Record<string, unknown>);
        (messages as Message[]).length = 0;
        return { outcomes, snapshots: observe === "each" ? snapshots : [] };
      },
    };
    for (const candidate of [byMessage, atOnce]) {
      const session = await openSession(inProcessTransport(candidate, 10_000));
      const { outcomes } = await session.run(settings, given);
      expect(outcomes).toHaveLength(3);
      expect(given).toEqual(kept);
    }
  });

  test("begins with settings of the suite's own", async () => {
    const own = { capacity: 1, otherCapacity: 0 };
    const candidate: Candidate = {
      ...fixtures.object,
      reset: (settings) => {
        Object.assign(settings, { capacity: 7 });
      },
    };
    const session = await openSession(inProcessTransport(candidate, 10_000));
    await session.run(own, [enroll("a")]);
    expect(own).toEqual({ capacity: 1, otherCapacity: 0 });
  });

  test("does not take what becomes a snapshot later for one that was shown", async () => {
    const shown: { capacity: number; inUse: number; clients?: Snapshot["clients"] } = {
      capacity: 1,
      inUse: 0,
    };
    const candidate: Candidate = {
      ...fixtures.object,
      handle: (message) => {
        if (message.type === "enroll") shown.clients = [];
        return { type: "done" };
      },
      snapshot: () => shown as Snapshot,
    };
    const session = await openSession(inProcessTransport(candidate, 10_000));
    const running = session.run(settings, [{ type: "setCapacity", nodes: 1 }, enroll("a")]);
    await expect(running).rejects.toThrow("/snapshots/0/clients must be array: undefined");
  });

  test("shows what there is once the answer has come, and nothing that comes later", async () => {
    let capacity = 1;
    const candidate: Candidate = {
      ...fixtures.object,
      // Answered before it is done.
      handle: async () => {
        void Promise.resolve().then(() =>
          Promise.resolve().then(() => {
            capacity = 2;
          }),
        );
        return { type: "done" };
      },
      snapshot: () => ({ capacity, inUse: 0, clients: [] }),
    };
    const session = await openSession(inProcessTransport(candidate, 10_000));
    const { snapshots } = await session.run(settings, [enroll("a")]);
    expect(snapshots).toMatchObject([{ capacity: 1 }]);
  });

  test("shows what a candidate adds for debugging", async () => {
    const debug = { why: "because" };
    const candidate: Candidate = {
      ...fixtures.object,
      snapshot: () => ({ capacity: 0, inUse: 0, clients: [], debug }) as Snapshot,
    };
    const session = await openSession(inProcessTransport(candidate, 10_000));
    const { snapshots } = await session.run(settings, [enroll("a")]);
    expect(snapshots[0]).toMatchObject({ debug });
  });

  test.each([
    ["each", 3],
    ["last", 1],
    ["none", 0],
  ] as const)("that observes %s takes %i of 3 snapshots", async (observe, count) => {
    const transport = inProcessTransport(fixtures.default(), 10_000);
    await transport.reset(settings);
    const messages = [enroll("a"), enroll("b"), enroll("c")];
    const { outcomes, snapshots } = (await transport.execute(messages, observe)) as {
      outcomes: unknown[];
      snapshots: Snapshot[];
    };
    expect(outcomes).toHaveLength(3);
    expect(snapshots).toHaveLength(count);
    if (count > 0) expect(snapshots.at(-1)?.clients).toHaveLength(3);
  });
});

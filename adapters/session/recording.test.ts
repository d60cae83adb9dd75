import { describe, expect, test } from "vitest";
import { durableDefect } from "../../candidates/zoo/durable-defects.ts";
import { createDurableServer } from "../../candidates/zoo/durable-server.ts";
import { createPoolServer } from "../../candidates/zoo/pool-server.ts";
import type { Message } from "../../model/index.ts";
import type { Phase } from "../../properties/concurrency/history.ts";
import type { Candidate, CandidateExport, Host } from "../protocol/port.ts";
import { openCandidate } from "./open.ts";
import {
  clientOf,
  clientsIn,
  enroll,
  lastSnapshot,
  of,
  record,
  SETTINGS,
  scan,
} from "./recording.test-helper.ts";

const SEEDS = Array.from({ length: 30 }, (_, index) => `seed ${index}`);
const ready = (client: string): Message[] => [
  enroll(client),
  { type: "sendBasicInventory", client, plugIn: true },
];

const durable = (host: Host) => createDurableServer(host);
/** Everybody at once, with a kill in the middle and one in a batch. */
const PHASES: readonly Phase[] = [
  { type: "sequence", messages: ["a", "b", "c"].flatMap(ready) },
  { type: "together", lanes: [[scan("a"), scan("a")], [scan("b")], [scan("c"), enroll("d")]] },
  { type: "together", lanes: [[enroll("e")], [enroll("f")]], kill: { answers: 1, lagMs: 1 } },
  { type: "crash", during: [enroll("g"), enroll("h")], kill: { answers: 0, lagMs: 3 } },
  { type: "crash", during: [], kill: { answers: 0, lagMs: 0 } },
  { type: "sequence", messages: [enroll("i")] },
];

describe("a history", () => {
  test("has a place of its own for everything that was seen", async () => {
    const history = await record(durable, PHASES);
    const places = history.flatMap((event) => [event.call, event.return ?? []].flat());
    expect(new Set(places).size).toBe(places.length);
    expect(Math.min(...places)).toBe(1);
    expect(Math.max(...places)).toBe(places.length);
    for (const { call, return: end } of history) expect(end ?? call + 1).toBeGreaterThan(call);
    expect(of(history, "crash").map(({ phase }) => phase)).toEqual([2, 3, 4]);
    const bounds = PHASES.map((_, phase) => history.filter((event) => event.phase === phase));
    for (const [index, events] of bounds.slice(1).entries())
      expect(Math.min(...events.map(({ call }) => call))).toBeGreaterThan(
        Math.max(...(bounds[index] ?? []).map(({ call, return: end }) => end ?? call)),
      );
  });

  test("of a sequence shows each message and the state after it", async () => {
    const messages = [enroll("a"), enroll("b")];
    const history = await record(durable, [{ type: "sequence", messages }]);
    expect(history.map(({ type, call, return: end }) => [type, call, end])).toEqual([
      ["message", 1, 2],
      ["snapshot", 3, 4],
      ["message", 5, 6],
      ["snapshot", 7, 8],
    ]);
    expect(of(history, "message").map(({ message }) => message)).toEqual(messages);
    expect(of(history, "message").map(({ request }) => request)).toEqual([1, 1]);
    expect(of(history, "snapshot").map(({ snapshot }) => snapshot.clients.length)).toEqual([1, 2]);
  });

  test("of lanes has their messages in their order, and one snapshot", async () => {
    const lanes = [[scan("a"), enroll("b")], [enroll("c")], []];
    const history = await record(durable, [{ type: "together", lanes }]);
    const messages = of(history, "message");
    for (const [index, lane] of lanes.entries()) {
      const own = messages.filter((event) => event.lane === index);
      expect(own.map(({ message }) => message)).toEqual(lane);
      for (const [at, { call }] of own.entries())
        expect(call).toBeGreaterThan(own[at - 1]?.return ?? 0);
    }
    expect(new Set(messages.map(({ request }) => request)).size).toBe(3);
    expect(of(history, "snapshot")).toHaveLength(1);
    expect(clientsIn(history)?.sort()).toEqual(["a", "b", "c"]);
  });

  test.each(SEEDS.slice(0, 5))("is the same for the same seed: %s", async (seed) => {
    expect(await record(durable, PHASES, seed)).toEqual(await record(durable, PHASES, seed));
  });

  test("is the same in a session that has driven others before", async () => {
    const session = await (await openCandidate(durable)).connect();
    const [first, second] = [
      await session.record(SETTINGS, PHASES, "same"),
      await session.record(SETTINGS, PHASES, "same"),
    ];
    expect(second).toEqual(first);
  });

  test("is another for another seed, and messages overlap", async () => {
    const histories = await Promise.all(SEEDS.map((seed) => record(durable, PHASES, seed)));
    expect(new Set(histories.map((history) => JSON.stringify(history))).size).toBeGreaterThan(20);
    const overlaps = histories.flatMap((history) => {
      const messages = of(history, "message").filter(({ phase }) => phase === 1);
      return messages.filter(({ call, lane }) =>
        messages.some((m) => m.lane !== lane && m.call < call && call < (m.return ?? 0)),
      );
    });
    expect(overlaps.length).toBeGreaterThan(SEEDS.length);
  });

  test("of a candidate that never pauses has one message after the other", async () => {
    const lanes = ["a", "b", "c"].map((client) => [enroll(client), scan(client)]);
    const orders = new Set<string>();
    for (const seed of SEEDS) {
      const history = await record(() => createPoolServer(), [{ type: "together", lanes }], seed);
      const messages = of(history, "message");
      for (const { call, return: end } of messages) expect(end).toBe(call + 1);
      orders.add(messages.map(({ lane }) => lane).join(""));
    }
    expect(orders.size).toBeGreaterThan(10);
  });
});

describe("messages in flight together", () => {
  const race: readonly Phase[] = [
    { type: "sequence", messages: ["a", "b", "c"].flatMap(ready) },
    { type: "together", lanes: [[scan("a")], [scan("b")], [scan("c")]] },
  ];
  const overdrawn = async (source: CandidateExport) => {
    const ends = await Promise.all(SEEDS.map((seed) => record(source, race, seed)));
    return ends.filter((history) => (lastSnapshot(history)?.inUse ?? 0) > SETTINGS.capacity).length;
  };

  test("overdraw no pool that is locked, and one that is not", async () => {
    expect(await overdrawn(durable)).toBe(0);
    expect(await overdrawn(durableDefect("scansShareThePool"))).toBeGreaterThan(5);
  });
});

describe("a crash", () => {
  const lanes = [[enroll("a"), enroll("b")], [enroll("c")], [enroll("d"), enroll("e")]];
  /** Clients of acknowledged messages that nobody knows after the crash. */
  const lostBy = async (source: CandidateExport, answers: number) => {
    const lost = await Promise.all(
      SEEDS.map(async (seed, lagMs) => {
        const kill = { answers, lagMs: lagMs % 10 };
        const history = await record(source, [{ type: "together", lanes, kill }], seed);
        const known = clientsIn(history) ?? [];
        const answered = of(history, "message").filter(({ outcome }) => outcome);
        return answered.filter(({ message }) => !known.includes(clientOf(message)));
      }),
    );
    return lost.flat();
  };

  test("loses nothing of what was answered, where it was stored before", async () => {
    for (const answers of [0, 1, 3]) expect(await lostBy(durable, answers)).toEqual([]);
    expect((await lostBy(durableDefect("answersBeforeItStores"), 1)).length).toBeGreaterThan(5);
  });

  test("leaves messages without an answer, some of which took effect", async () => {
    const fates = { answered: 0, effect: 0, none: 0 };
    for (const [lagMs, seed] of SEEDS.entries()) {
      const kill = { answers: 1, lagMs: lagMs % 12 };
      const history = await record(durable, [{ type: "together", lanes, kill }], seed);
      const known = clientsIn(history) ?? [];
      for (const { message, outcome, return: end } of of(history, "message")) {
        expect(end === undefined).toBe(outcome === undefined);
        if (outcome) fates.answered += 1;
        else fates[known.includes(clientOf(message)) ? "effect" : "none"] += 1;
      }
    }
    expect(Math.min(...Object.values(fates))).toBeGreaterThan(5);
  });

  test("in the middle of a request of several leaves the first of them", async () => {
    const during = ["a", "b", "c", "d"].map(enroll);
    const counts = new Set<number>();
    for (let lagMs = 0; lagMs < 16; lagMs += 1) {
      const kill = { answers: 0, lagMs };
      const history = await record(durable, [{ type: "crash", during, kill }]);
      const messages = of(history, "message");
      expect(messages.map(({ message }) => message)).toEqual(during);
      expect(new Set(messages.map(({ request }) => request)).size).toBe(1);
      const known = clientsIn(history) ?? [];
      expect(known).toEqual(["a", "b", "c", "d"].slice(0, known.length));
      counts.add(known.length);
      for (const { return: end } of messages)
        expect(end === undefined || known.length === 4).toBe(true);
    }
    expect([...counts]).toEqual([0, 1, 2, 3, 4]);
  });

  test("after the answer leaves outcomes, one after the other", async () => {
    const kill = { answers: 0, lagMs: 1_000 };
    const during = [enroll("a"), enroll("b")];
    const history = await record(durable, [{ type: "crash", during, kill }]);
    expect(history.map(({ type, call, return: end }) => [type, call < (end ?? 0)])).toEqual([
      ["message", true],
      ["message", true],
      ["crash", true],
      ["snapshot", true],
    ]);
    const [first, second] = of(history, "message");
    expect(second?.call).toBeGreaterThan(first?.return ?? Number.NaN);
  });

  test("abandons what was in flight: none of it writes to the disk of the next life", async () => {
    const lives: Host[] = [];
    const late: (() => void)[] = [];
    const source = (host: Host): Candidate => {
      lives.push(host);
      const server = createPoolServer({ features: ["concurrency", "durability"] });
      return Object.assign(server, {
        handle: async () => {
          late.push(() => host.disk.set("late", "write"));
          await host.pause();
          host.disk.set("paused", "write");
          return { type: "done" };
        },
      });
    };
    const kill = { answers: 0, lagMs: 1 };
    await record(source, [{ type: "together", lanes: [[enroll("a")]], kill }]);
    for (const write of late) write();
    await new Promise(setImmediate);
    expect(lives).toHaveLength(2);
    expect(late).toHaveLength(1);
    expect([...(lives[1]?.disk ?? [["", ""]])]).toEqual([]);
    expect([...(lives[0]?.disk.keys() ?? [])]).toEqual(["late"]);
  });

  test("is not for a candidate that is one object", async () => {
    const session = await (await openCandidate(createPoolServer())).connect();
    expect(session.canCrash).toBe(false);
    const kill = { answers: 0, lagMs: 0 };
    await expect(
      session.record(SETTINGS, [{ type: "crash", during: [], kill }], ""),
    ).rejects.toThrow("cannot be killed");
    expect((await (await openCandidate(durable)).connect()).canCrash).toBe(true);
  });
});

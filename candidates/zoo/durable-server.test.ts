import { describe, expect, test } from "vitest";
import type { Host } from "../../adapters/protocol/port.ts";
import { openCandidate } from "../../adapters/session/open.ts";
import type { Message, Snapshot } from "../../model/index.ts";
import type { History, HistoryEvent, Phase } from "../../properties/concurrency/history.ts";
import { checkConformance } from "../../suite/conformance.ts";
import { type DurableDefectName, durableDefect } from "./durable-defects.ts";
import { createDurableServer } from "./durable-server.ts";
import { createPoolServer } from "./pool-server.ts";

const SETTINGS = { capacity: 2, otherCapacity: 1 };
const durable = (host: Host) => createDurableServer(host);

const scan = (client: string): Message => ({
  type: "returnPatchInventory",
  client,
  plugIn: true,
  tools: true,
  scan: true,
});
const inventory = (client: string): Message => ({
  type: "sendBasicInventory",
  client,
  plugIn: true,
});

/** As long as two checkpoints, and something of every table in it. */
const MESSAGES: readonly Message[] = [
  { type: "enroll", client: "a" },
  inventory("a"),
  scan("a"),
  { type: "importCatalog", revision: 1, bulletins: ["x", "y"] },
  { type: "enableBulletin", bulletin: "x" },
  { type: "createPolicy", bulletin: "x" },
  inventory("__proto__"),
  scan("__proto__"),
  { type: "returnOtherInventory", client: "a" },
  { type: "setCapacity", nodes: 1 },
  { type: "setOtherCapacity", nodes: 0 },
  scan("a"),
  { type: "target", client: "a", policy: "install" },
  { type: "expireAup" },
  { type: "upgradeSolution" },
  { type: "retire", client: "a" },
  { type: "renewAup" },
  { type: "delete", client: "__proto__" },
  scan("b"),
  { type: "enroll", client: "a" },
];

const messagesOf = (history: History) =>
  history.filter((e): e is Extract<HistoryEvent, { type: "message" }> => e.type === "message");
const snapshotsOf = (history: History) =>
  history.flatMap((event) => (event.type === "snapshot" ? [sorted(event.snapshot)] : []));

const sorted = (snapshot: Snapshot): Snapshot => ({
  ...snapshot,
  clients: snapshot.clients.toSorted((a, b) => (a.client < b.client ? -1 : 1)),
});

/** What the pool server answers and shows of these messages, one after the other. */
function plainRun(messages: readonly Message[]) {
  const server = createPoolServer();
  server.reset(SETTINGS);
  const states = [sorted(server.snapshot())];
  const outcomes = messages.map((message) => {
    const outcome = server.handle(message);
    states.push(structuredClone(sorted(server.snapshot())));
    return outcome;
  });
  return { outcomes, states };
}

describe("the durable server", () => {
  test("is the pool server, where one message follows the other", async () => {
    const report = await checkConformance(durable, { programs: 10, exhaustive: false });
    expect(report.error).toBeUndefined();
    expect(report.properties.filter(({ verdict }) => verdict === "violated")).toEqual([]);
  });

  test("goes on from where a crash left it, at whatever moment it came", async () => {
    const session = await (await openCandidate(durable)).connect();
    const { states } = plainRun(MESSAGES);
    const reached = new Set<number>();
    for (let lagMs = 0; reached.size <= MESSAGES.length; lagMs += 1) {
      const crash: Phase = { type: "crash", during: MESSAGES, kill: { answers: 0, lagMs } };
      const nothing: Phase = { ...crash, during: [] };
      const [state, again] = snapshotsOf(await session.record(SETTINGS, [crash, nothing], ""));
      expect(states).toContainEqual(state);
      expect(again).toEqual(state);
      // A snapshot does not tell two states apart that differ in what it does not show.
      const done = states.flatMap((s, at) =>
        JSON.stringify(s) === JSON.stringify(state) ? at : [],
      );
      for (const at of done) reached.add(at);
      expect(lagMs).toBeLessThan(200);
    }
  });
});

/** Every order of the messages of a history in which what had been answered comes before what was sent after. */
function* ordersOf(events: ReturnType<typeof messagesOf>): Generator<typeof events> {
  if (events.length === 0) yield [];
  for (const first of events) {
    const rest = events.filter((event) => event !== first);
    if (rest.some((event) => (event.return ?? 0) < first.call)) continue;
    for (const order of ordersOf(rest)) yield [first, ...order];
  }
}

const BEFORE: readonly Message[] = [
  ...["a", "b", "c"].map(inventory),
  scan("c"),
  { type: "importCatalog", revision: 1, bulletins: ["x"] },
];
const LANES: readonly (readonly Message[])[] = [
  [scan("a"), { type: "retire", client: "b" }],
  [scan("b"), { type: "upgradeSolution" }],
  [{ type: "setCapacity", nodes: 1 }],
  [{ type: "expireAup" }, { type: "checkIn", client: "a" }],
];

/** Whether the pool server could have answered and ended so, in some order that the suite cannot exclude. */
function hasAnOrder(history: History): boolean {
  const events = messagesOf(history).filter(({ phase }) => phase === 1);
  const seen = (order: typeof events) =>
    JSON.stringify([order.map(({ outcome }) => outcome), snapshotsOf(history).at(-1)]);
  for (const order of ordersOf(events)) {
    const { outcomes, states } = plainRun([...BEFORE, ...order.map(({ message }) => message)]);
    const expected = JSON.stringify([outcomes.slice(BEFORE.length), states.at(-1)]);
    if (expected === seen(order)) return true;
  }
  return false;
}

async function withoutOrder(name?: DurableDefectName): Promise<number> {
  const session = await (await openCandidate(name ? durableDefect(name) : durable)).connect();
  const phases: readonly Phase[] = [
    { type: "sequence", messages: BEFORE },
    { type: "together", lanes: LANES },
  ];
  let count = 0;
  for (let seed = 0; seed < 30; seed += 1)
    if (!hasAnOrder(await session.record(SETTINGS, phases, `${seed}`))) count += 1;
  return count;
}

describe("messages in flight together", () => {
  test("take effect in one order", async () => {
    expect(await withoutOrder()).toBe(0);
  });

  test("take effect in none, where a lock is missing", async () => {
    expect(await withoutOrder("scansShareThePool")).toBeGreaterThan(0);
  });
});

import { describe, expect, test } from "vitest";
import { type HistoryEvent, type Message, type Outcome, statementOf } from "../model/index.ts";
import { judge } from "./judge.ts";
import { type LaneProgram, type LaneStep, plan } from "./program.ts";
import { claimedHistoryProperties } from "./properties.ts";

/** The pool alone: everybody is ready, so that histories are short. */
const statement = statementOf({ features: ["pool", "concurrency", "durability"] });

const scan = (client: string): Message => ({
  type: "returnPatchInventory",
  client,
  plugIn: true,
  tools: true,
  scan: true,
});
const retire = (client: string): Message => ({ type: "retire", client });
const enroll = (client: string): Message => ({ type: "enroll", client });

const PULLED: Outcome = { type: "processed", license: "pulled" };
const HELD: Outcome = { type: "processed", license: "held" };
const REFUSED: Outcome = { type: "discarded", reason: "no-license" };
const DONE: Outcome = { type: "done" };

/** A message of a race: in flight from the beginning to the end of it, unless it is unanswered. */
type Said = readonly [Message, Outcome | undefined];

/** Everybody in a lane of their own; `licensed` and how often each is shown to be processed afterwards. */
interface Shown {
  readonly capacity: number;
  readonly holders: readonly string[];
  readonly others?: readonly string[];
  readonly retired?: readonly string[];
  readonly inUse?: number;
}

function snapshotOf({ capacity, holders, others = [], retired = [], inUse }: Shown) {
  const clients = [...holders, ...others, ...retired].map((client) => ({
    client,
    record: retired.includes(client) ? ("retired" as const) : ("active" as const),
    licensed: holders.includes(client),
    inventories: 0,
  }));
  return { capacity, inUse: inUse ?? holders.length, clients };
}

/** Judges one race or crash with nothing before it. */
function judged(capacity: number, said: readonly Said[], shown: Shown, kill = false) {
  const step: LaneStep = {
    type: "together",
    lanes: said.map(([message]) => [message]),
    ...(kill && { kill: { answers: 0, lagMs: 0 } }),
  };
  const program: LaneProgram = { capacity, otherCapacity: 0, steps: [step] };
  const history: HistoryEvent[] = said.map(([message, outcome], lane) => ({
    type: "message",
    phase: 0,
    lane,
    message,
    request: lane,
    call: lane,
    ...(outcome && { return: 100 + lane, outcome }),
  }));
  if (kill) history.push({ type: "crash", phase: 0, call: 200, return: 201 });
  history.push({ type: "snapshot", phase: 0, call: 300, return: 301, snapshot: snapshotOf(shown) });
  const kind = kill ? "durable" : "concurrent";
  const properties = claimedHistoryProperties(statement).filter((one) => one.kind === kind);
  return judge({ program, plan: plan(program, statement), history }, properties, statement);
}

describe("accepts", () => {
  test.each<[string, number, readonly Said[], Shown]>([
    [
      "one of two scans pulls the last license",
      1,
      [
        [scan("a"), PULLED],
        [scan("b"), REFUSED],
      ],
      { capacity: 1, holders: ["a"], others: ["b"] },
    ],
    [
      "whichever of the two it is",
      1,
      [
        [scan("a"), REFUSED],
        [scan("b"), PULLED],
      ],
      { capacity: 1, holders: ["b"], others: ["a"] },
    ],
    [
      "a scan that is processed before its client is retired",
      1,
      [
        [scan("a"), PULLED],
        [retire("a"), DONE],
      ],
      { capacity: 1, holders: [], retired: ["a"] },
    ],
    [
      "a scan that brings its client back after that",
      1,
      [
        [enroll("a"), DONE],
        [retire("a"), DONE],
        [scan("a"), PULLED],
      ],
      { capacity: 1, holders: ["a"] },
    ],
    [
      "the same scan twice, pulled once and held once",
      2,
      [
        [scan("a"), HELD],
        [scan("a"), PULLED],
      ],
      { capacity: 2, holders: ["a"] },
    ],
    [
      "a scan that found the capacity of before",
      1,
      [
        [scan("a"), PULLED],
        [{ type: "setCapacity", nodes: 0 }, DONE],
      ],
      { capacity: 0, holders: ["a"] },
    ],
  ])("%s", (_, capacity, said, shown) => {
    expect([...judged(capacity, said, shown).violations.keys()]).toEqual([]);
  });

  test.each<[string, readonly Said[], Shown]>([
    [
      "an unanswered scan that took effect",
      [[scan("a"), undefined]],
      { capacity: 1, holders: ["a"] },
    ],
    ["an unanswered scan that did not", [[scan("a"), undefined]], { capacity: 1, holders: [] }],
    [
      "an unanswered scan that took the license of a refused one",
      [
        [scan("a"), undefined],
        [scan("b"), REFUSED],
      ],
      { capacity: 1, holders: ["a"], others: ["b"] },
    ],
  ])("after a crash, %s", (_, said, shown) => {
    expect([...judged(1, said, shown, true).violations.keys()]).toEqual([]);
  });
});

describe("rejects", () => {
  test.each<[string, number, readonly Said[], Shown, readonly string[]]>([
    [
      "two pulls of the last license",
      1,
      [
        [scan("a"), PULLED],
        [scan("b"), PULLED],
      ],
      { capacity: 1, holders: ["a", "b"] },
      ["capacity", "licenses", "inventories", "linearizable"],
    ],
    [
      "a refusal although there is a license for everybody",
      2,
      [
        [scan("a"), PULLED],
        [scan("b"), REFUSED],
      ],
      { capacity: 2, holders: ["a"], others: ["b"] },
      ["licenses", "inventories", "linearizable"],
    ],
    [
      "two pulls by one client",
      2,
      [
        [scan("a"), PULLED],
        [scan("a"), PULLED],
      ],
      { capacity: 2, holders: ["a"] },
      ["licenses", "inventories", "linearizable"],
    ],
    [
      "a license that nobody holds",
      2,
      [
        [scan("a"), PULLED],
        [scan("b"), PULLED],
      ],
      { capacity: 2, holders: ["a"], others: ["b"] },
      ["licenses", "linearizable"],
    ],
    [
      "a count that is not that of the holders",
      2,
      [
        [scan("a"), PULLED],
        [enroll("b"), DONE],
      ],
      { capacity: 2, holders: ["a"], others: ["b"], inUse: 2 },
      ["licenses", "linearizable"],
    ],
    [
      "an enrolment that is lost",
      1,
      [
        [scan("a"), PULLED],
        [enroll("b"), DONE],
      ],
      { capacity: 1, holders: ["a"] },
      ["records", "linearizable"],
    ],
    [
      "a retirement that is lost",
      0,
      [
        [enroll("a"), DONE],
        [enroll("b"), DONE],
        [retire("c"), DONE],
      ],
      { capacity: 0, holders: [], others: ["a", "b", "c"] },
      ["records", "linearizable"],
    ],
  ])("%s", (_, capacity, said, shown, broken) => {
    const { violations } = judged(capacity, said, shown);
    expect([...violations.keys()]).toEqual(broken.map((name) => `concurrency/${name}`));
  });

  test.each<[string, readonly Said[], Shown, readonly string[]]>([
    [
      "an acknowledged scan that is lost",
      [[scan("a"), PULLED]],
      { capacity: 1, holders: [], others: ["a"] },
      ["licenses", "linearizable"],
    ],
    [
      "an acknowledged record that is lost",
      [[enroll("a"), DONE]],
      { capacity: 1, holders: [] },
      ["records", "linearizable"],
    ],
    [
      "a license without its holder",
      [[scan("a"), undefined]],
      { capacity: 1, holders: [], others: ["a"], inUse: 1 },
      ["licenses", "linearizable"],
    ],
    [
      "a capacity that is forgotten",
      [[{ type: "setCapacity", nodes: 3 }, DONE]],
      { capacity: 1, holders: [] },
      ["licenses", "linearizable"],
    ],
  ])("after a crash, %s", (_, said, shown, broken) => {
    const { violations } = judged(1, said, shown, true);
    expect([...violations.keys()]).toEqual(broken.map((name) => `durability/${name}`));
  });
});

test("says how far an order goes, and why nothing can come next", () => {
  const { violations } = judged(
    1,
    [
      [scan("a"), PULLED],
      [scan("b"), PULLED],
    ],
    {
      capacity: 1,
      holders: ["a", "b"],
    },
  );
  expect(violations.get("concurrency/linearizable")).toEqual({
    failure: {
      expected: 'b returns a scan: "discarded, no-license"',
      seen: '"processed, license pulled"',
    },
    event: 1,
    order: [0],
    blocked: [
      {
        event: 1,
        why: 'expected b returns a scan: "discarded, no-license"; seen "processed, license pulled"',
      },
    ],
  });
  expect(violations.get("concurrency/capacity")?.failure).toEqual({
    expected: "1 holder at the most",
    seen: "2 holders: a, b",
  });
});

test("what goes wrong before anything is in flight together is left to others", () => {
  const program: LaneProgram = {
    capacity: 1,
    otherCapacity: 0,
    steps: [enroll("a"), { type: "together", lanes: [[scan("a")], [scan("b")]] }],
  };
  const history: HistoryEvent[] = [
    {
      type: "message",
      phase: 0,
      lane: 0,
      message: enroll("a"),
      request: 0,
      call: 0,
      return: 1,
      outcome: DONE,
    },
    {
      type: "snapshot",
      phase: 0,
      call: 2,
      return: 3,
      snapshot: snapshotOf({ capacity: 1, holders: [] }),
    },
  ];
  const properties = claimedHistoryProperties(statement);
  const found = judge({ program, plan: plan(program, statement), history }, properties, statement);
  expect(found).toMatchObject({ arisen: [], violations: new Map(), isSpoiled: true });
});

test("what goes wrong before hides nothing of another part", () => {
  // A client is shown as retired that is not, and then two pull the last license.
  const shown = { capacity: 1, holders: [], others: ["a"], retired: ["b"] };
  const steps: LaneProgram["steps"] = [
    enroll("a"),
    { type: "together", lanes: [[scan("a")], [scan("b")]] },
  ];
  const program: LaneProgram = { capacity: 1, otherCapacity: 0, steps };
  const said = { type: "message", lane: 0, outcome: DONE } as const;
  const history: HistoryEvent[] = [
    { ...said, phase: 0, message: enroll("a"), request: 0, call: 0, return: 1 },
    { type: "snapshot", phase: 0, call: 2, return: 3, snapshot: snapshotOf(shown) },
    { ...said, phase: 1, message: scan("a"), request: 1, call: 4, return: 6, outcome: PULLED },
    { ...said, phase: 1, message: scan("b"), request: 2, call: 5, return: 7, outcome: PULLED },
    {
      type: "snapshot",
      phase: 1,
      call: 8,
      return: 9,
      snapshot: snapshotOf({ capacity: 1, holders: ["a", "b"] }),
    },
  ];
  const properties = claimedHistoryProperties(statement).filter(
    ({ kind }) => kind === "concurrent",
  );
  const found = judge({ program, plan: plan(program, statement), history }, properties, statement);
  expect(found.isSpoiled).toBe(true);
  expect([...found.violations.keys()]).toEqual(
    ["capacity", "licenses", "inventories"].map((part) => `concurrency/${part}`),
  );
  expect(found.arisen).not.toContain("concurrency/records");
});

test("a message that never came back counts until the crash, and not after it", () => {
  const lost = {
    type: "message",
    phase: 0,
    lane: 0,
    message: scan("a"),
    request: 0,
    call: 0,
  } as const;
  const look = (call: number, holders: readonly string[]): HistoryEvent => ({
    type: "snapshot",
    phase: call > 5 ? 1 : 0,
    call,
    return: call + 1,
    snapshot: snapshotOf({ capacity: 1, holders, others: holders.length > 0 ? [] : ["b"] }),
  });
  const program: LaneProgram = {
    capacity: 1,
    otherCapacity: 0,
    steps: [{ type: "crash", during: [scan("a")], kill: { answers: 0, lagMs: 0 } }, enroll("b")],
  };
  const enrolled: HistoryEvent = {
    type: "message",
    phase: 1,
    lane: 0,
    message: enroll("b"),
    request: 1,
    call: 6,
    return: 7,
    outcome: DONE,
  };
  const crash: HistoryEvent = { type: "crash", phase: 0, call: 2, return: 3 };
  const late = [lost, crash, look(4, []), enrolled, look(8, ["a"])].map((event, index) =>
    index === 2 ? { ...event, snapshot: snapshotOf({ capacity: 1, holders: [] }) } : event,
  ) as HistoryEvent[];
  const properties = claimedHistoryProperties(statement).filter(({ kind }) => kind === "durable");
  const { violations } = judge(
    { program, plan: plan(program, statement), history: late },
    properties,
    statement,
  );
  expect(violations.has("durability/linearizable")).toBe(true);
});

import { expect, test } from "vitest";
import type { HistoryEvent } from "./history.ts";
import { judge } from "./judge.ts";
import { DONE, enroll, PULLED, scan, snapshotOf, statement } from "./judged.test-helper.ts";
import { type LaneProgram, plan } from "./program.ts";
import { claimedHistoryProperties } from "./properties.ts";

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
  expect(found).toMatchObject({ arisen: [], violations: new Map(), measures: { spoiled: 1 } });
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
  expect(found.measures.spoiled).toBe(1);
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

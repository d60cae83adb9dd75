/** What a candidate showed, as a state: the model's own where the two agree, and another one as long as they do not. */
import { expect, test } from "vitest";
import { type Message, type Snapshot, statementOf } from "../../model/index.ts";
import { enroll, setCapacity } from "../programs/messages.test-helper.ts";
import { predict } from "../programs/program.ts";
import { interpret } from "./observed-step.ts";

const statement = statementOf({ features: ["pool"] });
const settings = { capacity: 1, otherCapacity: 0 };
const none: Snapshot = { capacity: 1, inUse: 0, clients: [] };
const row = { client: "a", record: "active", licensed: false, inventories: 0 } as const;
const one: Snapshot = { capacity: 1, inUse: 0, clients: [row] };

/** Whether the candidate agrees at each message, where it shows these. */
function agreements(messages: readonly Message[], snapshots: readonly Snapshot[]) {
  const predicted = predict({ ...settings, steps: messages }, statement);
  const outcomes = messages.map(() => ({ type: "done" }) as const);
  return interpret(predicted, { outcomes, snapshots }, statement).map(({ agrees }) => agrees);
}

test("the same snapshot agrees as long as the model stands still", () => {
  expect(agreements([enroll("a"), enroll("a"), setCapacity(1)], [one, one, one])).toEqual([
    true,
    true,
    true,
  ]);
});

test("the same snapshot disagrees where the model has moved on", () => {
  expect(agreements([setCapacity(1), enroll("a")], [none, none])).toEqual([true, false]);
  expect(agreements([enroll("a"), setCapacity(2)], [one, one])).toEqual([true, false]);
});

test("what disagreed is judged from what was shown, be it the same snapshot or another like it", () => {
  // The client that was not there is not there: from then on it is a server without it.
  expect(agreements([enroll("a"), setCapacity(1)], [none, none])).toEqual([false, true]);
  expect(agreements([enroll("a"), setCapacity(1)], [none, { ...none }])).toEqual([false, true]);
  expect(agreements([enroll("a"), enroll("a")], [none, none])).toEqual([false, false]);
});

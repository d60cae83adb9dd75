/** Where two runs come out alike, and where the first difference is. */
import { expect, test } from "vitest";
import { type Snapshot, statementOf } from "../../model/index.ts";
import { enroll, setCapacity } from "../programs/messages.test-helper.ts";
import { predict } from "../programs/program.ts";
import { metamorphicProperties, turnOf } from "./metamorphic.ts";
import { interpret } from "./observed-step.ts";

const statement = statementOf({ features: ["pool"] });
const row = (client: string) =>
  ({ client, record: "active", licensed: false, inventories: 0 }) as const;
const showing = (...clients: readonly string[]): Snapshot => ({
  capacity: 1,
  inUse: 0,
  clients: clients.map(row),
});

/** A run of a message that matters and two that do not, as these snapshots show it. */
function run(snapshots: readonly Snapshot[]) {
  const steps = [enroll("a"), setCapacity(1), setCapacity(1)];
  const predicted = predict({ capacity: 1, otherCapacity: 0, steps }, statement);
  const outcomes = steps.map(() => ({ type: "done" }) as const);
  return interpret(predicted, { outcomes, snapshots }, statement);
}

const right = run([showing("a"), showing("a"), showing("a")]);
const spoilt = run([showing("a"), showing("a"), showing("a", "b")]);
const same = metamorphicProperties.find(({ id }) => id === "cons/duplicated-scans-change-nothing");

test.each([
  ["the variant", right, spoilt],
  ["the original", spoilt, right],
])("a difference is found though only %s changes there", (_, original, variant) => {
  expect(same?.relate(original, variant, [0, 1, 2])).toMatchObject({ index: 2 });
  expect(same?.relate(original, variant, [0, 1, -1])).toBeUndefined();
});

test("two runs that come out alike do not differ", () => {
  expect(same?.relate(right, right, [0, 1, 2])).toBeUndefined();
});

test("the programs that have a variant are counted without a gap, from a place that is not the first", () => {
  const turns = Array.from({ length: 1000 }, (_, index) => turnOf(index)).filter(
    (turn) => turn !== undefined,
  );
  expect(turns).toEqual(turns.map((_, turn) => turn));
  expect(turns.length).toBe(85 + 200);
  expect(turnOf(29)).toBeUndefined();
  // One in four of a long campaign.
  expect(turnOf(10 ** 9)).toBe(85 + (10 ** 9 - 200) / 4);
});

/** What the earlier messages amount to, and how a recording is laid beside them. */
import { describe, expect, test } from "vitest";
import { FEATURES, statementOf } from "../../model/index.ts";
import {
  days,
  expire,
  onboard,
  remove,
  renew,
  retire,
  scan,
  setCapacity,
} from "../programs/messages.test-helper.ts";
import { type ProgramStep, predict } from "../programs/program.ts";
import { interpret, stepsAsPredicted } from "./observed-step.ts";
import { EMPTY_SUMMARY, type Summary } from "./summary.ts";

const statement = statementOf({ features: FEATURES });

/** With one license, of which there is one holder, a, and one client that was refused, b. */
const full = [onboard("a"), onboard("b")];
const lacking = scan("b", { tools: false });

const rows: readonly (readonly [string, readonly ProgramStep[], Partial<Summary>])[] = [
  ["begins with nothing", [], {}],
  ["a refused client waits", full, { refused: new Set("b") }],
  ["a holder does not", [onboard("a"), scan("a")], {}],
  ["an incomplete scan does not", [lacking], {}],
  ["nor ends it the wait", [...full, lacking], { refused: new Set("b") }],
  ["a pull ends it", [...full, setCapacity(2), scan("b")], {}],
  ["retirement ends it", [...full, retire("b")], {}],
  ["deletion ends it", [...full, remove("b")], { deleted: new Set("b") }],
  ["retiring a holder releases", [onboard("a"), retire("a")], { releasedByRetire: 1 }],
  ["retiring it again does not", [onboard("a"), retire("a"), retire("a")], { releasedByRetire: 1 }],
  [
    "deleting a holder releases",
    [onboard("a"), remove("a")],
    { deleted: new Set("a"), releasedByDelete: 1 },
  ],
  ["deleting nobody does not", [remove("a")], {}],
  ["renewal after expiry is remembered", [expire, renew], { renewed: true }],
  ["renewal of a current AUP is not", [renew], {}],
];

test.each(rows)("%s", (_, steps, summary) => {
  const program = { capacity: 1, otherCapacity: 0, steps: [...steps, days(1)] };
  const observedSteps = stepsAsPredicted(predict(program, statement), statement);
  expect(observedSteps.at(-1)?.summary).toEqual({ ...EMPTY_SUMMARY, ...summary });
});

describe("interpret", () => {
  const pool = statementOf({ features: ["pool"] });
  const program = { capacity: 1, otherCapacity: 0, steps: [onboard("a")] };
  const predicted = predict(program, pool);
  const done = { type: "done" } as const;
  const active = { client: "a", record: "active", licensed: false, inventories: 0 } as const;
  const enrolled = { capacity: 1, inUse: 0, clients: [active] };

  test("rejects a recording that ends too early", () => {
    const recording = { outcomes: [done], snapshots: [enrolled] };
    expect(() => interpret(predicted, recording, pool)).toThrow("ends at message 1");
  });

  test("sees the model's own state where the snapshot agrees in all that is judged", () => {
    const unasked = { functioning: false, other: { capacity: 9, inUse: 9 }, debug: 1 };
    const recording = { outcomes: [done], snapshots: [{ ...enrolled, ...unasked }] };
    const [step] = interpret(predicted.slice(0, 1), recording, pool);
    expect(step?.observed).toBe(step?.after);
  });

  test("judges a message by what was shown before it", () => {
    const other = { ...active, client: "z", licensed: true };
    const snapshots = [{ ...enrolled, clients: [active, other] }, enrolled];
    const [, step] = interpret(predicted, { outcomes: [done, done], snapshots }, pool);
    expect(step?.expected).toEqual({ kind: "discarded", reasons: ["no-license"] });
  });
});

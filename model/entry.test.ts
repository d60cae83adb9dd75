/** Entry: what a report does to its sender's record, under every combination of the two choices. */
import { describe, expect, test } from "vitest";
import {
  basic,
  checkIn,
  enroll,
  other,
  remove,
  retire,
  scan,
} from "../properties/programs/messages.test-helper.ts";
import {
  type ClientRecord,
  clientOf,
  FEATURES,
  initialState,
  type Message,
  statementOf,
  step,
} from "./index.ts";

const reports: readonly (readonly [string, Message])[] = [
  ["checkIn", checkIn("a")],
  ["Basic Inventory", basic("a", false)],
  ["a complete scan", scan("a")],
  ["an incomplete scan", scan("a", { tools: false })],
  ["the other inventory", other("a")],
];

const senders: readonly (readonly [string, readonly Message[]])[] = [
  ["unknown", []],
  ["deleted", [enroll("a"), basic("a"), scan("a"), remove("a")]],
  ["retired", [enroll("a"), basic("a", false), scan("a"), retire("a")]],
  ["active", [enroll("a")]],
];

/** The record after a report from each sender; `undefined` where nothing at all may change. */
type Due = Readonly<Record<string, ClientRecord["record"] | undefined>>;
const table = [
  ["recreated", "reactivates", { unknown: "active", deleted: "active", retired: "active" }],
  ["recreated", "ignored", { unknown: "active", deleted: "active", retired: undefined }],
  ["ignored", "reactivates", { unknown: undefined, deleted: undefined, retired: "active" }],
  ["ignored", "ignored", { unknown: undefined, deleted: undefined, retired: undefined }],
] as const satisfies readonly (readonly [string, string, Due])[];

describe.each(table)("unknownReports: %s, retiredReports: %s", (unknown, retired, changed) => {
  const due: Due = { ...changed, active: "active" };
  const statement = statementOf({
    features: FEATURES,
    choices: { unknownReports: unknown, retiredReports: retired },
  });
  const reached = (messages: readonly Message[]) =>
    messages.reduce(
      (state, message) => step(state, message, statement).state,
      initialState({ capacity: 0, otherCapacity: 0 }),
    );
  const cases = senders.flatMap(([sender, given]) =>
    reports.map(([report, message]) => ({ sender, given, report, message })),
  );

  test.each(cases)("$report of an $sender client", ({ sender, given, message }) => {
    const before = reached(given);
    const { state: after, expected } = step(before, message, statement);
    if (due[sender] === undefined) {
      expect(after).toBe(before);
      const kinds = { checkIn: "ignoredCheckIn", returnPatchInventory: "ignoredScan" } as const;
      const kind = (kinds as Partial<Record<string, string>>)[message.type] ?? "anything";
      expect(expected.kind).toBe(kind);
      return;
    }
    const { record, licensed, otherLicensed, target, inventories } = clientOf(after, "a");
    expect(record).toBe(due[sender]);
    expect(expected.kind).not.toMatch(/^ignored/);
    // The pools are empty, so that Entry is all that can have happened.
    expect({ licensed, otherLicensed }).toEqual({ licensed: false, otherLicensed: false });
    expect(inventories).toBe(clientOf(before, "a").inventories);
    expect(target).toBe(sender === "deleted" ? "unknown" : "none");
  });
});

/** States and records with fields changed: every field counts, and nothing but a change makes another object. */
import { describe, expect, test } from "vitest";
import { type ClientRecord, Clients } from "./clients.ts";
import { initialState, recordWith, type State, stateWith } from "./state.ts";

const RECORD: ClientRecord = {
  record: "active",
  target: "install",
  plugInReported: true,
  licensed: true,
  otherLicensed: true,
  inventories: 3,
};
const OTHER_RECORD: ClientRecord = {
  record: "none",
  target: "none",
  plugInReported: false,
  licensed: false,
  otherLicensed: false,
  inventories: 0,
};

const STATE: State = {
  ...initialState({ capacity: 3, otherCapacity: 2 }),
  dormant: true,
  revision: 4,
};
const OTHER_STATE: State = {
  clients: Clients.none.with("a", RECORD),
  capacity: 0,
  otherCapacity: 0,
  aup: "expired",
  dormant: false,
  revision: 0,
  listed: new Set(["b1"]),
  enabled: new Set(["b1"]),
  deployed: new Set(["b1"]),
};

describe.each<readonly [string, object, object, (before: never, fields: never) => object]>([
  ["a record", RECORD, OTHER_RECORD, recordWith],
  ["a state", STATE, OTHER_STATE, stateWith],
])("%s", (_, before, other, change) => {
  const changed = (fields: object) => change(before as never, fields as never);
  const fields = Object.entries(other);

  test("has every field of the other one", () => {
    expect(Object.keys(before).sort()).toEqual(Object.keys(other).sort());
  });

  test.each(fields)("with another %s is another one, and as it was but for that", (key, value) => {
    const after = changed({ [key]: value });
    expect(after).not.toBe(before);
    expect(after).toEqual({ ...before, [key]: value });
    expect(changed({ [key]: before[key as keyof typeof before] })).toBe(before);
  });

  test("with all of them changed is the other one", () => {
    expect(changed(other)).toEqual(other);
    expect(changed({})).toBe(before);
  });
});

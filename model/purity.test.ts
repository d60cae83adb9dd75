/** The model as a function: total, and without a trace in what it is given. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { describeExpectation, describeMessage } from "./describe.ts";
import {
  CHOICES,
  type Choices,
  type ClientRecord,
  clientOf,
  FEATURES,
  initialState,
  inUse,
  type Message,
  otherInUse,
  type State,
  statementOf,
  step,
} from "./index.ts";

const client = fc.constantFrom("a", "b", "0", "__proto__", "constructor");
const bulletin = fc.constantFrom("b1", "b2", "__proto__");
const nodes = fc.constantFrom(0, 1, 2, 2 ** 31 - 1);
const literal = <T extends string>(type: T) => fc.constant(type);

/** Every message, in any state, declared or not. */
const message: fc.Arbitrary<Message> = fc.oneof(
  fc.record({ type: fc.constantFrom("enroll", "checkIn", "returnOtherInventory"), client }),
  fc.record({ type: fc.constantFrom("retire", "delete"), client }),
  fc.record({ type: literal("sendBasicInventory"), client, plugIn: fc.boolean() }),
  fc.record({
    type: literal("returnPatchInventory"),
    client,
    plugIn: fc.boolean(),
    tools: fc.boolean(),
    scan: fc.boolean(),
  }),
  fc.record({
    type: literal("target"),
    client,
    policy: fc.constantFrom("none", "install", "uninstall"),
  }),
  fc.record({ type: fc.constantFrom("setCapacity", "setOtherCapacity"), nodes }),
  fc.record({ type: fc.constantFrom("expireAup", "renewAup", "upgradeSolution") }),
  fc.record({
    type: literal("importCatalog"),
    revision: fc.nat({ max: 3 }),
    bulletins: fc.uniqueArray(bulletin),
  }),
  fc.record({ type: fc.constantFrom("enableBulletin", "createPolicy"), bulletin }),
  fc.record({ type: literal("passDays"), days: fc.constantFrom(1, 400) }),
);

const choices = fc.record(
  Object.fromEntries(
    Object.entries(CHOICES).map(([choice, values]) => [choice, fc.constantFrom(...values)]),
  ),
) as fc.Arbitrary<Choices>;
const statement = fc
  .record({ features: fc.subarray([...FEATURES]), choices })
  .map((declared) => statementOf(declared));
const program = fc.array(message, { maxLength: 40, size: "max" });
const settings = { capacity: 1, otherCapacity: 1 };
/** The same programs in every run of the tests. */
const FIXED = { seed: 59456, numRuns: 300 };

/** Freezing alone leaves a Map and a Set as they are. */
function freeze(state: State): State {
  const refuse = () => {
    throw new Error("the model wrote into the state that it was given");
  };
  for (const collection of [state.clients, state.listed, state.enabled, state.deployed])
    for (const method of ["set", "add", "delete", "clear"])
      Object.defineProperty(collection, method, { value: refuse, configurable: true });
  for (const record of state.clients.values()) Object.freeze(record);
  return Object.freeze(state);
}

test("accepts any message in any state, and writes into neither", () => {
  fc.assert(
    fc.property(program, statement, (messages, declared) => {
      let state = initialState(settings);
      for (const sent of messages) {
        const before = structuredClone(state);
        const copy = structuredClone(sent);
        const { state: after, expected } = step(freeze(state), Object.freeze(sent), declared);
        expect(state).toEqual(before);
        expect(sent).toEqual(copy);
        expect(describeExpectation(expected)).not.toMatch(/\n|undefined/);
        state = after;
      }
    }),
    FIXED,
  );
});

test("gives the same object back where nothing changes", () => {
  let same = 0;
  fc.assert(
    fc.property(program, statement, (messages, declared) => {
      let state = initialState(settings);
      for (const sent of messages) {
        const { state: after } = step(state, sent, declared);
        if (after === state) same += 1;
        else expect(after, describeMessage(sent)).not.toEqual(state);
        state = after;
      }
    }),
    FIXED,
  );
  expect(same).toBeGreaterThan(0);
});

/** What holds in every state that can be reached. */
function inconsistencies(state: State, before: State, sent: Message): readonly string[] {
  const subset = (a: ReadonlySet<string>, b: ReadonlySet<string>) => [...a].every((x) => b.has(x));
  const records: readonly ClientRecord[] = [...state.clients.values()];
  const grew = inUse(state) > inUse(before);
  const checks: Record<string, boolean> = {
    "dormant implies expired": !state.dormant || state.aup === "expired",
    "deployed ⊆ enabled ⊆ listed":
      subset(state.deployed, state.enabled) && subset(state.enabled, state.listed),
    "only active records are licensed": records.every((r) => !r.licensed || r.record === "active"),
    "no record, no other license": records.every((r) => !r.otherLicensed || r.record !== "none"),
    "a pull stays within the capacity": !grew || inUse(state) <= state.capacity,
    "only a scan pulls": !grew || sent.type === "returnPatchInventory",
    "one license at a time": inUse(state) <= inUse(before) + 1,
    "the other pool likewise":
      otherInUse(state) <= otherInUse(before) || otherInUse(state) <= state.otherCapacity,
  };
  return Object.keys(checks).filter((name) => !checks[name]);
}

test("reaches consistent states only", () => {
  fc.assert(
    fc.property(program, statement, (messages, declared) => {
      let state = initialState(settings);
      for (const sent of messages) {
        const { state: after } = step(state, sent, declared);
        expect(inconsistencies(after, state, sent)).toEqual([]);
        state = after;
      }
    }),
    FIXED,
  );
});

describe("ids that trip objects", () => {
  const declared = statementOf({ features: ["pool"] });
  test.each(["0", "__proto__", "constructor", "toString", "a-1"])("accepts %s", (id) => {
    const empty = initialState(settings);
    expect(clientOf(empty, id).record).toBe("none");
    const { state } = step(empty, { type: "enroll", client: id }, declared);
    expect(clientOf(state, id).record).toBe("active");
    expect([...state.clients.keys()]).toEqual([id]);
  });
});

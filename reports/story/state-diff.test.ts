/** What differs between a candidate's state and the model's, and nothing else. */
import { expect, test } from "vitest";
import type { Counterexample } from "../data/counterexample.ts";
import { violatedSample } from "../data/samples.test-helper.ts";
import { differencesOf } from "./state-diff.ts";

const { properties } = await violatedSample();
const sample = properties.find(({ id }) => id === "exc/holder-continues-when-full")
  ?.counterexample as Counterexample;

/** The sample, with another snapshot where it went wrong. */
function showing(change: (snapshot: { clients: object[] }) => object): Counterexample {
  const history = sample.history.map((exchange, at) =>
    at === sample.divergence.message
      ? { ...exchange, snapshot: change(exchange.snapshot as { clients: object[] }) }
      : exchange,
  );
  return { ...sample, history };
}

test("is what differs alone", () => {
  expect(differencesOf(sample)).toEqual([
    { what: "a's inventories", before: "1", expected: "2", seen: "1" },
  ]);
});

test("of a client that one of them does not have is its record", () => {
  const stranger = { client: "z", record: "active", licensed: true, inventories: 0 };
  expect(differencesOf(showing((shown) => ({ ...shown, clients: [stranger] })))).toEqual([
    { what: "a's record", before: "active", expected: "active", seen: "none" },
    { what: "z's record", before: "none", expected: "none", seen: "active" },
  ]);
});

test("is nothing of what a snapshot leaves out", () => {
  const bare = showing(({ clients, ...shown }) => ({
    capacity: "capacity" in shown ? shown.capacity : 0,
    inUse: 1,
    clients: clients.map((client) => ({ ...client, otherLicensed: undefined })),
  }));
  expect(differencesOf(bare)?.map(({ what }) => what)).toEqual(["a's inventories"]);
});

test.each([null, "words", { clients: {} }])("cannot be found for %j", (snapshot) => {
  expect(differencesOf(showing(() => snapshot as object))).toBeUndefined();
});

/**
 * A correct server that takes every liberty which the specification leaves: where an answer, an order,
 * a count or a field is free, it draws one. The model says what is right, so it can only be wrong about
 * what is free.
 */
import seedrandom from "seedrandom";
import { createReference } from "../../adapters/in-process/reference.ts";
import {
  type Choices,
  type ClientSnapshot,
  type Expectation,
  type Feature,
  initialState,
  type Message,
  type Outcome,
  type SetExpectation,
  type Snapshot,
  statementOf,
  step,
} from "../../model/index.ts";
import type { MakeServer } from "../programs/driving.test-helper.ts";

type Draw = <T>(values: readonly [T, ...T[]]) => T;

export interface Declared {
  readonly features: readonly Feature[];
  readonly choices?: Partial<Choices>;
}

export function createLiberal(declared: Declared, seed: string): ReturnType<MakeServer> {
  const statement = statementOf(declared);
  const reference = createReference(declared);
  const random = seedrandom(seed);
  const draw: Draw = (values) => values[Math.floor(random() * values.length)] ?? values[0];
  let state = initialState({ capacity: 0, otherCapacity: 0 });
  /** Inventories that a record seems to have too many; drawn anew when the record is a new one. */
  const offsets = new Map<string, number>();
  return {
    reset: (settings) => {
      state = initialState(settings);
      offsets.clear();
      return reference.reset(settings);
    },
    handle: async (message) => {
      const { state: after, expected } = step(state, message, statement);
      state = after;
      if (message.type === "retire" || message.type === "delete") offsets.delete(message.client);
      await reference.handle(message);
      return anyAnswer(expected, message, draw);
    },
    snapshot: async () => {
      const snapshot = await reference.snapshot();
      const clients = snapshot.clients.map((client): ClientSnapshot => {
        const offset = offsets.get(client.client) ?? Math.floor(random() * 9);
        if (client.record === "active") offsets.set(client.client, offset);
        return {
          otherLicensed: draw([true, false]),
          ...client,
          inventories: client.inventories + offset,
        };
      });
      return { ...undeclared(draw), ...reversed(snapshot), clients: clients.reverse() };
    },
  };
}

function anyAnswer(expected: Expectation, message: Message, draw: Draw): Outcome {
  switch (expected.kind) {
    case "anything":
      return { type: draw(["done", "refused", "imported"]) };
    case "processed":
      return { type: "processed", license: expected.license };
    case "discarded":
      return {
        type: "discarded",
        reason: draw([expected.reasons[0] ?? "not-ready", ...expected.reasons]),
      };
    case "oneOf":
      return { type: draw([expected.types[0] ?? "done", ...expected.types]) };
    case "ignoredScan":
    case "ignoredCheckIn":
      return draw([{ type: "refused" }, nothing(message, draw)]);
    case "instructions":
      return {
        type: "instructions",
        plugIn: draw([expected.plugIn[0] ?? "none", ...expected.plugIn]),
        packages: anySet(expected.packages, ["scan", "tools"], draw),
        updates: anySet(expected.updates, ["b9", "0"], draw),
      };
  }
}

function nothing({ type }: Message, draw: Draw): Outcome {
  return type === "checkIn"
    ? { type: "instructions", plugIn: "none", packages: [], updates: [] }
    : { type: "discarded", reason: draw(["not-ready", "not-functioning", "no-license"]) };
}

/** What is due and any part of what is free, backwards. */
function anySet<T>({ atLeast, atMost }: SetExpectation<T>, whole: readonly T[], draw: Draw): T[] {
  const free = (atMost === "anything" ? whole : atMost).filter((item) => !atLeast.includes(item));
  return [...atLeast, ...free.filter(() => draw([true, false]))].reverse();
}

/** Fields of features that may not be declared: they are not judged then, and replaced if they are. */
const undeclared = (draw: Draw): Partial<Snapshot> => ({
  functioning: draw([true, false]),
  other: { capacity: draw([0, 7]), inUse: draw([-1, 3]) },
  catalog: { revision: draw([0, 8]), listed: draw([[], ["b9"]]), enabled: [], deployed: [] },
  debug: { drawn: draw([1, 2]) },
});

function reversed(snapshot: Snapshot): Snapshot {
  if (!snapshot.catalog) return snapshot;
  const { revision, listed, enabled, deployed } = snapshot.catalog;
  return {
    ...snapshot,
    catalog: {
      revision,
      listed: listed.toReversed(),
      enabled: enabled.toReversed(),
      deployed: deployed.toReversed(),
    },
  };
}

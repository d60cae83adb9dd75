/** The reference model as a candidate: what a right answer looks like, under any statement. */
import {
  type Declaration,
  declares,
  type Expectation,
  FEATURES,
  initialState,
  inUse,
  type Outcome,
  otherInUse,
  type Snapshot,
  type State,
  type Statement,
  statementOf,
  step,
} from "../../model/index.ts";
import type { Candidate } from "../protocol/port.ts";

/** All that one process can show of itself; the other two features take more than one. */
const DEFAULT_FEATURES = FEATURES.filter((f) => f !== "concurrency" && f !== "durability");

export function createReference(declared: Partial<Declaration> = {}): Candidate {
  const declaration: Declaration = { name: "reference", features: DEFAULT_FEATURES, ...declared };
  const statement = statementOf(declaration);
  let state = initialState({ capacity: 0, otherCapacity: 0 });
  return {
    declaration,
    reset: (settings) => {
      state = initialState(settings);
    },
    handle: (message) => {
      const { state: after, expected } = step(state, message, statement);
      state = after;
      return anAnswer(expected);
    },
    snapshot: () => show(state, statement),
  };
}

/** One of the answers that the expectation admits. */
function anAnswer(expected: Expectation): Outcome {
  switch (expected.kind) {
    case "anything":
      return { type: "done" };
    case "processed":
      return { type: "processed", license: expected.license };
    case "discarded":
      return { type: "discarded", reason: expected.reasons[0] ?? "not-ready" };
    case "oneOf":
      return { type: expected.types[0] ?? "done" };
    case "ignoredScan":
    case "ignoredCheckIn":
      return { type: "refused" };
    case "instructions":
      return {
        type: "instructions",
        plugIn: expected.plugIn[0] ?? "none",
        packages: expected.packages.atLeast,
        updates: expected.updates.atLeast,
      };
  }
}

function show(state: State, statement: Statement): Snapshot {
  const other = declares(statement, "other-solutions");
  return {
    capacity: state.capacity,
    inUse: inUse(state),
    clients: [...state.clients].flatMap(
      ([client, { record, licensed, otherLicensed, inventories }]) =>
        record === "none"
          ? []
          : [{ client, record, licensed, inventories, ...(other && { otherLicensed }) }],
    ),
    ...(other && { other: { capacity: state.otherCapacity, inUse: otherInUse(state) } }),
    ...(declares(statement, "maintenance") && {
      functioning: !state.dormant,
      catalog: {
        revision: state.revision,
        listed: [...state.listed],
        enabled: [...state.enabled],
        deployed: [...state.deployed],
      },
    }),
  };
}

/** What a property looks at in a history: the rest of every answer and snapshot is free. */
import {
  describeRepetition,
  differencesBetween,
  expectedOf,
  type Field,
  fieldsFor,
  type MessageType,
  type Snapshot,
  type State,
  type Statement,
  shownBy,
} from "../../model/index.ts";

export interface View {
  /** Messages whose answers are looked at. */
  readonly answers: ReadonlySet<MessageType>;
  /** Parts of the snapshots that are looked at. */
  readonly parts: ReadonlySet<Field["part"]>;
}

export const viewOf = (
  parts: readonly Field["part"][],
  ...answers: readonly MessageType[]
): View => ({ answers: new Set(answers), parts: new Set(parts) });

export const LICENSES = viewOf(["licenses"], "returnPatchInventory");
export const EVERYTHING = viewOf(
  ["licenses", "records", "inventories", "otherLicenses", "server"],
  "returnPatchInventory",
  "checkIn",
  "importCatalog",
);

/** Makes the check whether a snapshot shows a state, in what the view looks at. */
export function showsOf({ parts }: View, statement: Statement) {
  const fields = fieldsFor(statement, ({ part }) => parts.has(part));
  return (state: State, snapshot: Snapshot): boolean =>
    differencesBetween(expectedOf(state), shownBy(snapshot), fields).next().done === true &&
    !(parts.has("records") && describeRepetition(snapshot, fields));
}

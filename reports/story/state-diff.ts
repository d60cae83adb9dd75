/** Where a candidate's state differs from the model's after the message that is judged; nothing of where it does not. */
import {
  type ClientRecord,
  Clients,
  clientIn,
  differencesBetween,
  expectedOf,
  factsOf,
  fieldsFor,
  renderValue,
  type State,
  type Statement,
  shownBy,
} from "../../model/index.ts";
import type { Counterexample } from "../data/counterexample.ts";
import { isSnapshot } from "../html/scene.ts";

export interface Difference {
  readonly what: string;
  readonly before: string;
  readonly expected: string;
  readonly seen: string;
}

/** Only what a snapshot shows can be compared; nothing where the counterexample has no state. */
export function differencesOf({
  statement,
  state,
  history,
  divergence,
}: Counterexample): readonly Difference[] | undefined {
  const snapshot = history[divergence.message]?.snapshot;
  if (!isPlainState(state?.before) || !isPlainState(state.expected) || !isSnapshot(snapshot))
    return undefined;
  const fields = fieldsFor(statement as Pick<Statement, "features">);
  const before = factsOf(observationOf(state.before), fields);
  const [expected, seen] = [observationOf(state.expected), shownBy(snapshot)];
  return [...differencesBetween(expected, seen, fields)].flatMap(
    ({ name: what, field, client, values: [due, own] }) => {
      // Of a client that one of them does not have, only the record is compared; what a snapshot leaves out is not.
      const isRecord = field.name === "record";
      const hasBoth =
        client === undefined ||
        [expected, seen].every((one) => clientIn(one, client).record !== "none");
      if (own === undefined || !(isRecord || hasBoth)) return [];
      return [
        {
          what,
          before: before.get(what) ?? "none",
          expected: renderValue(due),
          seen: renderValue(own),
        },
      ];
    },
  );
}

/** The model's state as a report has it: plain data. */
type PlainState = Omit<State, "clients" | "listed" | "enabled" | "deployed"> & {
  readonly clients: readonly (ClientRecord & { readonly client: string })[];
  readonly listed: readonly string[];
  readonly enabled: readonly string[];
  readonly deployed: readonly string[];
};

const isPlainState = (value: unknown): value is PlainState =>
  typeof value === "object" &&
  value !== null &&
  ["clients", "listed", "enabled", "deployed"].every((key) =>
    Array.isArray(value[key as keyof typeof value]),
  );

const observationOf = ({ clients, listed, enabled, deployed, ...server }: PlainState) =>
  expectedOf({
    ...server,
    clients: Clients.of(clients.map(({ client, ...record }) => [client, record])),
    listed: new Set(listed),
    enabled: new Set(enabled),
    deployed: new Set(deployed),
  });

/** What a snapshot shows beside what it has to show, in words. */
import {
  type ClientId,
  type ClientSnapshot,
  declares,
  inUse,
  licenses,
  otherInUse,
  type Snapshot,
  type State,
  type Statement,
} from "../../model/index.ts";
import { describeRecord, showSet } from "../clauses/judging.ts";

/** Only what differs. */
export function describeSnapshotDifferences(
  state: State,
  snapshot: Snapshot,
  statement: Statement,
): { readonly expected: string; readonly seen: string } {
  const expected: string[] = [];
  const seen: string[] = [];
  const compare = (wanted: string, shown: string) => {
    if (wanted === shown) return;
    expected.push(wanted);
    seen.push(shown);
  };
  const showsOther = declares(statement, "other-solutions");
  for (const [client, wanted, shown] of recordsOf(state, snapshot, showsOther))
    compare(`${client} ${wanted}`, `${client} ${shown}`);
  compare(pool(inUse(state), state.capacity), pool(snapshot.inUse, snapshot.capacity));
  if (showsOther && snapshot.other)
    compare(
      `the other pool: ${pool(otherInUse(state), state.otherCapacity)}`,
      `the other pool: ${pool(snapshot.other.inUse, snapshot.other.capacity)}`,
    );
  if (declares(statement, "maintenance") && snapshot.catalog) {
    const { catalog } = snapshot;
    compare(functioning(!state.dormant), functioning(snapshot.functioning === true));
    compare(`catalogue revision ${state.revision}`, `catalogue revision ${catalog.revision}`);
    for (const list of ["listed", "enabled", "deployed"] as const)
      compare(`${list}: ${showSet(state[list])}`, `${list}: ${showSet(new Set(catalog[list]))}`);
  }
  return { expected: expected.join("; "), seen: seen.join("; ") };
}

const functioning = (functions: boolean) => `the server ${functions ? "functions" : "is dormant"}`;

const pool = (used: number, capacity: number) => `${used} of ${licenses(capacity)} in use`;

/** Every client that either knows, with both descriptions. */
function recordsOf(state: State, { clients }: Snapshot, showsOther: boolean) {
  const shown = new Map<ClientId, ClientSnapshot>(clients.map((one) => [one.client, one]));
  const ids = [...new Set([...state.clients.keys(), ...shown.keys()])];
  return ids.map((client): readonly [ClientId, string, string] => {
    const record = state.clients.get(client);
    return [client, inWords(record, showsOther), inWords(shown.get(client), showsOther)];
  });
}

const NO_RECORD = "has no record";

type Shown = Pick<ClientSnapshot, "licensed" | "inventories" | "otherLicensed"> & {
  readonly record: "none" | "active" | "retired";
};

function inWords(record: Shown | undefined, showsOther: boolean): string {
  if (!record || record.record === "none") return NO_RECORD;
  const { inventories } = record;
  const otherLicensed = showsOther && record.otherLicensed === true;
  return `is ${describeRecord({ ...record, otherLicensed })}, with ${inventories} ${inventories === 1 ? "inventory" : "inventories"}`;
}

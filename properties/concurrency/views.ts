/** What a property looks at in a history: the rest of every answer and snapshot is free. */
import {
  type ClientSnapshot,
  declares,
  inUse,
  type MessageType,
  otherInUse,
  type Snapshot,
  type State,
  type Statement,
} from "../../model/index.ts";

export interface View {
  /** Messages whose answers are looked at. */
  readonly answers: ReadonlySet<MessageType>;
  /** Whether the snapshot shows the state, as far as it is looked at. */
  readonly shows: (state: State, snapshot: Snapshot, statement: Statement) => boolean;
}

type Shows = View["shows"];

/** Whether each client is shown alike, by its record and by what the snapshot shows of it, if anything. */
const eachClient =
  (
    isAlike: (state: ReturnType<typeof recordIn>, shown: ClientSnapshot | undefined) => boolean,
  ): Shows =>
  (state, { clients }) => {
    const shown = new Map(clients.map((one) => [one.client, one]));
    for (const client of new Set([...state.clients.keys(), ...shown.keys()]))
      if (!isAlike(recordIn(state, client), shown.get(client))) return false;
    return true;
  };

const recordIn = (state: State, client: string) => state.clients.get(client);

const holders = eachClient(
  (record, shown) => (record?.licensed ?? false) === (shown?.licensed ?? false),
);

const showsPool: Shows = (state, snapshot, statement) =>
  snapshot.capacity === state.capacity &&
  snapshot.inUse === inUse(state) &&
  holders(state, snapshot, statement);

const sameRecords = eachClient(
  (record, shown) => (record?.record ?? "none") === (shown?.record ?? "none"),
);

const showsRecords: Shows = (state, snapshot, statement) =>
  // None of them is shown twice.
  new Set(snapshot.clients.map(({ client }) => client)).size === snapshot.clients.length &&
  sameRecords(state, snapshot, statement);

const showsInventories = eachClient(
  (record, shown) => record === undefined || !shown || record.inventories === shown.inventories,
);

const otherHolders = eachClient(
  (record, shown) => (record?.otherLicensed ?? false) === (shown?.otherLicensed ?? false),
);

const showsOtherPool: Shows = (state, snapshot, statement) =>
  !declares(statement, "other-solutions") ||
  (snapshot.other?.capacity === state.otherCapacity &&
    snapshot.other.inUse === otherInUse(state) &&
    otherHolders(state, snapshot, statement));

/** As many as there are, all of them in the set, and none twice. */
const isSameSet = (set: ReadonlySet<string>, shown: readonly string[] = []) =>
  set.size === shown.length &&
  shown.every((item, at) => set.has(item) && shown.indexOf(item) === at);

const showsServer: Shows = (state, { functioning, catalog }, statement) =>
  !declares(statement, "maintenance") ||
  (functioning === !state.dormant &&
    catalog?.revision === state.revision &&
    isSameSet(state.listed, catalog.listed) &&
    isSameSet(state.enabled, catalog.enabled) &&
    isSameSet(state.deployed, catalog.deployed));

const allOf =
  (...parts: readonly Shows[]): Shows =>
  (state, snapshot, statement) =>
    parts.every((shows) => shows(state, snapshot, statement));

const view = (shows: Shows, ...answers: readonly MessageType[]): View => ({
  answers: new Set(answers),
  shows,
});

/** Each part by itself, so that a report can say what of it no order explains. */
export const VIEWS = {
  licenses: view(showsPool, "returnPatchInventory"),
  records: view(showsRecords),
  inventories: view(showsInventories, "returnPatchInventory"),
  otherLicenses: view(showsOtherPool),
  server: view(showsServer, "importCatalog"),
  instructions: view(() => true, "checkIn"),
  everything: view(
    allOf(showsPool, showsRecords, showsInventories, showsOtherPool, showsServer),
    "returnPatchInventory",
    "checkIn",
    "importCatalog",
  ),
} as const satisfies Record<string, View>;

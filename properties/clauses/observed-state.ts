/** What a candidate showed, as a state of the model. */
import {
  type ClientId,
  type ClientRecord,
  type ClientSnapshot,
  Clients,
  declares,
  deletedRecord,
  freshRecord,
  recordWith,
  type Snapshot,
  type State,
  type Statement,
  stateWith,
} from "../../model/index.ts";

/** A snapshot, and what is known of the server around it. */
export interface Shown {
  readonly before: State;
  readonly after: State;
  readonly snapshot: Snapshot;
  /** A snapshot that shows `before`: what is shared with it, where the model changes nothing, is right as it stands. */
  readonly known: Snapshot | undefined;
}

/** What snapshots show besides records and their pool, by what is declared. Asked once a run, not once a message. */
export interface ShownBy {
  readonly statement: Statement;
  readonly other: boolean;
  readonly catalog: boolean;
}

export const shownBy = (statement: Statement): ShownBy => ({
  statement,
  other: declares(statement, "other-solutions"),
  catalog: declares(statement, "maintenance"),
});

/** What the snapshot shows, and the model's idea of the rest: `after` itself where they agree. */
export function observedState(shown: Shown, shows: ShownBy): State {
  const { before, after, snapshot } = shown;
  const other = shows.other ? snapshot.other : undefined;
  const catalog = shows.catalog ? snapshot.catalog : undefined;
  const dormant = catalog ? snapshot.functioning === false : after.dormant;
  const otherCapacity = other?.capacity ?? after.otherCapacity;
  const sameServer =
    snapshot.capacity === after.capacity &&
    otherCapacity === after.otherCapacity &&
    dormant === after.dormant &&
    (!catalog || showsCatalog(shown, catalog));
  const isSame = showsClients(shown, shows.other);
  if (sameServer && isSame) return after;
  return stateWith(after, {
    clients: isSame ? after.clients : clientsSeen(after, snapshot, shows),
    capacity: snapshot.capacity,
    otherCapacity,
    dormant,
    // Only an expired server is dormant, so one that shows dormancy counts as expired from then on.
    aup: dormant && !before.dormant ? "expired" : after.aup,
    revision: catalog?.revision ?? after.revision,
    listed: catalog ? new Set(catalog.listed) : after.listed,
    enabled: catalog ? new Set(catalog.enabled) : after.enabled,
    deployed: catalog ? new Set(catalog.deployed) : after.deployed,
  });
}

function showsCatalog(
  { before, after, known }: Shown,
  catalog: NonNullable<Snapshot["catalog"]>,
): boolean {
  const { listed, enabled, deployed } = after;
  const isKnown = catalog === known?.catalog;
  return (
    catalog.revision === after.revision &&
    ((isKnown && before.listed === listed) || isSameSet(listed, catalog.listed)) &&
    ((isKnown && before.enabled === enabled) || isSameSet(enabled, catalog.enabled)) &&
    ((isKnown && before.deployed === deployed) || isSameSet(deployed, catalog.deployed))
  );
}

/** Whether the snapshot shows just these clients as they are. Nearly always they even stand in the same order. */
function showsClients({ before, after, snapshot, known }: Shown, other: boolean): boolean {
  const shown = snapshot.clients;
  if (shown === known?.clients && after.clients === before.clients) return true;
  let at = 0;
  const areShown = after.clients.every((client, record) => {
    if (record.record === "none") return true;
    const here = shown[at];
    at += 1;
    const own = here?.client === client ? here : shown.find((one) => one.client === client);
    return own !== undefined && isShown(record, own, other);
  });
  // All of them are there, and nothing besides them, not even one of them twice.
  return areShown && at === shown.length;
}

const isShown = (record: ClientRecord, shown: ClientSnapshot, other: boolean): boolean =>
  record.record === shown.record &&
  record.licensed === shown.licensed &&
  record.inventories === shown.inventories &&
  (!other || record.otherLicensed === (shown.otherLicensed === true));

function clientsSeen(after: State, snapshot: Snapshot, shows: ShownBy): Clients {
  const { statement, other: showsOther } = shows;
  const unexpected = freshRecord(deletedRecord(statement), statement);
  const seen = new Map<ClientId, ClientRecord>();
  for (const shown of snapshot.clients) {
    const known = after.clients.get(shown.client);
    const model = known ?? unexpected;
    const { record, licensed, inventories } = shown;
    const otherLicensed = showsOther ? shown.otherLicensed === true : model.otherLicensed;
    const asExpected = known !== undefined && isShown(known, shown, showsOther);
    seen.set(
      shown.client,
      asExpected ? known : recordWith(model, { record, licensed, otherLicensed, inventories }),
    );
  }
  for (const [client, model] of after.clients)
    if (!seen.has(client))
      seen.set(client, model.record === "none" ? model : deletedRecord(statement));
  return Clients.of(seen);
}

function isSameSet(set: ReadonlySet<string>, shown: readonly string[]): boolean {
  // As many as there are, all of them in the set, and none twice.
  return (
    set.size === shown.length &&
    shown.every((item, at) => set.has(item) && shown.indexOf(item) === at)
  );
}

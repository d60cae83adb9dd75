/** Copies of what an in-process candidate is given, and of what it shows and answers, as that was at that moment. */
import { inspect } from "node:util";
import type { Message, Outcome, Snapshot } from "../../model/index.ts";
import { type Execution, isObject } from "../protocol/port.ts";

/**
 * A candidate may hand out its own state, which the next message would change. Fields are read by name, since those of a
 * class may be its getters; what is no object is for the check to find.
 * @param last the copy before: what has not changed is shared with it, which saves most copies, and later comparisons
 */
export function copyOf(snapshot: Snapshot, last?: Snapshot): Snapshot {
  if (!isObject(snapshot) || Array.isArray(snapshot)) return snapshot;
  const { capacity, inUse, functioning, debug } = snapshot;
  const clients = copyOfClients(snapshot.clients, last?.clients);
  const other = copyOfOther(snapshot.other, last?.other);
  const catalog = copyOfCatalog(snapshot.catalog, last?.catalog);
  const isSame =
    isObject(last) &&
    last.capacity === capacity &&
    last.inUse === inUse &&
    last.clients === clients &&
    last.other === other &&
    last.functioning === functioning &&
    last.catalog === catalog;
  if (isSame && debug === undefined && last.debug === undefined) return last;
  return assembled({ capacity, inUse, clients }, other, functioning, catalog, debug);
}

/** Field by field: this is done for every message, and a spread takes several times as long. */
function assembled(
  { capacity, inUse, clients }: Snapshot,
  other: Snapshot["other"],
  functioning: boolean | undefined,
  catalog: Snapshot["catalog"],
  debug: unknown,
): Snapshot {
  const showsAll = other !== undefined && functioning !== undefined && catalog !== undefined;
  // To add fields one by one takes longer too.
  if (showsAll && debug === undefined)
    return { capacity, inUse, clients, other, functioning, catalog };
  const copy: Writable<Snapshot> = { capacity, inUse, clients };
  if (other !== undefined) copy.other = other;
  if (functioning !== undefined) copy.functioning = functioning;
  if (catalog !== undefined) copy.catalog = catalog;
  if (debug !== undefined) copy.debug = asJson(debug);
  return copy;
}

type Writable<T> = { -readonly [K in keyof T]: T[K] };

type ClientSnapshot = Snapshot["clients"][number];
type Clients = readonly ClientSnapshot[];

/** Nearly always nothing has changed: a new list is begun at the first difference only. */
function copyOfClients(clients: Clients, last: Clients | undefined): Clients {
  if (!Array.isArray(clients)) return clients;
  // A hole is for the check to find, which would pass it over as a map does.
  if (!Array.isArray(last)) return [...clients].map((client) => copyOfClient(client, undefined));
  let copies: ClientSnapshot[] | undefined;
  for (let at = 0; at < clients.length; at += 1) {
    // Never beyond the end of a list, where to look takes several times as long.
    const known = at < last.length ? last[at] : undefined;
    const copy = copyOfClient(clients[at] as ClientSnapshot, known);
    if (!copies && at < last.length && copy === known) continue;
    copies ??= beganAs(last, at, clients);
    copies[at] = copy;
  }
  return copies ?? (clients.length === last.length ? last : last.slice(0, clients.length));
}

/** As long as what is shown, and as before up to the first that is not. */
function beganAs(last: Clients, first: number, clients: Clients): ClientSnapshot[] {
  const copies = [...clients];
  for (let at = 0; at < first; at += 1) copies[at] = last[at] as ClientSnapshot;
  return copies;
}

function copyOfClient(shown: ClientSnapshot, last: ClientSnapshot | undefined): ClientSnapshot {
  if (!isObject(shown)) return shown;
  const { client, record, licensed, inventories, otherLicensed } = shown;
  if (
    isObject(last) &&
    last.client === client &&
    last.record === record &&
    last.licensed === licensed &&
    last.inventories === inventories &&
    last.otherLicensed === otherLicensed
  )
    return last;
  return otherLicensed === undefined
    ? { client, record, licensed, inventories }
    : { client, record, licensed, inventories, otherLicensed };
}

function copyOfOther(other: Snapshot["other"], last: Snapshot["other"]): Snapshot["other"] {
  if (!isObject(other)) return other;
  const { capacity, inUse } = other;
  if (isObject(last) && last.capacity === capacity && last.inUse === inUse) return last;
  return { capacity, inUse };
}

function copyOfCatalog(
  catalog: Snapshot["catalog"],
  last: Snapshot["catalog"],
): Snapshot["catalog"] {
  if (!isObject(catalog)) return catalog;
  const revision = catalog.revision;
  const listed = copyOfList(catalog.listed, last?.listed);
  const enabled = copyOfList(catalog.enabled, last?.enabled);
  const deployed = copyOfList(catalog.deployed, last?.deployed);
  const isSame =
    isObject(last) &&
    last.revision === revision &&
    last.listed === listed &&
    last.enabled === enabled &&
    last.deployed === deployed;
  return isSame ? last : { revision, listed, enabled, deployed };
}

/**
 * Of a candidate that executes by itself. Where it put the same object in twice, both are what has become of it;
 * `poolproof doctor` looks for that.
 */
export function copyOfExecution(execution: Execution): Execution {
  if (!isObject(execution)) return execution;
  const { outcomes, snapshots } = execution;
  if (!Array.isArray(outcomes) || !Array.isArray(snapshots)) return execution;
  const copies: Snapshot[] = [];
  for (const shown of snapshots) copies.push(copyOf(shown, copies.at(-1)));
  // In both lists, a hole is for the check to find.
  return { outcomes: Array.from(outcomes, copyOfOutcome), snapshots: copies };
}

/** The suite judges by its own messages; a candidate may change those that it is given. */
export const copyOfMessage = (message: Message): Message =>
  message.type === "importCatalog"
    ? { ...message, bulletins: [...message.bulletins] }
    : { ...message };

export function copyOfOutcome(outcome: Outcome): Outcome {
  if (!isObject(outcome) || outcome.type !== "instructions") return outcome;
  const { type, plugIn, packages, updates } = outcome;
  return { type, plugIn, packages: copyOfList(packages), updates: copyOfList(updates) };
}

function copyOfList<T>(list: readonly T[], last?: readonly T[]): readonly T[] {
  if (!Array.isArray(list)) return list;
  if (!Array.isArray(last) || last.length !== list.length) return [...list];
  for (let at = 0; at < last.length; at += 1) if (last[at] !== list[at]) return [...list];
  return last;
}

/** Anything may be in it, and it has to go into a file. */
function asJson(debug: unknown): unknown {
  try {
    return JSON.parse(JSON.stringify(debug) ?? "null");
  } catch {
    return inspect(debug);
  }
}

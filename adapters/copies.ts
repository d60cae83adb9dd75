/** Copies of what an in-process candidate shows and answers, as it was at that moment. */
import { inspect } from "node:util";
import type { Outcome, Snapshot } from "../model/index.ts";

export const isObject = (value: unknown): value is object =>
  typeof value === "object" && value !== null;

/**
 * A candidate may hand out its living state, which the next message would change. Fields are asked for
 * by name, since those of a class may be its getters; what is no object is for the check to find.
 */
export function copyOf(snapshot: Snapshot): Snapshot {
  if (!isObject(snapshot) || !Array.isArray(snapshot.clients)) return snapshot;
  const { capacity, inUse, clients, other, functioning, catalog, debug } = snapshot;
  // Field after field: this is done for every message, and a spread takes several times as long.
  const copy: Writable<Snapshot> = { capacity, inUse, clients: clients.map(copyOfClient) };
  if (other !== undefined) copy.other = copyOfOther(other);
  if (functioning !== undefined) copy.functioning = functioning;
  if (catalog !== undefined) copy.catalog = copyOfCatalog(catalog);
  if (debug !== undefined) copy.debug = asJson(debug);
  return copy;
}

type Writable<T> = { -readonly [K in keyof T]: T[K] };

function copyOfClient(shown: Snapshot["clients"][number]) {
  if (!isObject(shown)) return shown;
  const { client, record, licensed, inventories, otherLicensed } = shown;
  return otherLicensed === undefined
    ? { client, record, licensed, inventories }
    : { client, record, licensed, inventories, otherLicensed };
}

function copyOfOther(other: NonNullable<Snapshot["other"]>) {
  if (!isObject(other)) return other;
  const { capacity, inUse } = other;
  return { capacity, inUse };
}

function copyOfCatalog(catalog: NonNullable<Snapshot["catalog"]>) {
  if (!isObject(catalog)) return catalog;
  const { revision, listed, enabled, deployed } = catalog;
  return {
    revision,
    listed: copyOfList(listed),
    enabled: copyOfList(enabled),
    deployed: copyOfList(deployed),
  };
}

export function copyOfOutcome(outcome: Outcome): Outcome {
  if (!isObject(outcome) || outcome.type !== "instructions") return outcome;
  const { type, plugIn, packages, updates } = outcome;
  return { type, plugIn, packages: copyOfList(packages), updates: copyOfList(updates) };
}

const copyOfList = <T>(list: readonly T[]) => (Array.isArray(list) ? [...list] : list);

/** Anything may be in it, and all of it has to go into a file. */
function asJson(debug: unknown): unknown {
  try {
    return JSON.parse(JSON.stringify(debug) ?? "null");
  } catch {
    return inspect(debug);
  }
}

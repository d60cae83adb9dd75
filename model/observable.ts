/**
 * What a snapshot shows: the one table of it. A field that is in it, in `Snapshot` and in the protocol's schema is judged,
 * compared and reported wherever snapshots are.
 */
import type { ClientRecord } from "./clients.ts";
import type { ClientId, Snapshot } from "./messages.ts";
import { inUse, otherInUse, type State } from "./state.ts";
import { declares, type Feature, type Statement } from "./statement.ts";

/** Lists and sets are compared as sets, in which nothing stands twice. */
export type Value = string | number | boolean | ReadonlySet<string> | readonly string[];

/** A client as the model knows it, or as a snapshot shows it. */
export type ObservedClient = Pick<ClientRecord, "record" | "licensed" | "inventories"> &
  Partial<Pick<ClientRecord, "otherLicensed">>;

export interface Field {
  /** As reports call it. */
  readonly name: string;
  /** Where it is not declared, the field may hold anything. */
  readonly feature: Feature;
  /** The part of a history that it belongs to: each part is a property of its own. */
  readonly part: "licenses" | "records" | "inventories" | "otherLicenses" | "server";
  /** Judged by its growth alone, and only while a client keeps its record. */
  readonly isCounter?: true;
  /** The candidate's own count of what its clients show one by one. */
  readonly isOwnCount?: true;
}

export interface ClientField extends Field {
  readonly of: (client: ObservedClient) => Value;
  /** In a sentence on the client; left out where it is empty. */
  readonly inWords?: (client: ObservedClient) => string;
}

export interface ServerField extends Field {
  readonly expected: (state: State) => Value;
  /** `undefined` where the snapshot leaves it out. */
  readonly shown: (snapshot: Snapshot) => Value | undefined;
}

// biome-ignore format: a field a line
export const CLIENT_FIELDS: readonly ClientField[] = [
  { name: "record", feature: "pool", part: "records", of: (c) => c.record, inWords: (c) => c.record },
  { name: "license", feature: "pool", part: "licenses", of: (c) => c.licensed, inWords: (c) => (c.licensed ? "licensed" : "unlicensed") },
  { name: "other license", feature: "other-solutions", part: "otherLicenses", of: (c) => c.otherLicensed === true, inWords: (c) => (c.otherLicensed ? "licensed for the other solution" : "") },
  { name: "inventories", feature: "pool", part: "inventories", of: (c) => c.inventories, isCounter: true },
];

// biome-ignore format: a field a line
export const SERVER_FIELDS: readonly ServerField[] = [
  { name: "capacity", feature: "pool", part: "licenses", expected: (s) => s.capacity, shown: (s) => s.capacity },
  { name: "licenses in use", feature: "pool", part: "licenses", expected: inUse, shown: (s) => s.inUse, isOwnCount: true },
  { name: "other pool's capacity", feature: "other-solutions", part: "otherLicenses", expected: (s) => s.otherCapacity, shown: (s) => s.other?.capacity },
  { name: "other pool's licenses in use", feature: "other-solutions", part: "otherLicenses", expected: otherInUse, shown: (s) => s.other?.inUse, isOwnCount: true },
  { name: "functioning", feature: "maintenance", part: "server", expected: (s) => !s.dormant, shown: (s) => s.functioning },
  { name: "catalogue revision", feature: "maintenance", part: "server", expected: (s) => s.revision, shown: (s) => s.catalog?.revision },
  { name: "bulletins listed", feature: "maintenance", part: "server", expected: (s) => s.listed, shown: (s) => s.catalog?.listed },
  { name: "bulletins enabled", feature: "maintenance", part: "server", expected: (s) => s.enabled, shown: (s) => s.catalog?.enabled },
  { name: "bulletins deployed", feature: "maintenance", part: "server", expected: (s) => s.deployed, shown: (s) => s.catalog?.deployed },
];

export interface Fields {
  readonly ofClients: readonly ClientField[];
  readonly ofServer: readonly ServerField[];
}

/** The fields that are judged where this is declared, and of these those that are wanted. */
export function fieldsFor(
  statement: Pick<Statement, "features">,
  wanted: (field: Field) => boolean = () => true,
): Fields {
  const isMeant = (field: Field) => declares(statement, field.feature) && wanted(field);
  return { ofClients: CLIENT_FIELDS.filter(isMeant), ofServer: SERVER_FIELDS.filter(isMeant) };
}

/** What there is to observe of a server. */
export interface Observation {
  readonly clients: Pick<ReadonlyMap<ClientId, ObservedClient>, "get" | "keys">;
  readonly valueOf: (field: ServerField) => Value | undefined;
}

/** What a server in this state has to show. */
export const expectedOf = (state: State): Observation => ({
  clients: state.clients,
  valueOf: ({ expected }) => expected(state),
});

/** What a candidate has shown. */
export const shownBy = (snapshot: Snapshot): Observation => ({
  clients: new Map(snapshot.clients.map((shown) => [shown.client, shown])),
  valueOf: ({ shown }) => shown(snapshot),
});

const ABSENT: ObservedClient = { record: "none", licensed: false, inventories: 0 };

/** A client without a record, where the observation has none. */
export const clientIn = ({ clients }: Observation, client: ClientId): ObservedClient =>
  clients.get(client) ?? ABSENT;

/** In words. */
export interface Mismatch {
  readonly expected: string;
  readonly seen: string;
}

/** A field, and what it is in each of some observations. */
export interface Row {
  /** With the client that it is about: "a's license". */
  readonly name: string;
  readonly field: Field;
  readonly client?: ClientId;
  readonly values: readonly (Value | undefined)[];
}

/** @param clients of these; of all by default, in the order in which they come up */
export function* rowsOf(
  observations: readonly Observation[],
  { ofClients, ofServer }: Fields,
  clients: Iterable<ClientId> = new Set(observations.flatMap((one) => [...one.clients.keys()])),
): Generator<Row> {
  for (const client of clients) {
    const all = observations.map((one) => clientIn(one, client));
    for (const field of ofClients)
      yield { name: `${client}'s ${field.name}`, field, client, values: all.map(field.of) };
  }
  for (const field of ofServer)
    yield { name: field.name, field, values: observations.map((one) => one.valueOf(field)) };
}

/** What each field is, by its name. */
export const factsOf = (
  observation: Observation,
  fields: Fields,
  clients?: Iterable<ClientId>,
): ReadonlyMap<string, string> =>
  new Map(
    [...rowsOf([observation], fields, clients)].map(({ name, values }) => [
      name,
      renderValue(values[0]),
    ]),
  );

/** Where the two differ; of a counter only while the client has a record in both. */
export function* differencesBetween(
  expected: Observation,
  actual: Observation,
  fields: Fields,
): Generator<Row> {
  const hasRecord = (client: ClientId) =>
    [expected, actual].every((one) => clientIn(one, client).record !== "none");
  const all = new Set([...expected.clients.keys(), ...actual.clients.keys()]);
  // Records that are one object need no look at their fields: most of a state's are.
  const clients = [...all].filter((one) => expected.clients.get(one) !== actual.clients.get(one));
  for (const row of rowsOf([expected, actual], fields, clients)) {
    const { client, field, values } = row;
    const isCompared = !field.isCounter || client === undefined || hasRecord(client);
    if (isCompared && !isSameValue(values[0], values[1])) yield row;
  }
}

export function isSameValue(a: Value | undefined, b: Value | undefined): boolean {
  if (a === b || typeof a !== "object" || typeof b !== "object") return a === b;
  const [one, other] = [[...a].sort(), [...b].sort()];
  return one.length === other.length && one.every((item, at) => item === other[at]);
}

export function renderValue(value: Value | undefined): string {
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (typeof value !== "object") return String(value ?? "none");
  return [...value].sort().join(", ") || "none";
}

/** Lists are sets: what one has twice, in words. `undefined` where each has everything once. */
export function describeRepetition(snapshot: Snapshot, { ofServer }: Fields): Mismatch | undefined {
  const shown = ofServer.map((field) => [field.name, field.shown(snapshot)] as const);
  const ids = snapshot.clients.map(({ client }) => client);
  for (const [list, items] of [["clients", ids] as const, ...shown]) {
    if (!Array.isArray(items)) continue;
    const item = items.find((one, at) => items.indexOf(one) !== at);
    if (item !== undefined) return { expected: `every one of ${list} once`, seen: `${item} twice` };
  }
  return undefined;
}

/** As in "a is active, licensed". */
export function describeClient(
  client: ObservedClient,
  fields: readonly ClientField[] = CLIENT_FIELDS,
): string {
  if (client.record === "none") return "without a record";
  return fields.flatMap(({ inWords }) => inWords?.(client) || []).join(", ");
}

/** Where the two differ, in words; a client is described as a whole. `undefined` where they do not. */
export function describeDifferences(
  expected: Observation,
  actual: Observation,
  fields: Fields,
  isJudged: (row: Row) => boolean = () => true,
): Mismatch | undefined {
  const rows = [...differencesBetween(expected, actual, fields)].filter(isJudged);
  if (rows.length === 0) return undefined;
  const texts = (observation: Observation, side: number) =>
    rows.map(({ name, field, client, values }) =>
      client === undefined || field.isCounter
        ? `${name}: ${renderValue(values[side])}`
        : `${client} is ${describeClient(clientIn(observation, client), fields.ofClients)}`,
    );
  const sentence = (...of: Parameters<typeof texts>) => [...new Set(texts(...of))].join("; ");
  return { expected: sentence(expected, 0), seen: sentence(actual, 1) };
}

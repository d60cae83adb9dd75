/** The computer records of a server, as an immutable map that is cheap to change in one place. */
import type { ClientId } from "./messages.ts";
import type { ClientRecord } from "./state.ts";

/**
 * A map of two short arrays, side by side. A server under test has a dozen clients: to copy an array of
 * them and to look an id up in it takes a fraction of what copying a `Map` does, and a model's run
 * copies at nearly every message. What is counted over the records is counted once.
 */
export class Clients implements ReadonlyMap<ClientId, ClientRecord> {
  readonly #ids: readonly ClientId[];
  readonly #records: readonly ClientRecord[];
  #licensed = -1;
  #otherLicensed = -1;

  private constructor(ids: readonly ClientId[], records: readonly ClientRecord[]) {
    this.#ids = ids;
    this.#records = records;
  }

  static readonly none = new Clients([], []);

  /** Of a client that comes twice, the later record counts. */
  static of(entries: Iterable<readonly [ClientId, ClientRecord]>): Clients {
    const map = new Map(entries);
    return new Clients([...map.keys()], [...map.values()]);
  }

  with(client: ClientId, record: ClientRecord): Clients {
    const at = this.#ids.indexOf(client);
    // To push to a copy would copy it twice.
    if (at === -1) return new Clients([...this.#ids, client], [...this.#records, record]);
    const records = this.#records.slice();
    records[at] = record;
    return new Clients(this.#ids, records);
  }

  /** Holders of a license of the node pool. */
  get inUse(): number {
    if (this.#licensed === -1) this.#licensed = count(this.#records, "licensed");
    return this.#licensed;
  }

  /** Holders of a license of the other solution. */
  get otherInUse(): number {
    if (this.#otherLicensed === -1) this.#otherLicensed = count(this.#records, "otherLicensed");
    return this.#otherLicensed;
  }

  get size(): number {
    return this.#ids.length;
  }

  get(client: ClientId): ClientRecord | undefined {
    const at = this.#ids.indexOf(client);
    return at === -1 ? undefined : this.#records[at];
  }

  has(client: ClientId): boolean {
    return this.#ids.includes(client);
  }

  keys() {
    return this.#ids.values();
  }

  values() {
    return this.#records.values();
  }

  entries() {
    return this.#ids
      .map((id, at): [ClientId, ClientRecord] => [id, this.#records[at] as ClientRecord])
      .values();
  }

  [Symbol.iterator]() {
    return this.entries();
  }

  /** As `every` of an array, without an array of pairs. */
  every(holds: (client: ClientId, record: ClientRecord) => boolean): boolean {
    for (let at = 0; at < this.#ids.length; at += 1)
      if (!holds(this.#ids[at] as ClientId, this.#records[at] as ClientRecord)) return false;
    return true;
  }

  forEach(
    visit: (
      record: ClientRecord,
      client: ClientId,
      map: ReadonlyMap<ClientId, ClientRecord>,
    ) => void,
  ) {
    for (const [client, record] of this) visit(record, client, this);
  }
}

function count(records: readonly ClientRecord[], license: "licensed" | "otherLicensed"): number {
  let holders = 0;
  for (const record of records) if (record[license]) holders += 1;
  return holders;
}

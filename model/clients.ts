/** The computer records of a server, as an immutable map that is cheap to change in one place. */
import type { ClientId, Policy } from "./messages.ts";

/**
 * A computer record. One that is `none` stays in the map after a deletion, because what a policy
 * targets may outlive the record: its target is then `unknown`.
 */
export interface ClientRecord {
  readonly record: "none" | "active" | "retired";
  readonly target: Policy | "unknown";
  readonly plugInReported: boolean;
  readonly licensed: boolean;
  readonly otherLicensed: boolean;
  readonly inventories: number;
}

/** Two short arrays: to copy them takes a fraction of what copying a `Map` does, and the model copies at most messages. */
export class Clients {
  readonly #ids: readonly ClientId[];
  readonly #records: readonly ClientRecord[];
  /** Holders of a license of the node pool. */
  readonly inUse: number;
  /** Holders of a license of the other solution. */
  readonly otherInUse: number;

  private constructor(
    ids: readonly ClientId[],
    records: readonly ClientRecord[],
    inUse: number,
    otherInUse: number,
  ) {
    this.#ids = ids;
    this.#records = records;
    this.inUse = inUse;
    this.otherInUse = otherInUse;
  }

  static readonly none = new Clients([], [], 0, 0);

  /** Of a client that comes twice, the later record counts. */
  static of(entries: Iterable<readonly [ClientId, ClientRecord]>): Clients {
    const map = new Map(entries);
    const records = [...map.values()];
    const inUse = records.filter(({ licensed }) => licensed).length;
    const otherInUse = records.filter(({ otherLicensed }) => otherLicensed).length;
    return new Clients([...map.keys()], records, inUse, otherInUse);
  }

  with(client: ClientId, record: ClientRecord): Clients {
    const at = this.#ids.indexOf(client);
    const before = at === -1 ? undefined : this.#records[at];
    const inUse = this.inUse + one(record.licensed) - one(before?.licensed);
    const otherInUse = this.otherInUse + one(record.otherLicensed) - one(before?.otherLicensed);
    // To push to a copy would copy it twice.
    if (at === -1)
      return new Clients([...this.#ids, client], [...this.#records, record], inUse, otherInUse);
    const records = this.#records.slice();
    records[at] = record;
    return new Clients(this.#ids, records, inUse, otherInUse);
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
}

const one = (holds: boolean | undefined): number => (holds ? 1 : 0);

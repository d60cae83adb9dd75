/** The state of a pool server as rows, each a key and a value, as a database would keep it. */
import { PoolServer } from "./pool-server.ts";
import type { Computer } from "./state.ts";

export type Rows = ReadonlyMap<string, string>;
/** Rows with their new values; null where a row is deleted. */
export type Changes = readonly (readonly [key: string, value: string | null])[];

interface Maintained {
  readonly aupExpired: boolean;
  readonly dormant: boolean;
  readonly revision: number;
}

const SETS = ["listed", "enabled", "deployed"] as const;

/**
 * A pool server without its own state: the state is put in before a message and taken out after it. Rows are as small as
 * what one message changes: two clients share none.
 */
export class RowServer extends PoolServer {
  load(rows: Rows): void {
    this.reset({ capacity: 0, otherCapacity: 0 });
    for (const [key, value] of rows) {
      const [table = "", of = ""] = key.split(" ");
      this.#put(table, of, JSON.parse(value));
    }
  }

  rows(): Map<string, string> {
    const { aupExpired, dormant, revision } = this;
    const rows = new Map<string, unknown>([
      ["capacity patch", this.patch.capacity],
      ["capacity other", this.other.capacity],
      ["maintenance", { aupExpired, dormant, revision } satisfies Maintained],
    ]);
    for (const [client, computer] of this.computers) rows.set(`computer ${client}`, computer);
    for (const name of ["patch", "other"] as const)
      for (const client of this[name].holders) rows.set(`${name} ${client}`, true);
    for (const name of SETS)
      for (const bulletin of this[name]) rows.set(`${name} ${bulletin}`, true);
    return new Map([...rows].map(([key, value]) => [key, JSON.stringify(value)]));
  }

  #put(table: string, of: string, value: unknown): void {
    switch (table) {
      case "capacity":
        if (of === "patch") this.patch.capacity = value as number;
        else this.other.capacity = value as number;
        return;
      case "maintenance":
        Object.assign(this, value as Maintained);
        return;
      case "computer":
        this.computers.set(of, value as Computer);
        return;
      case "patch":
      case "other":
        this[table].holders.add(of);
        return;
      case "listed":
      case "enabled":
      case "deployed":
        this[table].add(of);
    }
  }
}

/** The changes from one to the other. */
export function changesBetween(before: Rows, after: Rows): Changes {
  const written = [...after].filter(([key, value]) => before.get(key) !== value);
  const deleted = [...before.keys()].filter((key) => !after.has(key));
  return [...written, ...deleted.map((key) => [key, null] as const)];
}

export function change(rows: Map<string, string>, changes: Changes): void {
  for (const [key, value] of changes) {
    if (value === null) rows.delete(key);
    else rows.set(key, value);
  }
}

/**
 * Candidates of this process: right ones of unusual shapes, and ones broken by one fault each. All are
 * the reference model underneath, which shows nothing but the pool.
 */

import { createReference } from "../../adapters/in-process/reference.ts";
import type { Candidate } from "../../adapters/protocol/port.ts";
import type { ClientSnapshot, Message, Outcome, Settings, Snapshot } from "../../model/messages.ts";

const later = <T>(value: T) => new Promise<T>((resolve) => setImmediate(resolve, value));
const never = () => new Promise<never>(() => {});

const base = (): Candidate => createReference({ name: "in-process", features: ["pool"] });

/** The reference, with something about it changed. */
function changed(change: (right: Candidate) => object): () => Candidate {
  return () => {
    const right = base();
    return { ...right, ...change(right) };
  };
}

const showing = (change: (snapshot: Snapshot) => unknown) =>
  changed((right) => ({ snapshot: () => change(right.snapshot() as Snapshot) }));

// Right ones.

export default base;

export const object = base();

export const promised = async () => later(base());

export const asynchronous = changed((right) => ({
  reset: async (settings: Settings) => right.reset(await later(settings)),
  handle: async (message: Message) => right.handle(await later(message)),
  snapshot: () => later(right.snapshot()),
  close: () => later(undefined),
}));

/** One execution is one call: with `handle` and `snapshot` it would be several. */
export const batching = changed((right) => ({
  execute: async (messages: readonly Message[]) => {
    const outcomes: Outcome[] = [];
    const snapshots: Snapshot[] = [];
    for (const message of messages) {
      outcomes.push(await right.handle(message));
      snapshots.push(await right.snapshot());
    }
    return { outcomes, snapshots };
  },
  handle: () => {
    throw new Error("messages come in one execution");
  },
}));

class LivingRecord implements ClientSnapshot {
  record: "active" | "retired" = "active";
  inventories = 0;
  readonly client: string;
  readonly #holders: Set<string>;

  constructor(client: string, holders: Set<string>) {
    this.client = client;
    this.#holders = holders;
  }

  get licensed(): boolean {
    return this.#holders.has(this.client);
  }
}

/** Its snapshot is itself, and so are the records in it. */
class LivingServer implements Snapshot {
  capacity = 0;
  readonly clients: LivingRecord[] = [];
  readonly #holders = new Set<string>();

  get inUse(): number {
    return this.#holders.size;
  }

  reset(capacity: number): void {
    this.capacity = capacity;
    this.clients.length = 0;
    this.#holders.clear();
  }

  reporting(client: string): LivingRecord {
    const known = this.clients.find((record) => record.client === client);
    const record = known ?? new LivingRecord(client, this.#holders);
    if (!known) this.clients.push(record);
    record.record = "active";
    return record;
  }

  scan(client: string): Outcome {
    const record = this.reporting(client);
    const license = record.licensed ? "held" : "pulled";
    if (!record.licensed && this.inUse >= this.capacity)
      return { type: "discarded", reason: "no-license" };
    this.#holders.add(client);
    record.inventories += 1;
    return { type: "processed", license };
  }

  remove(client: string, keep: boolean): void {
    const at = this.clients.findIndex((record) => record.client === client);
    const record = this.clients[at];
    if (!record) return;
    this.#holders.delete(client);
    record.record = "retired";
    if (!keep) this.clients.splice(at, 1);
  }
}

/** A class, whose methods are its prototype's, that hands out its living state. */
class LivingCandidate implements Candidate {
  readonly declaration = { name: "living", features: [] };
  readonly #server = new LivingServer();

  reset({ capacity }: Settings): void {
    this.#server.reset(capacity);
  }

  handle(message: Message): Outcome {
    const server = this.#server;
    if (message.type === "returnPatchInventory") return server.scan(message.client);
    if (message.type === "enroll") server.reporting(message.client);
    if (message.type === "retire") server.remove(message.client, true);
    if (message.type === "delete") server.remove(message.client, false);
    if (message.type === "setCapacity") server.capacity = message.nodes;
    return { type: "done" };
  }

  snapshot(): Snapshot {
    return this.#server;
  }
}

export const living = () => new LivingCandidate();

/** The lists of its answers and of its catalogue are the ones that it goes on with. */
export function livingLists(): Candidate {
  const listed: string[] = [];
  const catalog = { revision: 0, listed, enabled: [], deployed: listed };
  return {
    ...base(),
    declaration: { name: "living-lists", features: ["maintenance"] },
    handle: (message) => {
      if (message.type === "importCatalog") listed.push(...message.bulletins);
      if (message.type !== "checkIn") return { type: "imported" };
      return { type: "instructions", plugIn: "none", packages: [], updates: listed };
    },
    snapshot: () => ({ capacity: 0, inUse: 0, clients: [], functioning: true, catalog }),
  };
}

// Broken ones.

export const throwsAtHandle = changed(() => ({
  handle: () => {
    throw new TypeError("cannot read the licenses of undefined");
  },
}));

export const throwsText = changed(() => ({
  handle: () => {
    throw "just text";
  },
}));

export const throwsNothing = changed(() => ({
  handle: () => {
    throw Object.create(null);
  },
}));

export const rejects = changed(() => ({
  handle: () => Promise.reject(new Error("connection lost")),
}));

export const rejectsAtReset = changed(() => ({
  reset: () => Promise.reject(new Error("no such table")),
}));

export const throwsAtSnapshot = changed(() => ({
  snapshot: () => {
    throw new Error("not now");
  },
}));

export const throwsAtExecute = changed(() => ({
  execute: () => {
    throw new Error("batch refused");
  },
}));

export const throwsAtClose = changed(() => ({
  close: () => {
    throw new Error("cannot close");
  },
}));

export const throwsInTheMaking = () => {
  throw new Error("no database");
};

export const neverMade = never;
export const neverHandles = changed(() => ({ handle: never }));
export const neverResets = changed(() => ({ reset: never }));
export const neverCloses = changed(() => ({ close: never }));

export const answersNothing = changed(() => ({ handle: () => undefined }));
export const answersText = changed(() => ({ handle: () => "done" }));
export const answersUnknown = changed(() => ({ handle: () => ({ type: "ok" }) }));

export const executesNothing = changed(() => ({ execute: () => undefined }));
export const executesTooLittle = changed(() => ({
  execute: () => ({ outcomes: [], snapshots: [] }),
}));

export const showsNothing = showing(() => undefined);
export const showsBigints = showing((s) => ({ ...s, capacity: BigInt(s.capacity) }));
export const showsText = showing((s) => ({ ...s, inUse: String(s.inUse) }));
export const showsMap = showing((s) => ({ ...s, clients: new Map() }));
export const showsNames = showing((s) => ({ ...s, clients: ["a"] }));
export const showsNumbers = showing((s) => ({
  ...s,
  clients: s.clients.map((row) => ({ ...row, licensed: Number(row.licensed) })),
}));
export const showsLess = showing((s) => ({
  ...s,
  clients: s.clients.map(({ inventories: _, ...row }) => row),
}));

export const declaresUnknown = changed(() => ({
  declaration: { name: "x", features: ["swimming"] },
}));
export const declaresNothing = changed(() => ({ declaration: {} }));

export const incomplete = () => ({ declaration: { name: "x", features: [] }, reset: () => {} });
export const makesNothing = () => undefined;
export const number = 7;

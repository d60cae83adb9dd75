/**
 * A correct license server that takes messages in flight together and survives being killed: the pool
 * server of the zoo as a server with a database would run it. A message takes the locks of all that it
 * reads, reads, decides, commits what has changed, and is answered; between these steps others go on.
 * Every step is a method, so that a defect overrides one.
 */
import type { Candidate, Execution, Host, Observe } from "../../adapters/protocol/port.ts";
import type { Message, Outcome, Settings, Snapshot } from "../../model/messages.ts";
import type { Declaration } from "../../model/statement.ts";
import { type Lock, Locks } from "./locks.ts";
import { FEATURES, type PoolServerOptions } from "./options.ts";
import { type Changes, changesBetween, RowServer, type Rows } from "./rows.ts";
import { Storage } from "./storage.ts";

const PATCH: Lock = { name: "patch" };
const OTHER: Lock = { name: "other" };
const MAINTENANCE: Lock = { name: "maintenance" };

export interface Decision {
  readonly outcome: Outcome;
  readonly changes: Changes;
}

export type DurableServerClass = new (host: Host, options?: PoolServerOptions) => DurableServer;

/** A server that goes on from what the host's disk holds. */
export function createDurableServer(
  host: Host,
  options: PoolServerOptions = {},
  Server: DurableServerClass = DurableServer,
): DurableServer {
  const server = new Server(host, options);
  server.open();
  return server;
}

/** A sequence of messages, not a transaction. */
export async function executeEach(
  server: DurableServer,
  messages: readonly Message[],
  observe: Observe,
): Promise<Execution> {
  const outcomes: Outcome[] = [];
  const snapshots: Snapshot[] = [];
  for (const [index, message] of messages.entries()) {
    outcomes.push(await server.handle(message));
    if (observe === "each" || (observe === "last" && index === messages.length - 1))
      snapshots.push(server.snapshot());
  }
  return { outcomes, snapshots };
}

export class DurableServer extends Storage implements Candidate {
  readonly declaration: Declaration;
  protected readonly locks: Pick<Locks, "holding"> = new Locks();
  /** Holds the state of one message at a time, and none in between. */
  protected readonly core: RowServer;

  constructor(host: Host, options: PoolServerOptions = {}) {
    super(host);
    const features = options.features ?? [...FEATURES, "concurrency", "durability"];
    this.core = this.createCore({ name: "durable-server", ...options, features });
    this.declaration = this.core.declaration;
  }

  protected createCore(options: PoolServerOptions): RowServer {
    return new RowServer(options);
  }

  async reset(settings: Settings): Promise<void> {
    this.core.reset(settings);
    await this.replaceAll(this.core.rows());
  }

  /** Where a server does more with a request than with its messages. */
  execute?(messages: readonly Message[], observe: Observe): Promise<Execution>;

  handle(message: Message): Promise<Outcome> {
    return this.locks.holding(this.locksOf(message), () => this.transact(message));
  }

  snapshot(): Snapshot {
    this.core.load(this.rows);
    return this.core.snapshot();
  }

  /** What must not change between the reading and the commit: all that the message depends on. */
  protected locksOf(message: Message): readonly Lock[] {
    const own = "client" in message ? [{ name: `client ${message.client}` }] : [];
    switch (message.type) {
      case "returnPatchInventory":
        return [...own, PATCH, { ...MAINTENANCE, isShared: true }];
      case "returnOtherInventory":
        return [...own, OTHER];
      case "checkIn":
        return [...own, { ...MAINTENANCE, isShared: true }];
      case "retire":
      case "delete":
        return [...own, PATCH, OTHER];
      case "setCapacity":
        return [PATCH];
      case "setOtherCapacity":
        return [OTHER];
      case "enroll":
      case "target":
      case "sendBasicInventory":
      case "passDays":
        return own;
      default:
        return [MAINTENANCE];
    }
  }

  protected async transact(message: Message): Promise<Outcome> {
    const rows = await this.read();
    const { outcome, changes } = this.decide(message, rows);
    await this.commit(changes);
    return outcome;
  }

  /** What the pool server would do in this state. */
  protected decide(message: Message, rows: Rows): Decision {
    this.core.load(rows);
    const outcome = this.core.handle(message);
    return { outcome, changes: changesBetween(rows, this.core.rows()) };
  }
}

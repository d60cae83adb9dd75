/** Servers in which a lock is missing, too small, or ineffective: what they read changes before they write. */
import type { Message, MessageType, Outcome } from "../../model/messages.ts";
import { durableDefects } from "./durable-defect.ts";
import { DurableServer, type DurableServerClass } from "./durable-server.ts";
import type { Lock, Locks } from "./locks.ts";

/** The durable server, in which messages of one type take fewer locks, or others. */
const locking = (type: MessageType, change: (lock: Lock, message: Message) => readonly Lock[]) =>
  class extends DurableServer {
    protected override locksOf(message: Message): readonly Lock[] {
      const locks = super.locksOf(message);
      return message.type === type ? locks.flatMap((lock) => change(lock, message)) : locks;
    }
  } satisfies DurableServerClass;

const without = (type: MessageType, isLeftOut: (name: string) => boolean) =>
  locking(type, (lock) => (isLeftOut(lock.name) ? [] : [lock]));

const isOwn = (name: string) => name.startsWith("client ");
const any = () => true;

/** Waits once for the current holder of the lock, and then goes on. */
class ImpatientLocks implements Pick<Locks, "holding"> {
  readonly #held = new Map<string, Promise<void>>();

  async holding<T>(locks: readonly Lock[], work: () => Promise<T>): Promise<T> {
    let release: () => void = () => undefined;
    const mine = new Promise<void>((resolve) => {
      release = resolve;
    });
    for (const { name } of locks.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
      await this.#held.get(name);
      this.#held.set(name, mine);
    }
    return work().finally(release);
  }
}

export const lockDefects = durableDefects({
  scansShareThePool: {
    idea: "A scan does not lock the pool that it pulls its license from.",
    bugClass: "count, then insert",
    needs: "concurrency",
    kills: ["concurrency/capacity", "concurrency/licenses"],
    server: without("returnPatchInventory", (name) => name === "patch"),
  },

  poolIsLockedInParts: {
    idea: "The lock of the pool is one of four, by the client's name.",
    bugClass: "count, then insert",
    needs: "concurrency",
    kills: ["concurrency/capacity", "concurrency/licenses"],
    server: locking("returnPatchInventory", (lock, message) => {
      if (lock.name !== "patch" || !("client" in message)) return [lock];
      const part = (message.client.codePointAt(0) ?? 0) % 4;
      return [{ name: `patch ${part}` }];
    }),
  },

  otherInventoriesShareThePool: {
    idea: "An inventory of the other solution does not lock the pool that it pulls its license from.",
    bugClass: "count, then insert",
    needs: "concurrency",
    kills: ["concurrency/other-licenses"],
    server: without("returnOtherInventory", (name) => name === "other"),
  },

  scansOverlookTheRecord: {
    idea: "A scan locks the pool and not the computer record, and writes that back as it read it.",
    bugClass: "lost update",
    needs: "concurrency",
    kills: ["concurrency/instructions"],
    server: without("returnPatchInventory", isOwn),
  },

  deletionsTakeNoLock: {
    idea: "A deletion does not wait for what the client has in flight, which then writes its record again.",
    bugClass: "deleted records come back",
    needs: "concurrency",
    kills: ["concurrency/licenses"],
    server: without("delete", any),
  },

  enrolmentsTakeNoLock: {
    idea: "A new record is written over one that came about while it was made.",
    bugClass: "lost update",
    needs: "concurrency",
    kills: ["concurrency/linearizable"],
    server: without("enroll", any),
  },

  targetsTakeNoLock: {
    idea: "A policy that targets a client writes its record again, though it was deleted meanwhile.",
    bugClass: "deleted records come back",
    needs: "concurrency",
    kills: ["concurrency/records"],
    server: without("target", any),
  },

  importsTakeNoLock: {
    idea: "Of two catalogues imported together, the one that is written last stays.",
    bugClass: "last writer wins",
    needs: "concurrency",
    kills: ["concurrency/server"],
    server: without("importCatalog", any),
  },

  upgradesTakeNoLock: {
    idea: "An upgrade goes by an AUP that is renewed while it is carried out, and writes the old one back.",
    bugClass: "lost update",
    needs: "concurrency",
    kills: ["concurrency/server"],
    server: without("upgradeSolution", any),
  },

  waitersDoNotLookAgain: {
    idea: "All that wait for a lock go on together when it is released: two clients never notice, three do.",
    bugClass: "barging between release and hand-over",
    needs: "concurrency",
    kills: ["concurrency/linearizable"],
    server: class extends DurableServer {
      protected override readonly locks = new ImpatientLocks();
    },
  },

  holdersSkipTheLock: {
    idea: "A scan of a client that holds a license takes a quicker way, without the locks of the record and the pool.",
    bugClass: "unlocked fast path",
    needs: "concurrency",
    kills: ["concurrency/linearizable"],
    server: class extends DurableServer {
      override handle(message: Message): Promise<Outcome> {
        if (message.type !== "returnPatchInventory") return super.handle(message);
        const { client } = message;
        if (!this.rows.has(`patch ${client}`)) return super.handle(message);
        const own: Lock = { name: `scan ${client}` };
        return this.locks.holding([own], () => this.transact(message));
      }
    },
  },
});

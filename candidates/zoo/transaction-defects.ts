/** Servers whose transactions are too short: they read before, write after, or split them in two. */
import type { Message, Outcome } from "../../model/messages.ts";
import { durableDefects } from "./durable-defect.ts";
import { DurableServer } from "./durable-server.ts";
import type { Lock } from "./locks.ts";
import type { Rows } from "./rows.ts";

const isRecord = (key: string) => key.startsWith("computer ");

/** What of the rows a scan depends on, but for its client's own. */
const poolIn = (rows: Rows) =>
  [...rows.keys()].filter((key) => key.startsWith("patch ")).join() + rows.get("capacity patch");

export const transactionDefects = durableDefects({
  locksEndBeforeTheCommit: {
    idea: "The locks are released when it is decided what to write, before it is written.",
    bugClass: "lock released before the commit",
    needs: "concurrency",
    kills: ["concurrency/capacity", "concurrency/licenses"],
    server: class extends DurableServer {
      override async handle(message: Message): Promise<Outcome> {
        const { outcome, changes } = await this.locks.holding(this.locksOf(message), async () =>
          this.decide(message, await this.read()),
        );
        await this.commit(changes);
        return outcome;
      }
    },
  },

  readsBeforeItLocks: {
    idea: "What a message is decided on is read before the locks are taken.",
    bugClass: "check, then act",
    needs: "concurrency",
    kills: ["concurrency/capacity", "concurrency/licenses"],
    server: class extends DurableServer {
      override async handle(message: Message): Promise<Outcome> {
        const rows = await this.read();
        return this.locks.holding(this.locksOf(message), async () => {
          const { outcome, changes } = this.decide(message, rows);
          await this.commit(changes);
          return outcome;
        });
      }
    },
  },

  retirementInTwoTransactions: {
    idea: "A retirement marks the record in one transaction and releases the licenses in the next, whoever came between.",
    bugClass: "one operation in two transactions",
    needs: "concurrency",
    kills: ["concurrency/linearizable"],
    server: class extends DurableServer {
      override async handle(message: Message): Promise<Outcome> {
        if (message.type !== "retire") return super.handle(message);
        const locks = this.locksOf(message);
        const { outcome, changes } = await this.locks.holding(locks, async () => {
          const decision = this.decide(message, await this.read());
          await this.commit(decision.changes.filter(([key]) => isRecord(key)));
          return decision;
        });
        const releases = changes.filter(([key]) => !isRecord(key));
        await this.locks.holding(locks, () => this.commit(releases));
        return outcome;
      }
    },
  },

  scansSaveTheWholePool: {
    idea: "A scan writes the whole pool back, with the capacity that it read, and a change of it does not wait.",
    bugClass: "lost update",
    needs: "concurrency",
    kills: ["concurrency/licenses"],
    server: class extends DurableServer {
      protected override locksOf(message: Message): readonly Lock[] {
        return message.type === "setCapacity" ? [] : super.locksOf(message);
      }

      protected override decide(message: Message, rows: Rows) {
        const decision = super.decide(message, rows);
        if (message.type !== "returnPatchInventory") return decision;
        const pool = ["capacity patch", rows.get("capacity patch") ?? "0"] as const;
        return { ...decision, changes: [...decision.changes, pool] };
      }
    },
  },

  checkInsReadInParts: {
    idea: "A check-in takes no locks, and reads the computer record before the rest.",
    bugClass: "torn read",
    needs: "concurrency",
    kills: ["concurrency/instructions"],
    server: class extends DurableServer {
      protected override locksOf(message: Message): readonly Lock[] {
        return message.type === "checkIn" ? [] : super.locksOf(message);
      }

      protected override async transact(message: Message): Promise<Outcome> {
        if (message.type !== "checkIn") return super.transact(message);
        const early = await this.read();
        const late = await this.read();
        const rows = new Map([
          ...[...early].filter(([key]) => isRecord(key)),
          ...[...late].filter(([key]) => !isRecord(key)),
        ]);
        const { outcome, changes } = this.decide(message, rows);
        await this.commit(changes);
        return outcome;
      }
    },
  },

  conflictsAreRetriedOnce: {
    idea: "A scan that finds the pool changed when it writes begins anew, and the second time it writes in any case: it takes three to see it.",
    bugClass: "optimistic locking given up",
    needs: "concurrency",
    kills: ["concurrency/licenses"],
    server: class extends DurableServer {
      protected override locksOf(message: Message): readonly Lock[] {
        const locks = super.locksOf(message);
        if (message.type !== "returnPatchInventory") return locks;
        return locks.filter(({ name }) => name !== "patch");
      }

      protected override async transact(message: Message): Promise<Outcome> {
        if (message.type !== "returnPatchInventory") return super.transact(message);
        for (let isSecond = false; ; isSecond = true) {
          const rows = await this.read();
          const { outcome, changes } = this.decide(message, rows);
          await this.host.pause();
          if (!isSecond && poolIn(this.rows) !== poolIn(rows)) continue;
          this.write(changes);
          await this.foldIfLong();
          return outcome;
        }
      }
    },
  },

  retriesShareAnAnswer: {
    idea: "The same message sent twice at a time is taken once, and answered twice.",
    bugClass: "requests taken together",
    needs: "concurrency",
    kills: ["concurrency/inventories", "concurrency/licenses"],
    server: class extends DurableServer {
      readonly #inFlight = new Map<string, Promise<Outcome>>();

      override handle(message: Message): Promise<Outcome> {
        const key = JSON.stringify(message);
        const answer = this.#inFlight.get(key) ?? super.handle(message);
        this.#inFlight.set(key, answer);
        return answer.finally(() => this.#inFlight.delete(key));
      }
    },
  },
});

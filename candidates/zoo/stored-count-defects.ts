/** Servers that store the count in use as well as the holders: the two must change together. */
import type { ClientId, Message, Outcome, Settings } from "../../model/messages.ts";
import { durableDefects } from "./durable-defect.ts";
import { type Decision, DurableServer } from "./durable-server.ts";
import type { Lock } from "./locks.ts";
import type { PoolServerOptions } from "./options.ts";
import { type Changes, RowServer, type Rows } from "./rows.ts";
import type { Pool } from "./state.ts";

const USED = "used";

/** Its snapshots list the holders, but the count decides what is free. */
class CountingRows extends RowServer {
  #used = 0;

  override reset(settings: Settings): void {
    super.reset(settings);
    this.#used = 0;
  }

  override load(rows: Rows): void {
    super.load(rows);
    this.#used = Number(rows.get(USED) ?? 0);
  }

  override rows(): Map<string, string> {
    return super.rows().set(USED, String(this.#used));
  }

  protected override hasFreeLicense(pool: Pool): boolean {
    return pool === this.patch ? this.#used < pool.capacity : super.hasFreeLicense(pool);
  }

  protected override grant(pool: Pool, client: ClientId): void {
    if (pool === this.patch) this.#used += 1;
    super.grant(pool, client);
  }

  protected override release(pool: Pool, client: ClientId): void {
    if (pool === this.patch && this.holds(pool, client)) this.#used -= 1;
    super.release(pool, client);
  }
}

/** The stored count is incremented in place, as by `UPDATE … SET used = used + 1`. */
class CountingServer extends DurableServer {
  protected override createCore(options: PoolServerOptions): RowServer {
    return new CountingRows(options);
  }

  protected override decide(message: Message, rows: Rows): Decision {
    const { outcome, changes } = super.decide(message, rows);
    const more = (value: string | null) => String(Number(value) - Number(rows.get(USED)));
    return {
      outcome,
      changes: changes.map(([key, value]) => [key, key === USED ? more(value) : value]),
    };
  }

  protected override write(changes: Changes): void {
    super.write(changes.map(([key, value]) => [key, key === USED ? this.counted(value) : value]));
  }

  protected counted(more: string | null): string {
    return String(Number(this.rows.get(USED)) + Number(more));
  }
}

export const storedCountDefects = durableDefects({
  retirementsReleaseTwice: {
    idea: "Two retirements of a client at a time count its license back twice.",
    bugClass: "duplicate release",
    needs: "concurrency",
    kills: ["concurrency/licenses"],
    server: class extends CountingServer {
      protected override locksOf(message: Message): readonly Lock[] {
        return message.type === "retire" ? [] : super.locksOf(message);
      }
    },
  },

  retriesPullTwice: {
    idea: "A scan that is sent again while the first is in flight pulls a license of its own, where two are free.",
    bugClass: "same client counted twice",
    needs: "concurrency",
    kills: ["concurrency/licenses"],
    server: class extends CountingServer {
      protected override locksOf(message: Message): readonly Lock[] {
        const locks = super.locksOf(message);
        if (message.type !== "returnPatchInventory") return locks;
        return locks.filter(({ isShared }) => isShared);
      }

      /** As `… WHERE used < capacity` does: what would exceed the capacity is decided anew. */
      protected override async transact(message: Message): Promise<Outcome> {
        if (message.type !== "returnPatchInventory") return super.transact(message);
        for (;;) {
          const { outcome, changes } = this.decide(message, await this.read());
          await this.host.pause();
          const more = changes.find(([key]) => key === USED)?.[1];
          const capacity = Number(this.rows.get("capacity patch"));
          if (more && Number(this.counted(more)) > capacity) continue;
          this.write(changes);
          await this.foldIfLong();
          return outcome;
        }
      }
    },
  },

  countIsStoredApart: {
    idea: "The count of licenses in use is stored after the rest, so that a crash in between leaves it behind.",
    bugClass: "counter drift",
    needs: "durability",
    kills: ["durability/licenses"],
    server: class extends CountingServer {
      protected override async commit(changes: Changes): Promise<void> {
        const isCount = ([key]: Changes[number]) => key === USED;
        await super.commit(changes.filter((change) => !isCount(change)));
        await super.commit(changes.filter(isCount));
      }
    },
  },
});

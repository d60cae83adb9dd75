/** Servers that keep something in memory only: a crash loses it. */
import { durableDefects } from "./durable-defect.ts";
import { DurableServer, type DurableServerClass } from "./durable-server.ts";
import { type Changes, change, type Rows } from "./rows.ts";

/** What of a row's new value reaches the disk; `undefined` if nothing does. */
type AsStored = (key: string, value: string | null) => string | null | undefined;

/** The durable server, which does not write everything to disk. */
const storing = (asStored: AsStored) =>
  class extends DurableServer {
    /** The rows as the disk knows them. */
    #stored = new Map<string, string>();

    override open(): void {
      super.open();
      this.#stored = new Map(this.rows);
    }

    protected override replaceAll(rows: Rows): Promise<void> {
      this.#stored = new Map(rows);
      return super.replaceAll(rows);
    }

    protected override store(changes: Changes): void {
      const told = changes.flatMap(([key, value]): Changes => {
        const stored = asStored(key, value);
        return stored === undefined ? [] : [[key, stored]];
      });
      change(this.#stored, told);
      super.store(told);
    }

    protected override storeCheckpoint(upTo: number): void {
      super.storeCheckpoint(upTo, this.#stored);
    }
  } satisfies DurableServerClass;

const forgetting = (isForgotten: (key: string) => boolean) =>
  storing((key, value) => (isForgotten(key) ? undefined : value));

/** Some columns of a table always keep their initial values. */
const forgettingColumns = (table: string, columns: object) =>
  storing((key, value) =>
    key.startsWith(table) && value !== null
      ? JSON.stringify({ ...JSON.parse(value), ...columns })
      : value,
  );

const isIn =
  (...tables: readonly string[]) =>
  (key: string) =>
    tables.includes(key.slice(0, key.indexOf(" ")));

export const forgettingDefects = durableDefects({
  capacityIsNotStored: {
    idea: "A new capacity of the pool is kept in memory only.",
    bugClass: "state not persisted",
    needs: "durability",
    kills: ["durability/licenses"],
    server: forgetting((key) => key === "capacity patch"),
  },

  expiryIsNotStored: {
    idea: "That the AUP has expired is kept in memory only.",
    bugClass: "state not persisted",
    needs: "durability",
    kills: ["durability/server"],
    server: forgettingColumns("maintenance", { aupExpired: false }),
  },

  dormancyIsNotStored: {
    idea: "A server that has stopped functioning functions again when it is started again.",
    bugClass: "state not persisted",
    needs: "durability",
    kills: ["durability/server"],
    server: forgettingColumns("maintenance", { dormant: false }),
  },

  retirementsAreNotStored: {
    idea: "A retired record is active again after a crash.",
    bugClass: "state not persisted",
    needs: "durability",
    kills: ["durability/records"],
    server: forgettingColumns("computer ", { record: "active" }),
  },

  targetsAreNotStored: {
    idea: "What policies target is kept in memory only.",
    bugClass: "state not persisted",
    needs: "durability",
    kills: ["durability/instructions"],
    server: forgettingColumns("computer ", { target: "none" }),
  },

  plugInsAreNotStored: {
    idea: "Which clients have reported the plug-in is kept in memory only.",
    bugClass: "state not persisted",
    needs: "durability",
    kills: ["durability/instructions"],
    server: forgettingColumns("computer ", { plugInReported: false }),
  },

  catalogueIsStoredWithoutItsList: {
    idea: "The revision of a catalogue is stored, and its bulletins are not.",
    bugClass: "half of a change persisted",
    needs: "durability",
    kills: ["durability/server"],
    server: forgetting(isIn("listed")),
  },

  policiesAreNotStored: {
    idea: "Which bulletins are enabled and deployed is kept in memory only.",
    bugClass: "state not persisted",
    needs: "durability",
    kills: ["durability/server"],
    server: forgetting(isIn("enabled", "deployed")),
  },

  otherLicensesAreNotStored: {
    idea: "Licenses of the other solution are kept in memory only.",
    bugClass: "state not persisted",
    needs: "durability",
    kills: ["durability/other-licenses"],
    server: forgetting(isIn("other")),
  },

  releasesAreNotStored: {
    idea: "A license that was released is held again after a crash.",
    bugClass: "deleted records come back",
    needs: "durability",
    kills: ["durability/licenses"],
    server: storing((key, value) => (value === null && isIn("patch")(key) ? undefined : value)),
  },

  recordsWaitForTheCheckpoint: {
    idea: "A license is stored at once, and its client's record with the next checkpoint.",
    bugClass: "orphaned license",
    needs: "durability",
    kills: ["durability/licenses", "durability/records"],
    server: class extends DurableServer {
      protected override store(changes: Changes): void {
        super.store(changes.filter(([key]) => !isIn("computer")(key)));
      }
    },
  },
});

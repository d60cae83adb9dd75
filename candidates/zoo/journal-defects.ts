/** Servers whose journal is written in the wrong order, or read back wrongly. */
import type { Execution, Observe } from "../../adapters/protocol/port.ts";
import type { Message, Outcome } from "../../model/messages.ts";
import { durableDefects } from "./durable-defect.ts";
import { DurableServer, executeEach } from "./durable-server.ts";
import type { Changes, Rows } from "./rows.ts";
import { RECORD } from "./storage.ts";

const REQUEST = "request-";
const INTENT = "intent";

/** The number of the last record; earlier ones may be missing. */
const lastIn = (disk: ReadonlyMap<string, string>) =>
  Math.max(
    0,
    ...[...disk.keys()].flatMap((key) =>
      key.startsWith(RECORD) ? Number(key.slice(RECORD.length)) : [],
    ),
  );

/** Its reset removes the journal in any state, so that the defect shows within one program. */
abstract class TidyServer extends DurableServer {
  protected override replaceAll(rows: Rows): Promise<void> {
    this.lastRecord = Math.max(this.lastRecord, lastIn(this.host.disk));
    return super.replaceAll(rows);
  }
}

/** A server that executes at its start the messages that are on its disk. */
abstract class RedoingServer extends DurableServer {
  protected redo(messages: readonly Message[]): void {
    for (const message of messages) this.write(this.decide(message, this.rows).changes);
  }
}

export const journalDefects = durableDefects({
  answersBeforeItStores: {
    idea: "A message is answered before what it changed is stored.",
    bugClass: "write-behind",
    needs: "durability",
    kills: ["durability/linearizable"],
    server: class extends DurableServer {
      protected override async commit(changes: Changes): Promise<void> {
        this.show(changes);
        void super.commit(changes);
      }
    },
  },

  lastRecordIsTakenForTorn: {
    idea: "The last record of the journal is taken for one that was not finished, and dropped.",
    bugClass: "acknowledged write lost",
    needs: "durability",
    kills: ["durability/linearizable"],
    server: class extends TidyServer {
      override open(): void {
        this.host.disk.delete(`${RECORD}${lastIn(this.host.disk)}`);
        super.open();
      }
    },
  },

  rowsAreStoredOneByOne: {
    idea: "Each row that a message changes is stored by itself, so that a crash leaves some of them.",
    bugClass: "torn write",
    needs: "durability",
    kills: ["durability/linearizable"],
    server: class extends DurableServer {
      protected override async commit(changes: Changes): Promise<void> {
        for (const change of changes) {
          await this.host.pause();
          this.store([change]);
        }
        this.show(changes);
        await super.commit([]);
      }
    },
  },

  journalIsDeletedFirst: {
    idea: "The journal is deleted before the checkpoint that stands for it is written.",
    bugClass: "writes in the wrong order",
    needs: "durability",
    kills: ["durability/linearizable"],
    server: class extends TidyServer {
      protected override async checkpoint(): Promise<void> {
        const upTo = this.lastRecord;
        const rows = new Map(this.rows);
        await this.deleteRecords(upTo);
        this.storeCheckpoint(upTo, rows);
      }
    },
  },

  restartsOverwriteTheJournal: {
    idea: "Started again, it numbers its records from the checkpoint, over those that are there: it takes two crashes to see it.",
    bugClass: "acknowledged write lost",
    needs: "durability",
    kills: ["durability/linearizable"],
    server: class extends TidyServer {
      override open(): void {
        super.open();
        this.lastRecord = this.folded;
      }
    },
  },

  resetsAreNotStored: {
    idea: "A reset empties the memory, and the disk only with the next checkpoint.",
    bugClass: "state survives a reset",
    needs: "durability",
    kills: ["durability/linearizable"],
    server: class extends DurableServer {
      protected override async replaceAll(rows: Rows): Promise<void> {
        this.rows = new Map(rows);
      }
    },
  },

  requestsAreRepeatedWhole: {
    idea: "A request of which only the beginning was done is done again from its first message.",
    bugClass: "replayed twice",
    needs: "durability",
    kills: ["durability/inventories"],
    server: class extends RedoingServer {
      #requests = 0;

      override async execute(messages: readonly Message[], observe: Observe): Promise<Execution> {
        this.#requests += 1;
        const request = `${REQUEST}${this.#requests}`;
        this.host.disk.set(request, JSON.stringify(messages));
        const execution = await executeEach(this, messages, observe);
        this.host.disk.delete(request);
        return execution;
      }

      override open(): void {
        super.open();
        const { disk } = this.host;
        for (const key of [...disk.keys()].filter((name) => name.startsWith(REQUEST))) {
          this.redo(JSON.parse(disk.get(key) ?? "[]"));
          disk.delete(key);
        }
      }
    },
  },

  lastMessageIsRepeated: {
    idea: "What was done last is done again when the server is started again.",
    bugClass: "replayed twice",
    needs: "durability",
    kills: ["durability/inventories"],
    server: class extends RedoingServer {
      protected override transact(message: Message): Promise<Outcome> {
        this.host.disk.set(INTENT, JSON.stringify([message]));
        return super.transact(message);
      }

      protected override replaceAll(rows: Rows): Promise<void> {
        this.host.disk.delete(INTENT);
        return super.replaceAll(rows);
      }

      override open(): void {
        super.open();
        this.redo(JSON.parse(this.host.disk.get(INTENT) ?? "[]"));
        this.host.disk.delete(INTENT);
      }
    },
  },
});

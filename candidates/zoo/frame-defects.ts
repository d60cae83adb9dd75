/** Servers whose messages do too much, too little, or the wrong thing to another client. */
import type {
  BulletinId,
  ClientId,
  Message,
  Outcome,
  Policy,
  Settings,
} from "../../model/messages.ts";
import { defects } from "./defect.ts";
import { REFUSED } from "./maintenance.ts";
import { PoolServer } from "./pool-server.ts";
import type { Computer, Pool } from "./state.ts";

export const frameDefects = defects({
  releasesByPrefix: {
    idea: "A release frees the license of every client whose id begins with the released one's.",
    bugClass: "a release hits the wrong seat",
    clauses: ["FRAME-1"],
    properties: [
      "frame/other-clients-stay",
      "rec/managed-client-keeps-its-license",
      "other/holder-keeps-its-license",
    ],
    server: class extends PoolServer {
      protected override release(pool: Pool, client: ClientId): void {
        for (const holder of pool.holders) {
          if (holder.startsWith(client)) super.release(pool, holder);
        }
      }
    },
  },

  targetMakesARecord: {
    idea: "Targeting a client that has no record makes one.",
    bugClass: "a message about nobody creates somebody",
    clauses: ["FRAME-2"],
    properties: ["frame/no-effect-where-there-is-none"],
    server: class extends PoolServer {
      protected override target(client: ClientId, policy: Policy): Outcome {
        if (!this.computers.has(client)) this.register(client);
        return super.target(client, policy);
      }
    },
  },

  olderCatalogueReplaces: {
    idea: "A catalogue is imported wherever its revision is another one, also where it is older.",
    bugClass: "an older version replaces a newer one",
    clauses: ["FRAME-2"],
    properties: ["frame/no-effect-where-there-is-none"],
    server: class extends PoolServer {
      protected override importCatalog(
        revision: number,
        bulletins: readonly BulletinId[],
      ): Outcome {
        if (revision === this.revision || !this.mayDownload()) return REFUSED;
        this.revision = revision;
        this.listed = new Set(bulletins);
        return { type: "imported" };
      }
    },
  },

  secondCheckInReleases: {
    idea: "A client that checks in twice in a row is taken for a new machine, and its license is released.",
    bugClass: "a retry after a lost answer takes effect again",
    clauses: ["FRAME-3"],
    properties: ["frame/a-message-sent-again-changes-nothing-more"],
    server: class extends PoolServer {
      private last: ClientId | undefined;

      override reset(settings: Settings): void {
        super.reset(settings);
        this.last = undefined;
      }

      override handle(message: Message): Outcome {
        const client = message.type === "checkIn" ? message.client : undefined;
        const isAgain = client !== undefined && client === this.last;
        this.last = client;
        const outcome = super.handle(message);
        if (isAgain) this.release(this.patch, client);
        return outcome;
      }
    },
  },

  checkInLeavesRetired: {
    idea: "A retired computer that checks in is answered, and stays retired.",
    bugClass: "one kind of report does not wake the record",
    clauses: ["FRAME-3"],
    properties: ["frame/entry-as-declared"],
    server: class extends PoolServer {
      protected override checkIn(client: ClientId): Outcome {
        const isRetired = this.computers.get(client)?.record === "retired";
        const outcome = super.checkIn(client);
        const computer = this.computers.get(client);
        if (isRetired && computer) computer.record = "retired";
        return outcome;
      }
    },
  },

  retireForgetsTheTarget: {
    idea: "A retired computer that becomes active again is targeted by no policy any more.",
    bugClass: "a record comes back incomplete",
    clauses: ["CONS-1", "CONS-3"],
    properties: [
      "cons/targeted-client-is-told-to-install",
      "cons/check-in-knows-of-the-plug-in",
      "cons/reported-client-gets-the-packages",
    ],
    server: class extends PoolServer {
      protected override releaseRetired(client: ClientId): void {
        this.target(client, "none");
        super.releaseRetired(client);
      }
    },
  },

  deletedPlugInIsRemembered: {
    idea: "A deleted client that comes back has its plug-in reported, as in its old record.",
    bugClass: "a deleted record comes back",
    clauses: ["CONS-9"],
    properties: ["cons/no-plug-in-no-license"],
    server: class extends PoolServer {
      private remembered = new Map<ClientId, boolean>();

      override reset(settings: Settings): void {
        super.reset(settings);
        this.remembered = new Map();
      }

      protected override delete(client: ClientId): Outcome {
        const computer = this.computers.get(client);
        if (computer) this.remembered.set(client, computer.plugInReported);
        return super.delete(client);
      }

      protected override register(client: ClientId): Computer {
        const computer = super.register(client);
        computer.plugInReported = this.remembered.get(client) ?? computer.plugInReported;
        return computer;
      }
    },
  },
});

/** Servers that take a license from a managed client, or keep one of a client that comes back. */
import type { ClientId, Message, Outcome, Settings } from "../../model/messages.ts";
import { defects } from "./defect.ts";
import { REFUSED } from "./maintenance.ts";
import { PoolServer } from "./pool-server.ts";
import type { Computer } from "./state.ts";

const DAYS_OF_A_YEAR = 365;

export const recoveryDefects = defects({
  longSilenceReleases: {
    idea: "A client that was silent for more than a year loses its license.",
    bugClass: "a scheduled job takes what is in use",
    clauses: ["REC-2"],
    properties: ["rec/managed-client-keeps-its-license"],
    server: class extends PoolServer {
      private silentDays = new Map<ClientId, number>();

      override reset(settings: Settings): void {
        super.reset(settings);
        this.silentDays = new Map();
      }

      override handle(message: Message): Outcome {
        if ("client" in message) this.silentDays.delete(message.client);
        return super.handle(message);
      }

      protected override passDays(days: number): Outcome {
        for (const client of this.computers.keys()) {
          const silent = (this.silentDays.get(client) ?? 0) + days;
          this.silentDays.set(client, silent);
          if (silent > DAYS_OF_A_YEAR) this.release(this.patch, client);
        }
        return super.passDays(days);
      }
    },
  },

  uninstalledPlugInReleases: {
    idea: "Basic Inventory without the plug-in releases the client's license.",
    bugClass: "a license goes before its holder does",
    clauses: ["REC-2"],
    properties: ["rec/managed-client-keeps-its-license"],
    server: class extends PoolServer {
      protected override sendBasicInventory(client: ClientId, plugIn: boolean): Outcome {
        if (!plugIn) this.release(this.patch, client);
        return super.sendBasicInventory(client, plugIn);
      }
    },
  },

  uninstallsHoldersOnly: {
    idea: "Of the clients that the uninstall policy targets, only those with a license are told.",
    bugClass: "a policy misses those it is meant for",
    clauses: ["REC-3"],
    properties: ["rec/targeted-client-is-told-to-uninstall"],
    server: class extends PoolServer {
      protected override checkIn(client: ClientId): Outcome {
        const outcome = super.checkIn(client);
        if (outcome.type !== "instructions" || this.holds(this.patch, client)) return outcome;
        return { ...outcome, plugIn: outcome.plugIn === "uninstall" ? "none" : outcome.plugIn };
      }
    },
  },

  fullPoolUninstallsNewcomers: {
    idea: "While no license is free, a client without one is told to uninstall the plug-in.",
    bugClass: "a policy reaches those it is not meant for",
    clauses: ["REC-3a"],
    properties: ["rec/only-targeted-clients-are-told-to-uninstall"],
    server: class extends PoolServer {
      protected override checkIn(client: ClientId): Outcome {
        const outcome = super.checkIn(client);
        const findsNone = !this.holds(this.patch, client) && !this.hasFreeLicense(this.patch);
        if (outcome.type !== "instructions" || !findsNone) return outcome;
        return { ...outcome, plugIn: "uninstall" };
      }
    },
  },

  returningClientIsRestored: {
    idea: "A deleted holder has its license back as soon as it has a record again, without a scan.",
    bugClass: "a second entry point pulls",
    clauses: ["REC-5", "CONS-2a"],
    properties: [
      "rec/recovered-client-pulls-no-patch-license",
      "cons/basic-inventory-pulls-nothing",
    ],
    server: class extends PoolServer {
      private deletedHolders = new Set<ClientId>();

      override reset(settings: Settings): void {
        super.reset(settings);
        this.deletedHolders = new Set();
      }

      protected override delete(client: ClientId): Outcome {
        if (this.holds(this.patch, client)) this.deletedHolders.add(client);
        return super.delete(client);
      }

      protected override register(client: ClientId): Computer {
        if (this.deletedHolders.delete(client) && this.canPull()) this.grant(this.patch, client);
        return super.register(client);
      }
    },
  },

  deletedClientGetsNoOther: {
    idea: "A client that was deleted once is refused by the other solution ever after.",
    bugClass: "a deletion sticks",
    clauses: ["REC-5", "OTHER-1"],
    properties: ["rec/recovered-client-gets-the-other-license", "other/free-license-is-pulled"],
    server: class extends PoolServer {
      private deleted = new Set<ClientId>();

      override reset(settings: Settings): void {
        super.reset(settings);
        this.deleted = new Set();
      }

      protected override delete(client: ClientId): Outcome {
        if (this.computers.has(client)) this.deleted.add(client);
        return super.delete(client);
      }

      protected override returnOtherInventory(client: ClientId): Outcome {
        if (!this.deleted.has(client)) return super.returnOtherInventory(client);
        this.admit(client);
        return REFUSED;
      }
    },
  },
});

/** Servers that declare a choice other than the default, and do not implement it. */
import type { ClientId, Outcome, Settings } from "../../model/messages.ts";
import { defects } from "./defect.ts";
import { PoolServer, type Report } from "./pool-server.ts";
import type { Computer, License, Pool } from "./state.ts";

export const choiceDefects = defects({
  scanWakesTheRetired: {
    idea: "A retired computer, whose reports are declared to be ignored, becomes active by a scan.",
    bugClass: "inactive clients are served",
    clauses: ["FRAME-3"],
    properties: ["frame/entry-as-declared"],
    choices: { retiredReports: "ignored" },
    server: class extends PoolServer {
      protected override returnPatchInventory(report: Report): Outcome {
        const computer = this.computers.get(report.client);
        if (computer) computer.record = "active";
        return super.returnPatchInventory(report);
      }
    },
  },

  unknownReportIsNoted: {
    idea: "Basic Inventory of a client without a record is ignored as declared, and noted for later.",
    bugClass: "what was refused leaves something behind",
    clauses: ["CONS-9"],
    properties: ["cons/no-plug-in-no-license"],
    choices: { unknownReports: "ignored" },
    server: class extends PoolServer {
      private noted = new Map<ClientId, boolean>();

      override reset(settings: Settings): void {
        super.reset(settings);
        this.noted = new Map();
      }

      protected override sendBasicInventory(client: ClientId, plugIn: boolean): Outcome {
        this.noted.set(client, plugIn);
        return super.sendBasicInventory(client, plugIn);
      }

      protected override delete(client: ClientId): Outcome {
        if (this.computers.has(client)) this.noted.delete(client);
        return super.delete(client);
      }

      protected override register(client: ClientId): Computer {
        const computer = super.register(client);
        computer.plugInReported = this.noted.get(client) ?? computer.plugInReported;
        return computer;
      }
    },
  },

  clearsHoldersOnly: {
    idea: "Retiring clears the record as declared, but only of a client that held a license.",
    bugClass: "a step is tied to one that is not always taken",
    clauses: ["CONS-3a", "CONS-9"],
    properties: ["cons/no-plug-in-no-license", "cons/no-packages-before-the-plug-in"],
    choices: { retiredRecord: "cleared" },
    server: class extends PoolServer {
      protected override retire(client: ClientId): Outcome {
        const reported = this.computers.get(client)?.plugInReported;
        const isHolder = this.holds(this.patch, client);
        const outcome = super.retire(client);
        const computer = this.computers.get(client);
        if (computer && !isHolder) computer.plugInReported = reported ?? false;
        return outcome;
      }
    },
  },

  keptOtherLicenseIsNotCounted: {
    idea: "A retired computer keeps its license of the other solution, which is given to another too.",
    bugClass: "inactive records are not counted",
    clauses: ["OTHER-1"],
    properties: ["other/free-license-is-pulled"],
    choices: { retiredOther: "kept" },
    server: class extends PoolServer {
      protected override hasFreeLicense(pool: Pool): boolean {
        const active = [...pool.holders].filter(
          (client) => this.computers.get(client)?.record === "active",
        );
        return active.length < pool.capacity;
      }
    },
  },

  acceptedScanReportsThePlugIn: {
    idea: "A scan that is accepted without a reported plug-in counts as the report of one.",
    bugClass: "one message writes what another one should",
    clauses: ["CONS-3a"],
    properties: ["cons/no-packages-before-the-plug-in"],
    choices: { unreportedPlugIn: "accepted" },
    server: class extends PoolServer {
      protected override returnPatchInventory(report: Report): Outcome {
        const outcome = super.returnPatchInventory(report);
        const computer = this.computers.get(report.client);
        if (computer && outcome.type === "processed") computer.plugInReported = true;
        return outcome;
      }
    },
  },

  knownClientsPullAfterExpiry: {
    idea: "After expiry, when no client without a license should get one, those known before still do.",
    bugClass: "expiry is not enforced",
    clauses: ["FRAME-3"],
    properties: ["frame/expired-licenses-no-newcomer"],
    choices: { newClientsAfterAup: "refused" },
    server: class extends PoolServer {
      private known = new Set<ClientId>();

      override reset(settings: Settings): void {
        super.reset(settings);
        this.known = new Set();
      }

      protected override expireAup(): Outcome {
        this.known = new Set(this.computers.keys());
        return super.expireAup();
      }

      protected override licenseFor(client: ClientId): License {
        const license = super.licenseFor(client);
        if (license !== undefined || !this.known.has(client)) return license;
        if (!this.hasFreeLicense(this.patch)) return undefined;
        this.grant(this.patch, client);
        return "pulled";
      }
    },
  },

  refusedUpgradeStopsTheServer: {
    idea: "The installer refuses a newer version after expiry, and leaves the old one not functioning.",
    bugClass: "what was refused leaves something behind",
    clauses: ["AUP-5"],
    properties: ["aup/upgrade-after-expiry"],
    choices: { upgradeAfterAup: "refused" },
    server: class extends PoolServer {
      protected override upgradeSolution(): Outcome {
        const outcome = super.upgradeSolution();
        this.dormant ||= this.aupExpired;
        return outcome;
      }
    },
  },
});

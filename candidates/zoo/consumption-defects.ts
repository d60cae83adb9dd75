/** Servers that give licenses, or what precedes one, to the wrong clients. */
import type { ClientId, Outcome, Package, Policy, Settings } from "../../model/messages.ts";
import { defects } from "./defect.ts";
import { PoolServer, type Report } from "./pool-server.ts";
import type { Computer, License, Pool } from "./state.ts";

export const consumptionDefects = defects({
  ignoresTools: {
    idea: "A scan is accepted whether or not the install tools are in place.",
    bugClass: "a required part is not checked",
    clauses: ["COMP-1", "CONS-7"],
    properties: ["comp/all-parts-needed", "cons/no-tools-no-license"],
    server: class extends PoolServer {
      protected override isComplete({ plugIn, scan }: Report): boolean {
        return plugIn && scan;
      }
    },
  },

  acceptsEmptyReports: {
    idea: "A report is accepted although the assessment scan behind it did not run.",
    bugClass: "a required part is not checked",
    clauses: ["COMP-1", "CONS-6"],
    properties: ["comp/all-parts-needed", "cons/no-scan-no-license"],
    server: class extends PoolServer {
      protected override isComplete({ plugIn, tools }: Report): boolean {
        return plugIn && tools;
      }
    },
  },

  believesTheScan: {
    idea: "A complete scan is taken at its word, though Basic Inventory never told of the plug-in.",
    bugClass: "the client's word is taken where the record should decide",
    clauses: ["CONS-9"],
    properties: ["cons/no-plug-in-no-license"],
    server: class extends PoolServer {
      protected override knowsPlugIn(): boolean {
        return true;
      }
    },
  },

  basicInventoryPulls: {
    idea: "Basic Inventory that reports the plug-in pulls the license, before any scan.",
    bugClass: "the license is taken at the wrong step",
    clauses: ["CONS-2a"],
    properties: [
      "cons/basic-inventory-pulls-nothing",
      "rec/recovered-client-pulls-no-patch-license",
    ],
    server: class extends PoolServer {
      protected override sendBasicInventory(client: ClientId, plugIn: boolean): Outcome {
        const outcome = super.sendBasicInventory(client, plugIn);
        if (outcome.type === "done" && plugIn) this.licenseFor(client);
        return outcome;
      }
    },
  },

  enrollingForgetsThePlugIn: {
    idea: "A client that enrolls again has to report its plug-in again.",
    bugClass: "a repeated registration resets the record",
    clauses: ["CONS-2", "CONS-4"],
    properties: [
      "cons/basic-inventory-reports-the-plug-in",
      "cons/check-in-knows-of-the-plug-in",
      "cons/licensed-inventory-is-processed",
    ],
    server: class extends PoolServer {
      protected override enroll(client: ClientId): Outcome {
        const known = this.computers.get(client);
        if (known) known.plugInReported = this.plugInUnreported();
        return super.enroll(client);
      }
    },
  },

  packagesWaitForTheScan: {
    idea: "The packages are sent only to clients that have already returned a scan, which needs them.",
    bugClass: "each of two steps waits for the other",
    clauses: ["CONS-2", "CONS-3"],
    properties: ["cons/check-in-knows-of-the-plug-in", "cons/reported-client-gets-the-packages"],
    server: class extends PoolServer {
      protected override packagesFor(computer: Computer): Package[] {
        return computer.inventories > 0 ? super.packagesFor(computer) : [];
      }
    },
  },

  packagesBeforeThePlugIn: {
    idea: "A client that the install policy targets is sent the packages before its plug-in is reported.",
    bugClass: "a step of the order is skipped",
    clauses: ["CONS-3a"],
    properties: ["cons/no-packages-before-the-plug-in"],
    server: class extends PoolServer {
      protected override packagesFor({ target }: Computer): Package[] {
        return target === "install" ? ["tools", "scan"] : [];
      }
    },
  },

  fullPoolInstallsNothing: {
    idea: "While no license is free, targeted clients are not told to install the plug-in.",
    bugClass: "a full pool stops more than it should",
    clauses: ["CONS-1"],
    properties: ["cons/targeted-client-is-told-to-install"],
    server: class extends PoolServer {
      protected override plugInFor(computer: Computer): Policy {
        const policy = super.plugInFor(computer);
        return policy === "install" && !this.hasFreeLicense(this.patch) ? "none" : policy;
      }
    },
  },

  instructsUntargeted: {
    idea: "Clients that no policy targets are told to install the plug-in.",
    bugClass: "a policy reaches those it is not meant for",
    clauses: ["CONS-1a"],
    properties: ["cons/only-targeted-clients-are-told-to-install"],
    server: class extends PoolServer {
      protected override plugInFor(computer: Computer): Policy {
        const untargeted = computer.target === "none" && !computer.plugInReported;
        return untargeted ? "install" : super.plugInFor(computer);
      }
    },
  },

  everyScanPullsAgain: {
    idea: "Each further scan of a licensed client is counted as one more license in use.",
    bugClass: "the same client is counted twice",
    clauses: ["CONS-8", "EXC-3"],
    properties: [
      "cons/at-most-one-license",
      "exc/count-is-the-holders",
      "cons/duplicated-scans-change-nothing",
    ],
    server: class extends PoolServer {
      private repeats = 0;

      override reset(settings: Settings): void {
        super.reset(settings);
        this.repeats = 0;
      }

      protected override licenseFor(client: ClientId): License {
        const license = super.licenseFor(client);
        if (license === "held") this.repeats += 1;
        return license;
      }

      protected override inUse(pool: Pool): number {
        return super.inUse(pool) + (pool === this.patch ? this.repeats : 0);
      }
    },
  },

  enrolledAgainPullsAgain: {
    idea: "A holder that enrolls again pulls a second license with its next scan.",
    bugClass: "a client that enrolls again takes a second license",
    clauses: ["CONS-8", "EXC-3"],
    properties: ["cons/at-most-one-license", "exc/count-is-the-holders"],
    server: class extends PoolServer {
      private enrolledAgain = new Set<ClientId>();
      private seconds = 0;

      override reset(settings: Settings): void {
        super.reset(settings);
        this.enrolledAgain = new Set();
        this.seconds = 0;
      }

      protected override enroll(client: ClientId): Outcome {
        if (this.holds(this.patch, client)) this.enrolledAgain.add(client);
        return super.enroll(client);
      }

      protected override licenseFor(client: ClientId): License {
        if (!this.enrolledAgain.delete(client) || !this.canPull()) return super.licenseFor(client);
        this.seconds += 1;
        this.grant(this.patch, client);
        return "pulled";
      }

      protected override inUse(pool: Pool): number {
        return super.inUse(pool) + (pool === this.patch ? this.seconds : 0);
      }
    },
  },

  secondScanHandsBack: {
    idea: "A holder's next scan is processed, and gives its license back.",
    bugClass: "a request that is sent again undoes the first",
    clauses: ["CONS-4", "REC-2"],
    properties: [
      "cons/licensed-inventory-is-processed",
      "rec/managed-client-keeps-its-license",
      "cons/duplicated-scans-change-nothing",
    ],
    server: class extends PoolServer {
      protected override licenseFor(client: ClientId): License {
        const license = super.licenseFor(client);
        if (license === "held") this.release(this.patch, client);
        return license;
      }
    },
  },
});

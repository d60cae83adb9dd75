/** Servers that are wrong about the end of the Annual Upgrade Protection, or its renewal. */
import type { BulletinId, ClientId, Outcome, Settings } from "../../model/messages.ts";
import { defects } from "./defect.ts";
import { DONE, REFUSED } from "./maintenance.ts";
import { PoolServer } from "./pool-server.ts";
import type { Computer, License } from "./state.ts";

export const protectionDefects = defects({
  downloadsAfterAup: {
    idea: "The catalogue goes on being downloaded after the AUP has expired.",
    bugClass: "expiry is not enforced",
    clauses: ["AUP-2", "AUP-4"],
    properties: ["aup/no-download-after-expiry", "aup/no-new-bulletin-after-expiry"],
    server: class extends PoolServer {
      protected override mayDownload(): boolean {
        return true;
      }
    },
  },

  listsWithoutDownloading: {
    idea: "A catalogue that is refused after expiry has its bulletins listed all the same.",
    bugClass: "what was refused leaves something behind",
    clauses: ["AUP-4"],
    properties: ["aup/no-new-bulletin-after-expiry"],
    server: class extends PoolServer {
      protected override importCatalog(
        revision: number,
        bulletins: readonly BulletinId[],
      ): Outcome {
        if (this.aupExpired && revision > this.revision) this.listed = new Set(bulletins);
        return super.importCatalog(revision, bulletins);
      }
    },
  },

  secondExpiryIsUnnoticed: {
    idea: "Once the AUP has been renewed, its next expiry is not noticed.",
    bugClass: "a flag is set only the first time",
    clauses: ["AUP-2", "AUP-4"],
    properties: ["aup/no-download-after-expiry", "aup/no-new-bulletin-after-expiry"],
    server: class extends PoolServer {
      private noticed = false;

      override reset(settings: Settings): void {
        super.reset(settings);
        this.noticed = false;
      }

      protected override expireAup(): Outcome {
        if (this.noticed && !this.aupExpired) return DONE;
        this.noticed = true;
        return super.expireAup();
      }
    },
  },

  expiryStopsEnabling: {
    idea: "After expiry no bulletin can be enabled, not even one that is listed.",
    bugClass: "expiry stops more than it should",
    clauses: ["AUP-1"],
    properties: ["aup/listed-bulletins-stay-available"],
    server: class extends PoolServer {
      protected override enableBulletin(bulletin: BulletinId): Outcome {
        return this.aupExpired ? REFUSED : super.enableBulletin(bulletin);
      }
    },
  },

  expiryStopsScans: {
    idea: "After expiry the scans of holders and newcomers alike are discarded.",
    bugClass: "expiry stops more than it should",
    clauses: ["AUP-3", "CONS-4"],
    properties: ["aup/scans-go-on-after-expiry", "cons/licensed-inventory-is-processed"],
    server: class extends PoolServer {
      protected override licenseFor(client: ClientId): License {
        return this.aupExpired ? undefined : super.licenseFor(client);
      }
    },
  },

  expiryStopsPolicies: {
    idea: "After expiry no update is handed out, although policies for some were created.",
    bugClass: "expiry stops more than it should",
    clauses: ["AUP-3"],
    properties: ["aup/policies-go-on-after-expiry"],
    server: class extends PoolServer {
      protected override updatesFor(client: ClientId, computer: Computer): BulletinId[] {
        return this.aupExpired ? [] : super.updatesFor(client, computer);
      }
    },
  },

  latestUpdateOnly: {
    idea: "Of the updates that are deployed, a client is given the latest alone.",
    bugClass: "a list is cut to one",
    clauses: ["AUP-0", "AUP-3"],
    properties: ["aup/current-updates-are-handed-out", "aup/policies-go-on-after-expiry"],
    server: class extends PoolServer {
      protected override updatesFor(client: ClientId, computer: Computer): BulletinId[] {
        return super.updatesFor(client, computer).slice(-1);
      }
    },
  },

  renewalForgetsPolicies: {
    idea: "Renewing the AUP starts over with no update deployed.",
    bugClass: "renewal resets what it should restore",
    clauses: ["AUP-6"],
    properties: ["aup/calendar-changes-nothing-else"],
    server: class extends PoolServer {
      protected override renewAup(): Outcome {
        this.deployed = new Set();
        return super.renewAup();
      }
    },
  },

  /** Hidden: what was put aside is missed only where the same catalogue is offered again. */
  refusedCatalogueIsPutAside: {
    idea: "A catalogue that was refused after expiry is not imported after the renewal either.",
    bugClass: "a refusal sticks",
    clauses: ["AUP-0", "AUP-6"],
    properties: ["aup/current-catalogue-is-imported", "aup/renewal-restores-everything"],
    server: class extends PoolServer {
      private putAside = 0;

      override reset(settings: Settings): void {
        super.reset(settings);
        this.putAside = 0;
      }

      protected override importCatalog(
        revision: number,
        bulletins: readonly BulletinId[],
      ): Outcome {
        if (this.aupExpired) this.putAside = Math.max(this.putAside, revision);
        return revision > this.putAside ? super.importCatalog(revision, bulletins) : REFUSED;
      }
    },
  },
});

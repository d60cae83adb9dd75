/** Servers that are wrong about when the solution is dormant, or what that means. */
import type { BulletinId, ClientId, Outcome, Settings } from "../../model/messages.ts";
import { defects } from "./defect.ts";
import { DONE } from "./maintenance.ts";
import { PoolServer } from "./pool-server.ts";
import type { Computer } from "./state.ts";

export const dormancyDefects = defects({
  upgradeAlwaysFunctions: {
    idea: "A newer version installed after expiry functions, as if the AUP were paid.",
    bugClass: "expiry is not enforced",
    clauses: ["AUP-5"],
    properties: ["aup/upgrade-after-expiry"],
    server: class extends PoolServer {
      protected override upgradeSolution(): Outcome {
        return DONE;
      }
    },
  },

  dormancyEndsOvernight: {
    idea: "The next daily job lets a dormant server function again, without a renewal.",
    bugClass: "a stop ends by itself",
    clauses: ["AUP-5"],
    properties: ["aup/dormant-until-renewed"],
    server: class extends PoolServer {
      protected override passDays(days: number): Outcome {
        this.dormant = false;
        return super.passDays(days);
      }
    },
  },

  dormantServerTakesInventories: {
    idea: "A dormant server goes on processing scans.",
    bugClass: "a stop leaves one way open",
    clauses: ["AUP-5"],
    properties: ["aup/dormant-serves-no-scan"],
    server: class extends PoolServer {
      protected override takesInventories(): boolean {
        return true;
      }
    },
  },

  dormantServerHandsOutUpdates: {
    idea: "A dormant server goes on handing out the updates that are deployed.",
    bugClass: "a stop leaves one way open",
    clauses: ["AUP-5"],
    properties: ["aup/dormant-deploys-nothing"],
    server: class extends PoolServer {
      protected override updatesFor(client: ClientId, computer: Computer): BulletinId[] {
        return this.dormant ? [...this.deployed] : super.updatesFor(client, computer);
      }
    },
  },

  dormancySurvivesRenewal: {
    idea: "Renewing the AUP does not end dormancy.",
    bugClass: "a stop outlives its reason",
    clauses: ["AUP-6"],
    properties: ["aup/renewal-ends-dormancy"],
    server: class extends PoolServer {
      protected override renewAup(): Outcome {
        this.aupExpired = false;
        return DONE;
      }
    },
  },

  /** Hidden: the renewed server shows itself as functioning, and processes nothing. */
  renewalLeavesDormant: {
    idea: "A solution upgraded after AUP expiry still does not work once the AUP is renewed.",
    bugClass: "a stop outlives its reason",
    clauses: ["CONS-4", "CONS-5", "AUP-6"],
    properties: [
      "aup/renewal-restores-everything",
      "cons/licensed-inventory-is-processed",
      "cons/first-scan-pulls-a-license",
    ],
    server: class extends PoolServer {
      private stopped = false;

      override reset(settings: Settings): void {
        super.reset(settings);
        this.stopped = false;
      }

      protected override renewAup(): Outcome {
        this.stopped ||= this.dormant;
        return super.renewAup();
      }

      protected override isFunctioning(): boolean {
        return super.isFunctioning() && !this.stopped;
      }
    },
  },

  /** Hidden: the server shows itself as functioning all the while. */
  currentUpgradeIsRemembered: {
    idea: "A version installed while the AUP was current stops functioning when it expires.",
    bugClass: "expiry works backwards",
    clauses: ["AUP-1", "AUP-3"],
    properties: ["aup/listed-bulletins-stay-available", "aup/scans-go-on-after-expiry"],
    server: class extends PoolServer {
      private upgraded = false;

      override reset(settings: Settings): void {
        super.reset(settings);
        this.upgraded = false;
      }

      protected override upgradeSolution(): Outcome {
        this.upgraded ||= !this.aupExpired;
        return super.upgradeSolution();
      }

      protected override isFunctioning(): boolean {
        return super.isFunctioning() && !(this.upgraded && this.aupExpired);
      }
    },
  },
});

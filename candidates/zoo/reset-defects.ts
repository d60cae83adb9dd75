/** Servers that a reset does not empty: the mistakes of one program show in the next. */
import type { BulletinId, ClientId, Outcome, Policy, Settings } from "../../model/messages.ts";
import { defects } from "./defect.ts";
import { PoolServer } from "./pool-server.ts";
import type { Computer } from "./state.ts";

export const resetDefects = defects({
  expirySurvivesReset: {
    idea: "An AUP that was expired is still expired after a reset.",
    bugClass: "state survives a reset",
    clauses: ["AUP-0"],
    properties: ["aup/current-catalogue-is-imported"],
    server: class extends PoolServer {
      override reset(settings: Settings): void {
        const expired = this.aupExpired;
        super.reset(settings);
        this.aupExpired = expired;
      }
    },
  },

  targetSurvivesReset: {
    idea: "What a policy targets is kept over a reset, and waits for a client of the same id.",
    bugClass: "state survives a reset",
    clauses: ["CONS-1a", "REC-3a"],
    properties: [
      "cons/only-targeted-clients-are-told-to-install",
      "rec/only-targeted-clients-are-told-to-uninstall",
    ],
    server: class extends PoolServer {
      /** Not emptied by a reset: that is the defect. */
      private targets = new Map<ClientId, Policy>();

      protected override target(client: ClientId, policy: Policy): Outcome {
        if (this.computers.has(client)) this.targets.set(client, policy);
        return super.target(client, policy);
      }

      protected override register(client: ClientId): Computer {
        const computer = super.register(client);
        computer.target = this.targets.get(client) ?? computer.target;
        return computer;
      }
    },
  },

  policySurvivesReset: {
    idea: "A bulletin that was deployed before a reset is deployed again as soon as it is enabled.",
    bugClass: "state survives a reset",
    clauses: ["FRAME-3"],
    properties: ["frame/agrees-with-the-model"],
    server: class extends PoolServer {
      /** Not emptied by a reset: that is the defect. */
      private policies = new Set<BulletinId>();

      protected override createPolicy(bulletin: BulletinId): Outcome {
        const outcome = super.createPolicy(bulletin);
        if (outcome.type === "done") this.policies.add(bulletin);
        return outcome;
      }

      protected override enableBulletin(bulletin: BulletinId): Outcome {
        const outcome = super.enableBulletin(bulletin);
        if (outcome.type === "done" && this.policies.has(bulletin)) this.deployed.add(bulletin);
        return outcome;
      }
    },
  },
});

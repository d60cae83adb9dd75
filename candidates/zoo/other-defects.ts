/** Servers that mix up the two pools, or get the other solution's wrong. */
import type { ClientId, Outcome, Settings } from "../../model/messages.ts";
import { defects } from "./defect.ts";
import { PoolServer } from "./pool-server.ts";
import type { Pool } from "./state.ts";

export const otherDefects = defects({
  /** Hidden: each pool shows its own count, but the Patch pool hands out what both leave. */
  otherFillsPatchPool: {
    idea: "Licenses of the other solution are counted as used in the Patch pool as well.",
    bugClass: "two pools share a count",
    clauses: ["CONS-5", "OTHER-1"],
    properties: ["cons/first-scan-pulls-a-license", "other/licenses-fill-their-own-pool-only"],
    server: class extends PoolServer {
      protected override hasFreeLicense(pool: Pool): boolean {
        if (pool !== this.patch) return super.hasFreeLicense(pool);
        return this.inUse(this.patch) + this.inUse(this.other) < this.patch.capacity;
      }
    },
  },

  otherPoolHasNoLimit: {
    idea: "Every inventory for the other solution gets a license there, however many there are.",
    bugClass: "a second entry point skips the limit",
    clauses: ["OTHER-1"],
    properties: ["other/free-license-is-pulled"],
    server: class extends PoolServer {
      protected override hasFreeLicense(pool: Pool): boolean {
        return pool === this.other || super.hasFreeLicense(pool);
      }
    },
  },

  otherNewcomerEvicts: {
    idea: "With the other solution's pool full, a newcomer takes the license of the oldest holder.",
    bugClass: "a newcomer takes a holder's seat",
    clauses: ["OTHER-1", "FRAME-1"],
    properties: [
      "other/holder-keeps-its-license",
      "other/free-license-is-pulled",
      "frame/other-clients-stay",
    ],
    server: class extends PoolServer {
      protected override returnOtherInventory(client: ClientId): Outcome {
        const [oldest] = this.other.holders;
        const findsNone = !this.holds(this.other, client) && !this.hasFreeLicense(this.other);
        if (findsNone && oldest !== undefined) this.release(this.other, oldest);
        return super.returnOtherInventory(client);
      }
    },
  },

  otherFullPoolTakesPatch: {
    idea: "With the other solution's pool full, its inventory pulls a license from the node pool.",
    bugClass: "one pool is filled up from another",
    clauses: ["OTHER-1", "REC-5"],
    properties: ["other/pools-are-apart", "rec/recovered-client-pulls-no-patch-license"],
    server: class extends PoolServer {
      protected override returnOtherInventory(client: ClientId): Outcome {
        const outcome = super.returnOtherInventory(client);
        const isActive = this.computers.get(client)?.record === "active";
        if (outcome.type === "refused" && isActive) this.licenseFor(client);
        return outcome;
      }
    },
  },

  otherInventoriesAddUp: {
    idea: "Each further inventory of a holder counts as one more license of the other solution.",
    bugClass: "the same client is counted twice",
    clauses: ["OTHER-1"],
    properties: ["other/count-is-the-holders"],
    server: class extends PoolServer {
      private repeats = 0;

      override reset(settings: Settings): void {
        super.reset(settings);
        this.repeats = 0;
      }

      protected override returnOtherInventory(client: ClientId): Outcome {
        if (this.holds(this.other, client)) this.repeats += 1;
        return super.returnOtherInventory(client);
      }

      protected override inUse(pool: Pool): number {
        return super.inUse(pool) + (pool === this.other ? this.repeats : 0);
      }
    },
  },

  capacitySetsBothPools: {
    idea: "Setting the capacity of either pool sets that of both.",
    bugClass: "one setting is written to two places",
    clauses: ["OTHER-1", "FRAME-3"],
    properties: ["other/pools-are-apart", "frame/capacities-as-set"],
    server: class extends PoolServer {
      protected override resize(_pool: Pool, nodes: number): Outcome {
        super.resize(this.other, nodes);
        return super.resize(this.patch, nodes);
      }
    },
  },
});

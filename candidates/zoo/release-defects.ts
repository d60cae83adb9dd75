/** Servers that release a license twice, late, not at all, or another one. */
import type { ClientId, Outcome, Settings } from "../../model/messages.ts";
import { defects } from "./defect.ts";
import { DriftingServer } from "./drifting-server.ts";
import { REFUSED } from "./maintenance.ts";
import { PoolServer } from "./pool-server.ts";
import type { Pool } from "./state.ts";

export const releaseDefects = defects({
  retireKeepsLicense: {
    idea: "A retired computer keeps its license.",
    bugClass: "retiring does not free",
    clauses: ["REC-1", "REC-1a"],
    properties: ["rec/retire-releases-the-license", "rec/retire-releases-once"],
    server: class extends PoolServer {
      protected override releaseRetired(client: ClientId): void {
        this.release(this.other, client);
      }
    },
  },

  /** Hidden: the license is not shown any more, and no other client gets it. */
  retiredRecordsCount: {
    idea: "Retired computers go on being counted where a license is asked for.",
    bugClass: "inactive records are counted",
    clauses: ["REC-1", "REC-6"],
    properties: [
      "rec/retired-license-can-be-pulled",
      "rec/released-license-is-free-at-once",
      "cons/first-scan-pulls-a-license",
    ],
    server: class extends PoolServer {
      protected override hasFreeLicense(pool: Pool): boolean {
        if (pool !== this.patch) return super.hasFreeLicense(pool);
        const retired = [...this.computers.values()].filter(({ record }) => record === "retired");
        return this.inUse(pool) + retired.length < pool.capacity;
      }
    },
  },

  /** Hidden, like every drift. */
  repeatedRetireReleases: {
    idea: "Retiring a retired computer again makes one more license free than there is.",
    bugClass: "a duplicate release inflates the pool",
    clauses: ["EXC-2", "EXC-3", "REC-1a"],
    properties: [
      "exc/newcomer-refused-when-full",
      "exc/pull-stays-within-capacity",
      "rec/repeated-retire-changes-nothing",
    ],
    server: class extends DriftingServer {
      protected override retire(client: ClientId): Outcome {
        if (this.computers.get(client)?.record === "retired") this.phantoms -= 1;
        return super.retire(client);
      }
    },
  },

  repeatedDeleteReleases: {
    idea: "Deleting a client that has no record makes one more license free than there is.",
    bugClass: "a duplicate release inflates the pool",
    clauses: ["EXC-2", "EXC-3", "REC-4a"],
    properties: [
      "exc/newcomer-refused-when-full",
      "exc/pull-stays-within-capacity",
      "rec/repeated-delete-changes-nothing",
    ],
    server: class extends DriftingServer {
      protected override delete(client: ClientId): Outcome {
        if (!this.computers.has(client)) this.phantoms -= 1;
        return super.delete(client);
      }
    },
  },

  deletedAfterRetireReleasesTwice: {
    idea: "Deleting a computer that was retired releases its license once more.",
    bugClass: "two ways to release count the same license",
    clauses: ["EXC-2", "EXC-3", "REC-6"],
    properties: [
      "exc/newcomer-refused-when-full",
      "exc/pull-stays-within-capacity",
      "rec/no-license-is-made",
    ],
    server: class extends DriftingServer {
      protected override delete(client: ClientId): Outcome {
        if (this.computers.get(client)?.record === "retired") this.phantoms -= 1;
        return super.delete(client);
      }
    },
  },

  /** The drift of a server whose releases once counted twice. */
  eachClientReleasesOnce: {
    idea: "A client that released a license once never releases another one.",
    bugClass: "a fix creates the opposite mistake",
    clauses: ["REC-1", "REC-1a"],
    properties: ["rec/retire-releases-the-license", "rec/retire-releases-once"],
    server: class extends PoolServer {
      private released = new Set<ClientId>();

      override reset(settings: Settings): void {
        super.reset(settings);
        this.released = new Set();
      }

      protected override release(pool: Pool, client: ClientId): void {
        if (pool === this.patch && this.holds(pool, client)) {
          if (this.released.has(client)) return;
          this.released.add(client);
        }
        super.release(pool, client);
      }
    },
  },

  thirdRetireLeaks: {
    idea: "Every third license that is released by a retirement is lost.",
    bugClass: "a slow leak",
    clauses: ["REC-1", "REC-6"],
    properties: [
      "rec/retired-license-can-be-pulled",
      "rec/released-license-is-free-at-once",
      "cons/first-scan-pulls-a-license",
    ],
    server: class extends DriftingServer {
      private retirements = 0;

      override reset(settings: Settings): void {
        super.reset(settings);
        this.retirements = 0;
      }

      protected override releaseRetired(client: ClientId): void {
        if (this.holds(this.patch, client)) {
          this.retirements += 1;
          if (this.retirements % 3 === 0) this.phantoms += 1;
        }
        super.releaseRetired(client);
      }
    },
  },

  releaseWaitsForTheNight: {
    idea: "A released license can be pulled only after the next daily job.",
    bugClass: "a release lags",
    clauses: ["REC-6"],
    properties: [
      "rec/released-license-is-free-at-once",
      "rec/retired-license-can-be-pulled",
      "rec/deleted-license-can-be-pulled",
    ],
    server: class extends DriftingServer {
      protected override release(pool: Pool, client: ClientId): void {
        if (pool === this.patch && this.holds(pool, client)) this.phantoms += 1;
        super.release(pool, client);
      }

      protected override passDays(days: number): Outcome {
        this.phantoms = 0;
        return super.passDays(days);
      }
    },
  },

  holdersCannotBeDeleted: {
    idea: "The console refuses to delete a client that holds a license.",
    bugClass: "deletion does not free",
    clauses: ["REC-4", "REC-4a"],
    properties: ["rec/delete-releases-the-license", "rec/delete-releases-once"],
    server: class extends PoolServer {
      protected override delete(client: ClientId): Outcome {
        return this.holds(this.patch, client) ? REFUSED : super.delete(client);
      }
    },
  },

  deletionOrphansTheLicense: {
    idea: "Deleting a client leaves its license in use, held by nobody.",
    bugClass: "deletion does not free",
    clauses: ["REC-4", "REC-4a", "EXC-3"],
    properties: [
      "rec/deleted-license-can-be-pulled",
      "rec/delete-releases-once",
      "exc/count-is-the-holders",
    ],
    server: class extends PoolServer {
      protected override delete(client: ClientId): Outcome {
        if (!this.computers.delete(client)) return REFUSED;
        this.release(this.other, client);
        return { type: "done" };
      }
    },
  },

  releasesTheLatest: {
    idea: "A release frees the license that was pulled last, whoever holds it.",
    bugClass: "a release hits the wrong seat",
    clauses: ["FRAME-1", "REC-1", "REC-2"],
    properties: [
      "frame/other-clients-stay",
      "frame/order-of-uncontended-clients-is-free",
      "rec/retire-releases-the-license",
      "rec/managed-client-keeps-its-license",
    ],
    server: class extends PoolServer {
      protected override release(pool: Pool, client: ClientId): void {
        const latest = [...pool.holders].at(-1);
        if (latest !== undefined && this.holds(pool, client)) super.release(pool, latest);
      }
    },
  },
});

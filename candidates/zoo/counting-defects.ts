/** Servers that count correctly until the numbers are large or the pool is over-full. */
import type { ClientId, Outcome } from "../../model/messages.ts";
import { defects } from "./defect.ts";
import { DriftingServer } from "./drifting-server.ts";
import { PoolServer } from "./pool-server.ts";
import type { Pool } from "./state.ts";

/** One license in so many is kept in reserve. */
const LICENSES_PER_RESERVE = 8;

export const countingDefects = defects({
  capacityInSixteenBits: {
    idea: "A capacity is compared in sixteen bits, so the largest pools have no license.",
    bugClass: "a number does not fit",
    clauses: ["CONS-5", "OTHER-1"],
    properties: ["cons/first-scan-pulls-a-license", "other/free-license-is-pulled"],
    server: class extends PoolServer {
      protected override hasFreeLicense(pool: Pool): boolean {
        return this.inUse(pool) < (pool.capacity << 16) >> 16;
      }
    },
  },

  countWrapsAtEight: {
    idea: "The licenses in use are counted in three bits, so after eight of them none seems taken.",
    bugClass: "a counter wraps",
    clauses: ["EXC-2", "EXC-3"],
    properties: ["exc/newcomer-refused-when-full", "exc/pull-stays-within-capacity"],
    server: class extends PoolServer {
      protected override hasFreeLicense(pool: Pool): boolean {
        return (this.inUse(pool) & 7) < pool.capacity;
      }
    },
  },

  largePoolsKeepAReserve: {
    idea: "One license in eight is kept back, which small pools never show.",
    bugClass: "a limit is off by one at larger sizes",
    clauses: ["CONS-5", "OTHER-1"],
    properties: ["cons/first-scan-pulls-a-license", "other/free-license-is-pulled"],
    server: class extends PoolServer {
      protected override hasFreeLicense(pool: Pool): boolean {
        const reserve = Math.floor(pool.capacity / LICENSES_PER_RESERVE);
        return this.inUse(pool) < pool.capacity - reserve;
      }
    },
  },

  /** Hidden twice: while the pool is over-full, no client can pull anyway. */
  shrinkClampsTheCount: {
    idea: "When the capacity falls below the use, the count in use is cut to it, and the holders stay.",
    bugClass: "a clamp hides a drift",
    clauses: ["EXC-2", "EXC-3", "REC-6"],
    properties: [
      "exc/newcomer-refused-when-full",
      "exc/pull-stays-within-capacity",
      "rec/no-license-is-made",
    ],
    server: class extends DriftingServer {
      protected override resize(pool: Pool, nodes: number): Outcome {
        if (pool === this.patch) this.phantoms -= Math.max(0, this.countedInUse() - nodes);
        return super.resize(pool, nodes);
      }
    },
  },

  /** The drift of a server that cut its count. */
  overFullReleaseIsLost: {
    idea: "A license released while the pool is over-full is not taken off the count in use.",
    bugClass: "a fix creates the opposite mistake",
    clauses: ["CONS-5", "REC-6"],
    properties: ["cons/first-scan-pulls-a-license", "rec/released-license-is-free-at-once"],
    server: class extends DriftingServer {
      protected override release(pool: Pool, client: ClientId): void {
        const isOverFull = pool === this.patch && this.inUse(pool) > pool.capacity;
        if (isOverFull && this.holds(pool, client)) this.phantoms += 1;
        super.release(pool, client);
      }
    },
  },
});

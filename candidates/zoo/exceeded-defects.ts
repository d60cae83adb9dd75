/** Servers that go wrong where the licenses run out. */
import type { ClientId, Outcome, Settings } from "../../model/messages.ts";
import { defects } from "./defect.ts";
import { DriftingServer } from "./drifting-server.ts";
import { PoolServer, type Report } from "./pool-server.ts";
import type { Computer, License, Pool } from "./state.ts";

export const exceededDefects = defects({
  grantsOneTooMany: {
    idea: "The capacity is compared with <= in place of <, so one license too many is pulled.",
    bugClass: "off by one at the capacity",
    clauses: ["EXC-2", "EXC-3"],
    properties: [
      "exc/newcomer-refused-when-full",
      "exc/pull-stays-within-capacity",
      "rec/no-license-is-made",
    ],
    server: class extends PoolServer {
      protected override hasFreeLicense(pool: Pool): boolean {
        // The other solution's pool stays correct: one defect, one idea.
        return pool === this.patch ? this.inUse(pool) <= pool.capacity : super.hasFreeLicense(pool);
      }
    },
  },

  fullPoolRefusesHolders: {
    idea: "With the pool full, the scans of clients that hold a license are discarded too.",
    bugClass: "a full pool refuses an existing holder",
    clauses: ["CONS-4", "EXC-1"],
    properties: ["exc/holder-continues-when-full", "cons/licensed-inventory-is-processed"],
    server: class extends PoolServer {
      protected override licenseFor(client: ClientId): License {
        return this.hasFreeLicense(this.patch) ? super.licenseFor(client) : undefined;
      }
    },
  },

  overFullBlocksEverybody: {
    idea: "While more licenses are in use than there are, nobody's scan is processed.",
    bugClass: "everybody is blocked when over-full",
    clauses: ["CONS-4", "EXC-1"],
    properties: ["exc/holder-continues-when-full", "cons/licensed-inventory-is-processed"],
    server: class extends PoolServer {
      protected override licenseFor(client: ClientId): License {
        const isOverFull = this.inUse(this.patch) > this.patch.capacity;
        return isOverFull ? undefined : super.licenseFor(client);
      }
    },
  },

  shrinkEvicts: {
    idea: "When a capacity falls below the use, the oldest holders lose their licenses.",
    bugClass: "shrinking below use evicts",
    clauses: ["EXC-1", "REC-2", "OTHER-1"],
    properties: [
      "exc/full-pool-evicts-nobody",
      "rec/managed-client-keeps-its-license",
      "other/holder-keeps-its-license",
    ],
    server: class extends PoolServer {
      protected override resize(pool: Pool, nodes: number): Outcome {
        for (const holder of [...pool.holders]) {
          if (this.inUse(pool) > nodes) this.release(pool, holder);
        }
        return super.resize(pool, nodes);
      }
    },
  },

  shrinkStopsAtTheUse: {
    idea: "A capacity cannot be set below the licenses in use.",
    bugClass: "shrinking below use is refused",
    clauses: ["FRAME-3"],
    properties: ["frame/capacities-as-set"],
    server: class extends PoolServer {
      protected override resize(pool: Pool, nodes: number): Outcome {
        return super.resize(pool, Math.max(nodes, this.inUse(pool)));
      }
    },
  },

  emptyPoolIsUnlimited: {
    idea: "A pool of no licenses is taken for one without a limit.",
    bugClass: "zero is taken for not given",
    clauses: ["EXC-2", "EXC-3", "CONS-5"],
    properties: [
      "exc/newcomer-refused-when-full",
      "exc/pull-stays-within-capacity",
      "cons/more-capacity-takes-nothing-away",
    ],
    server: class extends PoolServer {
      protected override hasFreeLicense(pool: Pool): boolean {
        return pool.capacity === 0 || super.hasFreeLicense(pool);
      }
    },
  },

  refusedClientIsBarred: {
    idea: "A client that was refused once is refused ever after.",
    bugClass: "a refusal sticks",
    clauses: ["CONS-5", "EXC-4"],
    properties: ["exc/refused-client-served-later", "cons/first-scan-pulls-a-license"],
    server: class extends PoolServer {
      private barred = new Set<ClientId>();

      override reset(settings: Settings): void {
        super.reset(settings);
        this.barred = new Set();
      }

      protected override licenseFor(client: ClientId): License {
        const license = this.barred.has(client) ? undefined : super.licenseFor(client);
        if (license === undefined) this.barred.add(client);
        return license;
      }
    },
  },

  refusedClientIsQueued: {
    idea: "A license that becomes free goes to the client that was refused first, without a scan of it.",
    bugClass: "a released license is handed over by a queue",
    clauses: ["EXC-4", "FRAME-1"],
    properties: ["exc/nobody-is-queued", "frame/other-clients-stay"],
    server: class extends PoolServer {
      private queue: ClientId[] = [];

      override reset(settings: Settings): void {
        super.reset(settings);
        this.queue = [];
      }

      protected override licenseFor(client: ClientId): License {
        const license = super.licenseFor(client);
        if (license === undefined && !this.queue.includes(client)) this.queue.push(client);
        return license;
      }

      protected override release(pool: Pool, client: ClientId): void {
        super.release(pool, client);
        this.serveQueue();
      }

      protected override resize(pool: Pool, nodes: number): Outcome {
        const outcome = super.resize(pool, nodes);
        this.serveQueue();
        return outcome;
      }

      private serveQueue(): void {
        while (this.queue.length > 0 && this.canPull()) {
          const next = this.queue.shift() ?? "";
          if (this.computers.get(next)?.record === "active") this.grant(this.patch, next);
        }
      }
    },
  },

  refusedClientsComeFirst: {
    idea: "A free license is kept for the client that was refused first; the others are refused.",
    bugClass: "a free license waits for somebody who does not come",
    clauses: ["CONS-5", "EXC-4", "REC-6"],
    properties: [
      "cons/first-scan-pulls-a-license",
      "exc/refused-client-served-later",
      "rec/released-license-is-free-at-once",
    ],
    server: class extends PoolServer {
      private waiting: ClientId[] = [];

      override reset(settings: Settings): void {
        super.reset(settings);
        this.waiting = [];
      }

      protected override licenseFor(client: ClientId): License {
        if (this.holds(this.patch, client)) return "held";
        const [first = client] = this.waiting;
        const license = first === client ? super.licenseFor(client) : undefined;
        if (license !== undefined) this.waiting.shift();
        else if (!this.waiting.includes(client)) this.waiting.push(client);
        return license;
      }
    },
  },

  refusedInventoryIsKept: {
    idea: "Inventories that were refused are counted after all once their client has a license.",
    bugClass: "what was refused is counted later",
    clauses: ["CONS-5", "EXC-4"],
    properties: ["exc/refused-client-served-later", "cons/first-scan-pulls-a-license"],
    server: class extends PoolServer {
      private kept = new Map<ClientId, number>();

      override reset(settings: Settings): void {
        super.reset(settings);
        this.kept = new Map();
      }

      protected override returnPatchInventory(report: Report): Outcome {
        const { client } = report;
        const outcome = super.returnPatchInventory(report);
        const kept = this.kept.get(client) ?? 0;
        const isRefused = outcome.type === "discarded" && outcome.reason === "no-license";
        if (isRefused) this.kept.set(client, kept + 1);
        const computer = this.computers.get(client);
        if (outcome.type === "processed" && computer) {
          computer.inventories += kept;
          this.kept.delete(client);
        }
        return outcome;
      }
    },
  },

  /** Hidden: it shows only to a client that asks for a license that should be free. */
  refusedScansCountAsUse: {
    idea: "Each scan that is refused takes a license out of use for good.",
    bugClass: "phantom use after a failed attempt",
    clauses: ["CONS-5", "EXC-4", "REC-6"],
    properties: [
      "cons/first-scan-pulls-a-license",
      "exc/refused-client-served-later",
      "rec/released-license-is-free-at-once",
    ],
    server: class extends DriftingServer {
      protected override licenseFor(client: ClientId): License {
        const license = super.licenseFor(client);
        if (license === undefined) this.phantoms += 1;
        return license;
      }
    },
  },

  reactivationSkipsTheLimit: {
    idea: "A retired holder that reports again has its license back, whether or not one is free.",
    bugClass: "a second entry point skips the limit",
    clauses: ["EXC-3", "CONS-2a"],
    properties: ["exc/pull-stays-within-capacity", "cons/basic-inventory-pulls-nothing"],
    server: class extends PoolServer {
      private retiredHolders = new Set<ClientId>();

      override reset(settings: Settings): void {
        super.reset(settings);
        this.retiredHolders = new Set();
      }

      protected override releaseRetired(client: ClientId): void {
        if (this.holds(this.patch, client)) this.retiredHolders.add(client);
        else this.retiredHolders.delete(client);
        super.releaseRetired(client);
      }

      protected override admit(client: ClientId): Computer | undefined {
        const isRetired = this.computers.get(client)?.record === "retired";
        const computer = super.admit(client);
        if (isRetired && this.retiredHolders.delete(client)) this.grant(this.patch, client);
        return computer;
      }
    },
  },
});

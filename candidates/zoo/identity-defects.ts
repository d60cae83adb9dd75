/** Servers that confuse one client or bulletin with another, with none, or with all. */
import type { BulletinId, ClientId, Outcome, Settings } from "../../model/messages.ts";
import { defects } from "./defect.ts";
import { PoolServer } from "./pool-server.ts";
import type { Pool } from "./state.ts";

export const identityDefects = defects({
  suffixedClientsShareASeat: {
    idea: "Clients whose ids differ only behind a hyphen share one license.",
    bugClass: "distinct clients are merged",
    clauses: ["FRAME-1", "EXC-3"],
    properties: ["frame/other-clients-stay", "exc/count-is-the-holders"],
    server: class extends PoolServer {
      protected override holds(pool: Pool, client: ClientId): boolean {
        return super.holds(pool, seatOf(client));
      }

      protected override grant(pool: Pool, client: ClientId): void {
        super.grant(pool, seatOf(client));
      }

      protected override release(pool: Pool, client: ClientId): void {
        super.release(pool, seatOf(client));
      }
    },
  },

  latestReportCountsForAll: {
    idea: "What the latest Basic Inventory said of its own client's plug-in is taken for everybody's.",
    bugClass: "one client's report harms another",
    clauses: ["CONS-2", "CONS-9"],
    properties: ["cons/basic-inventory-reports-the-plug-in", "cons/no-plug-in-no-license"],
    server: class extends PoolServer {
      private latest = false;

      override reset(settings: Settings): void {
        super.reset(settings);
        this.latest = false;
      }

      protected override sendBasicInventory(client: ClientId, plugIn: boolean): Outcome {
        this.latest = plugIn;
        return super.sendBasicInventory(client, plugIn);
      }

      protected override knowsPlugIn(): boolean {
        return this.latest;
      }
    },
  },

  zeroIsNoClient: {
    idea: "A client whose id is 0 is taken for none, and its license is never released.",
    bugClass: "zero is taken for not given",
    clauses: ["REC-1", "REC-1a"],
    properties: ["rec/retire-releases-the-license", "rec/retire-releases-once"],
    server: class extends PoolServer {
      protected override release(pool: Pool, client: ClientId): void {
        if (Number(client) !== 0) super.release(pool, client);
      }
    },
  },

  protoIsNeverAHolder: {
    idea: "The holders are the keys of a plain object, and __proto__ never becomes one.",
    bugClass: "an id means something to the language",
    clauses: ["CONS-5", "FRAME-1"],
    properties: ["cons/first-scan-pulls-a-license", "frame/renaming-clients-changes-nothing"],
    server: class extends PoolServer {
      private seats: Record<ClientId, true> = {};

      override reset(settings: Settings): void {
        super.reset(settings);
        this.seats = {};
      }

      protected override grant(pool: Pool, client: ClientId): void {
        if (pool === this.patch) this.seats[client] = true;
        if (pool !== this.patch || Object.hasOwn(this.seats, client)) super.grant(pool, client);
      }

      protected override release(pool: Pool, client: ClientId): void {
        if (pool === this.patch) delete this.seats[client];
        super.release(pool, client);
      }
    },
  },

  constructorAlwaysHolds: {
    idea: "Holders are looked up in a plain object, where there is something called constructor.",
    bugClass: "an id means something to the language",
    clauses: ["EXC-3", "FRAME-1"],
    properties: ["exc/count-is-the-holders", "frame/renaming-clients-changes-nothing"],
    server: class extends PoolServer {
      private seats: Record<ClientId, true> = {};

      override reset(settings: Settings): void {
        super.reset(settings);
        this.seats = {};
      }

      protected override holds(pool: Pool, client: ClientId): boolean {
        return pool === this.patch ? client in this.seats : super.holds(pool, client);
      }

      protected override grant(pool: Pool, client: ClientId): void {
        if (pool === this.patch) this.seats[client] = true;
        super.grant(pool, client);
      }

      protected override release(pool: Pool, client: ClientId): void {
        if (pool === this.patch) delete this.seats[client];
        super.release(pool, client);
      }
    },
  },

  protoIsNeverEnabled: {
    idea: "Enabled bulletins are the keys of a plain object, and __proto__ never becomes one.",
    bugClass: "an id means something to the language",
    clauses: ["AUP-0", "AUP-1"],
    properties: ["aup/current-bulletins-are-available", "aup/listed-bulletins-stay-available"],
    server: class extends PoolServer {
      private switches: Record<BulletinId, true> = {};

      override reset(settings: Settings): void {
        super.reset(settings);
        this.switches = {};
      }

      protected override enableBulletin(bulletin: BulletinId): Outcome {
        const outcome = super.enableBulletin(bulletin);
        if (outcome.type === "done") this.switches[bulletin] = true;
        this.enabled = new Set(Object.keys(this.switches));
        return outcome;
      }
    },
  },
});

const seatOf = (client: ClientId): ClientId => client.split("-", 1).join();

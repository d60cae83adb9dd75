/**
 * The defective servers of the zoo: twelve mistakes that real license servers make, one in each.
 *
 * A defect is bound to be caught for the clauses it lists: those whose own statement it breaks in
 * some program. Left out are special cases of a listed clause, and what merely follows from it.
 * Three defects are hidden: their snapshots look right until a later message shows the damage.
 */
import type { Candidate } from "../../adapters/port.ts";
import type { ClientId, Outcome, Policy, Settings } from "../../model/messages.ts";
import { PoolServer, type Report } from "./pool-server.ts";
import type { Computer, Pool } from "./state.ts";

export interface Defect {
  /** The name that its factory is exported under. */
  readonly name: string;
  readonly idea: string;
  readonly clauses: readonly string[];
  readonly create: () => Candidate;
}

class IgnoresTools extends PoolServer {
  protected override isComplete(report: Report): boolean {
    return report.plugIn && report.scan;
  }
}

class BasicInventoryPulls extends PoolServer {
  protected override sendBasicInventory(client: ClientId, plugIn: boolean): Outcome {
    const outcome = super.sendBasicInventory(client, plugIn);
    if (outcome.type === "done" && plugIn) this.licenseFor(client);
    return outcome;
  }
}

class InstructsUntargeted extends PoolServer {
  protected override plugInFor(computer: Computer): Policy {
    const untargeted = computer.target === "none" && !computer.plugInReported;
    return untargeted ? "install" : super.plugInFor(computer);
  }
}

class GrantsOneTooMany extends PoolServer {
  protected override hasFreeLicense(pool: Pool): boolean {
    // The other solution's pool is left in order: one defect, one idea.
    return pool === this.patch ? this.inUse(pool) <= pool.capacity : super.hasFreeLicense(pool);
  }
}

class FullPoolRefusesHolders extends PoolServer {
  protected override licenseFor(client: ClientId): "held" | "pulled" | undefined {
    return this.hasFreeLicense(this.patch) ? super.licenseFor(client) : undefined;
  }
}

class EveryScanPullsAgain extends PoolServer {
  private repeats = 0;

  override reset(settings: Settings): void {
    super.reset(settings);
    this.repeats = 0;
  }

  protected override licenseFor(client: ClientId): "held" | "pulled" | undefined {
    const license = super.licenseFor(client);
    if (license === "held") this.repeats += 1;
    return license;
  }

  protected override inUse(pool: Pool): number {
    return super.inUse(pool) + (pool === this.patch ? this.repeats : 0);
  }
}

class DownloadsAfterAup extends PoolServer {
  protected override mayDownload(): boolean {
    return true;
  }
}

/** Hidden: the renewed server shows itself as functioning, and processes nothing. */
class RenewalLeavesDormant extends PoolServer {
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
}

class RetireKeepsLicense extends PoolServer {
  protected override releaseRetired(client: ClientId): void {
    this.release(this.other, client);
  }
}

/** Hidden: holders are counted for the snapshot, but pulls go by a balance of their own. */
class RepeatedRetireReleases extends PoolServer {
  private surplus = 0;

  override reset(settings: Settings): void {
    super.reset(settings);
    this.surplus = 0;
  }

  protected override retire(client: ClientId): Outcome {
    if (this.computers.get(client)?.record === "retired") this.surplus += 1;
    return super.retire(client);
  }

  protected override hasFreeLicense(pool: Pool): boolean {
    if (pool !== this.patch) return super.hasFreeLicense(pool);
    return this.inUse(pool) < pool.capacity + this.surplus;
  }
}

class ReleasesByPrefix extends PoolServer {
  protected override release(pool: Pool, client: ClientId): void {
    for (const holder of pool.holders) {
      if (holder.startsWith(client)) super.release(pool, holder);
    }
  }
}

/** Hidden: each pool shows its own count, but the Patch pool hands out what both leave. */
class OtherFillsPatchPool extends PoolServer {
  protected override hasFreeLicense(pool: Pool): boolean {
    if (pool !== this.patch) return super.hasFreeLicense(pool);
    return this.inUse(this.patch) + this.inUse(this.other) < this.patch.capacity;
  }
}

export const ignoresTools = (): Candidate => new IgnoresTools({ name: "ignores-tools" });
export const basicInventoryPulls = (): Candidate =>
  new BasicInventoryPulls({ name: "basic-inventory-pulls" });
export const instructsUntargeted = (): Candidate =>
  new InstructsUntargeted({ name: "instructs-untargeted" });
export const grantsOneTooMany = (): Candidate =>
  new GrantsOneTooMany({ name: "grants-one-too-many" });
export const fullPoolRefusesHolders = (): Candidate =>
  new FullPoolRefusesHolders({ name: "full-pool-refuses-holders" });
export const everyScanPullsAgain = (): Candidate =>
  new EveryScanPullsAgain({ name: "every-scan-pulls-again" });
export const downloadsAfterAup = (): Candidate =>
  new DownloadsAfterAup({ name: "downloads-after-aup" });
export const renewalLeavesDormant = (): Candidate =>
  new RenewalLeavesDormant({ name: "renewal-leaves-dormant" });
export const retireKeepsLicense = (): Candidate =>
  new RetireKeepsLicense({ name: "retire-keeps-license" });
export const repeatedRetireReleases = (): Candidate =>
  new RepeatedRetireReleases({ name: "repeated-retire-releases" });
export const releasesByPrefix = (): Candidate =>
  new ReleasesByPrefix({ name: "releases-by-prefix" });
export const otherFillsPatchPool = (): Candidate =>
  new OtherFillsPatchPool({ name: "other-fills-patch-pool" });

export const DEFECTS: readonly Defect[] = [
  {
    name: "ignoresTools",
    idea: "A scan is accepted whether or not the install tools are in place.",
    clauses: ["COMP-1", "CONS-7"],
    create: ignoresTools,
  },
  {
    name: "basicInventoryPulls",
    idea: "Basic Inventory that reports the plug-in pulls the license, before any scan.",
    clauses: ["CONS-2a"],
    create: basicInventoryPulls,
  },
  {
    name: "instructsUntargeted",
    idea: "Clients that no policy targets are told to install the plug-in.",
    clauses: ["CONS-1a"],
    create: instructsUntargeted,
  },
  {
    name: "grantsOneTooMany",
    idea: "The capacity is compared with <= in place of <, so one license too many is pulled.",
    clauses: ["EXC-2", "EXC-3"],
    create: grantsOneTooMany,
  },
  {
    name: "fullPoolRefusesHolders",
    idea: "With the pool full, the scans of clients that hold a license are discarded too.",
    clauses: ["CONS-4", "EXC-1"],
    create: fullPoolRefusesHolders,
  },
  {
    name: "everyScanPullsAgain",
    idea: "Each further scan of a licensed client is counted as one more license in use.",
    clauses: ["CONS-8", "EXC-3"],
    create: everyScanPullsAgain,
  },
  {
    name: "downloadsAfterAup",
    idea: "The catalogue goes on being downloaded after the AUP has expired.",
    clauses: ["AUP-2", "AUP-4"],
    create: downloadsAfterAup,
  },
  {
    name: "renewalLeavesDormant",
    idea: "A solution upgraded after AUP expiry still does not work once the AUP is renewed.",
    clauses: ["CONS-4", "CONS-5", "AUP-6"],
    create: renewalLeavesDormant,
  },
  {
    name: "retireKeepsLicense",
    idea: "A retired computer keeps its license.",
    clauses: ["REC-1", "REC-1a"],
    create: retireKeepsLicense,
  },
  {
    name: "repeatedRetireReleases",
    idea: "Retiring a retired computer again makes one more license free than there is.",
    clauses: ["EXC-2", "EXC-3", "REC-1a"],
    create: repeatedRetireReleases,
  },
  {
    name: "releasesByPrefix",
    idea: "A release frees the license of every client whose id begins with the released one's.",
    clauses: ["FRAME-1"],
    create: releasesByPrefix,
  },
  {
    name: "otherFillsPatchPool",
    idea: "Licenses of the other solution are counted as used in the Patch pool as well.",
    clauses: ["CONS-5", "OTHER-1"],
    create: otherFillsPatchPool,
  },
];

/** Five defects of the pool alone, which bench/hypothesis/pool.py has in Python, line by line. */
import type { Candidate } from "../adapters/protocol/port.ts";
import { PoolServer } from "../candidates/zoo/pool-server.ts";
import type { Pool } from "../candidates/zoo/state.ts";
import type { ClientId, Outcome, Settings } from "../model/index.ts";

class GrantsOneTooMany extends PoolServer {
  protected override hasFreeLicense(pool: Pool): boolean {
    return this.inUse(pool) <= pool.capacity;
  }
}

class FullPoolRefusesHolders extends PoolServer {
  protected override licenseFor(client: ClientId): "held" | "pulled" | undefined {
    return this.hasFreeLicense(this.patch) ? super.licenseFor(client) : undefined;
  }
}

class RetireKeepsLicense extends PoolServer {
  protected override releaseRetired(): void {}
}

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
    return this.inUse(pool) < pool.capacity + this.surplus;
  }
}

class ReleasesByPrefix extends PoolServer {
  protected override release(pool: Pool, client: ClientId): void {
    for (const holder of pool.holders) if (holder.startsWith(client)) super.release(pool, holder);
  }
}

const POOL = { features: ["pool"] } as const;

/** By the names of the classes in Python. */
export const POOL_DEFECTS: Readonly<Record<string, () => Candidate>> = {
  GrantsOneTooMany: () => new GrantsOneTooMany(POOL),
  FullPoolRefusesHolders: () => new FullPoolRefusesHolders(POOL),
  RetireKeepsLicense: () => new RetireKeepsLicense(POOL),
  RepeatedRetireReleases: () => new RepeatedRetireReleases(POOL),
  ReleasesByPrefix: () => new ReleasesByPrefix(POOL),
};

export const createPool = (): Candidate => new PoolServer(POOL);

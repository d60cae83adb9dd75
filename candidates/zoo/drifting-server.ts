/** A correct server whose count a defect can let drift from the holders. */
import type { Settings } from "../../model/messages.ts";
import { PoolServer } from "./pool-server.ts";
import type { Pool } from "./state.ts";

/** Its snapshots count the holders, but its pulls use a separate balance, so the drift is hidden. */
export class DriftingServer extends PoolServer {
  /** Licenses that are in use on paper only; fewer than none where one is free on paper only. */
  protected phantoms = 0;

  override reset(settings: Settings): void {
    super.reset(settings);
    this.phantoms = 0;
  }

  protected override hasFreeLicense(pool: Pool): boolean {
    // The other solution's pool stays correct: one defect, one idea.
    if (pool !== this.patch) return super.hasFreeLicense(pool);
    return this.countedInUse() < pool.capacity;
  }

  protected countedInUse(): number {
    return this.inUse(this.patch) + this.phantoms;
  }
}

/** The upgrade protection (AUP) of a license server, and the bulletin catalogue it pays for. */
import type { BulletinId, Outcome, Snapshot } from "../../model/messages.ts";
import type { Choices } from "../../model/statement.ts";
import type { Writable } from "./state.ts";

export const DONE: Outcome = { type: "done" };
export const REFUSED: Outcome = { type: "refused" };

/** A base class rather than a field, so that a defect can override its methods. */
export abstract class Maintenance {
  protected abstract readonly choices: Choices;
  protected aupExpired = false;
  protected dormant = false;
  protected revision = 0;
  protected listed = new Set<BulletinId>();
  protected enabled = new Set<BulletinId>();
  protected deployed = new Set<BulletinId>();

  protected resetMaintenance(): void {
    this.aupExpired = false;
    this.dormant = false;
    this.revision = 0;
    this.listed = new Set();
    this.enabled = new Set();
    this.deployed = new Set();
  }

  protected showMaintenance(snapshot: Writable<Snapshot>): void {
    snapshot.functioning = !this.dormant;
    snapshot.catalog = {
      revision: this.revision,
      listed: [...this.listed],
      enabled: [...this.enabled],
      deployed: [...this.deployed],
    };
  }

  protected isFunctioning(): boolean {
    return !this.dormant;
  }

  protected expireAup(): Outcome {
    this.aupExpired = true;
    return DONE;
  }

  protected renewAup(): Outcome {
    this.aupExpired = false;
    this.dormant = false;
    return DONE;
  }

  protected upgradeSolution(): Outcome {
    if (!this.aupExpired) return DONE;
    if (this.choices.upgradeAfterAup === "refused") return REFUSED;
    this.dormant = true;
    return DONE;
  }

  protected mayDownload(): boolean {
    return !this.aupExpired;
  }

  protected importCatalog(revision: number, bulletins: readonly BulletinId[]): Outcome {
    if (revision <= this.revision || !this.mayDownload()) return REFUSED;
    this.revision = revision;
    this.listed = new Set(bulletins);
    return { type: "imported" };
  }

  protected enableBulletin(bulletin: BulletinId): Outcome {
    if (!this.listed.has(bulletin) || !this.isFunctioning()) return REFUSED;
    this.enabled.add(bulletin);
    return DONE;
  }

  protected createPolicy(bulletin: BulletinId): Outcome {
    if (!this.enabled.has(bulletin) || !this.isFunctioning()) return REFUSED;
    this.deployed.add(bulletin);
    return DONE;
  }
}

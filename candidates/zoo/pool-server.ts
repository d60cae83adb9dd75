/**
 * A correct license server, small and in memory: what the defective ones of the zoo are made from.
 *
 * It is written from the specification alone and shares no code with the reference model, so that a mistake in either shows as
 * a difference between them. Every decision is a method, so that a defect overrides one.
 */
import type { Candidate } from "../../adapters/protocol/port.ts";
import type {
  BulletinId,
  ClientId,
  DiscardReason,
  Message,
  MessageOf,
  Outcome,
  Package,
  Policy,
  Settings,
  Snapshot,
} from "../../model/messages.ts";
import type { Choices, Declaration, Feature } from "../../model/statement.ts";
import { DONE, Maintenance, REFUSED } from "./maintenance.ts";
import { CHOICES, FEATURES, type PoolServerOptions } from "./options.ts";
import { type Computer, emptyPool, type Pool, type Writable } from "./state.ts";

export type Report = MessageOf<"returnPatchInventory">;

const discarded = (reason: DiscardReason): Outcome => ({ type: "discarded", reason });
const answer = (accepted: boolean): Outcome => (accepted ? DONE : REFUSED);

export function createPoolServer(options: PoolServerOptions = {}): PoolServer {
  return new PoolServer(options);
}

export class PoolServer extends Maintenance implements Candidate {
  readonly declaration: Declaration;
  protected readonly features: ReadonlySet<Feature>;
  protected readonly choices: Choices;
  protected computers = new Map<ClientId, Computer>();
  protected patch = emptyPool(0);
  protected other = emptyPool(0);

  constructor(options: PoolServerOptions = {}) {
    super();
    this.features = new Set<Feature>(["pool", ...(options.features ?? FEATURES)]);
    this.choices = { ...CHOICES, ...options.choices };
    this.declaration = {
      name: options.name ?? "pool-server",
      language: "TypeScript",
      features: [...this.features],
      choices: this.choices,
    };
  }

  reset(settings: Settings): void {
    this.computers = new Map();
    this.patch = emptyPool(settings.capacity);
    this.other = emptyPool(settings.otherCapacity);
    this.resetMaintenance();
  }

  handle(message: Message): Outcome {
    switch (message.type) {
      case "enroll":
        return this.enroll(message.client);
      case "checkIn":
        return this.checkIn(message.client);
      case "sendBasicInventory":
        return this.sendBasicInventory(message.client, message.plugIn);
      case "returnPatchInventory":
        return this.returnPatchInventory(message);
      case "returnOtherInventory":
        return this.returnOtherInventory(message.client);
      case "target":
        return this.target(message.client, message.policy);
      case "retire":
        return this.retire(message.client);
      case "delete":
        return this.delete(message.client);
      case "setCapacity":
        return this.resize(this.patch, message.nodes);
      case "setOtherCapacity":
        return this.resize(this.other, message.nodes);
      case "expireAup":
        return this.expireAup();
      case "renewAup":
        return this.renewAup();
      case "importCatalog":
        return this.importCatalog(message.revision, message.bulletins);
      case "enableBulletin":
        return this.enableBulletin(message.bulletin);
      case "createPolicy":
        return this.createPolicy(message.bulletin);
      case "upgradeSolution":
        return this.upgradeSolution();
      case "passDays":
        return this.passDays(message.days);
    }
  }

  snapshot(): Snapshot {
    const withOther = this.features.has("other-solutions");
    const clients: Snapshot["clients"][number][] = [];
    for (const [client, { record, inventories }] of this.computers) {
      const licensed = this.holds(this.patch, client);
      const otherLicensed = this.holds(this.other, client);
      // Field by field, here and below: objects made by spreading are slow to read.
      clients.push(
        withOther
          ? { client, record, licensed, inventories, otherLicensed }
          : { client, record, licensed, inventories },
      );
    }
    const shown: Writable<Snapshot> = {
      capacity: this.patch.capacity,
      inUse: this.inUse(this.patch),
      clients,
    };
    if (withOther) shown.other = { capacity: this.other.capacity, inUse: this.inUse(this.other) };
    if (this.features.has("maintenance")) this.showMaintenance(shown);
    return shown;
  }

  // The two pools.

  protected inUse(pool: Pool): number {
    return pool.holders.size;
  }

  protected holds(pool: Pool, client: ClientId): boolean {
    return pool.holders.has(client);
  }

  protected hasFreeLicense(pool: Pool): boolean {
    return this.inUse(pool) < pool.capacity;
  }

  protected grant(pool: Pool, client: ClientId): void {
    pool.holders.add(client);
  }

  protected release(pool: Pool, client: ClientId): void {
    pool.holders.delete(client);
  }

  protected resize(pool: Pool, nodes: number): Outcome {
    pool.capacity = nodes;
    return DONE;
  }

  protected canPull(): boolean {
    if (this.aupExpired && this.choices.newClientsAfterAup === "refused") return false;
    return this.hasFreeLicense(this.patch);
  }

  /** No scheduled job of this server touches what is shown. */
  protected passDays(_days: number): Outcome {
    return DONE;
  }

  // Computer records.

  protected register(client: ClientId): Computer {
    const computer: Computer = {
      record: "active",
      target: "none",
      plugInReported: this.plugInUnreported(),
      inventories: 0,
    };
    this.computers.set(client, computer);
    return computer;
  }

  /** Before any Basic Inventory. Without onboarding no client ever reports its plug-in. */
  protected plugInUnreported(): boolean {
    return !this.features.has("onboarding");
  }

  /** The record that an agent's message is about, or nothing if the server ignores this agent. */
  protected admit(client: ClientId): Computer | undefined {
    const computer = this.computers.get(client);
    if (computer === undefined)
      return this.choices.unknownReports === "recreated" ? this.register(client) : undefined;
    if (computer.record === "retired") {
      if (this.choices.retiredReports === "ignored") return undefined;
      computer.record = "active";
    }
    return computer;
  }

  protected enroll(client: ClientId): Outcome {
    if (!this.computers.has(client)) this.register(client);
    return answer(this.admit(client) !== undefined);
  }

  protected target(client: ClientId, policy: Policy): Outcome {
    const computer = this.computers.get(client);
    if (computer === undefined) return REFUSED;
    computer.target = policy;
    return DONE;
  }

  protected retire(client: ClientId): Outcome {
    const computer = this.computers.get(client);
    if (computer?.record !== "active") return REFUSED;
    computer.record = "retired";
    if (this.choices.retiredRecord === "cleared") computer.plugInReported = this.plugInUnreported();
    this.releaseRetired(client);
    return DONE;
  }

  protected releaseRetired(client: ClientId): void {
    this.release(this.patch, client);
    if (this.choices.retiredOther === "released") this.release(this.other, client);
  }

  protected delete(client: ClientId): Outcome {
    if (!this.computers.delete(client)) return REFUSED;
    this.release(this.patch, client);
    this.release(this.other, client);
    return DONE;
  }

  // What agents send.

  protected sendBasicInventory(client: ClientId, plugIn: boolean): Outcome {
    const computer = this.admit(client);
    if (computer === undefined) return REFUSED;
    computer.plugInReported = plugIn;
    return DONE;
  }

  protected returnPatchInventory(report: Report): Outcome {
    const computer = this.admit(report.client);
    if (computer === undefined) return REFUSED;
    if (!this.isComplete(report)) return discarded("not-ready");
    if (!this.takesInventories()) return discarded("not-functioning");
    if (!this.knowsPlugIn(computer)) return discarded("not-ready");
    const license = this.licenseFor(report.client);
    if (license === undefined) return discarded("no-license");
    computer.inventories += 1;
    return { type: "processed", license };
  }

  protected takesInventories(): boolean {
    return this.isFunctioning();
  }

  protected isComplete(report: Report): boolean {
    return report.plugIn && report.tools && report.scan;
  }

  protected knowsPlugIn(computer: Computer): boolean {
    return computer.plugInReported || this.choices.unreportedPlugIn === "accepted";
  }

  /** The license under which a complete report is processed, pulled now if need be. */
  protected licenseFor(client: ClientId): "held" | "pulled" | undefined {
    if (this.holds(this.patch, client)) return "held";
    if (!this.canPull()) return undefined;
    this.grant(this.patch, client);
    return "pulled";
  }

  protected returnOtherInventory(client: ClientId): Outcome {
    if (this.admit(client) === undefined) return REFUSED;
    if (this.holds(this.other, client)) return DONE;
    if (!this.hasFreeLicense(this.other)) return REFUSED;
    this.grant(this.other, client);
    return DONE;
  }

  protected checkIn(client: ClientId): Outcome {
    const computer = this.admit(client);
    if (computer === undefined) return REFUSED;
    return {
      type: "instructions",
      plugIn: this.plugInFor(computer),
      packages: this.packagesFor(computer),
      updates: this.updatesFor(client, computer),
    };
  }

  protected plugInFor({ target, plugInReported }: Computer): Policy {
    if (target === "none") return "none";
    return (target === "install") === plugInReported ? "none" : target;
  }

  protected packagesFor({ target, plugInReported }: Computer): Package[] {
    return target === "install" && plugInReported ? ["tools", "scan"] : [];
  }

  protected updatesFor(client: ClientId, computer: Computer): BulletinId[] {
    if (!this.isFunctioning() || !this.holds(this.patch, client)) return [];
    if (!computer.plugInReported || computer.target === "uninstall") return [];
    return [...this.deployed];
  }
}

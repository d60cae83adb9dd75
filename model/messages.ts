/** What the suite says to a candidate, and what a candidate may answer. */

/** Opaque, `[a-z0-9_-]{1,64}`, compared exactly. */
export type ClientId = string;
/** Opaque, like a client's. */
export type BulletinId = string;

export type Policy = "none" | "install" | "uninstall";
export type Package = "tools" | "scan";

export type Message =
  | { readonly type: "enroll"; readonly client: ClientId }
  | { readonly type: "checkIn"; readonly client: ClientId }
  | { readonly type: "sendBasicInventory"; readonly client: ClientId; readonly plugIn: boolean }
  | {
      readonly type: "returnPatchInventory";
      readonly client: ClientId;
      /** The evidence in the report: which parts are in place, and that the scan ran. */
      readonly plugIn: boolean;
      readonly tools: boolean;
      readonly scan: boolean;
    }
  | { readonly type: "returnOtherInventory"; readonly client: ClientId }
  | { readonly type: "target"; readonly client: ClientId; readonly policy: Policy }
  | { readonly type: "retire"; readonly client: ClientId }
  | { readonly type: "delete"; readonly client: ClientId }
  | { readonly type: "setCapacity"; readonly nodes: number }
  | { readonly type: "setOtherCapacity"; readonly nodes: number }
  | { readonly type: "expireAup" }
  | { readonly type: "renewAup" }
  | {
      readonly type: "importCatalog";
      readonly revision: number;
      /** The vendor's whole list at that revision, a superset of the earlier ones. */
      readonly bulletins: readonly BulletinId[];
    }
  | { readonly type: "enableBulletin"; readonly bulletin: BulletinId }
  | { readonly type: "createPolicy"; readonly bulletin: BulletinId }
  | { readonly type: "upgradeSolution" }
  | { readonly type: "passDays"; readonly days: number };

export type MessageType = Message["type"];
export type MessageOf<T extends MessageType> = Extract<Message, { type: T }>;

export type DiscardReason = "not-ready" | "not-functioning" | "no-license";

export type Outcome =
  | { readonly type: "done" }
  | { readonly type: "refused" }
  | { readonly type: "imported" }
  | { readonly type: "processed"; readonly license: "pulled" | "held" }
  | { readonly type: "discarded"; readonly reason: DiscardReason }
  | {
      readonly type: "instructions";
      readonly plugIn: Policy;
      readonly packages: readonly Package[];
      readonly updates: readonly BulletinId[];
    };

/** The sizes of the two node pools that a candidate is reset to. */
export interface Settings {
  readonly capacity: number;
  readonly otherCapacity: number;
}

export interface ClientSnapshot {
  readonly client: ClientId;
  readonly record: "active" | "retired";
  readonly licensed: boolean;
  /** Judged by its growth only, never by its absolute value. */
  readonly inventories: number;
  /** With the feature `other-solutions`. */
  readonly otherLicensed?: boolean;
}

/** What a candidate shows of itself. All lists are sets. */
export interface Snapshot {
  readonly capacity: number;
  /** The candidate's own count. */
  readonly inUse: number;
  readonly clients: readonly ClientSnapshot[];
  /** With the feature `other-solutions`. */
  readonly other?: { readonly capacity: number; readonly inUse: number };
  /** With the feature `maintenance`, as is `catalog`. */
  readonly functioning?: boolean;
  readonly catalog?: {
    readonly revision: number;
    readonly listed: readonly BulletinId[];
    readonly enabled: readonly BulletinId[];
    readonly deployed: readonly BulletinId[];
  };
  /** Anything; shown, never judged. */
  readonly debug?: unknown;
}

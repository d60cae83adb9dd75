/** What the suite says to a candidate, and what a candidate may answer. */
import { type Feature, isDeclared, type Statement } from "./statement.ts";

/** Opaque, `[a-z0-9_-]{1,64}`, compared exactly. */
export type ClientId = string;
/** Opaque, like a client's. */
export type BulletinId = string;

export type Policy = "none" | "install" | "uninstall";
export type Package = "tools" | "scan";

/** The evidence in a scan's report: which parts are in place, and that the scan ran. */
export interface Evidence {
  readonly plugIn: boolean;
  readonly tools: boolean;
  readonly scan: boolean;
}

export interface Catalogue {
  readonly revision: number;
  /** The vendor's whole list at that revision, a superset of the earlier ones. */
  readonly bulletins: readonly BulletinId[];
}

/** What a message may carry besides the client that it is about. */
export interface Arguments {
  readonly plugIn: { readonly plugIn: boolean };
  readonly evidence: Evidence;
  readonly policy: { readonly policy: Policy };
  readonly nodes: { readonly nodes: number };
  readonly otherNodes: { readonly nodes: number };
  readonly catalogue: Catalogue;
  readonly bulletin: { readonly bulletin: BulletinId };
  readonly days: { readonly days: number };
}
export type Argument = keyof Arguments;

/** The form of a message, or of a step that stands for several. */
export interface Form {
  readonly about: "client" | "server";
  readonly argument?: Argument;
  /** It is sent to candidates that declare one of these. */
  readonly features: readonly Feature[];
}

interface MessageForm extends Form {
  /** Everything that no client sends comes from the console. */
  readonly sender: "client" | "console";
  /** What a server has to do, for somebody who writes one. */
  readonly task: string;
}

/**
 * Every type of message. A new one is an entry here, its words in `describe.ts`, and a case in `step`; the compiler names what
 * else has to know. The order is that of all programs: of two, the one with the earlier message comes first.
 */
// biome-ignore format: a message in two lines
export const MESSAGES = {
  enroll: { sender: "client", about: "client", features: ["pool"],
    task: 'make a record for the client, or make its retired one active again; answer {"type":"done"}' },
  checkIn: { sender: "client", about: "client", features: ["onboarding", "maintenance"],
    task: 'tell the client what to do: answer {"type":"instructions","plugIn":…,"packages":[…],"updates":[…]}' },
  sendBasicInventory: { sender: "client", about: "client", argument: "plugIn", features: ["onboarding"],
    task: 'keep whether the plug-in is in place; answer {"type":"done"}' },
  returnPatchInventory: { sender: "client", about: "client", argument: "evidence", features: ["pool"],
    task: 'a scan that came back: a ready client without a license pulls one if one is free; answer {"type":"processed","license":"pulled"} or "held", or {"type":"discarded","reason":"no-license"}' },
  returnOtherInventory: { sender: "client", about: "client", features: ["other-solutions"],
    task: 'the client gets a license of the other solution if one is free; answer {"type":"done"}' },
  target: { sender: "console", about: "client", argument: "policy", features: ["onboarding"],
    task: 'keep which plug-in policy the client is targeted with; answer {"type":"done"}' },
  retire: { sender: "console", about: "client", features: ["pool"],
    task: 'the record becomes retired, and its license is free again; answer {"type":"done"}' },
  delete: { sender: "console", about: "client", features: ["pool"],
    task: 'the record goes, and its license is free again; answer {"type":"done"}' },
  setCapacity: { sender: "console", about: "server", argument: "nodes", features: ["pool"],
    task: 'the node pool has so many nodes from now on, and nobody loses a license; answer {"type":"done"}' },
  setOtherCapacity: { sender: "console", about: "server", argument: "otherNodes", features: ["other-solutions"],
    task: 'the other solution\'s pool has so many nodes; answer {"type":"done"}' },
  expireAup: { sender: "console", about: "server", features: ["maintenance"],
    task: 'the Annual Upgrade Protection expires; answer {"type":"done"}' },
  renewAup: { sender: "console", about: "server", features: ["maintenance"],
    task: 'the Annual Upgrade Protection is renewed, and a dormant server functions again; answer {"type":"done"}' },
  upgradeSolution: { sender: "console", about: "server", features: ["maintenance"],
    task: 'with the AUP expired, the server functions no more until it is renewed; answer {"type":"done"}' },
  importCatalog: { sender: "console", about: "server", argument: "catalogue", features: ["maintenance"],
    task: 'take the catalogue if its revision is newer and the AUP is current; answer {"type":"imported"} or {"type":"refused"}' },
  enableBulletin: { sender: "console", about: "server", argument: "bulletin", features: ["maintenance"],
    task: 'enable the bulletin if it is listed; answer {"type":"done"}' },
  createPolicy: { sender: "console", about: "server", argument: "bulletin", features: ["maintenance"],
    task: 'deploy the bulletin if it is enabled; answer {"type":"done"}' },
  passDays: { sender: "console", about: "server", argument: "days", features: ["time"],
    task: 'so many days pass, and no license is lost by it; answer {"type":"done"}' },
} as const satisfies Readonly<Record<string, MessageForm>>;

export type MessageType = keyof typeof MESSAGES;
export const MESSAGE_TYPES = Object.keys(MESSAGES) as MessageType[];

type AboutOf<F extends Form> = F extends { about: "client" } ? { client: ClientId } : unknown;
type ArgumentOf<F extends Form> = F extends { argument: infer A extends Argument }
  ? Arguments[A]
  : unknown;
type Plain<T> = { readonly [K in keyof T]: T[K] };

/** The fields of a message or of a step of this form. */
export type OfForm<T extends string, F extends Form> = Plain<
  { type: T } & AboutOf<F> & ArgumentOf<F>
>;

export type Message = { [T in MessageType]: OfForm<T, (typeof MESSAGES)[T]> }[MessageType];
export type MessageOf<T extends MessageType> = Extract<Message, { type: T }>;

const formOf = (type: MessageType): MessageForm => MESSAGES[type];

/** The types of message that are sent by clients, or are about one. */
export const SENT_BY_CLIENTS = MESSAGE_TYPES.filter((type) => formOf(type).sender === "client");
export const ABOUT_CLIENTS = MESSAGE_TYPES.filter((type) => formOf(type).about === "client");

export const mayReceive = (statement: Statement, type: MessageType): boolean =>
  isDeclared(MESSAGES[type], statement);

export const COMPLETE: Evidence = { plugIn: true, tools: true, scan: true };

/** A scan with everything in place. */
export const completeScan = (client: ClientId): MessageOf<"returnPatchInventory"> => ({
  type: "returnPatchInventory",
  client,
  plugIn: true,
  tools: true,
  scan: true,
});

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

/** The scopes that are explored exhaustively, and how thoroughly. */
import { COMPLETE, type Evidence, MESSAGE_TYPES, type MessageType } from "../../model/index.ts";
import { catalogAt } from "../programs/vendor.ts";
import type { Level } from "./exhaustive.ts";
import type { Scope } from "./scope.ts";

const FLAGS = [true, false] as const;

export const EVERY_EVIDENCE: readonly Evidence[] = FLAGS.flatMap((plugIn) =>
  FLAGS.flatMap((tools) => FLAGS.map((scan) => ({ plugIn, tools, scan }))),
);

const catalogue = (revision: number) => ({ revision, bulletins: catalogAt(revision) });

/** Every message with every parameter; b2 is listed by no catalogue of the scope. */
const EVERY_MESSAGE = {
  catalogues: [catalogue(1)],
  bulletins: ["b1", "b2"],
  policies: ["none", "install", "uninstall"],
  plugIns: FLAGS,
  evidence: EVERY_EVIDENCE,
  days: [1],
} as const;

/** What it takes to fill a pool and to empty it, and no more. */
const POOL = {
  ...EVERY_MESSAGE,
  plugIns: [true],
  evidence: [COMPLETE],
} as const;
const POOL_MESSAGES: readonly MessageType[] = [
  "enroll",
  "sendBasicInventory",
  "returnPatchInventory",
  "retire",
  "setCapacity",
];

/** A client through everything that may happen to it; the catalogue has its own scope. */
export const ONE_CLIENT: Scope = {
  ...EVERY_MESSAGE,
  name: "one client",
  clients: 1,
  capacities: [0, 1],
  otherCapacities: [0, 1],
  messages: MESSAGE_TYPES.filter(
    (type) => !["importCatalog", "enableBulletin", "createPolicy"].includes(type),
  ),
};

/** Revisions that are older, the same and newer, beside a client that checks in for its updates. */
export const CATALOGUE: Scope = {
  ...POOL,
  name: "the catalogue",
  feature: "maintenance",
  clients: 1,
  capacities: [1],
  otherCapacities: [0],
  catalogues: [catalogue(0), catalogue(1), catalogue(2)],
  bulletins: ["b1", "b2", "0"],
  messages: [
    "enroll",
    "checkIn",
    "sendBasicInventory",
    "returnPatchInventory",
    "expireAup",
    "renewAup",
    "importCatalog",
    "enableBulletin",
    "createPolicy",
    "upgradeSolution",
  ],
};

export const TWO_CLIENTS: Scope = {
  ...POOL,
  name: "two clients and every pool",
  clients: 2,
  capacities: [0, 1],
  otherCapacities: [0, 1],
  messages: [...POOL_MESSAGES, "delete", "returnOtherInventory", "setOtherCapacity"],
};

export const THREE_CLIENTS: Scope = {
  ...POOL,
  name: "three clients and the node pool",
  clients: 3,
  capacities: [0, 1, 2],
  otherCapacities: [0],
  messages: POOL_MESSAGES,
};

/** With deletions, after which a target is unknown for good: no way leads back to a client never seen. */
export const FOUR_CLIENTS: Scope = {
  ...THREE_CLIENTS,
  name: "four clients and the node pool, with deletions",
  clients: 4,
  capacities: [0, 1, 2, 3],
  messages: [...POOL_MESSAGES, "delete"],
};

export const EVERYTHING: Scope = {
  ...EVERY_MESSAGE,
  name: "two clients, every message",
  clients: 2,
  capacities: [0, 1, 2],
  otherCapacities: [0, 1],
};

/** Toured in every run. */
export const DEFAULT_SCOPES: readonly Scope[] = [CATALOGUE, ONE_CLIENT, TWO_CLIENTS, THREE_CLIENTS];

/** What a run that may take a minute drives, the cheapest first. */
export const EXHAUSTIVE: readonly { readonly scope: Scope; readonly level: Level }[] = [
  ...DEFAULT_SCOPES.map((scope) => ({ scope, level: { extraStates: 0 } as const })),
  { scope: FOUR_CLIENTS, level: "tour" },
  { scope: THREE_CLIENTS, level: { extraStates: 1 } },
  { scope: EVERYTHING, level: "tour" },
];

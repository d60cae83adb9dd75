/** The scopes that are explored exhaustively, and how thoroughly. */
import type { Evidence, MessageType, Scope } from "../model/index.ts";
import { catalogAt } from "./vendor.ts";

const FLAGS = [true, false] as const;
const COMPLETE: Evidence = { plugIn: true, tools: true, scan: true };

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

/** What it takes to fill a pool and to empty it. */
const POOL_MESSAGES: readonly MessageType[] = [
  "enroll",
  "sendBasicInventory",
  "returnPatchInventory",
  "retire",
  "delete",
  "setCapacity",
];

export const ONE_CLIENT: Scope = {
  ...EVERY_MESSAGE,
  name: "one client, every message",
  clients: 1,
  capacities: [0, 1],
  otherCapacities: [1],
};

export const THREE_CLIENTS: Scope = {
  ...EVERY_MESSAGE,
  name: "three clients, the messages of the pool",
  clients: 3,
  capacities: [0, 1, 2],
  otherCapacities: [0],
  plugIns: [true],
  evidence: [COMPLETE],
  messages: POOL_MESSAGES,
};

export const TWO_CLIENTS: Scope = {
  ...EVERY_MESSAGE,
  name: "two clients, every message",
  clients: 2,
  capacities: [0, 1, 2],
  otherCapacities: [0, 1],
};

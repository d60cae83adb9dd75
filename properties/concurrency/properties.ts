/** What must hold of histories: that some order explains them, in whole and in each part. */
import {
  declares,
  type Level,
  type MessageType,
  mayReceive,
  SENT_BY_CLIENTS,
  type Statement,
} from "../../model/index.ts";
import { isClaimed, levelOf, MIN_SITUATIONS, type PropertyHead } from "../clauses/property.ts";
import { EVERYTHING, LICENSES, type View, viewOf } from "./views.ts";

/** With messages in flight together, or with crashes; the latter are driven and reported apart. */
export type Kind = "concurrent" | "durable";

export interface HistoryProperty extends Omit<PropertyHead, "least" | "claims"> {
  readonly kind: Kind;
  readonly level: Level;
  /** Histories with its situation that it takes to say that it holds. */
  readonly least: number;
  /** Messages one of which has to be in flight together with another, or to come before a crash. */
  readonly on: readonly MessageType[];
  /** What an order has to explain: each part by itself, so that a report can say which it does not. */
  readonly view: View;
  /** A bound on the holders, which needs no order. */
  readonly isBound?: true;
}

interface Part extends Pick<HistoryProperty, "clauses" | "on" | "view"> {
  readonly name: string;
  /** What an order has to explain. */
  readonly what: string;
}

const RELEASES: readonly MessageType[] = ["retire", "delete", "setCapacity"];
const PARTS: readonly Part[] = [
  {
    name: "licenses",
    clauses: ["EXC-3", "CONS-8", "REC-6"],
    on: ["returnPatchInventory", ...RELEASES],
    view: LICENSES,
    what: "who pulls, holds and releases a license of the node pool",
  },
  {
    name: "records",
    clauses: ["FRAME-3"],
    on: [...SENT_BY_CLIENTS, "retire", "delete"],
    view: viewOf(["records"]),
    what: "which computers have a record, and which of them are retired",
  },
  {
    name: "inventories",
    clauses: ["CONS-4"],
    on: ["returnPatchInventory"],
    view: viewOf(["inventories"], "returnPatchInventory"),
    what: "which inventories are processed, each once",
  },
  {
    name: "other-licenses",
    clauses: ["OTHER-1"],
    on: ["returnOtherInventory", "setOtherCapacity", "retire", "delete"],
    view: viewOf(["otherLicenses"]),
    what: "who pulls, holds and releases a license of the other solution",
  },
  {
    name: "server",
    clauses: ["AUP-0", "AUP-6"],
    on: [
      "importCatalog",
      "enableBulletin",
      "createPolicy",
      "expireAup",
      "renewAup",
      "upgradeSolution",
    ],
    view: viewOf(["server"], "importCatalog"),
    what: "the catalogue, what is enabled and deployed, and whether the server functions",
  },
  {
    name: "instructions",
    clauses: ["CONS-1", "REC-3"],
    on: ["checkIn", "target", "sendBasicInventory"],
    view: viewOf([], "checkIn"),
    what: "what check-ins are told",
  },
  {
    name: "linearizable",
    clauses: ["FRAME-3"],
    on: [...SENT_BY_CLIENTS, ...RELEASES],
    view: EVERYTHING,
    what: "all answers and snapshots",
  },
];

const DESCRIPTIONS: Readonly<Record<Kind, string>> = {
  concurrent:
    "with messages in flight together, one order in which each takes effect between its request and its answer explains",
  durable:
    "after a crash every acknowledged message is in effect, and of each unanswered request some beginning or nothing: that explains",
};

const FEATURES = { concurrent: "concurrency", durable: "durability" } as const;

const propertyOf =
  (kind: Kind) =>
  ({ name, what, ...part }: Part): HistoryProperty => ({
    ...part,
    id: `${FEATURES[kind]}/${name}`,
    kind,
    level: levelOf(part.clauses),
    description: `${DESCRIPTIONS[kind]} ${what}`,
    least: MIN_SITUATIONS,
  });

const capacityHolds: HistoryProperty = {
  id: "concurrency/capacity",
  kind: "concurrent",
  clauses: ["EXC-3"],
  level: levelOf(["EXC-3"]),
  description:
    "however many scans are in flight together, there are never more holders than licenses, unless there were before",
  least: MIN_SITUATIONS,
  on: ["returnPatchInventory"],
  view: LICENSES,
  isBound: true,
};

export const historyProperties: readonly HistoryProperty[] = [
  capacityHolds,
  ...PARTS.map(propertyOf("concurrent")),
  ...PARTS.map(propertyOf("durable")),
];

/** The properties that a candidate with this statement is held to. */
export const claimedHistoryProperties = (statement: Statement): readonly HistoryProperty[] =>
  historyProperties.filter(
    (property) =>
      declares(statement, FEATURES[property.kind]) &&
      isClaimed(property, statement) &&
      property.on.some((type) => mayReceive(statement, type)),
  );

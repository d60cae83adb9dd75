/** A finite part of the specification: so many clients, and every message with these parameters. */
import type { BulletinId, ClientId, Message, MessageType, Policy } from "./messages.ts";
import { declares, type Feature, MESSAGE_TYPES, mayReceive, type Statement } from "./statement.ts";

export interface Catalogue {
  readonly revision: number;
  readonly bulletins: readonly BulletinId[];
}

export interface Evidence {
  readonly plugIn: boolean;
  readonly tools: boolean;
  readonly scan: boolean;
}

/** Plain data. What a candidate does not declare is not sent, whatever the scope says. */
export interface Scope {
  readonly name: string;
  /** What it is about: without this feature it is a part of another scope, and is not gone through. */
  readonly feature?: Feature;
  readonly clients: number;
  /** Of the node pool, at the reset and as set later. */
  readonly capacities: readonly number[];
  readonly otherCapacities: readonly number[];
  readonly catalogues: readonly Catalogue[];
  /** Those that the operator enables and deploys, listed or not. */
  readonly bulletins: readonly BulletinId[];
  readonly policies: readonly Policy[];
  /** What Basic Inventory says of the plug-in. */
  readonly plugIns: readonly boolean[];
  readonly evidence: readonly Evidence[];
  readonly days: readonly number[];
  /** The types of message that are meant; every one if omitted. */
  readonly messages?: readonly MessageType[];
}

/** A message that any client may send or be the subject of. */
export type About = (client: ClientId) => Message;

/** The input alphabet, clients left open. */
export interface Alphabet {
  readonly ofClients: readonly About[];
  readonly ofServer: readonly Message[];
}

export function alphabetOf(scope: Scope, statement: Statement): Alphabet {
  const meant = (scope.messages ?? MESSAGE_TYPES).filter((type) => mayReceive(statement, type));
  return {
    ofClients: meant.flatMap((type) => clientMessages(type, scope, statement)),
    ofServer: meant.flatMap((type) => serverMessages(type, scope)),
  };
}

/** The scope's clients: a, b, c and so on. */
export function clientsOf({ clients }: Scope): readonly ClientId[] {
  return Array.from({ length: clients }, (_, at) => String.fromCharCode("a".charCodeAt(0) + at));
}

function clientMessages(type: MessageType, scope: Scope, statement: Statement): readonly About[] {
  switch (type) {
    case "enroll":
    case "checkIn":
    case "returnOtherInventory":
    case "retire":
    case "delete":
      return [(client) => ({ type, client })];
    case "sendBasicInventory":
      return scope.plugIns.map((plugIn) => (client) => ({ type, client, plugIn }));
    case "returnPatchInventory":
      return scope.evidence
        .filter((flags) => isComplete(flags) || declares(statement, "onboarding"))
        .map((flags) => (client) => ({ type, client, ...flags }));
    case "target":
      return scope.policies.map((policy) => (client) => ({ type, client, policy }));
    default:
      return [];
  }
}

const isComplete = ({ plugIn, tools, scan }: Evidence) => plugIn && tools && scan;

function serverMessages(type: MessageType, scope: Scope): readonly Message[] {
  switch (type) {
    case "setCapacity":
      return scope.capacities.map((nodes) => ({ type, nodes }));
    case "setOtherCapacity":
      return scope.otherCapacities.map((nodes) => ({ type, nodes }));
    case "expireAup":
    case "renewAup":
    case "upgradeSolution":
      return [{ type }];
    case "importCatalog":
      return scope.catalogues.map((catalogue) => ({ type, ...catalogue }));
    case "enableBulletin":
    case "createPolicy":
      return scope.bulletins.map((bulletin) => ({ type, bulletin }));
    case "passDays":
      return scope.days.map((days) => ({ type, days }));
    default:
      return [];
  }
}

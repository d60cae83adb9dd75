/** A finite part of the specification: so many clients, and every message with these parameters. */
import {
  type Argument,
  type Arguments,
  type BulletinId,
  type Catalogue,
  type ClientId,
  type Evidence,
  type Form,
  MESSAGE_TYPES,
  MESSAGES,
  type Message,
  type MessageType,
  mayReceive,
  type Policy,
} from "./messages.ts";
import { hasEvidence } from "./patch-inventory.ts";
import { declares, type Feature, type Statement } from "./statement.ts";

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
  const values = valuesOf(scope, statement);
  const ofClients: About[] = [];
  const ofServer: Message[] = [];
  for (const type of scope.messages ?? MESSAGE_TYPES) {
    const form: Form = MESSAGES[type];
    if (!mayReceive(statement, type)) continue;
    for (const carried of carriedBy(form, values))
      if (form.about === "client")
        ofClients.push((client) => ({ type, client, ...carried }) as Message);
      else ofServer.push({ type, ...carried } as Message);
  }
  return { ofClients, ofServer };
}

/** The scope's clients: a, b, c and so on. */
export function clientsOf({ clients }: Scope): readonly ClientId[] {
  return Array.from({ length: clients }, (_, at) => String.fromCharCode("a".charCodeAt(0) + at));
}

/** What each argument may be. */
export type Values = { readonly [A in Argument]: readonly Arguments[A][] };

export function valuesOf(scope: Omit<Scope, "name" | "clients">, statement: Statement): Values {
  const hasParts = declares(statement, "onboarding");
  return {
    plugIn: scope.plugIns.map((plugIn) => ({ plugIn })),
    evidence: scope.evidence.filter((flags) => hasParts || hasEvidence(flags)),
    policy: scope.policies.map((policy) => ({ policy })),
    nodes: scope.capacities.map((nodes) => ({ nodes })),
    otherNodes: scope.otherCapacities.map((nodes) => ({ nodes })),
    catalogue: scope.catalogues,
    bulletin: scope.bulletins.map((bulletin) => ({ bulletin })),
    days: scope.days.map((days) => ({ days })),
  };
}

/** Everything that a message or step of this form may carry besides its client: nothing, once, where it has no argument. */
export const carriedBy = ({ argument }: Form, values: Values): readonly object[] =>
  argument ? values[argument] : [{}];

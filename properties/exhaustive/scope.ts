/** A finite part of the specification: so many clients, and every message with these parameters. */
import {
  type ClientId,
  type Feature,
  type Form,
  MESSAGE_TYPES,
  MESSAGES,
  type Message,
  type MessageType,
  mayReceive,
  type Statement,
} from "../../model/index.ts";
import { carriedBy, type Ranges, valuesOf } from "../programs/arguments.ts";

/** Plain data. What a candidate does not declare is never sent. */
export interface Scope extends Ranges {
  readonly name: string;
  /** What it is about: without this feature it is a part of another scope, and is not gone through. */
  readonly feature?: Feature;
  readonly clients: number;
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

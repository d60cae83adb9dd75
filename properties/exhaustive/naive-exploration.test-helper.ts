/** The same exploration as `explore`, by `step` alone, with strings for states: slow, and plain to see. */

import type { ClientRecord } from "../../model/clients.ts";
import type { Message } from "../../model/messages.ts";
import { clientOf, initialState, type State } from "../../model/state.ts";
import { declares, type Statement } from "../../model/statement.ts";
import { isSent, step } from "../../model/step.ts";
import { type Alphabet, alphabetOf, clientsOf, type Scope } from "./scope.ts";

const recordKey = ({ inventories: _, ...record }: ClientRecord) =>
  Object.entries(record)
    .map(([field, value]) => `${field}=${value}`)
    .sort()
    .join();

/** Alike for states that differ only in which client is which, and in their inventories. */
export function symmetricKey(state: State, scope: Scope): string {
  const records = clientsOf(scope).map((client) => recordKey(clientOf(state, client)));
  const { clients: _, ...server } = state;
  const shown = Object.entries(server).map(([field, value]) =>
    value instanceof Set ? `${field}={${[...value].sort().join()}}` : `${field}=${value}`,
  );
  return [...records.sort(), ...shown.sort()].join(" ");
}

/** One message for each transition that leaves a state. */
export function messagesIn(state: State, scope: Scope, alphabet: Alphabet): readonly Message[] {
  const actors = new Map<string, string>();
  for (const client of clientsOf(scope)) {
    const key = recordKey(clientOf(state, client));
    if (!actors.has(key)) actors.set(key, client);
  }
  return [
    ...[...actors.values()].flatMap((actor) => alphabet.ofClients.map((about) => about(actor))),
    ...alphabet.ofServer.filter((message) => isSent(state, message)),
  ];
}

/** How far each state is from a reset, and how many transitions there are. */
export function exploreNaively(scope: Scope, statement: Statement) {
  const alphabet = alphabetOf(scope, statement);
  const others = declares(statement, "other-solutions") ? scope.otherCapacities : [0];
  const depths = new Map<string, number>();
  const queue: State[] = [];
  const reach = (state: State, depth: number) => {
    const key = symmetricKey(state, scope);
    if (depths.has(key)) return;
    depths.set(key, depth);
    queue.push(state);
  };
  for (const capacity of scope.capacities)
    for (const otherCapacity of others) reach(initialState({ capacity, otherCapacity }), 0);
  let transitions = 0;
  for (const state of queue) {
    const depth = depths.get(symmetricKey(state, scope)) ?? 0;
    for (const message of messagesIn(state, scope, alphabet)) {
      transitions += 1;
      reach(step(state, message, statement).state, depth + 1);
    }
  }
  return { depths, transitions, states: queue };
}

/** Every state of the reference model within a scope, breadth first, each with a shortest way to it. */

import type { Message } from "../../model/messages.ts";
import { contextAt, type Machine } from "./compile.ts";

/**
 * A transition is a state and a *slot*: at place · perClient + message, a message about the client whose
 * kind of record stands at that place of the state's multiset; behind those, the messages about the server.
 * Where several clients have records of one kind, only the first place counts: they are interchangeable.
 */
export interface Exploration {
  readonly machine: Machine;
  /** Slots of a state, also those that are no transitions. */
  readonly slots: number;
  /** Packed states as they were reached; their index here is their number in everything below. */
  readonly states: Int32Array;
  /** The number of a packed state; −1 where it is not reached. */
  readonly numberOf: Int32Array;
  /** The state before, on a shortest way, and the slot that leads on; −1 at the start of all ways. */
  readonly parent: Int32Array;
  readonly via: Uint16Array;
  readonly transitions: number;
}

/**
 * Visited states are marked in an array that has room for every packed state, since most of them are
 * reached, and no hash set is as quick.
 */
export function explore(machine: Machine): Exploration {
  const { multisets, servers, roots, tables, kinds, scope, perClient } = machine;
  const places = scope.clients;
  const ofServer = machine.ofServer.length;
  const width = servers.length;
  const room = multisets.count * width;
  const { kindAt, restAt, withKind } = multisets;
  const { kindAfter, serverAfter } = tables;
  const numberOf = new Int32Array(room).fill(-1);
  const states = new Int32Array(room);
  const parent = new Int32Array(room);
  const via = new Uint16Array(room);
  let count = 0;
  let transitions = 0;
  const reach = (packed: number, from: number, slot: number) => {
    if ((numberOf[packed] as number) >= 0) return;
    numberOf[packed] = count;
    states[count] = packed;
    parent[count] = from;
    via[count] = slot;
    count += 1;
  };
  for (const root of roots) reach(root, -1, 0);
  for (let from = 0; from < count; from += 1) {
    const packed = states[from] as number;
    const multiset = Math.floor(packed / width);
    const server = packed - multiset * width;
    const context = contextAt(tables, multiset, server) * kinds.length;
    for (let place = 0; place < places; place += 1) {
      const rest = restAt[multiset * places + place] as number;
      if (rest < 0) continue;
      const kind = kindAt[multiset * places + place] as number;
      const row = (context + kind) * perClient;
      const others = rest * kinds.length;
      for (let message = 0; message < perClient; message += 1) {
        const after = kindAfter[row + message] as number;
        if (after === kind) continue;
        reach(
          (withKind[others + after] as number) * width + server,
          from,
          place * perClient + message,
        );
      }
      transitions += perClient;
    }
    for (let message = 0; message < ofServer; message += 1) {
      const after = serverAfter[server * ofServer + message] as number;
      if (after < 0) continue;
      transitions += 1;
      reach(multiset * width + after, from, places * perClient + message);
    }
  }
  return {
    machine,
    slots: places * perClient + ofServer,
    states: states.subarray(0, count),
    numberOf,
    parent: parent.subarray(0, count),
    via: via.subarray(0, count),
    transitions,
  };
}

/** The number of the state that a transition leads to; −1 where the slot is none. */
export function successor(exploration: Exploration, from: number, slot: number): number {
  const { machine, states, numberOf } = exploration;
  const { multisets, servers, tables, kinds, scope, perClient, ofServer } = machine;
  const packed = states[from] as number;
  const multiset = Math.floor(packed / servers.length);
  const server = packed - multiset * servers.length;
  const ofServerAt = slot - scope.clients * perClient;
  if (ofServerAt >= 0) {
    const after = tables.serverAfter[server * ofServer.length + ofServerAt] as number;
    return after < 0 ? -1 : (numberOf[packed - server + after] as number);
  }
  const at = multiset * scope.clients + Math.floor(slot / perClient);
  const rest = multisets.restAt[at] as number;
  if (rest < 0) return -1;
  const kind = multisets.kindAt[at] as number;
  const after = kindAfter(machine, multiset, server, kind, slot % perClient);
  if (after === kind) return from;
  const changed = multisets.withKind[rest * kinds.length + after] as number;
  return numberOf[changed * servers.length + server] as number;
}

function kindAfter(
  { tables, kinds, perClient }: Machine,
  multiset: number,
  server: number,
  kind: number,
  message: number,
): number {
  const row = contextAt(tables, multiset, server) * kinds.length + kind;
  return tables.kindAfter[row * perClient + message] as number;
}

/** A way through the states: where it begins, and the slots that it takes. */
export interface Way {
  readonly root: number;
  readonly slots: readonly number[];
}

/** A shortest way to a state from a reset. */
export function wayTo({ parent, via }: Exploration, state: number): Way {
  const slots: number[] = [];
  let root = state;
  for (; (parent[root] as number) >= 0; root = parent[root] as number)
    slots.push(via[root] as number);
  return { root, slots: slots.reverse() };
}

/** The messages of a way: of the clients whose records are of a kind, the first one acts. */
export function messagesAlong(exploration: Exploration, { root, slots }: Way): readonly Message[] {
  const { machine, states } = exploration;
  const { multisets, servers, perClient, scope } = machine;
  const kindOf = machine.clients.map(() => 0);
  let at = root;
  return slots.map((slot) => {
    const packed = states[at] as number;
    at = successor(exploration, at, slot);
    const ofServerAt = slot - scope.clients * perClient;
    if (ofServerAt >= 0) return machine.ofServer[ofServerAt] as Message;
    const multiset = Math.floor(packed / servers.length);
    const server = packed - multiset * servers.length;
    const place = Math.floor(slot / perClient);
    const kind = multisets.kindAt[multiset * scope.clients + place] as number;
    const client = kindOf.indexOf(kind);
    const message = slot % perClient;
    kindOf[client] = kindAfter(machine, multiset, server, kind, message);
    return machine.ofClients[client]?.[message] as Message;
  });
}

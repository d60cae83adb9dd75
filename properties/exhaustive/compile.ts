/**
 * The reference model within a scope, as lookup tables over packed states. `step` remains the only
 * place of the semantics: every entry of a table is what `step` did with a state that stands for many.
 *
 * What the packing rests on:
 * - A message about a client changes the record of that client and nothing else (FRAME-1). Of the rest of
 *   the state, what becomes of the record depends on at most four things: whether a license is free,
 *   in either pool, and whether the AUP is expired and the server dormant. The other clients come in only
 *   through the two counts in use, and these only as "is one free". That makes a small table.
 * - A message about the server changes no record, and looks at none. That makes another.
 * - How many inventories a record has decides nothing, and only their growth is judged, so it is left out.
 * - Clients are alike to the model but for their records (scalarset symmetry: Ip and Dill, "Better
 *   Verification Through Symmetry", 1996), so a state is the multiset of its records, and the rest.
 *
 * Whether all that is so is not believed but tested, on every state of small scopes and on states drawn
 * from larger ones.
 */
import { type ClientRecord, Clients } from "../../model/clients.ts";
import type { ClientId, Message } from "../../model/messages.ts";
import { clientOf, initialState, type State } from "../../model/state.ts";
import { declares, type Statement } from "../../model/statement.ts";
import { isSent, step } from "../../model/step.ts";
import { countMultisets, type Multisets, multisets } from "./multisets.ts";
import { type About, alphabetOf, clientsOf, type Scope } from "./scope.ts";

/** A packed state is (number of the multiset of record kinds) · servers + (number of the server). */
export interface Machine {
  readonly scope: Scope;
  readonly statement: Statement;
  readonly clients: readonly ClientId[];
  /** For each client the messages about it, in one order for all; then those about the server. */
  readonly ofClients: readonly (readonly Message[])[];
  readonly perClient: number;
  readonly ofServer: readonly Message[];
  /** The records that a client can have; number 0 is to have none. */
  readonly kinds: readonly ClientRecord[];
  readonly multisets: Multisets;
  /** Everything of a state but its clients. */
  readonly servers: readonly State[];
  /** Packed states after a reset. */
  readonly roots: readonly number[];
  readonly tables: Tables;
}

export interface Tables {
  /** At (context · kinds + kind) · perClient + message: the kind of the record after it. */
  readonly kindAfter: Uint8Array;
  /** At server · ofServer + message: the server after it; −1 where the message is not sent. */
  readonly serverAfter: Int32Array;
  /** At server: the part of its context that the two counts do not decide. */
  readonly contextOf: Uint8Array;
  readonly capacityOf: Float64Array;
  readonly otherCapacityOf: Float64Array;
  /** At multiset: licenses in use, in either pool. */
  readonly inUseOf: Uint8Array;
  readonly otherInUseOf: Uint8Array;
}

/** The contexts of a client's message: those of the server below, times a license free, in either pool. */
const FREE = 2;
const OTHER_FREE = 1;
const CONTEXTS_OF_SERVER = [
  { aup: "current", dormant: false },
  { aup: "expired", dormant: false },
  { aup: "expired", dormant: true },
] as const;
const CONTEXTS = CONTEXTS_OF_SERVER.length * 4;

/** The context of a message about a client. */
export function contextAt(tables: Tables, multiset: number, server: number): number {
  const free = (tables.inUseOf[multiset] ?? 0) < (tables.capacityOf[server] ?? 0);
  const otherFree = (tables.otherInUseOf[multiset] ?? 0) < (tables.otherCapacityOf[server] ?? 0);
  return (tables.contextOf[server] ?? 0) + (free ? FREE : 0) + (otherFree ? OTHER_FREE : 0);
}

/** @throws {RangeError} where the scope has more states than can be numbered */
export function compile(scope: Scope, statement: Statement): Machine {
  const { ofClients, ofServer } = alphabetOf(scope, statement);
  const { kinds, kindAfter } = compileClients(ofClients, statement);
  const { servers, serverAfter, resets } = compileServer(scope, ofServer, statement);
  if (countMultisets(kinds.length, scope.clients) * servers.length > MAX_STATES)
    throw new RangeError(`the scope "${scope.name}" has more than ${MAX_STATES} states`);
  const sets = multisets(kinds.length, scope.clients);
  const holders = (holds: (kind: ClientRecord) => boolean) =>
    Uint8Array.from({ length: sets.count }, (_, multiset) => {
      const own = sets.kindAt.subarray(multiset * scope.clients, (multiset + 1) * scope.clients);
      return own.reduce((sum, kind) => sum + Number(holds(kinds[kind] ?? ABSENT)), 0);
    });
  const clients = clientsOf(scope);
  return {
    scope,
    statement,
    clients,
    ofClients: clients.map((client) => ofClients.map((about) => about(client))),
    perClient: ofClients.length,
    ofServer,
    kinds,
    multisets: sets,
    servers,
    // Multiset 0 is that of clients without a record.
    roots: resets,
    tables: {
      kindAfter,
      serverAfter,
      contextOf: Uint8Array.from(servers, serverContext),
      capacityOf: Float64Array.from(servers, ({ capacity }) => capacity),
      otherCapacityOf: Float64Array.from(servers, ({ otherCapacity }) => otherCapacity),
      inUseOf: holders((kind) => kind.licensed),
      otherInUseOf: holders((kind) => kind.otherLicensed),
    },
  };
}

const MAX_STATES = 2 ** 28;
const MAX_KINDS = 256;
const ABSENT = clientOf(initialState({ capacity: 0, otherCapacity: 0 }), "a");

const serverContext = ({ aup, dormant }: State): number =>
  4 * CONTEXTS_OF_SERVER.findIndex((c) => c.aup === aup && c.dormant === dormant);

/** A state of one client that stands for all in which its messages find the same context. */
function representative(kind: ClientRecord, context: number): State {
  const server = CONTEXTS_OF_SERVER[context >> 2];
  return {
    ...initialState({
      capacity: context & FREE ? inUseBy(kind) + 1 : 0,
      otherCapacity: context & OTHER_FREE ? otherInUseBy(kind) + 1 : 0,
    }),
    ...server,
    clients: Clients.of([["a", kind]]),
  };
}
const inUseBy = (kind: ClientRecord) => Number(kind.licensed);
const otherInUseBy = (kind: ClientRecord) => Number(kind.otherLicensed);

/** The kinds of record that can be reached, each taken through every message in every context. */
function compileClients(messages: readonly About[], statement: Statement) {
  const kinds = [ABSENT];
  const numbers = new Map([[keyOfRecord(ABSENT), 0]]);
  const numberOf = (record: ClientRecord): number => {
    const key = keyOfRecord(record);
    const known = numbers.get(key);
    if (known !== undefined) return known;
    if (kinds.length === MAX_KINDS) throw new RangeError("too many kinds of record");
    numbers.set(key, kinds.length);
    return kinds.push({ ...record, inventories: 0 }) - 1;
  };
  /** By kind: what each message makes of it, context by context. */
  const rows: number[][] = [];
  // The list grows while it is read.
  for (const kind of kinds)
    rows.push(
      Array.from({ length: CONTEXTS }, (_, context) => {
        const state = representative(kind, context);
        return messages.map((about) =>
          numberOf(clientOf(step(state, about("a"), statement).state, "a")),
        );
      }).flat(),
    );
  const width = messages.length;
  const kindAfter = new Uint8Array(CONTEXTS * kinds.length * width);
  rows.forEach((row, kind) => {
    row.forEach((after, at) => {
      const context = Math.floor(at / width);
      kindAfter[(context * kinds.length + kind) * width + (at % width)] = after;
    });
  });
  return { kinds, kindAfter };
}

/** The servers that can be reached from a reset, each taken through every message. */
function compileServer(scope: Scope, messages: readonly Message[], statement: Statement) {
  const servers: State[] = [];
  const numbers = new Map<string, number>();
  const numberOf = (server: State): number => {
    const key = keyOfServer(server);
    const known = numbers.get(key);
    if (known !== undefined) return known;
    numbers.set(key, servers.length);
    return servers.push(server) - 1;
  };
  // Without the feature the other pool is never seen, and its size makes no difference.
  const others = declares(statement, "other-solutions")
    ? scope.otherCapacities
    : scope.otherCapacities.slice(0, 1);
  const resets = scope.capacities.flatMap((capacity) =>
    others.map((otherCapacity) => numberOf(initialState({ capacity, otherCapacity }))),
  );
  const after: number[] = [];
  for (const server of servers)
    for (const message of messages)
      after.push(isSent(server, message) ? numberOf(step(server, message, statement).state) : -1);
  return { servers, serverAfter: Int32Array.from(after), resets: [...new Set(resets)] };
}

const RECORDS = ["none", "active", "retired"] as const;
const TARGETS = ["none", "install", "uninstall", "unknown"] as const;

/** A number for each record, its inventories apart. */
function keyOfRecord(record: ClientRecord): number {
  const { plugInReported, licensed, otherLicensed } = record;
  const flags = (plugInReported ? 4 : 0) + (licensed ? 2 : 0) + (otherLicensed ? 1 : 0);
  return (
    (RECORDS.indexOf(record.record) * TARGETS.length + TARGETS.indexOf(record.target)) * 8 + flags
  );
}

function keyOfServer(server: State): string {
  const { capacity, otherCapacity, aup, dormant, revision } = server;
  const sets = [server.listed, server.enabled, server.deployed].map((set) =>
    [...set].sort().join(),
  );
  return [capacity, otherCapacity, aup, dormant, revision, ...sets].join("|");
}

/** The state with this number, its clients in the order of their kinds. */
export function unpack(machine: Machine, packed: number): State {
  const { clients, kinds, multisets: sets, servers } = machine;
  const server = servers[packed % servers.length];
  const multiset = Math.floor(packed / servers.length);
  if (!server || multiset >= sets.count) throw new RangeError(`there is no state ${packed}`);
  const records = clients.map((client, place) => {
    const kind = kinds[sets.kindAt[multiset * clients.length + place] ?? 0] ?? ABSENT;
    return [client, kind] as const;
  });
  return { ...server, clients: Clients.of(records) };
}

/** The kinds of the scope's clients in their order, and the server; `undefined` outside of the scope. */
export interface Located {
  readonly kinds: readonly number[];
  readonly server: number;
}

/** Finds the place of states in the machine. */
export function locator(machine: Machine): (state: State) => Located | undefined {
  const kindOf = new Map(machine.kinds.map((kind, number) => [keyOfRecord(kind), number]));
  const serverOf = new Map(machine.servers.map((server, number) => [keyOfServer(server), number]));
  const own = new Set(machine.clients);
  let last: { readonly state: State; readonly server: number | undefined } | undefined;
  return (state) => {
    if (!last || !isSameServer(last.state, state))
      last = { state, server: serverOf.get(keyOfServer(state)) };
    const { server } = last;
    if (server === undefined) return undefined;
    for (const client of state.clients.keys()) if (!own.has(client)) return undefined;
    const kinds: number[] = [];
    for (const client of machine.clients) {
      const kind = kindOf.get(keyOfRecord(clientOf(state, client)));
      if (kind === undefined) return undefined;
      kinds.push(kind);
    }
    return { kinds, server };
  };
}

/** Most messages leave all of these as they were. */
const isSameServer = (a: State, b: State): boolean =>
  a.capacity === b.capacity &&
  a.otherCapacity === b.otherCapacity &&
  a.aup === b.aup &&
  a.dormant === b.dormant &&
  a.revision === b.revision &&
  a.listed === b.listed &&
  a.enabled === b.enabled &&
  a.deployed === b.deployed;

export function pack(machine: Machine, { kinds, server }: Located): number {
  return machine.multisets.rank(kinds.toSorted((a, b) => a - b)) * machine.servers.length + server;
}

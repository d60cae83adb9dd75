/** Which states an identification tells apart, and which nothing can. */
import seedrandom from "seedrandom";
import { describe, expect, test } from "vitest";
import {
  areCompatible,
  type ClientRecord,
  Clients,
  clientOf,
  declares,
  type Message,
  type State,
  type Statement,
  step,
} from "../../model/index.ts";
import { compile, unpack } from "./compile.ts";
import { explore } from "./explore.ts";
import { identifications } from "./identification.ts";
import { clientsOf, type Scope } from "./scope.ts";
import { EVERY_MESSAGE, STATEMENTS } from "./scopes.test-helper.ts";

const ALONE: Scope = {
  ...EVERY_MESSAGE,
  capacities: [1],
  otherCapacities: [1],
  bulletins: ["b1"],
  evidence: [{ plugIn: true, tools: true, scan: true }],
};

function statesOf(scope: Scope, statement: Statement): readonly State[] {
  const { machine, states } = explore(compile(scope, statement));
  return Array.from(states, (packed) => unpack(machine, packed));
}

const NO_RECORD = { record: "none", licensed: false, otherLicensed: false } as const;

/** All that a snapshot shows, inventories apart: they are judged by their growth, as the answers are. */
function shown({ clients, aup: _, ...server }: State): string {
  let text = "";
  for (const client of ["a", "b"]) {
    const record = clients.get(client) ?? NO_RECORD;
    text += `${client} ${record.record} ${record.licensed} ${record.otherLicensed};`;
  }
  for (const value of Object.values(server))
    text += `${value instanceof Set ? [...value].sort().join() : value};`;
  return text;
}

/** The two are told apart by the answers to the messages, or by a snapshot after one of them. */
function separates(messages: readonly Message[], a: State, b: State, statement: Statement) {
  let [one, other] = [a, b];
  return messages.some((message) => {
    const ofOne = step(one, message, statement);
    const ofOther = step(other, message, statement);
    [one, other] = [ofOne.state, ofOther.state];
    return !areCompatible(ofOne.expected, ofOther.expected) || shown(one) !== shown(other);
  });
}

const isMessage = (item: { readonly type: string }): item is Message => item.type !== "probe";

function isIdentified(scope: Scope, a: State, b: State, statement: Statement): boolean {
  return identifications(scope, statement).some((steps) =>
    separates(steps.filter(isMessage), a, b, statement),
  );
}

type Pair = readonly [number, number];

/** Pairs of different states with equal snapshots. */
function pairsAlike(states: readonly State[]): readonly Pair[] {
  const alike = new Map<string, number[]>();
  states.forEach((state, at) => {
    const key = shown(state);
    alike.set(key, [...(alike.get(key) ?? []), at]);
  });
  return [...alike.values()].flatMap((group) =>
    group.flatMap((a, at) => group.slice(at + 1).map((b): Pair => [a, b])),
  );
}

/**
 * The pairs that some sequence of the scope's messages tells apart: those that one message does, then
 * those that one leads to such a pair, until there are no more. Of loose answers, states that no
 * sequence need tell apart are not the same: "like" is not transitive among them.
 */
function separable(scope: Scope, statement: Statement, states: readonly State[]): readonly Pair[] {
  const { machine } = explore(compile(scope, statement));
  const messages = [...machine.ofClients.flat(), ...machine.ofServer];
  const full = (state: State) => JSON.stringify([shown(state), [...state.clients], state.aup]);
  const numbers = new Map(states.map((state, at) => [full(withoutInventories(state)), at]));
  const key = ([a, b]: Pair) => (a < b ? `${a} ${b}` : `${b} ${a}`);
  const after = (state: State, message: Message) =>
    numbers.get(full(withoutInventories(step(state, message, statement).state))) ?? -1;
  const pairs = pairsAlike(states);
  const found = new Set<string>();
  let open: { readonly pair: Pair; readonly next: readonly Pair[] }[] = [];
  for (const pair of pairs) {
    const [a, b] = [states[pair[0]] as State, states[pair[1]] as State];
    if (messages.some((message) => separates([message], a, b, statement))) found.add(key(pair));
    else open.push({ pair, next: messages.map((m): Pair => [after(a, m), after(b, m)]) });
  }
  for (let before = -1; before < found.size; ) {
    before = found.size;
    for (const { pair, next } of open)
      if (next.some((n) => found.has(key(n)))) found.add(key(pair));
    open = open.filter(({ pair }) => !found.has(key(pair)));
  }
  return pairs.filter((pair) => found.has(key(pair)));
}

const withoutInventories = (state: State): State => ({
  ...state,
  clients: Clients.of(
    [...state.clients].map(([client, record]) => [client, { ...record, inventories: 0 }]),
  ),
});

/** What nothing tells apart: a target that the specification does not know; one to whom nobody listens. */
function areAlike(a: ClientRecord, b: ClientRecord, { choices }: Statement): boolean {
  if (a.record === "retired" && choices.retiredReports === "ignored") return true;
  const sameTarget = a.target === b.target || a.target === "unknown" || b.target === "unknown";
  return sameTarget && a.plugInReported === b.plugInReported;
}

describe.each(STATEMENTS)("with %s", (_, statement) => {
  const states = statesOf(ALONE, statement);
  const pairs = pairsAlike(states).map(([a, b]) => [states[a], states[b]] as [State, State]);

  test("an identification tells apart whatever any sequence does", () => {
    const all = separable(ALONE, statement, states);
    const missed = all.filter(
      ([a, b]) => !isIdentified(ALONE, states[a] as State, states[b] as State, statement),
    );
    expect(missed).toEqual([]);
    if (declares(statement, "maintenance")) expect(all.length).toBeGreaterThan(0);
  });

  test("what it does not tell apart is an unknown target, or retired and ignored", () => {
    const wrong: unknown[] = [];
    for (const [a, b] of pairs) {
      const alike = a.aup === b.aup && areAlike(clientOf(a, "a"), clientOf(b, "a"), statement);
      if (isIdentified(ALONE, a, b, statement) === alike) wrong.push([a, b]);
    }
    expect(wrong).toEqual([]);
  });

  test("of two clients, both are identified", () => {
    const scope = { ...ALONE, clients: 2 };
    const { machine, states: packed } = explore(compile(scope, statement));
    const random = seedrandom("two clients");
    const drawn = Array.from({ length: 3000 }, () => {
      const state = unpack(machine, packed[Math.floor(random() * packed.length)] ?? -1);
      return random() < 0.5 ? state : swapped(state);
    });
    let told = 0;
    for (const [at, other] of pairsAlike(drawn).slice(0, 2000)) {
      const [a, b] = [drawn[at] as State, drawn[other] as State];
      const alike =
        a.aup === b.aup &&
        clientsOf(scope).every((id) => areAlike(clientOf(a, id), clientOf(b, id), statement));
      expect(isIdentified(scope, a, b, statement)).toBe(!alike);
      told += Number(!alike);
    }
    if (declares(statement, "onboarding")) expect(told).toBeGreaterThan(100);
  });
});

const swapped = (state: State): State => ({
  ...state,
  clients: Clients.of([
    ["a", clientOf(state, "b")],
    ["b", clientOf(state, "a")],
  ]),
});

/** The compiled model against `step`, which alone says what is right. */
import seedrandom from "seedrandom";
import { describe, expect, test } from "vitest";
import { Clients } from "../../model/clients.ts";
import type { State } from "../../model/state.ts";
import type { Statement } from "../../model/statement.ts";
import { isSent, step } from "../../model/step.ts";
import { compile, locator, pack, unpack } from "./compile.ts";
import { type Exploration, explore, messagesAlong, successor, wayTo } from "./explore.ts";
import { exploreNaively, messagesIn, symmetricKey } from "./naive-exploration.test-helper.ts";
import { alphabetOf, type Scope } from "./scope.ts";
import { EVERY_MESSAGE, SHARED_POOL, STATEMENTS } from "./scopes.test-helper.ts";

const SCOPES: readonly Scope[] = [EVERY_MESSAGE, SHARED_POOL];
const CASES = SCOPES.flatMap((scope) =>
  STATEMENTS.map(([name, statement]) => [scope.name, name, scope, statement] as const),
);

/** What is left out of a packed state must not make a difference. */
const withInventories = (state: State): State => ({
  ...state,
  clients: Clients.of(
    [...state.clients].map(([client, record], at) => [client, { ...record, inventories: at * 3 }]),
  ),
});

/** The transitions of a state, and those among them that do not lead where `step` leads. */
function compare(
  exploration: Exploration,
  locate: ReturnType<typeof locator>,
  state: number,
  statement: Statement,
) {
  const { machine, states, numberOf } = exploration;
  const before = withInventories(unpack(machine, states[state] ?? -1));
  const wrong: string[] = [];
  let transitions = 0;
  for (const [slot, message] of [...machine.ofClients.flat(), ...machine.ofServer].entries()) {
    const reached = successor(exploration, state, slot);
    const isFirst = slot < machine.perClient || slot >= machine.perClient * machine.clients.length;
    // Only the first of several clients with one kind of record acts for them.
    if (reached < 0 && isSent(before, message) && isFirst) wrong.push(JSON.stringify(message));
    if (reached < 0) continue;
    transitions += 1;
    const place = locate(step(before, message, statement).state);
    const isRight = place && numberOf[pack(machine, place)] === reached;
    if (!isRight || !isSent(before, message)) wrong.push(JSON.stringify(message));
  }
  return { transitions, wrong };
}

describe.each(CASES)("%s, with %s", (_, __, scope, statement) => {
  const exploration = explore(compile(scope, statement));
  const naive = exploreNaively(scope, statement);
  const { machine, states } = exploration;

  test("every transition leads where step leads", () => {
    const locate = locator(machine);
    let transitions = 0;
    for (let state = 0; state < states.length; state += 1) {
      const compared = compare(exploration, locate, state, statement);
      if (compared.wrong.length > 0) expect(compared.wrong).toEqual([]);
      transitions += compared.transitions;
    }
    expect(transitions).toBe(exploration.transitions);
  });

  test("the states and transitions are those of a plain search by step", () => {
    const keys = Array.from(states, (packed) => symmetricKey(unpack(machine, packed), scope));
    expect(new Set(keys)).toEqual(new Set(naive.depths.keys()));
    expect(states.length).toBe(naive.depths.size);
    expect(exploration.transitions).toBe(naive.transitions);
  });

  test("the way to each state is a shortest one, and leads there", () => {
    const wrong: number[] = [];
    for (let state = 0; state < states.length; state += 1) {
      const way = wayTo(exploration, state);
      const messages = messagesAlong(exploration, way);
      let at = unpack(machine, states[way.root] ?? -1);
      for (const message of messages) at = step(at, message, statement).state;
      const key = symmetricKey(at, scope);
      const isThere = key === symmetricKey(unpack(machine, states[state] ?? -1), scope);
      if (!isThere || naive.depths.get(key) !== messages.length) wrong.push(state);
    }
    expect(wrong).toEqual([]);
  });
});

test("states drawn from scopes too large to go through lead where step leads", () => {
  for (const clients of [2, 3])
    for (const [, statement] of STATEMENTS) {
      const exploration = explore(compile({ ...EVERY_MESSAGE, clients }, statement));
      const locate = locator(exploration.machine);
      const random = seedrandom(`states of ${clients}`);
      for (let drawn = 0; drawn < 40; drawn += 1) {
        const state = Math.floor(random() * exploration.states.length);
        const compared = compare(exploration, locate, state, statement);
        expect(compared.wrong).toEqual([]);
        expect(compared.transitions).toBeGreaterThan(0);
      }
    }
});

test("with every feature, one client, there are as many transitions as messages fit its states", () => {
  const [, statement] = STATEMENTS[0];
  const alphabet = alphabetOf(EVERY_MESSAGE, statement);
  // 5 by a client alone, 2 Basic Inventories, 8 scans, 3 targets.
  expect(alphabet.ofClients.length).toBe(5 + 2 + 8 + 3);
  // 2 + 2 capacities, 3 about the AUP, a revision, 2 + 2 for bulletins, a day.
  expect(alphabet.ofServer.length).toBe(2 + 2 + 3 + 1 + 2 + 2 + 1);
  const { states } = exploreNaively(EVERY_MESSAGE, statement);
  const sum = states.reduce((n, s) => n + messagesIn(s, EVERY_MESSAGE, alphabet).length, 0);
  const unsent = states.filter((s) => s.listed.size > s.enabled.size).length;
  expect(sum).toBe(states.length * 31 - unsent);
});

test("a scope with more states than can be numbered is refused", () => {
  const [, statement] = STATEMENTS[0];
  expect(() => compile({ ...EVERY_MESSAGE, clients: 6 }, statement)).toThrow(RangeError);
});

test("a state that is outside of the scope has no place in it", () => {
  const [, statement] = STATEMENTS[0];
  const machine = compile(EVERY_MESSAGE, statement);
  const locate = locator(machine);
  const inside = unpack(machine, machine.roots[0] ?? -1);
  expect(locate(inside)).toEqual({ kinds: [0], server: 0 });
  expect(locate({ ...inside, capacity: 7 })).toBeUndefined();
  expect(locate({ ...inside, listed: new Set(["b9"]) })).toBeUndefined();
  const { state } = step(inside, { type: "enroll", client: "z" }, statement);
  expect(locate(state)).toBeUndefined();
  expect(() => unpack(machine, machine.multisets.count * machine.servers.length)).toThrow(
    RangeError,
  );
});

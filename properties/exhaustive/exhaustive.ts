/**
 * Programs that drive every transition of the reference model within a scope, each from a reset. What
 * each level proves, and on what assumptions, is in docs/guarantees.md.
 */
import type { Message, State, Statement } from "../../model/index.ts";
import type { PredictedStep, Program, ProgramStep } from "../programs/program.ts";
import { compile, locator, pack } from "./compile.ts";
import { type Exploration, explore, messagesAlong, successor, type Way, wayTo } from "./explore.ts";
import { identifications } from "./identification.ts";
import type { Scope } from "./scope.ts";
import { tour } from "./tour.ts";

/**
 * `tour`: walks that take every transition between them, each ended by an identification. `extraStates`:
 * the W-method (Chow, "Testing Software Design Modeled by Finite-State Machines", 1978; Vasilevskii,
 * "Failure diagnosis of automata", 1973): each transition has programs of its own, a shortest way to its
 * state, the transition, with 1 any one message more or none, and every identification.
 */
export type Level = "tour" | { readonly extraStates: 0 | 1 };

export interface ExhaustivePlan {
  readonly scope: Scope;
  readonly level: Level;
  /** Of the reference model within the scope, up to a renaming of the clients. */
  readonly states: number;
  readonly transitions: number;
  /** Made as they are asked for; the same ones each time. */
  programs(): Generator<Program>;
  /**
   * The transitions that the messages of a program take, as the model runs them, one for each message;
   * −1 for one that is outside of the scope.
   */
  transitionsOf(predicted: readonly PredictedStep[]): readonly number[];
  /** A count of the transitions that are driven. */
  coverage(): Coverage;
}

export interface Coverage {
  /** Adds what a program drives; how many transitions of it are new. */
  add(predicted: readonly PredictedStep[]): number;
  readonly covered: number;
  /** A byte for each place where a transition may be, 1 where one is driven. */
  readonly taken: Uint8Array;
}

/** @throws {RangeError} where the scope has more states than can be numbered */
export function planExhaustive(scope: Scope, statement: Statement, level: Level): ExhaustivePlan {
  const exploration = explore(compile(scope, statement));
  const endings = identifications(scope, statement);
  const transitionsOf = transitionFinder(exploration);
  return {
    scope,
    level,
    states: exploration.states.length,
    transitions: exploration.transitions,
    programs: () =>
      level === "tour"
        ? tourPrograms(exploration, endings)
        : separatePrograms(exploration, endings, level.extraStates),
    transitionsOf,
    coverage: () => createCoverage(exploration, transitionsOf),
  };
}

type Endings = readonly (readonly ProgramStep[])[];

function* tourPrograms(exploration: Exploration, endings: Endings): Generator<Program> {
  let count = 0;
  for (const way of tour(exploration)) {
    yield programOf(exploration, way, endings[count % endings.length] ?? []);
    count += 1;
  }
}

function* separatePrograms(
  exploration: Exploration,
  endings: Endings,
  extraStates: 0 | 1,
): Generator<Program> {
  for (const way of transitionCover(exploration, extraStates))
    for (const ending of endings) yield programOf(exploration, way, ending);
}

/**
 * The empty way from each reset, and a way for each transition that ends with it; with 1, also a way for
 * each transition and each message after it. Then the ways of length 1 and 0 are all that is added: a
 * longer one is the way to a state, which ends with a transition, and a message after that.
 */
export function* transitionCover(exploration: Exploration, extraStates: 0 | 1 = 0): Generator<Way> {
  const { states, parent } = exploration;
  for (let state = 0; state < states.length; state += 1) {
    const way = wayTo(exploration, state);
    const isRoot = (parent[state] as number) < 0;
    if (isRoot) yield way;
    for (const [slot, after] of transitionsFrom(exploration, state)) {
      const slots = [...way.slots, slot];
      if (extraStates === 0 || isRoot) yield { root: way.root, slots };
      if (extraStates === 0) continue;
      for (const [more] of transitionsFrom(exploration, after))
        yield { root: way.root, slots: [...slots, more] };
    }
  }
}

function transitionsFrom(exploration: Exploration, state: number): readonly [number, number][] {
  const found: [number, number][] = [];
  for (let slot = 0; slot < exploration.slots; slot += 1) {
    const after = successor(exploration, state, slot);
    if (after >= 0) found.push([slot, after]);
  }
  return found;
}

function programOf(exploration: Exploration, way: Way, ending: readonly ProgramStep[]): Program {
  const { machine, states } = exploration;
  // A way begins at a reset, and the multiset of clients without a record has the number 0.
  const { capacity, otherCapacity } = machine.servers[states[way.root] as number] as State;
  return { capacity, otherCapacity, steps: [...messagesAlong(exploration, way), ...ending] };
}

function transitionFinder(exploration: Exploration): ExhaustivePlan["transitionsOf"] {
  const { machine, numberOf, slots } = exploration;
  const locate = locator(machine);
  const slotOf = slotFinder(exploration);
  const find = ({ before, message }: PredictedStep): number => {
    const place = locate(before);
    if (!place) return -1;
    const state = numberOf[pack(machine, place)] as number;
    const slot = slotOf(message, place.kinds);
    return state < 0 || slot < 0 ? -1 : state * slots + slot;
  };
  return (predicted) => predicted.map(find);
}

/** The slot of a message where the scope's clients have records of these kinds; −1 outside of the scope. */
function slotFinder({ machine }: Exploration) {
  const { ofClients, ofServer, perClient, clients } = machine;
  const known = new Map<string, number>();
  for (const [at, message] of [...ofClients.flat(), ...ofServer].entries())
    known.set(JSON.stringify(message), at);
  // Programs say the same few objects over and over.
  const seen = new WeakMap<Message, number>();
  const placeOf = (message: Message): number => {
    let at = seen.get(message);
    if (at === undefined) {
      at = known.get(JSON.stringify(message)) ?? -1;
      seen.set(message, at);
    }
    return at;
  };
  return (message: Message, kinds: readonly number[]): number => {
    const at = placeOf(message);
    if (at < 0 || at >= clients.length * perClient) return at;
    const own = kinds[Math.floor(at / perClient)] ?? 0;
    const place = kinds.reduce((before, kind) => before + Number(kind < own), 0);
    return place * perClient + (at % perClient);
  };
}

function createCoverage(
  { states, slots }: Exploration,
  transitionsOf: ExhaustivePlan["transitionsOf"],
): Coverage {
  const isCovered = new Uint8Array(states.length * slots);
  let covered = 0;
  return {
    add: (predicted) => {
      const before = covered;
      for (const transition of transitionsOf(predicted)) {
        if (transition < 0 || isCovered[transition] === 1) continue;
        isCovered[transition] = 1;
        covered += 1;
      }
      return covered - before;
    },
    get covered() {
      return covered;
    },
    taken: isCovered,
  };
}

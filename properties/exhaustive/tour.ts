/**
 * A transition tour (Naito and Tsunoyama, "Fault Detection for Sequential Machines by Transition Tours",
 * 1981) in several walks: together they take every transition at least once.
 */
import { type Exploration, successor, type Way, wayTo } from "./explore.ts";

/** Messages of a walk: what fails is then found in a short program. */
const MAX_MESSAGES = 100;
/** States looked at for one with transitions left, before a walk ends and another begins. */
const MAX_LOOKED_AT = 200;

/** The graph of transitions, and those that no walk has taken yet. */
interface Left {
  readonly slots: number;
  /** At state · slots + slot: the state that it leads to; −1 where it is no transition. */
  readonly target: Int32Array;
  /** Likewise: 1 where it is left. */
  readonly isLeft: Uint8Array;
  /** At state: how many are left. */
  readonly count: Uint16Array;
  readonly search: Search;
}

/** What a search has found, in arrays that the next one uses again. */
interface Search {
  /** At state: the number of the search that saw it last. */
  readonly seenIn: Uint32Array;
  searches: number;
  readonly found: Int32Array;
  /** The transition by which each was found. */
  readonly by: Int32Array;
}

/**
 * Walks from a reset. Each goes the shortest way to the first state with transitions left, takes those
 * that lead back to where they began, and goes on by the one behind which the most are left; where none
 * is left, to a state near by that has some.
 */
export function* tour(exploration: Exploration): Generator<Way> {
  const left = everyTransition(exploration);
  for (let state = 0; state < exploration.states.length; state += 1)
    while ((left.count[state] as number) > 0) yield walk(left, wayTo(exploration, state));
}

function everyTransition(exploration: Exploration): Left {
  const { states, slots } = exploration;
  const target = new Int32Array(states.length * slots);
  const isLeft = new Uint8Array(target.length);
  const count = new Uint16Array(states.length);
  for (let state = 0; state < states.length; state += 1)
    for (let slot = 0; slot < slots; slot += 1) {
      const after = successor(exploration, state, slot);
      target[state * slots + slot] = after;
      if (after < 0) continue;
      isLeft[state * slots + slot] = 1;
      count[state] = (count[state] as number) + 1;
    }
  const search = {
    seenIn: new Uint32Array(states.length),
    searches: 0,
    found: new Int32Array(states.length),
    by: new Int32Array(states.length),
  };
  return { slots, target, isLeft, count, search };
}

function walk(left: Left, { root, slots }: Way): Way {
  const { target, isLeft, count } = left;
  const taken: number[] = [];
  let at = root;
  const take = (slot: number) => {
    const transition = at * left.slots + slot;
    count[at] = (count[at] as number) - (isLeft[transition] as number);
    isLeft[transition] = 0;
    taken.push(slot);
    at = target[transition] as number;
  };
  slots.forEach(take);
  // However long the way was, one transition is taken behind it.
  do {
    const next = (count[at] as number) > 0 ? [bestSlot(left, at)] : wayToLeft(left, at);
    if (next.length === 0) break;
    next.forEach(take);
  } while (taken.length < MAX_MESSAGES);
  return { root, slots: taken };
}

/** The first that leads back, or else the one behind which the most are left. */
function bestSlot({ slots, target, isLeft, count }: Left, at: number): number {
  let best = -1;
  let most = -1;
  for (let slot = 0; slot < slots; slot += 1) {
    if (isLeft[at * slots + slot] === 0) continue;
    const after = target[at * slots + slot] as number;
    if (after === at) return slot;
    if ((count[after] as number) <= most) continue;
    most = count[after] as number;
    best = slot;
  }
  return best;
}

/** A shortest way to a state near by with transitions left; none where too many would be looked at. */
function wayToLeft({ slots, target, count, search }: Left, from: number): readonly number[] {
  const { seenIn, found, by } = search;
  search.searches += 1;
  const now = search.searches;
  found[0] = from;
  seenIn[from] = now;
  let end = 1;
  for (let next = 0; next < end && next < MAX_LOOKED_AT; next += 1) {
    const first = (found[next] as number) * slots;
    for (let transition = first; transition < first + slots; transition += 1) {
      const after = target[transition] as number;
      if (after < 0 || seenIn[after] === now) continue;
      seenIn[after] = now;
      found[end] = after;
      by[after] = transition;
      if ((count[after] as number) > 0) return slotsBetween(by, slots, from, after);
      end += 1;
    }
  }
  return [];
}

function slotsBetween(by: Int32Array, slots: number, from: number, to: number): readonly number[] {
  const way: number[] = [];
  for (let at = to; at !== from; at = Math.floor((by[at] as number) / slots))
    way.push((by[at] as number) % slots);
  return way.reverse();
}

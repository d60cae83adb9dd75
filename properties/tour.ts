/**
 * A transition tour (Naito and Tsunoyama, "Fault Detection for Sequential Machines by Transition Tours",
 * 1981) in several walks: together they take every transition at least once.
 */
import { type Exploration, successor, type Way, wayTo } from "../model/index.ts";

/** Messages of a walk at the most, so that what fails is found in a short program. */
const MOST_MESSAGES = 100;
/** States looked at for one with transitions left, before a walk ends and another begins. */
const MOST_LOOKED_AT = 60;

/** The transitions that no walk has taken yet. */
interface Left {
  readonly exploration: Exploration;
  /** At state · slots + slot: 1 where it is a transition that is left. */
  readonly isLeft: Uint8Array;
  /** At state: how many are left. */
  readonly count: Uint16Array;
  /** At state: the search that saw it last. */
  readonly seenIn: Uint32Array;
  searches: number;
}

/**
 * Walks from a reset. Each goes the shortest way to the first state with transitions left, takes those
 * that lead back to where they began, and goes on by the one behind which the most are left; where none
 * is left, to a state near by that has some.
 */
export function* tour(exploration: Exploration): Generator<Way> {
  const left = everyTransition(exploration);
  for (let state = 0; state < exploration.states.length; state += 1)
    while ((left.count[state] as number) > 0) yield walk(left, wayTo(exploration, state), state);
}

function everyTransition(exploration: Exploration): Left {
  const { states, slots } = exploration;
  const isLeft = new Uint8Array(states.length * slots);
  const count = new Uint16Array(states.length);
  for (let state = 0; state < states.length; state += 1)
    for (let slot = 0; slot < slots; slot += 1) {
      if (successor(exploration, state, slot) < 0) continue;
      isLeft[state * slots + slot] = 1;
      count[state] = (count[state] as number) + 1;
    }
  const seenIn = new Uint32Array(states.length);
  return { exploration, isLeft, count, seenIn, searches: 0 };
}

function walk(left: Left, { root, slots }: Way, state: number): Way {
  const { exploration } = left;
  const taken: number[] = [];
  let at = root;
  const take = (slot: number) => {
    const place = at * exploration.slots + slot;
    left.count[at] = (left.count[at] as number) - (left.isLeft[place] as number);
    left.isLeft[place] = 0;
    taken.push(slot);
    at = successor(exploration, at, slot);
  };
  slots.forEach(take);
  at = state;
  while (taken.length < MOST_MESSAGES) {
    const next = (left.count[at] as number) > 0 ? [bestSlot(left, at)] : wayToLeft(left, at);
    if (next.length === 0 || taken.length + next.length > MOST_MESSAGES) break;
    next.forEach(take);
  }
  // A long way alone may use up all the room; one transition is taken all the same.
  if (taken.length === slots.length && (left.count[at] as number) > 0) take(bestSlot(left, at));
  return { root, slots: taken };
}

/** The first that leads back, or else the one behind which the most are left. */
function bestSlot({ exploration, isLeft, count }: Left, at: number): number {
  let best = -1;
  let most = -1;
  for (let slot = 0; slot < exploration.slots; slot += 1) {
    if (isLeft[at * exploration.slots + slot] === 0) continue;
    const after = successor(exploration, at, slot);
    if (after === at) return slot;
    if ((count[after] as number) <= most) continue;
    most = count[after] as number;
    best = slot;
  }
  return best;
}

/** A shortest way to a state near by with transitions left; none where too many would be looked at. */
function wayToLeft(left: Left, from: number): readonly number[] {
  const { exploration, count, seenIn } = left;
  left.searches += 1;
  const found = [{ state: from, before: -1, slot: -1 }];
  seenIn[from] = left.searches;
  for (let at = 0; at < found.length && at < MOST_LOOKED_AT; at += 1) {
    const { state } = found[at] as (typeof found)[number];
    for (let slot = 0; slot < exploration.slots; slot += 1) {
      const after = successor(exploration, state, slot);
      if (after < 0 || seenIn[after] === left.searches) continue;
      seenIn[after] = left.searches;
      found.push({ state: after, before: at, slot });
      if ((count[after] as number) > 0) return slotsTo(found, found.length - 1);
    }
  }
  return [];
}

function slotsTo(
  found: readonly { readonly before: number; readonly slot: number }[],
  last: number,
): readonly number[] {
  const slots: number[] = [];
  for (let at = last; ; ) {
    const { before, slot } = found[at] as (typeof found)[number];
    if (before < 0) return slots.reverse();
    slots.push(slot);
    at = before;
  }
}

/** A history from which calls are taken one by one and put back, and a memory of where that has led. */

/** `call` and `return` are places in one order of events, all distinct. */
export interface Interval {
  readonly call: number;
  /** Left out where the outcome never came: such a call took effect at some time after `call`, or never. */
  readonly return?: number | undefined;
}

/** A call in the ring of events. */
export interface Entry<Call> {
  readonly call: Call;
  readonly start: Event<Call>;
  readonly end: Event<Call> | undefined;
  /** Its number in the order of calls, among those that returned or among those that did not. */
  readonly bit: number;
}

class Event<Call> {
  readonly at: number;
  /** What begins with this event, if anything. */
  entry: Entry<Call> | undefined;
  #previous: Event<Call> = this;
  next: Event<Call> = this;

  constructor(at: number) {
    this.at = at;
  }

  insertBefore(event: Event<Call>): void {
    this.#previous = event.#previous;
    this.next = event;
    this.relink();
  }

  unlink(): void {
    this.#previous.next = this.next;
    this.next.#previous = this.#previous;
  }

  /** Between the neighbours that it had. What was unlinked last has to come back first. */
  relink(): void {
    this.#previous.next = this;
    this.next.#previous = this;
  }
}

/**
 * What is left of a history: the events in their order, as a ring, without those of calls that have been
 * lifted from it. (Wing and Gong's list, with the constant-time operations that Lowe describes.)
 */
export class CallRing<Call extends Interval> {
  /** Lifted calls that never returned, as bits. */
  pending = 0n;
  readonly #ring = new Event<Call>(Number.POSITIVE_INFINITY);
  readonly #unanswered: readonly Entry<Call>[];
  readonly #lifted: Bits;

  constructor(calls: readonly Call[]) {
    const inOrder = calls.toSorted((a, b) => a.call - b.call);
    const answered = inOrder.filter((call) => call.return !== undefined).map(entryOf);
    this.#unanswered = inOrder.filter((call) => call.return === undefined).map(entryOf);
    this.#lifted = new Bits(answered.length);
    const events = answered.flatMap(({ start, end }) => (end ? [start, end] : []));
    for (const event of events.sort((a, b) => a.at - b.at)) event.insertBefore(this.#ring);
  }

  /** Calls that returned and were lifted. */
  get answered(): number {
    return this.#lifted.count;
  }

  isExplained(): boolean {
    return this.#ring.next === this.#ring;
  }

  /**
   * The calls that may take effect next, since none of the others returned before they came. Those that never
   * returned come last: they are needed only where no other call leads on.
   */
  open(): readonly Entry<Call>[] {
    const open: Entry<Call>[] = [];
    let event = this.#ring.next;
    for (; event.entry; event = event.next) open.push(event.entry);
    for (const entry of this.#unanswered) {
      if (entry.start.at > event.at) break;
      if ((this.pending & bitOf(entry)) === 0n) open.push(entry);
    }
    return open;
  }

  lift(entry: Entry<Call>): void {
    if (entry.end) {
      entry.start.unlink();
      entry.end.unlink();
      this.#lifted.add(entry.bit);
    } else this.pending |= bitOf(entry);
  }

  /** Of the calls that are lifted, the last one. */
  putBack(entry: Entry<Call>): void {
    if (entry.end) {
      entry.end.relink();
      entry.start.relink();
      this.#lifted.delete(entry.bit);
    } else this.pending ^= bitOf(entry);
  }

  /** Equal where the same calls that returned were lifted. */
  get key(): string {
    return this.#lifted.key;
  }
}

function entryOf<Call extends Interval>(call: Call, bit: number): Entry<Call> {
  const start = new Event<Call>(call.call);
  const end = call.return === undefined ? undefined : new Event<Call>(call.return);
  start.entry = { call, start, end, bit };
  return start.entry;
}

const bitOf = ({ bit }: Entry<unknown>) => 1n << BigInt(bit);

const WORD = 32;

/** A set of small numbers that mostly come in order, so that its key is a few words long. */
class Bits {
  count = 0;
  readonly #words: Uint32Array;
  /** How many of each word's bits are set. */
  readonly #counts: Uint8Array;
  /** The first word that is not full. */
  #low = 0;

  constructor(size: number) {
    this.#words = new Uint32Array(Math.ceil(size / WORD) + 1);
    this.#counts = new Uint8Array(this.#words.length);
  }

  add(bit: number): void {
    this.#flip(bit, 1);
    while (this.#counts[this.#low] === WORD) this.#low += 1;
  }

  delete(bit: number): void {
    this.#flip(bit, -1);
    this.#low = Math.min(this.#low, Math.floor(bit / WORD));
  }

  #flip(bit: number, change: 1 | -1): void {
    const word = Math.floor(bit / WORD);
    this.#words[word] = (this.#words[word] ?? 0) ^ (1 << (bit % WORD));
    this.#counts[word] = (this.#counts[word] ?? 0) + change;
    this.count += change;
  }

  get key(): string {
    let key = String(this.#low);
    let left = this.count - this.#low * WORD;
    for (let word = this.#low; left > 0; word += 1) {
      key += `,${this.#words[word]}`;
      left -= this.#counts[word] ?? left;
    }
    return key;
  }
}

/**
 * Which configurations the search has been in: a second visit finds nothing that the first one did not (Lowe).
 * Nor does one with the same state and the same calls that returned, but with more of the others used up.
 */
export class Memory {
  readonly #states = new Map<string | number, number>();
  readonly #pending = new Map<string, bigint[]>();

  /** Notes the configuration, where it is new. Keys of states may be long, so each is kept once. */
  isNew({ key, pending }: CallRing<Interval>, stateKey: string | number): boolean {
    const state = this.#states.get(stateKey) ?? this.#states.size;
    this.#states.set(stateKey, state);
    const configuration = `${key};${state}`;
    const before = this.#pending.get(configuration);
    if (before?.some((used) => (used & pending) === used)) return false;
    if (before) before.push(pending);
    else this.#pending.set(configuration, [pending]);
    return true;
  }
}

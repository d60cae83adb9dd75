/**
 * Turns for the messages that are in flight together in this process: one goes on at a time, until it
 * pauses, and a seed chooses which is next. The same candidate and seed take the same turns.
 *
 * What waits for its turn is the start of a message, or what follows a pause. One turn lasts until nothing more happens by
 * itself: the message has paused, has been answered, or waits for another one, such as for a lock.
 */
import seedrandom from "seedrandom";

/** Why a message that was in flight at the kill has no answer. */
export class Abandoned extends Error {}

/** Everything that could happen by itself has happened: all microtasks, and what they led to. */
const quiet = () => new Promise<void>((resolve) => setImmediate(resolve));
const never = () => new Promise<never>(() => {});
const OUTSIDE_MS = 1;

/** Turns, of all, that are taken in order where it was drawn that they are; the others by chance. */
const IN_ORDER = 0.9;

interface Alarm {
  turns: number;
  readonly ring: () => void;
}

export class Scheduler {
  #random: (() => number) | undefined;
  /**
   * In every other flight, what has waited longest is mostly next: then all read before one writes, which by chance alone
   * comes about half as often, and less often the more turns a message takes.
   */
  #isInOrder = false;
  #waiting: (() => void)[] = [];
  /** How to fail each message that has not been answered. */
  readonly #unanswered = new Set<(error: Error) => void>();
  #begun = false;
  #abandoned = false;
  #alarm: Alarm | undefined;
  #pumping: Promise<void> | undefined;
  #wake: () => void = () => undefined;

  /** From now on, turns are taken. Before, and after `end`, a pause is over at once. */
  begin(seed: string): void {
    this.#random = seedrandom(seed);
    this.#isInOrder = this.#below(2) === 0;
    this.#begun = false;
  }

  pause(): Promise<void> {
    if (this.#abandoned) return never();
    if (!this.#random) return Promise.resolve();
    return new Promise((resolve) => this.#wait(resolve));
  }

  /** Begins when its turn comes. Fails as the work fails, or with `Abandoned`. */
  start<T>(work: () => T | Promise<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      this.#unanswered.add(reject);
      const settle = () => {
        this.#unanswered.delete(reject);
        this.#wake();
      };
      const go = () => {
        (async () => work())().then(resolve, reject).finally(settle);
      };
      // The first that was sent need not be the first of all.
      this.#wait(go, this.#below(this.#waiting.length + 1));
    });
  }

  /**
   * Resolves after so many turns, and before any other; sooner if nothing is left to take one. The
   * kill that is to follow it is to find something begun: where nothing was, the first turn is taken.
   * While all wait for the world outside, such as a file, a millisecond is a turn.
   */
  turns(count: number): Promise<void> {
    return new Promise((resolve) => {
      const first = this.#begun || this.#isIdle() ? 0 : 1;
      this.#alarm = { turns: Math.max(count, first), ring: resolve };
      this.#pump();
      this.#wake();
    });
  }

  /** Resolves when nothing is waiting for a turn or going on. */
  async end(): Promise<void> {
    await this.#pumping;
    this.#random = undefined;
  }

  /** Nothing more gets a turn, ever: this life of the candidate is over. */
  abandon(): void {
    this.#abandoned = true;
    this.#waiting = [];
    for (const fail of this.#unanswered) fail(new Abandoned("the candidate has been killed"));
    this.#unanswered.clear();
    this.#wake();
  }

  #wait(go: () => void, place = this.#waiting.length): void {
    this.#waiting.splice(place, 0, go);
    this.#pump();
    this.#wake();
  }

  #isIdle(): boolean {
    return this.#waiting.length === 0 && this.#unanswered.size === 0;
  }

  #pump(): void {
    this.#pumping ??= this.#takeTurns();
  }

  async #takeTurns(): Promise<void> {
    do {
      // After a turn, and after an alarm: what waits for it may send more, or kill.
      await quiet();
    } while (!this.#abandoned && (await this.#next()));
    this.#pumping = undefined;
  }

  /** @returns whether there is more to come */
  #next(): boolean | Promise<boolean> {
    const alarm = this.#alarm;
    const isIdle = this.#isIdle();
    if (alarm && (alarm.turns <= 0 || isIdle)) {
      this.#alarm = undefined;
      alarm.ring();
      return true;
    }
    if (isIdle) return false;
    if (alarm) alarm.turns -= 1;
    if (this.#waiting.length === 0) return this.#somethingOutside();
    this.#takeTurn();
    return true;
  }

  #takeTurn(): void {
    const [go] = this.#waiting.splice(this.#choose(), 1);
    this.#begun = true;
    go?.();
  }

  #choose(): number {
    const isOldest = this.#isInOrder && (this.#random?.() ?? 0) < IN_ORDER;
    return isOldest ? 0 : this.#below(this.#waiting.length);
  }

  #below(count: number): number {
    return Math.floor((this.#random?.() ?? 0) * count);
  }

  /** All wait for something else than a turn: it comes, or time passes. */
  #somethingOutside(): Promise<true> {
    return new Promise((resolve) => {
      // Time matters only to an alarm; a request has a limit of its own.
      const timer = this.#alarm ? setTimeout(resolve, OUTSIDE_MS, true) : undefined;
      this.#wake = () => {
        clearTimeout(timer);
        resolve(true);
      };
    });
  }
}

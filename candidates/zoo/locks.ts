/** Read-write locks by name, granted in the order of the requests. */

export interface Lock {
  readonly name: string;
  /** Held together with others that are shared. */
  readonly isShared?: boolean;
}

interface Line {
  /** The last exclusive request, and the shared ones since. */
  alone: Promise<void>;
  shared: Promise<void>[];
  users: number;
}

const byName = (a: Lock, b: Lock) => (a.name < b.name ? -1 : 1);

export class Locks {
  readonly #lines = new Map<string, Line>();

  /**
   * Works while holding all of these locks, each named once. They are taken in the order of their names, to avoid a
   * deadlock.
   */
  async holding<T>(locks: readonly Lock[], work: () => Promise<T>): Promise<T> {
    const releases: (() => void)[] = [];
    try {
      for (const lock of locks.toSorted(byName)) releases.push(await this.#take(lock));
      return await work();
    } finally {
      for (const release of releases) release();
    }
  }

  async #take({ name, isShared }: Lock): Promise<() => void> {
    const line = this.#lines.get(name) ?? { alone: Promise.resolve(), shared: [], users: 0 };
    this.#lines.set(name, line);
    line.users += 1;
    let open: () => void = () => undefined;
    const mine = new Promise<void>((resolve) => {
      open = resolve;
    });
    const before = isShared ? [line.alone] : [line.alone, ...line.shared];
    if (isShared) line.shared.push(mine);
    else Object.assign(line, { alone: mine, shared: [] });
    await Promise.all(before);
    return () => {
      line.users -= 1;
      if (line.users === 0) this.#lines.delete(name);
      open();
    };
  }
}

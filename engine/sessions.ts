/** The candidates of a campaign: those that are driven side by side, and one for races and crashes. */
import type { Breakdown } from "./driving.ts";
import type { Session, Types } from "./specification.ts";
import { trailingSession } from "./trail.ts";

interface Wish<T extends Types> {
  readonly sessions: number;
  readonly canBeFresh: boolean;
  /** Whether a program comes out the same each time. */
  readonly isSteady: (program: T["program"]) => boolean;
}

export class Sessions<T extends Types> {
  readonly #connect: () => Promise<Session<T>>;
  readonly #wish: Wish<T>;
  #steady: readonly Session<T>[] = [];
  #racy: Session<T> | undefined;
  /** Whether a second candidate has failed to come up beside the first. */
  #isAlone = false;

  constructor(connect: () => Promise<Session<T>>, wish: Wish<T>) {
    this.#connect = connect;
    this.#wish = wish;
  }

  /** All of them, or the first error and none. */
  async open(): Promise<void> {
    const { sessions, isSteady } = this.#wish;
    const settled = await Promise.allSettled(Array.from({ length: sessions }, this.#connect));
    const connected = settled.flatMap((one) => (one.status === "fulfilled" ? [one.value] : []));
    const failed = settled.find((one) => one.status === "rejected");
    this.#steady = connected.map((session) => trailingSession(session, isSteady));
    if (!failed) return;
    await this.close();
    throw failed.reason;
  }

  /** Those that drive programs of which each comes out the same each time, or not. */
  async for(isSteady: boolean): Promise<readonly Session<T>[]> {
    const [first] = this.#steady;
    if (isSteady || !first) return this.#steady;
    // A kill would take what other programs rely on: where there can be another candidate, it is for these alone.
    // One that takes a port or a lock may not come up beside another: then all programs share the first.
    if (this.#wish.canBeFresh && !this.#isAlone)
      this.#racy ??= await this.#connect().catch(() => {
        this.#isAlone = true;
        return undefined;
      });
    return [this.#racy ?? first];
  }

  /** @returns how one of them failed to end, if one did */
  async close(): Promise<Breakdown<T> | undefined> {
    const all = [...this.#steady, ...(this.#racy ? [this.#racy] : [])];
    this.#steady = [];
    this.#racy = undefined;
    const settled = await Promise.allSettled(all.map((session) => session.close()));
    const failed = settled.find((one) => one.status === "rejected");
    return failed && { error: failed.reason };
  }
}

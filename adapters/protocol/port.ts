/** The port: what a candidate is driven through, whatever its language and transport. */
import type { Message, Outcome, Settings, Snapshot } from "../../model/messages.ts";
import type { Declaration } from "../../model/statement.ts";

export type Awaitable<T> = T | Promise<T>;

/** Which snapshots an execution returns: one after each message, one after the last, or none. */
export type Observe = "each" | "last" | "none";

export interface Execution {
  readonly outcomes: readonly Outcome[];
  readonly snapshots: readonly Snapshot[];
}

/**
 * A license server under test. Every method may answer at once or with a promise; one that throws makes
 * the candidate *broken*, which is another verdict than breaking a clause.
 */
export interface Candidate {
  readonly declaration: Declaration;
  /** An empty server with these capacities: AUP current, catalogue revision 0, nothing listed. */
  reset(settings: Settings): Awaitable<void>;
  handle(message: Message): Awaitable<Outcome>;
  snapshot(): Awaitable<Snapshot>;
  /** For a candidate that is quicker with many messages at once; made of `handle` and `snapshot` otherwise. */
  execute?(messages: readonly Message[], observe: Observe): Awaitable<Execution>;
  close?(): Awaitable<void>;
}

/** What the suite offers to a candidate in its process. */
export interface Host {
  /**
   * A point at which other messages in flight may go on before this one does: stands where a server
   * in a process of its own would wait for its database, a file or a lock. While no messages are
   * driven together it resolves at once.
   */
  pause(): Promise<void>;
  /**
   * Survives a crash; empty for a new session. What a file system is to a process: each call takes
   * effect at once and whole, and nothing of one life of the candidate reaches it after the kill.
   */
  readonly disk: Map<string, string>;
}

/**
 * What a candidate module exports, as its default or under a name: a candidate, or what makes one. What
 * makes one is called once for each session, and again after each crash, with the same disk.
 */
export type CandidateExport = Candidate | ((host: Host) => Awaitable<Candidate>);

export const isObject = (value: unknown): value is object =>
  typeof value === "object" && value !== null;

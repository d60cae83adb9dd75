/** The port: what a candidate is driven through, whatever its language and transport. */
import type { Message, Outcome, Settings, Snapshot } from "../model/messages.ts";
import type { Declaration } from "../model/statement.ts";

type Awaitable<T> = T | Promise<T>;

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

/** What a candidate module exports, as its default or under a name: a candidate, or what makes one. */
export type CandidateExport = Candidate | (() => Awaitable<Candidate>);

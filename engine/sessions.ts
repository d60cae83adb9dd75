/** Sessions with candidates: those of a campaign, and sessions that remember, reconnect, or start afresh. */
import type { CandidateFailure } from "./driving.ts";
import type { PredictedProgram, Run, Session, Types } from "./specification.ts";

/** The candidates of a campaign: those that are driven side by side, and one for races and crashes. */
export class Sessions<T extends Types> {
  readonly #connect: () => Promise<Session<T>>;
  readonly #options: { readonly sessions: number; readonly canBeFresh: boolean };
  readonly #isDeterministic: (program: T["program"]) => boolean;
  #steady: readonly Session<T>[] = [];
  #racy: Session<T> | undefined;
  /** Whether a second candidate failed to start beside the first. */
  #isAlone = false;

  constructor(
    connect: () => Promise<Session<T>>,
    options: { readonly sessions: number; readonly canBeFresh: boolean },
    isDeterministic: (program: T["program"]) => boolean,
  ) {
    this.#connect = connect;
    this.#options = options;
    this.#isDeterministic = isDeterministic;
  }

  /** Connects all of them; after an error, none stays connected. */
  async open(): Promise<void> {
    const connecting = Array.from({ length: this.#options.sessions }, this.#connect);
    const settled = await Promise.allSettled(connecting);
    this.#steady = settled.flatMap((one) =>
      one.status === "fulfilled" ? [withPredecessors(one.value, this.#isDeterministic)] : [],
    );
    const failed = settled.find((one) => one.status === "rejected");
    if (!failed) return;
    await this.close();
    throw failed.reason;
  }

  /** Those that drive deterministic programs, or the others. */
  async for(isSteady: boolean): Promise<readonly Session<T>[]> {
    const [first] = this.#steady;
    if (isSteady || !first) return this.#steady;
    // A crash would destroy what other programs rely on, so these get their own candidate if there can be another. One that
    // takes a port or a lock may not start beside the first: then all programs share it.
    if (this.#options.canBeFresh && !this.#isAlone)
      this.#racy ??= await this.#connect().catch(() => {
        this.#isAlone = true;
        return undefined;
      });
    return [this.#racy ?? first];
  }

  /** @returns how one of them failed to end, if one did */
  async close(): Promise<CandidateFailure<T> | undefined> {
    const all = [...this.#steady, ...(this.#racy ? [this.#racy] : [])];
    this.#steady = [];
    this.#racy = undefined;
    const settled = await Promise.allSettled(all.map((session) => session.close()));
    const failed = settled.find((one) => one.status === "rejected");
    return failed && { error: failed.reason };
  }
}

/** What an earlier program left behind may show in a later one, so that many are remembered. */
export const MAX_PREDECESSORS = 512;

/**
 * Gives each run the programs that the session ran before.
 * @param isChained whether a program may become a part of a later one; after one that may not, the list begins anew
 */
export function withPredecessors<T extends Types>(
  session: Session<T>,
  isChained: (program: T["program"]) => boolean = () => true,
): Session<T> {
  // Shared by the runs: the programs before a run stay where they are.
  let log: T["program"][] = [];
  const follow = (program: T["program"]): Run<T>["predecessors"] => {
    const before = log;
    const end = before.length;
    if (!isChained(program)) log = [];
    else {
      if (end >= 2 * MAX_PREDECESSORS) log = before.slice(-MAX_PREDECESSORS);
      log.push(program);
    }
    return () => before.slice(Math.max(0, end - MAX_PREDECESSORS), end);
  };
  return {
    ask: async (program, prediction, attempt, whileBusy) => {
      const predecessors = follow(program);
      const { read } = await session.ask(program, prediction, attempt, whileBusy);
      return { read, predecessors };
    },
    get askAll() {
      const { askAll } = session;
      if (!askAll) return undefined;
      return async (programs: readonly PredictedProgram<T>[]) => {
        const predecessors = programs.map(({ program }) => follow(program));
        const asked = await askAll(programs);
        return asked.map(({ read }, at) => ({ read, predecessors: predecessors[at] }));
      };
    },
    close: () => session.close(),
  };
}

/** No program can be driven any more; no program is to blame. */
export class GoneForGood extends Error {}

/** Candidates that may break on smaller programs before their shrinking is given up. */
const MAX_RECONNECTS = 10;

/**
 * After a failure, the next program meets a new candidate.
 * @param first the candidate to begin with; a new one where there is none
 * @param maximum new candidates; after that, every program fails
 */
export function reconnectingSession<T extends Types>(
  first: Session<T> | undefined,
  connect: () => Promise<Session<T>>,
  maximum = MAX_RECONNECTS,
): Session<T> {
  let session = first;
  let left = maximum;
  /** Whether programs have failed together, and none by itself since then. */
  let isUnexplained = false;
  const reconnect = async (): Promise<Session<T>> => {
    if (left <= 0) throw new GoneForGood("the candidate broke too often");
    left -= 1;
    return connect();
  };
  const failed = (isTogether: boolean) => async (error: unknown) => {
    // The candidate is gone already, so an error in closing it is not news.
    await session?.close().catch(() => undefined);
    session = undefined;
    isUnexplained = isTogether;
    // The program at fault will fail by itself, and is counted then.
    if (isTogether) left += 1;
    throw error;
  };
  return {
    ask: async (program, prediction, attempt, whileBusy) => {
      session ??= await reconnect();
      const asked = await session.ask(program, prediction, attempt, whileBusy).catch(failed(false));
      return { ...asked, read: () => asked.read().catch(failed(false)) };
    },
    // A candidate that fails only at many programs together would otherwise be restarted for each batch.
    get askAll() {
      const askAll = isUnexplained ? undefined : session?.askAll;
      return (
        askAll &&
        ((programs: readonly PredictedProgram<T>[]) => askAll(programs).catch(failed(true)))
      );
    },
    close: async () => session?.close(),
  };
}

/** Every try meets a candidate that has run nothing before; a program and its variant are one try. */
export function freshSession<T extends Types>(connect: () => Promise<Session<T>>): Session<T> {
  let session: Session<T> | undefined;
  // How it ends has been judged already.
  const close = async () => session?.close().catch(() => undefined);
  return {
    begin: async () => {
      await close();
      session = undefined;
    },
    ask: async (program, prediction, attempt) => {
      session ??= await connect();
      return session.ask(program, prediction, attempt);
    },
    close,
  };
}

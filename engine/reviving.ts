/** Sessions that outlive their candidate, and sessions whose every program meets a new one. */
import type { Rehearsed, Session, Types } from "./specification.ts";

/** No program can be driven any more, which says nothing of any of them. */
export class GoneForGood extends Error {}

/**
 * After a breakdown, the next program meets a new candidate.
 * @param first the candidate to begin with; a new one where there is none
 * @param maximum new candidates; after that, every program fails
 */
export function revivingSession<T extends Types>(
  first: Session<T> | undefined,
  connect: () => Promise<Session<T>>,
  maximum: number,
): Session<T> {
  let session = first;
  let left = maximum;
  const revive = async (): Promise<Session<T>> => {
    if (left <= 0) throw new GoneForGood("the candidate broke too often");
    left -= 1;
    return connect();
  };
  const failed = async (error: unknown): Promise<never> => {
    // It is gone already; how it went is not news.
    await session?.close().catch(() => undefined);
    session = undefined;
    isUnexplained = false;
    throw error;
  };
  /** Whether programs have failed together, and none by itself since then. */
  let isUnexplained = false;
  const failedTogether = async (error: unknown): Promise<never> => {
    // The one that is at fault will fail by itself, and is counted then.
    left += 1;
    return failed(error).finally(() => {
      isUnexplained = true;
    });
  };
  return {
    ask: async (program, rehearsal, attempt, whileBusy) => {
      session ??= await revive();
      const { read, after } = await session
        .ask(program, rehearsal, attempt, whileBusy)
        .catch(failed);
      return { read: () => read().catch(failed), after };
    },
    // A candidate that fails only at many programs together would be started again for all of them.
    get askAll() {
      const together = isUnexplained ? undefined : session?.askAll;
      if (!together) return undefined;
      return (programs: readonly Rehearsed<T>[]) => together(programs).catch(failedTogether);
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
    ask: async (program, rehearsal, attempt) => {
      session ??= await connect();
      return session.ask(program, rehearsal, attempt);
    },
    close,
  };
}

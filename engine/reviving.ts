/** A session that outlives its candidate: after a breakdown, the next program meets a new one. */
import type { Session, Types } from "./specification.ts";

/** No program can be driven any more, which is no word on any of them. */
export class GoneForGood extends Error {}

/** @param most new candidates at the most; after that, every program fails */
export function revivingSession<T extends Types>(
  first: Session<T>,
  connect: () => Promise<Session<T>>,
  most: number,
): Session<T> {
  let session: Session<T> | undefined = first;
  let left = most;
  const revive = async (): Promise<Session<T>> => {
    if (left <= 0) throw new GoneForGood("the candidate broke too often");
    left -= 1;
    return connect();
  };
  return {
    run: async (program, planned, whileBusy) => {
      session ??= await revive();
      try {
        return await session.run(program, planned, whileBusy);
      } catch (error) {
        // It is gone already; how it went is not news.
        await session.close().catch(() => undefined);
        session = undefined;
        throw error;
      }
    },
    close: async () => session?.close(),
  };
}

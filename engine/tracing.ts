/** A session that tells what it ran before: what is left of it may show in the next program. */
import type { Session, Types } from "./specification.ts";

/** Programs that a session ran, the last one first. */
export interface Trail<T extends Types> {
  readonly program: T["program"];
  readonly before: Trail<T> | undefined;
}

export function tracingSession<T extends Types>(session: Session<T>): Session<T> {
  let trail: Trail<T> | undefined;
  return {
    run: async (program, planned) => {
      const after = trail;
      trail = { program, before: trail };
      const recording = await session.run(program, planned);
      return after ? { ...recording, after } : recording;
    },
    close: () => session.close(),
  };
}

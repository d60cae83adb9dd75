/** A session that tells what it ran before: what is left of it may show in the next program. */
import type { Session, Types } from "./specification.ts";

export function tracingSession<T extends Types>(session: Session<T>): Session<T> {
  let before: T["program"] | undefined;
  return {
    run: async (program, planned) => {
      const after = before;
      before = program;
      const recording = await session.run(program, planned);
      return after === undefined ? recording : { ...recording, after };
    },
    close: () => session.close(),
  };
}

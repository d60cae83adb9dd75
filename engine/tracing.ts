/** A session that tells what it ran before: what is left of it may show in the next program. */
import { ask } from "./judge.ts";
import type { Ask, Session, Types } from "./specification.ts";

/** Programs that a session ran, the last one first. */
export interface Trail<T extends Types> {
  readonly program: T["program"];
  readonly before: Trail<T> | undefined;
}

/** Programs that a trail has at the least, if so many were run; it has twice as many at the most. */
export const TRAIL = 512;

export function tracingSession<T extends Types>(session: Session<T>): Session<T> {
  let trail: Trail<T> | undefined;
  let length = 0;
  const traced: Ask<T> = async (program, planned, whileBusy) => {
    const after = trail;
    if (length >= 2 * TRAIL) {
      trail = shorten(trail, TRAIL);
      length = TRAIL;
    }
    trail = { program, before: trail };
    length += 1;
    const read = await ask(session, program, planned, whileBusy);
    if (!after) return read;
    return async () => {
      const { outcomes, snapshots } = await read();
      return { outcomes, snapshots, after };
    };
  };
  return {
    ask: traced,
    run: async (program, planned, whileBusy) => (await traced(program, planned, whileBusy))(),
    close: () => session.close(),
  };
}

function shorten<T extends Types>(trail: Trail<T> | undefined, length: number) {
  const programs: T["program"][] = [];
  for (let at = trail; at && programs.length < length; at = at.before) programs.push(at.program);
  return programs.reduceRight<Trail<T> | undefined>(
    (before, program) => ({ program, before }),
    undefined,
  );
}

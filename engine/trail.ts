/** A session that remembers what it ran before: what is left of it may show in the next program. */
import type { Rehearsed, Session, Trail, Types } from "./specification.ts";

/** Programs that a trail has at the minimum, if so many were run; it has twice as many at the maximum. */
export const TRAIL = 512;

/** @param isChained whether a program may become a part of a later one; one that may not ends the trail */
export function trailingSession<T extends Types>(
  session: Session<T>,
  isChained: (program: T["program"]) => boolean = () => true,
): Session<T> {
  let trail: Trail<T> | undefined;
  let length = 0;
  /** @returns the trail before this program */
  const follow = (program: T["program"]) => {
    const after = trail;
    if (length >= 2 * TRAIL) {
      trail = shorten(trail, TRAIL);
      length = TRAIL;
    }
    trail = isChained(program) ? { program, before: trail } : undefined;
    length = trail ? length + 1 : 0;
    return after;
  };
  return {
    ask: async (program, rehearsal, attempt, whileBusy) => {
      const after = follow(program);
      const { read } = await session.ask(program, rehearsal, attempt, whileBusy);
      return { read, after };
    },
    get askAll() {
      const together = session.askAll;
      if (!together) return undefined;
      return async (programs: readonly Rehearsed<T>[]) => {
        const trails = programs.map(({ program }) => follow(program));
        const asked = await together(programs);
        return asked.map(({ read }, at) => ({ read, after: trails[at] }));
      };
    },
    close: () => session.close(),
  };
}

function shorten<T extends Types>(
  trail: Trail<T> | undefined,
  length: number,
): Trail<T> | undefined {
  const programs: T["program"][] = [];
  for (let at = trail; at && programs.length < length; at = at.before) programs.push(at.program);
  return programs.reduceRight<Trail<T> | undefined>(
    (before, program) => ({ program, before }),
    undefined,
  );
}

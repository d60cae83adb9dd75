/** Many programs, in requests of as many as are answered soon: a request has one time limit, however much it carries. */
import type { Batched } from "./answers.ts";
import type { Execution } from "./port.ts";

/** Of one request. */
export const MAX_PROGRAMS = 100;
export const MAX_MESSAGES = 1_000;

/** Milliseconds: one answered sooner is followed by one of more programs, and one answered later by one of fewer. */
const SOON_MS = 100;
const LATE_MS = 500;

/** Begins with one program a request, so that a slow candidate is not taken for one that hangs. */
export function asBatches(
  ask: (programs: readonly Batched[]) => Promise<readonly Execution[]>,
  now: () => number = () => performance.now(),
): (programs: readonly Batched[]) => Promise<readonly Execution[]> {
  let size = 1;
  return async (programs) => {
    const executions: Execution[] = [];
    while (executions.length < programs.length) {
      const some = upTo(size, programs, executions.length);
      const startedMs = now();
      executions.push(...(await ask(some)));
      const tookMs = now() - startedMs;
      if (tookMs < SOON_MS) size = Math.min(MAX_PROGRAMS, size * 2);
      else if (tookMs > LATE_MS) size = Math.max(1, Math.floor(size / 2));
    }
    return executions;
  };
}

function upTo(size: number, programs: readonly Batched[], from: number): readonly Batched[] {
  let end = from;
  let messages = 0;
  while (end < Math.min(programs.length, from + size)) {
    messages += programs[end]?.messages.length ?? 0;
    if (end > from && messages > MAX_MESSAGES) break;
    end += 1;
  }
  return programs.slice(from, end);
}

/** A program at which the candidate fails, made smaller: it has to cause the same error. */
import type { CandidateFailure } from "./driving.ts";
import type { Refinement } from "./findings.ts";
import { freshSession } from "./sessions.ts";
import type { Types } from "./specification.ts";

/** Programs that may be run for it, each in a fresh candidate: fewer if it starts slowly. */
const MAX_RUNS = 100;
const FRESH_RUNS = 30;
/** …and of these, how many may fail… */
const MAX_BROKEN = 30;
/** …if each failure is a timeout. */
const MAX_SLOW = 3;

/** @returns the failure with a smaller program; unchanged if there can be no fresh candidate */
export async function shrinkFailure<T extends Types>(
  { context, connect, options, isOver }: Omit<Refinement<T>, "findings" | "sessionFor">,
  failure: CandidateFailure<T>,
): Promise<CandidateFailure<T>> {
  const { isSameError, isSlowError, freshRuns = FRESH_RUNS } = options;
  const maxRuns = Math.min(MAX_RUNS, freshRuns);
  if (failure.program === undefined || !options.canBeFresh || !isSameError) return failure;
  const { specification, statement } = context;
  const session = freshSession(connect);
  let best: CandidateFailure<T> & { readonly program: T["program"] } = {
    ...failure,
    program: failure.program,
  };
  const maxBroken = isSlowError?.(failure.error) ? MAX_SLOW : MAX_BROKEN;
  let runs = 0;
  let broken = 0;
  const mayGoOn = () => runs < maxRuns && broken < maxBroken && !isOver();
  const breaks = async (program: T["program"]): Promise<boolean> => {
    runs += 1;
    try {
      await session.begin?.();
      const prediction = specification.predict(program, statement);
      const { read } = await session.ask(program, prediction, 0);
      await read();
      return false;
    } catch (error) {
      broken += 1;
      if (!isSameError(failure.error, error)) return false;
      best = { ...failure, error, program };
      return true;
    }
  };
  const lastStep = Number.MAX_SAFE_INTEGER;
  const reduceOnce = async (): Promise<boolean> => {
    for (const program of specification.reductions(best.program, statement, lastStep)) {
      if (!mayGoOn()) return false;
      if (await breaks(program)) return true;
    }
    return false;
  };
  while (mayGoOn() && (await reduceOnce()));
  await session.close();
  return best;
}

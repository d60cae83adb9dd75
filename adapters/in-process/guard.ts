/** What a candidate of this process throws, or does not end in time, as the errors of a broken candidate. */
import { inspect } from "node:util";
import { CandidateError } from "../protocol/candidate-error.ts";
import { notImplemented } from "../protocol/not-implemented.ts";
import { type Awaitable, isObject } from "../protocol/port.ts";

export const isPromise = <T>(value: Awaitable<T>): value is Promise<T> =>
  isObject(value) && typeof (value as Partial<Promise<T>>).then === "function";

/** @param what threw it, for the message */
export function faultOf(what: string, cause: unknown, at?: CandidateError["at"]): CandidateError {
  const message = messageOf(cause);
  return (
    notImplemented(message) ?? new CandidateError("threw", `${what}: ${message}`, { cause, at })
  );
}

/** Anything may be thrown, also what has no text. */
export function messageOf(error: unknown): string {
  if (error instanceof Error) return error.message;
  return typeof error === "string" ? error : inspect(error);
}

/** A candidate that answers at once waits for neither a timer nor the event loop. */
export function guarded<T>(what: string, work: () => Awaitable<T>): Awaitable<T> {
  const fail = (cause: unknown): never => {
    throw cause instanceof CandidateError ? cause : faultOf(`${what} threw`, cause);
  };
  try {
    const answer = work();
    return isPromise(answer) ? Promise.resolve(answer).catch(fail) : answer;
  } catch (cause) {
    return fail(cause);
  }
}

/** The same with a time limit. */
export function limited<T>(
  what: string,
  timeLimitMs: number,
  work: () => Awaitable<T>,
): Awaitable<T> {
  const answer = guarded(what, work);
  return isPromise(answer) ? withTimeLimit(what, timeLimitMs, answer) : answer;
}

/** @throws {CandidateError} `timeout` */
export async function withTimeLimit<T>(
  what: string,
  timeLimitMs: number,
  work: Promise<T>,
): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new CandidateError("timeout", `${what} took longer than ${timeLimitMs} ms`));
    }, timeLimitMs);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

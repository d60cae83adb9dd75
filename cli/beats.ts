/** A thread's sign of life: turns of its event loop, counted in shared memory. */

/** Milliseconds between two looks, and between two beats. */
const PERIOD_MS = 100;

/** Counts the turns of this thread's event loop; the first at once, since what blocks may come next. */
export function beat(beats: Int32Array): void {
  Atomics.add(beats, 0, 1);
  setInterval(() => Atomics.add(beats, 0, 1), PERIOD_MS).unref();
}

/**
 * Calls back once the worker's event loop has not turned for longer than one request may take. Until its first beat the
 * thread loads the suite, which is not the candidate's fault.
 */
export function watchBeats(
  beats: Int32Array,
  timeLimitMs: number,
  onSilence: (timeLimitMs: number) => void,
): NodeJS.Timeout {
  let last = 0;
  let sinceMs = performance.now();
  return setInterval(() => {
    const now = Atomics.load(beats, 0);
    if (now === 0 || now !== last) sinceMs = performance.now();
    last = now;
    if (performance.now() - sinceMs > timeLimitMs) onSilence(timeLimitMs);
  }, PERIOD_MS);
}

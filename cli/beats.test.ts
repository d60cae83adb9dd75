import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { beat, watchBeats } from "./beats.ts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const LIMIT_MS = 1000;
const watched = () => {
  const beats = new Int32Array(new SharedArrayBuffer(4));
  const onSilence = vi.fn();
  watchBeats(beats, LIMIT_MS, onSilence);
  return { beats, onSilence };
};

test("a thread that has not begun to beat still loads the suite, and is waited for", () => {
  const { onSilence } = watched();
  vi.advanceTimersByTime(20 * LIMIT_MS);
  expect(onSilence).not.toHaveBeenCalled();
});

test("a thread that beats is left alone", () => {
  const { beats, onSilence } = watched();
  beat(beats);
  vi.advanceTimersByTime(20 * LIMIT_MS);
  expect(onSilence).not.toHaveBeenCalled();
});

test("one that blocks before its second beat is given up after the limit", () => {
  const { beats, onSilence } = watched();
  Atomics.add(beats, 0, 1);
  vi.advanceTimersByTime(LIMIT_MS);
  expect(onSilence).not.toHaveBeenCalled();
  vi.advanceTimersByTime(LIMIT_MS);
  expect(onSilence).toHaveBeenCalledWith(LIMIT_MS);
});

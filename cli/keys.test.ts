import { once } from "node:events";
import { PassThrough } from "node:stream";
import { expect, test, vi } from "vitest";
import { listenForKeys } from "./keys.ts";

/** A terminal that somebody types at. */
function terminal() {
  const keyboard = Object.assign(new PassThrough(), {
    isTTY: true,
    isRaw: false,
    setRawMode: (isRaw: boolean) => {
      keyboard.isRaw = isRaw;
    },
  });
  return keyboard;
}

async function typed(text: string) {
  const keyboard = terminal();
  const keys = { everything: vi.fn(), end: vi.fn() };
  const stop = listenForKeys(keyboard, keys);
  const read = once(keyboard, "data");
  keyboard.write(text);
  await read;
  stop();
  return { everything: keys.everything.mock.calls.length, end: keys.end.mock.calls.length };
}

test.each([
  ["a", "a", { everything: 1, end: 0 }],
  ["Enter", "\r", { everything: 1, end: 0 }],
  ["Enter, as some terminals send it", "\n", { everything: 1, end: 0 }],
  ["q", "q", { everything: 0, end: 1 }],
  ["Ctrl-C", "\x03", { everything: 0, end: 1 }],
  ["any other key", "x", { everything: 0, end: 0 }],
  ["Ctrl-A", "\x01", { everything: 0, end: 0 }],
])("%s does what it says", async (_, text, called) => {
  expect(await typed(text)).toEqual(called);
});

test("reads keys one by one until it is stopped, and then leaves the terminal as it was", async () => {
  const keyboard = terminal();
  const keys = { everything: vi.fn(), end: vi.fn() };
  const stop = listenForKeys(keyboard, keys);
  expect(keyboard.isRaw).toBe(true);
  stop();
  expect(keyboard.isRaw).toBe(false);
  expect(keyboard.isPaused()).toBe(true);
  const again = listenForKeys(keyboard, { everything: vi.fn(), end: vi.fn() });
  const read = once(keyboard, "data");
  keyboard.write("q");
  await read;
  again();
  expect(keys.end).not.toHaveBeenCalled();
});

test("leaves the terminal as it was where the process ends meanwhile", () => {
  const before = process.listeners("exit");
  const keyboard = terminal();
  listenForKeys(keyboard, { everything: vi.fn(), end: vi.fn() });
  const own = process.listeners("exit").filter((one) => !before.includes(one));
  for (const atExit of own) atExit(0);
  expect(own).toHaveLength(1);
  expect(keyboard.isRaw).toBe(false);
  expect(process.listeners("exit")).toEqual(before);
});

test("reads nothing where the input is no terminal", () => {
  const pipe = new PassThrough();
  listenForKeys(pipe, { everything: vi.fn(), end: vi.fn() })();
  expect(pipe.listenerCount("keypress")).toBe(0);
});

/** Keys at a terminal while a watched candidate waits for a change. */
import { emitKeypressEvents, type Key } from "node:readline";

/** The input of a terminal. */
export interface Keyboard extends NodeJS.ReadableStream {
  readonly isTTY?: boolean;
  readonly isRaw?: boolean;
  setRawMode?(isRaw: boolean): unknown;
}

export interface Keys {
  /** `a` or Enter. */
  readonly everything: () => void;
  /** `q` or Ctrl-C, which is a key like any other as long as keys are read one by one. */
  readonly end: () => void;
}

export const KEYS = "a or Enter runs everything, q or Ctrl-C ends";

export const hasKeys = ({ isTTY, setRawMode }: Keyboard) => isTTY === true && !!setRawMode;

/**
 * Reads keys one by one, and then leaves the terminal as it was, also if the process ends meanwhile. It does nothing if the
 * input is not a terminal.
 * @returns a function that stops it
 */
export function listenForKeys(keyboard: Keyboard, { everything, end }: Keys): () => void {
  if (!hasKeys(keyboard)) return () => undefined;
  const onKey = (_: unknown, { name, ctrl = false }: Key) => {
    if (ctrl ? name === "c" : name === "q") end();
    else if (!ctrl && (name === "a" || name === "return" || name === "enter")) everything();
  };
  const wasRaw = keyboard.isRaw === true;
  const restore = () => {
    keyboard.off("keypress", onKey);
    keyboard.setRawMode?.(wasRaw);
    keyboard.pause();
    process.off("exit", restore);
  };
  emitKeypressEvents(keyboard);
  keyboard.on("keypress", onKey);
  keyboard.setRawMode?.(true);
  keyboard.resume();
  process.on("exit", restore);
  return restore;
}

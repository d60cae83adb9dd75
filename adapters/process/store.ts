/** A folder in which a candidate keeps what is to survive its crashes: one for each session, gone with it. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onExit } from "signal-exit";

const PLACEHOLDER = "{store}";

export interface Store {
  /** An argument of the command with the folder in the place of `{store}`. */
  fill(argument: string): string;
  remove(): void;
}

let listening = false;
const stores = new Set<Store>();

/** The store of a session with this command: an empty folder if the command asks for one. */
export function createStore(command: string): Store {
  if (!command.includes(PLACEHOLDER)) return { fill: (argument) => argument, remove: () => {} };
  const removeAll = () => {
    for (const one of stores) one.remove();
  };
  // After the processes that write there have been ended.
  if (!listening) onExit(removeAll, { alwaysLast: true });
  listening = true;
  const folder = mkdtempSync(join(tmpdir(), "poolproof-store-"));
  const store: Store = {
    fill: (argument) => argument.replaceAll(PLACEHOLDER, () => folder),
    remove: () => {
      stores.delete(store);
      rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
    },
  };
  stores.add(store);
  return store;
}

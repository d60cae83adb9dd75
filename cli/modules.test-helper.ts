/** Modules that are candidates, written for a test; and the command that runs them, several at once. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { ownFolder, startPoolproof } from "./command.test-helper.ts";

const SERVER = join(import.meta.dirname, "..", "dist", "candidates", "zoo", "pool-server.js");
const IMPORTS = `
import { fork, spawn, spawnSync } from "node:child_process";
import { createSocket } from "node:dgram";
import { readFileSync, watch, watchFile } from "node:fs";
import { connect, createServer } from "node:net";
import { mock } from "node:test";
import { Worker } from "node:worker_threads";
`;

/** For the modules of a test file, which go with its tests. */
export function modules() {
  const folder = ownFolder();
  let count = 0;
  return {
    folder,
    /**
     * @param code run as the module is loaded
     * @param methods of a right server of the pool alone, besides its own or in their place
     */
    moduleOf: (code: string, methods = ""): string => {
      count += 1;
      const file = join(folder, `module-${count}.mjs`);
      const text = `import { PoolServer } from ${JSON.stringify(SERVER)};${IMPORTS}${code}
        class Server extends PoolServer { ${methods} }
        export default () => new Server({ features: [] });`;
      writeFileSync(file, text);
      return file;
    },
  };
}

let naps = 0;

/** Seconds to sleep that no other process sleeps: what it is found again by. */
export function newNap(): string {
  naps += 1;
  return `${1000 + naps}.${process.pid}`;
}

export const poolproofBeside = (...args: readonly string[]) => startPoolproof(args).ended;

/** A short run, which comes to a verdict: 0 for a right server. */
export const QUICK = [
  ...["--programs", "5", "--no-store"],
  ...["--property", "exc/holder-continues-when-full"],
];

/** The hint where something was left open. */
export const leftOpen = (what: string, who = "the candidate") =>
  `poolproof: ${who} left open: ${what}; close() is the place to end them\n`;

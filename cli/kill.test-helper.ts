/** A run that kills itself at a moment which is counted in what it writes, and not in time: in the middle of it, if need be. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { MAIN } from "./command.test-helper.ts";

/** Loaded before the command. Everything that it writes to files goes through these three. */
const KILLER = `
import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import { isMainThread } from "node:worker_threads";

const { writeSync, writeFileSync, renameSync } = fs;
const [at, share] = (process.env.KILL_AT ?? "-1:0").split(":").map(Number);
let writes = 0;
const isMoment = () => writes++ === at;
const part = (data) => Buffer.from(data).subarray(0, Math.floor(share * Buffer.byteLength(data)));
const die = () => process.kill(process.pid, "SIGKILL");

if (isMainThread) {
  fs.writeSync = (descriptor, data) => {
    if (!isMoment()) return writeSync(descriptor, data);
    writeSync(descriptor, part(data));
    die();
  };
  fs.writeFileSync = (path, data) => {
    if (!isMoment()) return writeFileSync(path, data);
    writeFileSync(path, part(data));
    die();
  };
  fs.renameSync = (from, to) => {
    if (!isMoment()) return renameSync(from, to);
    if (share >= 0.5) renameSync(from, to);
    die();
  };
  syncBuiltinESMExports();
  process.on("exit", () => process.stderr.write(\`writes: \${writes}\\n\`));
}
`;

export interface Moment {
  /** How many writes have come before. */
  readonly writes: number;
  /** How much of this one is done, from 0 to 1. */
  readonly share: number;
}

/** @returns a function that runs the command until a moment, if there is one, and says how many writes there were otherwise */
export function killable(folder: string) {
  const killer = join(folder, "killer.mjs");
  writeFileSync(killer, KILLER);
  return async (args: readonly string[], moment?: Moment) => {
    const child = spawn("node", ["--import", pathToFileURL(killer).href, MAIN, ...args], {
      env: { ...process.env, ...(moment && { KILL_AT: `${moment.writes}:${moment.share}` }) },
      stdio: ["ignore", "ignore", "pipe"],
    });
    let said = "";
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      said += text;
    });
    const [status, signal] = await once(child, "close");
    return { status, signal, writes: Number(/writes: (\d+)/.exec(said)?.[1]) };
  };
}

/** The whole lines of a file, as the data that they are, and whether there is more. */
export function wholeLines(file: string) {
  const lines = readFileSync(file, "utf8").split("\n");
  const rest = lines.pop();
  return { lines: lines.map((line) => JSON.parse(line) as unknown), isCut: rest !== "" };
}

/**
 * A candidate of few features with a fault that is found at once: a full pool turns its holders away.
 * @param end what it does at one of its messages, of which so many have come before
 */
export function wrongModule(folder: string, name: string, end = { messages: 0, code: "" }): string {
  const file = join(folder, `${name}.mjs`);
  writeFileSync(
    file,
    `import { createReference } from ${JSON.stringify(resolve("dist", "index.js"))};
    const reference = createReference({ features: ["pool"] });
    let left = ${end.messages};
    const isRefused = async ({ type, client }) => {
      const { capacity, inUse, clients } = await reference.snapshot();
      const isHolder = clients.some((one) => one.client === client && one.licensed);
      return type === "returnPatchInventory" && isHolder && inUse >= capacity;
    };
    export default {
      ...reference,
      handle: async (message) => {
        if (left-- === 0) { ${end.code} }
        if (await isRefused(message)) return { type: "discarded", reason: "no-license" };
        return reference.handle(message);
      },
    };`,
  );
  return file;
}

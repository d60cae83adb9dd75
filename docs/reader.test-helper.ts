/** A folder as the documentation has its reader have it: a server, an adapter, and the package installed. */
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgsStringToArgv } from "string-argv";
import { afterAll, expect } from "vitest";
import { createProgram } from "../cli/commands.ts";
import { block, read, root } from "./pages.test-helper.ts";

export const folder = mkdtempSync(join(tmpdir(), "poolproof-docs-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

export const write = (file: string, text: string) => writeFileSync(join(folder, file), text);

export const run = (command: string, ...args: readonly string[]) =>
  spawnSync(command, args, {
    cwd: folder,
    encoding: "utf8",
    env: { ...process.env, NO_COLOR: "1" },
  });

export const poolproof = (...args: readonly string[]) =>
  run("node", join(root, "dist", "cli", "main.js"), ...args);

/**
 * The arguments of a line that calls poolproof.
 * @throws {Error} where it calls something else
 */
export function argumentsOf(line: string): readonly string[] {
  const [npx, name, ...args] = parseArgsStringToArgv(line.trim());
  if (npx !== "npx" || name !== "poolproof") throw new Error(`no call of poolproof: ${line}`);
  return args;
}

const RIGHT = `
export function createServer(size) {
  const computers = new Map();
  const server = {
    capacity: size,
    get inUse() { return [...computers.values()].filter((c) => c.licensed).length; },
    clients: () => [...computers.values()],
    enroll(client) {
      const known = computers.get(client) ?? { client, licensed: false, inventories: 0 };
      computers.set(client, { ...known, record: "active" });
      return { type: "done" };
    },
    returnPatchInventory(client) {
      server.enroll(client);
      const computer = computers.get(client);
      if (!computer.licensed && server.inUse >= server.capacity)
        return { type: "discarded", reason: "no-license" };
      const license = computer.licensed ? "held" : "pulled";
      computer.licensed = true;
      computer.inventories += 1;
      return { type: "processed", license };
    },
    retire(client) {
      const computer = computers.get(client);
      if (computer) computers.set(client, { ...computer, record: "retired", licensed: false });
      return { type: "done" };
    },
    delete(client) {
      computers.delete(client);
      return { type: "done" };
    },
    setCapacity(nodes) {
      server.capacity = nodes;
      return { type: "done" };
    },
  };
  return server;
}
`;

/** The reader's server: right, or asking for a free license also where the client holds one. */
export function haveServer(which: "right" | "full pool refuses holders"): void {
  const text = which === "right" ? RIGHT : RIGHT.replace("!computer.licensed && ", "");
  if (which !== "right" && text === RIGHT) throw new Error("the wrong server is the right one");
  write("license-server.mjs", text);
}

/** Lays out the folder, with a right server. */
export function layOut(): void {
  const modules = join(folder, "node_modules");
  mkdirSync(modules);
  symlinkSync(root, join(modules, "poolproof"));
  symlinkSync(join(root, "node_modules", "vitest"), join(modules, "vitest"));
  haveServer("right");
  write("adapter.mjs", block("README.md", "js", "createServer"));
}

/** What a line of a shell names is there: a command and its options, a script, a file. */
export function checkLine(line: string): void {
  const [program = "", ...args] = line.replace(/\s+#.*$/, "").split(" ");
  const scripts = JSON.parse(read("package.json")).scripts;
  if (program === "npm") expect(scripts, line).toHaveProperty(args[0] ?? "");
  if (program === "node") expect(existsSync(join(root, args.at(2) ?? "")), line).toBe(true);
  if (program !== "npx") return;
  const [name, ...given] = argumentsOf(line.replace(/\s+#.*$/, ""));
  const command = createProgram().commands.find((one) => one.name() === name);
  expect(command?.parseOptions([...given]).unknown, line).toEqual([]);
}

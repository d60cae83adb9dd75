import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { checkConformance } from "../../conformance.ts";
import type { Message, Snapshot } from "../../model/index.ts";
import { violations } from "../complaints.test-helper.ts";
import { OFFERED } from "../sql/database.ts";
import { serveOverHttp } from "./http.ts";
import { connectLedger, VARIANT_NAMES } from "./ledger.ts";
import { type PostgresServer, startPostgres } from "./server.ts";

/** Where every server of this file has its files: `nobody` may go through it, and none must be left. */
const folder = mkdtempSync(join(tmpdir(), "poolproof-test-"));
chmodSync(folder, 0o755);
let server: PostgresServer;

beforeAll(async () => {
  process.env.TMPDIR = folder;
  server = await startPostgres();
});

afterAll(async () => {
  await server.stop();
  expect(readdirSync(folder).filter((name) => name.startsWith("poolproof"))).toEqual([]);
  rmSync(folder, { recursive: true });
});

const enrolled = (client: string): Message[] => [
  { type: "enroll", client },
  { type: "sendBasicInventory", client, plugIn: true },
];
const scan = (client: string): Message => ({
  type: "returnPatchInventory",
  client,
  plugIn: true,
  tools: true,
  scan: true,
});

/** What a server answers to one request. */
async function ask(url: string, method: string, params: object = {}) {
  const body = JSON.stringify({ jsonrpc: "2.0", id: 1, method, params });
  const headers = { "content-type": "application/json" };
  const response = await fetch(url, { method: "POST", headers, body });
  expect(response.status).toBe(200);
  return ((await response.json()) as { result: unknown }).result;
}

const execute = (url: string, messages: readonly Message[]) =>
  ask(url, "execute", { messages, observe: "none" });

/** In how many of so many tries two scans that arrive together both pull the last license. */
async function overAllocations(url: string, tries: number): Promise<number> {
  let found = 0;
  for (let left = tries; left > 0; left -= 1) {
    await ask(url, "reset", { capacity: 1, otherCapacity: 0 });
    await execute(url, [...enrolled("a"), ...enrolled("b")]);
    await Promise.all(["a", "b"].map((client) => execute(url, [scan(client)])));
    const { inUse } = (await ask(url, "snapshot")) as Snapshot;
    found += inUse > 1 ? 1 : 0;
  }
  return found;
}

describe.each(VARIANT_NAMES)("the %s ledger on a server", (variant) => {
  test("is conformant, one message after another", async () => {
    const create = () => connectLedger(server.url, { variant, features: OFFERED });
    const report = await checkConformance(create, { programs: 10, exhaustive: false });
    expect(violations(report)).toEqual([]);
    expect(report.programs).toBe(10);
  });

  test(`${variant === "naive" ? "gives" : "does not give"} two computers the last license`, async () => {
    const ledger = await connectLedger(server.url, { variant });
    const { url, close } = await serveOverHttp(ledger, 0, () => {});
    const found = await overAllocations(url, 20);
    if (variant === "naive") expect(found).toBeGreaterThan(0);
    else expect(found).toBe(0);
    await close();
    await ledger.close?.();
  });
});

describe("the program", () => {
  const MAIN = ["--import", "tsx", "candidates/postgres/main.ts", "--port", "0"];

  async function start(...args: string[]): Promise<{ child: ChildProcess; url: string }> {
    const child = spawn(process.execPath, [...MAIN, ...args], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    const [url] = (await once(createInterface(child.stdout), "line")) as [string];
    return { child, url };
  }

  test("loses nothing that it keeps in a store when it is killed, and leaves nothing else", async () => {
    const store = join(folder, "store");
    const killed = await start("--store", store);
    await ask(killed.url, "reset", { capacity: 2, otherCapacity: 1 });
    await execute(killed.url, [...enrolled("a"), scan("a")]);
    killed.child.kill("SIGKILL");

    const again = await start("--store", store);
    const { features } = (await ask(again.url, "initialize")) as { features: string[] };
    expect(features).toContain("durability");
    expect(await ask(again.url, "snapshot")).toMatchObject({
      capacity: 2,
      inUse: 1,
      clients: [{ client: "a", licensed: true, inventories: 1 }],
    });
    const ended = once(again.child, "close");
    expect(await ask(again.url, "shutdown")).toEqual({});
    expect(await ended).toEqual([0, null]);
    rmSync(store, { recursive: true });
  });

  test("ends by a signal as by a shutdown", async () => {
    const { child } = await start("--database", server.url, "--variant", "serializable");
    const ended = once(child, "close");
    child.kill("SIGTERM");
    expect(await ended).toEqual([0, null]);
  });
});

describe("a server that does not come up", () => {
  test("says what to install, where there is no PostgreSQL", async () => {
    await expect(startPostgres({ bin: join(folder, "none") })).rejects.toThrow(/npm install/);
  });
});

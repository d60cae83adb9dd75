import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import type { Message, Snapshot } from "../../model/index.ts";
import { checkConformance } from "../../suite/conformance.ts";
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

/** Whether, in so many tries, two scans that arrive together ever both pull the last license. */
async function overAllocates(url: string, tries: number): Promise<boolean> {
  for (let left = tries; left > 0; left -= 1) {
    await ask(url, "reset", { capacity: 1, otherCapacity: 0 });
    await execute(url, [...enrolled("a"), ...enrolled("b")]);
    await Promise.all(["a", "b"].map((client) => execute(url, [scan(client)])));
    const { inUse } = (await ask(url, "snapshot")) as Snapshot;
    if (inUse > 1) return true;
  }
  return false;
}

describe.each(VARIANT_NAMES)("the %s ledger on a server", (variant) => {
  test("is conformant, one message after another", async () => {
    const create = () => connectLedger(server.url, { variant, features: OFFERED });
    const report = await checkConformance(create, {
      programs: 10,
      exhaustive: false,
      requestTimeLimitMs: 60_000,
    });
    expect(violations(report)).toEqual([]);
    expect(report.programs).toBe(10);
  });

  const isWrong = variant === "naive";

  test(`${isWrong ? "gives" : "does not give"} two computers the last license`, async () => {
    const ledger = await connectLedger(server.url, { variant });
    const { url, close } = await serveOverHttp(ledger, 0, () => {});
    // Every second try shows it, or so; the first one ends the search.
    expect(await overAllocates(url, isWrong ? 200 : 20)).toBe(isWrong);
    await close();
    await ledger.close?.();
  });
});

describe("the program", () => {
  const MAIN = ["--import", "tsx", "candidates/postgres/main.ts", "--until-eof"];
  const children = new Set<ChildProcess>();

  afterEach(async () => {
    await Promise.all([...children].map((child) => [once(child, "close"), child.stdin?.end()][0]));
  });

  async function start(...args: string[]): Promise<{ child: ChildProcess; url: string }> {
    const child = spawn(process.execPath, [...MAIN, ...args], {
      stdio: ["pipe", "pipe", "pipe"],
    });
    children.add(child);
    child.on("close", () => children.delete(child));
    child.stderr.pipe(process.stderr);
    const [url] = (await once(createInterface(child.stdout), "line")) as [string];
    return { child, url };
  }

  test("loses nothing of a store when it is killed with its database, and leaves nothing else", async () => {
    const store = join(folder, "store");
    const killed = await start("--store", store);
    await ask(killed.url, "reset", { capacity: 2, otherCapacity: 1 });
    await execute(killed.url, [...enrolled("a"), scan("a")]);
    const [postmaster] = readFileSync(join(store, "data", "postmaster.pid"), "utf8").split("\n");
    process.kill(Number(postmaster), "SIGKILL");
    killed.child.kill("SIGKILL");
    // It is closed when nobody is left who could write to its standard error: no guardian either.
    const gone = once(killed.child, "close");

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
    await gone;
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

import { spawn } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import type { History, Phase } from "../../properties/concurrency/history.ts";
import { freePort } from "../http/http-server.test-helper.ts";
import { openCandidate } from "../session/open.ts";
import { clientsIn, enroll, of, SETTINGS } from "../session/recording.test-helper.ts";

const pathOf = (file: string) => fileURLToPath(new URL(`../../${file}`, import.meta.url));
const stdio = (...args: readonly string[]) =>
  `stdio:${[process.execPath, ...args].map((arg) => `"${arg}"`).join(" ")}`;
const SERVER = pathOf("dist/candidates/zoo/stdio-server.js");
const durable = (...args: readonly string[]) => stdio(SERVER, "--store", "{store}", ...args);

/** Where stores are made: of no other test. */
let folder: string;
/** For what is there besides. */
let scripts: string;
const TMPDIR = process.env.TMPDIR;

beforeAll(() => {
  scripts = mkdtempSync(join(tmpdir(), "poolproof-"));
  folder = mkdtempSync(join(tmpdir(), "poolproof stores-"));
  process.env.TMPDIR = folder;
});
afterEach(() => expect(readdirSync(folder)).toEqual([]));
afterAll(() => {
  if (TMPDIR === undefined) delete process.env.TMPDIR;
  else process.env.TMPDIR = TMPDIR;
  for (const made of [folder, scripts]) rmSync(made, { recursive: true });
});

function script(name: string, text: string): string {
  const file = join(scripts, name);
  writeFileSync(file, text);
  return file;
}

async function record(
  selector: string,
  phases: readonly Phase[],
  { during = () => undefined, start }: { during?: () => void; start?: string } = {},
): Promise<History> {
  const session = await (await openCandidate(selector, undefined, start)).connect();
  expect(session.canCrash).toBe(true);
  try {
    const history = await session.record(SETTINGS, phases, "");
    during();
    return history;
  } finally {
    await session.close().catch(() => undefined);
  }
}

const at = (answers: number, lagMs: number) => ({ answers, lagMs });

/** Answers requests of an execute in threes, the last one first. */
const BACKWARDS = `
  import { createInterface } from "node:readline";
  let waiting = [];
  createInterface({ input: process.stdin }).on("line", (line) => {
    const { id, method, params } = JSON.parse(line);
    const result = {
      initialize: { protocol: 1, name: "backwards", features: [] },
      execute: { outcomes: [{ type: "done" }], snapshots: [] },
      snapshot: { capacity: 2, inUse: 0, clients: [] },
    }[method] ?? {};
    waiting.unshift(JSON.stringify({ jsonrpc: "2.0", id, result }));
    if (method === "execute" && waiting.length < 3) return;
    process.stdout.write(waiting.map((answer) => answer + "\\n").join(""));
    waiting = [];
  }).on("close", () => process.exit());`;

/** Has a process in a session of its own that holds a port, without which it cannot be up. */
const FORKING = (port: number) => `
  import { spawn } from "node:child_process";
  import { createInterface } from "node:readline";
  const hold = "require('net').createServer().listen(${port}, '127.0.0.1', () => console.log('up'))";
  const stdio = ["ignore", "pipe", "inherit"];
  const holder = spawn(process.execPath, ["-e", hold], { detached: true, stdio });
  holder.once("exit", () => process.exit(7));
  await new Promise((resolve) => holder.stdout.once("data", resolve));
  createInterface({ input: process.stdin }).on("line", (line) => {
    const { id, method } = JSON.parse(line);
    const result = {
      initialize: { protocol: 1, name: "forking", features: [] },
      snapshot: { capacity: 2, inUse: 0, clients: [] },
    }[method] ?? {};
    process.stdout.write(JSON.stringify({ jsonrpc: "2.0", id, result }) + "\\n");
    if (method === "shutdown") holder.kill();
  });`;

/** Keeps the clients that it was told of in its store, and answers each request on a connection of its own. */
const SERVING = (port: number) => `
  import { appendFileSync, readFileSync, writeFileSync } from "node:fs";
  import { createServer } from "node:http";
  const file = process.argv[2] + "/clients";
  const shown = (client) => ({ client, record: "active", licensed: false, inventories: 0 });
  const methods = {
    initialize: () => ({ protocol: 1, name: "serving", features: [] }),
    reset: () => (writeFileSync(file, ""), {}),
    execute: ({ messages }) => {
      for (const { client } of messages) appendFileSync(file, client);
      return { outcomes: messages.map(() => ({ type: "done" })), snapshots: [] };
    },
    snapshot: () => ({ capacity: 2, inUse: 0, clients: [...readFileSync(file, "utf8")].map(shown) }),
    shutdown: () => ({}),
  };
  createServer(async (incoming, response) => {
    let body = "";
    for await (const chunk of incoming) body += chunk;
    const { id, method, params } = JSON.parse(body);
    // One client is never answered.
    if (body.includes("hung")) return;
    response.end(JSON.stringify({ jsonrpc: "2.0", id, result: methods[method](params) }));
  }).listen(${port}, "127.0.0.1");`;

describe.sequential("over stdio", () => {
  test("all lanes are under way before the first is answered, in whatever order", async () => {
    const lanes = ["a", "b", "c"].map((client) => [enroll(client), enroll(client)]);
    const selector = stdio(script("backwards.mjs", BACKWARDS));
    const messages = of(await record(selector, [{ type: "together", lanes }]), "message");
    expect(messages.map(({ lane }) => lane)).toEqual([0, 1, 2, 2, 1, 0]);
    expect(messages.map(({ call, return: end }) => [call, end])).toEqual([
      [1, 6],
      [2, 5],
      [3, 4],
      [7, 12],
      [8, 11],
      [9, 10],
    ]);
  });

  test("what was answered outlives kills, in a store of the session's own", async () => {
    const phases: readonly Phase[] = [
      { type: "sequence", messages: [enroll("a"), enroll("b")] },
      { type: "crash", during: [], kill: at(0, 0) },
      { type: "together", lanes: [[enroll("c")], [enroll("d")]], kill: at(2, 0) },
      { type: "together", lanes: [[enroll("e")], [enroll("f")]] },
    ];
    const stores = () => expect(readdirSync(folder)).toHaveLength(1);
    const history = await record(durable(), phases, { during: stores });
    expect(clientsIn(history)?.sort()).toEqual(["a", "b", "c", "d", "e", "f"]);
    expect(of(history, "crash")).toHaveLength(2);
    const crash: Phase = { type: "crash", during: [], kill: at(0, 0) };
    expect(clientsIn(await record(durable(), [crash]))).toEqual([]);
  });

  test("a kill in the middle of a request leaves the first of its messages", async () => {
    const during = Array.from({ length: 40 }, (_, index) => enroll(`c${index}`));
    const kill = at(0, 40);
    const history = await record(durable("--latency", "1"), [{ type: "crash", during, kill }]);
    const messages = of(history, "message");
    expect(messages.map(({ message }) => message)).toEqual(during);
    const known = clientsIn(history)?.sort() ?? [];
    expect(known).toEqual(known.map((_, index) => `c${index}`).sort());
    expect(messages.filter(({ outcome, return: end }) => outcome || end)).toEqual([]);
  });

  test("what was answered before it was stored is lost", async () => {
    const kill = at(1, 0);
    const lanes = [[enroll("a")]];
    const defective = durable("--defect", "answersBeforeItStores", "--latency", "200");
    const history = await record(defective, [{ type: "together", lanes, kill }]);
    expect(of(history, "message").map(({ outcome }) => outcome)).toEqual([{ type: "done" }]);
    expect(clientsIn(history)?.sort()).toEqual([]);
  });

  test("a kill ends what the candidate started too, before it is started again", async () => {
    const selector = stdio(script("forking.mjs", FORKING(await freePort())));
    const crash: Phase = { type: "crash", during: [], kill: at(0, 0) };
    expect(of(await record(selector, [crash, crash]), "crash")).toHaveLength(2);
  });

  test("one that dies by itself is broken, not killed", async () => {
    const selector = stdio(pathOf("candidates/broken/candidate.mjs"), "exits-early");
    const lanes = [[enroll("a")], [enroll("b")]];
    const phases: readonly Phase[] = [
      { type: "crash", during: [], kill: at(0, 0) },
      { type: "together", lanes, kill: at(2, 10_000) },
    ];
    await expect(record(selector, phases)).rejects.toMatchObject({
      code: "exited",
      message: "the candidate exited with code 4, in phase 2 of 2 (together)",
      stderr: "out of luck\n",
    });
  });

  test("a command that is not found leaves no store", async () => {
    await expect(openCandidate("stdio:no-such-command {store}")).rejects.toThrow("no such command");
  });

  test.each(["SIGTERM", "exit"])("a suite ended by %s leaves no store", async (end) => {
    const open = pathToFileURL(pathOf("dist/adapters/session/open.js")).href;
    const suite = script(
      "suite.mjs",
      `import { openCandidate } from ${JSON.stringify(open)};
      await openCandidate(${JSON.stringify(durable())});
      console.log("up");
      process.stdin.once("data", () => process.exit(3));`,
    );
    const child = spawn(process.execPath, [suite], { stdio: ["pipe", "pipe", "inherit"] });
    const ended = new Promise((resolve) => {
      child.once("exit", (code, signal) => resolve(signal ?? code));
    });
    await new Promise((resolve) => child.stdout.once("data", resolve));
    expect(readdirSync(folder)).toHaveLength(1);
    if (end === "exit") child.stdin.write("now");
    else child.kill(end as NodeJS.Signals);
    expect(await ended).toBe(end === "exit" ? 3 : end);
  });
});

test("over HTTP, a server that the suite starts is killed and started again at its port", async () => {
  const port = await freePort();
  const start = `"${process.execPath}" "${script("serving.mjs", SERVING(port))}" "{store}"`;
  const phases: readonly Phase[] = [
    { type: "together", lanes: [[enroll("a")], [enroll("b")]] },
    { type: "together", lanes: [[enroll("c")], [enroll("hung")]], kill: at(1, 0) },
    { type: "crash", during: [], kill: at(0, 0) },
  ];
  const history = await record(`http://127.0.0.1:${port}/`, phases, { start });
  expect(of(history, "crash")).toHaveLength(2);
  expect(clientsIn(history)?.sort()).toEqual(["a", "b", "c"]);
  expect(of(history, "message").filter(({ outcome }) => !outcome)).toMatchObject([
    { message: enroll("hung"), phase: 1 },
  ]);
});

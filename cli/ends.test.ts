/** The command ends when its run has ended, also where the module of a candidate leaves something open. */
import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "vitest";
import { expectNothingLeft, processesWith } from "../adapters/process/processes.test-helper.ts";
import { startPoolproof } from "./command.test-helper.ts";
import { leftOpen, modules, newNap, poolproofBeside, QUICK } from "./modules.test-helper.ts";

const { folder, moduleOf } = modules();
const IDLE = join(folder, "idle.mjs");
writeFileSync(IDLE, "setInterval(() => {}, 1000);");
/** Milliseconds that no test is willing to wait. */
const LONG = "1_000_000";

describe.concurrent("a run ends, with its verdict and a hint, where a module leaves open", () => {
  test.for([
    [
      "an interval, and a timer",
      `setInterval(() => {}, 10); setTimeout(() => {}, ${LONG});`,
      "2 timers",
    ],
    ["one turn after another", "(function again() { setImmediate(again); })();", "1 immediate"],
    ["a server", "createServer().listen(0);", "1 TCP server"],
    [
      "a server with a connection",
      `const server = createServer();
      await new Promise((open) => server.listen(0, () => connect(server.address().port, open)));`,
      "1 TCP server, 2 TCP connections",
    ],
    [
      "a UDP socket, and a folder and a file that it watches",
      "createSocket('udp4').bind(0); watch('.'); watchFile('none', () => {});",
      "1 UDP socket, 2 file watchers",
    ],
    ["a thread", "new Worker('setInterval(() => {}, 1000)', { eval: true });", "1 worker thread"],
  ])("%s", async ([, code = "", left = ""], { expect }) => {
    const { status, stderr } = await poolproofBeside("run", moduleOf(code), ...QUICK);
    expect({ status, stderr }).toEqual({ status: 0, stderr: leftOpen(left) });
  });

  test.for([
    ["nothing", "", ""],
    [
      "what keeps no process up",
      `setInterval(() => {}, ${LONG}).unref();
      new Worker("setInterval(() => {}, 1000)", { eval: true }).unref();`,
      "",
    ],
    [
      "nothing after its close",
      `const [timer, server] = [setInterval(() => {}, ${LONG}), createServer().listen(0)];
      server.on("connection", (socket) => socket.end());
      const client = await new Promise((open) => server.once("listening", () => {
        const made = connect(server.address().port, () => open(made));
      }));`,
      "close() { clearInterval(timer); client.end(); server.close(); }",
    ],
  ])("or without a hint: %s", async ([, code = "", methods], { expect }) => {
    const { status, stderr } = await poolproofBeside("run", moduleOf(code, methods), ...QUICK);
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  });
});

describe.concurrent("no process is left that a module has started:", () => {
  test.for<[string, (nap: string) => string, number]>([
    ["a child", (nap) => `spawn("sleep", ["${nap}"]);`, 1],
    ["a Node of its own", (nap) => `fork(${JSON.stringify(IDLE)}, ["${nap}"]);`, 1],
    [
      "one that is detached, with an environment of its own",
      (nap) => `spawn("sleep", ["${nap}"], { detached: true, stdio: "ignore", env: {} }).unref();`,
      1,
    ],
    [
      "one whose parent has ended",
      (nap) => `spawnSync("sh", ["-c", "sleep ${nap} > /dev/null 2>&1 &"]);`,
      1,
    ],
    [
      "two that do not end when they are asked to",
      (nap) => `spawn("sh", ["-c", "trap '' TERM; sleep ${nap}; true"]);`,
      2,
    ],
  ])("%s", async ([, code, count], { expect }) => {
    const nap = newNap();
    const { status, stderr } = await poolproofBeside("run", moduleOf(code(nap)), ...QUICK);
    expect(processesWith(nap)).toEqual([]);
    const [, pids = ""] = /left open: .*child process(?:es)? \(pid (.*)\);/.exec(stderr) ?? [];
    expect(pids.split(", ")).toHaveLength(count);
    expect(status).toBe(0);
  });

  test("one that its thread waits for", async ({ expect }) => {
    const nap = newNap();
    const file = moduleOf("", `handle() { spawnSync("sleep", ["${nap}"]); }`);
    const { status, stdout } = await poolproofBeside("run", file, ...QUICK, "--timeout", "1");
    expect(processesWith(nap)).toEqual([]);
    expect(stdout).toContain("broken: timeout");
    expect(status).toBe(3);
  });

  test("one of a run that Ctrl-C ends, beside a timer", async ({ expect }) => {
    const nap = newNap();
    const file = moduleOf(`spawn("sleep", ["${nap}"]); setInterval(() => {}, ${LONG});`);
    const report = join(folder, "interrupted");
    const args = ["--programs", "1000000", "--no-store", "--report", report];
    const { child, ended } = startPoolproof(["run", file, ...args]);
    const written = () => JSON.parse(readFileSync(join(report, "report.json"), "utf8"));
    await expect.poll(() => written().statement, { timeout: 30_000 }).toBeDefined();
    child.kill("SIGINT");
    const { status, signal, stderr } = await ended;
    expect(processesWith(nap)).toEqual([]);
    expect(stderr).toMatch(/left open: 1 timer, .*1 child process /);
    expect({ status, signal }).toEqual({ status: 4, signal: null });
  });

  test("one of a command that a signal ends at once", async ({ expect }) => {
    const nap = newNap();
    const file = moduleOf(
      `spawn("sleep", ["${nap}"]);`,
      "reset() { return new Promise(() => {}); }",
    );
    const { child, ended } = startPoolproof(["doctor", file]);
    await expect.poll(() => processesWith(nap).length, { timeout: 30_000 }).toBe(1);
    child.kill("SIGTERM");
    expect(await ended).toMatchObject({ signal: "SIGTERM" });
    await expectNothingLeft(nap);
  });
});

describe.concurrent("what else takes a module ends too", () => {
  const TIMER = `setInterval(() => {}, ${LONG});`;

  test.for([["doctor"], ["probe"], ["compare", "--programs", "5"]])(
    "%s",
    async (args, { expect }) => {
      const file = moduleOf(TIMER);
      const others = args[0] === "compare" ? [moduleOf(TIMER)] : [];
      const { status, stderr } = await poolproofBeside(...args, file, ...others);
      expect(stderr).toContain(leftOpen("1 timer"));
      expect(status).toBe(0);
    },
  );

  test("a thread that waits for the system, with the process", async ({ expect }) => {
    const pipe = join(folder, "pipe");
    spawnSync("mkfifo", [pipe]);
    const file = moduleOf("", `handle() { readFileSync(${JSON.stringify(pipe)}); }`);
    const { signal, stdout, stderr } = await poolproofBeside(
      "run",
      file,
      ...QUICK,
      "--timeout",
      "1",
    );
    expect(stdout).toMatch(/^BROKEN IN PART: .*the candidate could not be tested to the end/m);
    expect(stderr).toContain("the thread of the candidate cannot be ended");
    expect(signal).toBe("SIGKILL");
  });

  test("adequacy", async ({ expect }) => {
    const nap = newNap();
    const file = moduleOf(`${TIMER} spawn("sleep", ["${nap}"], { stdio: "ignore" });`);
    const { status, stderr } = await poolproofBeside("adequacy", file, "--budget", "5");
    expect(processesWith(nap)).toEqual([]);
    expect(stderr).toMatch(/the mutants left open: 1 timer, 1 child process \(pid \d+\);/);
    expect(status).toBe(1);
  });
});

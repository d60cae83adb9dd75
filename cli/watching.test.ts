/** A watched candidate: what each run takes over from the one before, and how a user meets it. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import type { Counterexample } from "../reports/data/counterexample.ts";
import type { Report } from "../reports/data/report.ts";
import { fingerprint } from "../reports/gate/fingerprint.ts";
import { MAIN, ownFolder } from "./command.test-helper.ts";
import { headingOf, remembering } from "./watch.ts";

const failing = (property: string) =>
  ({ property, program: { steps: [] }, history: [], divergence: { message: 0 } }) as never;

const report = (...found: readonly Counterexample[]) =>
  ({
    verdict: "nonconformant",
    incomplete: "it ended at the first finding",
    properties: found.map((counterexample) => ({ id: counterexample.property, counterexample })),
  }) as unknown as Report;

describe("a run of a watched candidate", () => {
  const cause = { changed: ["adapter.mjs"], isAll: false };

  test("begins with what failed last and with what is still open, and ends at the first finding", () => {
    const next = remembering(1);
    expect(next({ changed: [], isAll: false })).toMatchObject({ examples: [], bail: 1 });
    expect(next(cause).linesBefore(report(failing("a/a"), failing("b/b")))).toEqual([]);
    const second = next(cause);
    expect(second).toMatchObject({ examples: [{ property: "a/a" }, { property: "b/b" }], bail: 1 });
    expect(second.linesBefore(report(failing("c/c"))).join("\n")).toMatch(
      /new +c\/c\n.* open +a\/a \(not run yet\), b\/b \(not run yet\)$/,
    );
    expect(next(cause).examples.map(({ property }) => property)).toEqual(["c/c", "a/a", "b/b"]);
  });

  test("shows no control characters of a candidate's own words", () => {
    const next = remembering(1);
    const one: Counterexample = failing("a/a");
    next(cause).linesBefore(report(one));
    const unable = "\x1b[2J does not declare it";
    const examples = [
      { property: "a/a", fingerprint: fingerprint(one), runs: 0, failed: false, unable },
    ];
    const lines = next(cause).linesBefore({ ...report(), examples });
    expect(lines.join("\n")).toContain("does not declare it");
    expect(lines.join("\n")).not.toContain("\x1b[2J");
  });

  test("looks for everything where that is asked for, or where nothing ends it", () => {
    expect(remembering(1)({ changed: [], isAll: true }).bail).toBeUndefined();
    expect(remembering(undefined)(cause).bail).toBeUndefined();
  });

  test.each([
    [1, { changed: [], isAll: false }, ""],
    [2, { changed: ["a.ts", "a.ts"], isAll: false }, "run 2: a.ts has changed"],
    [3, { changed: ["a", "b"], isAll: false }, "run 3: a, b have changed"],
    [4, { changed: [..."abcde"], isAll: false }, "run 4: a, b, c and 2 more have changed"],
    [5, { changed: [], isAll: true }, "run 5: everything"],
  ])("says why there is run %i of %o", (runs, cause, heading) => {
    expect(headingOf(runs, cause)).toBe(heading);
  });
});

/** A pool whose holders are turned away where it is full, or that is right. */
const candidate = (isRight: boolean) => `
let capacity = 0;
let clients = new Map();
const holders = () => [...clients.values()].filter(({ licensed }) => licensed).length;
const enter = (client) => {
  const known = clients.get(client) ?? { client, licensed: false, inventories: 0 };
  clients.set(client, { ...known, record: "active" });
  return clients.get(client);
};
const handlers = {
  enroll: ({ client }) => void enter(client),
  retire: ({ client }) => {
    const known = clients.get(client);
    if (known) clients.set(client, { ...known, record: "retired", licensed: false });
  },
  delete: ({ client }) => void clients.delete(client),
  setCapacity: ({ nodes }) => { capacity = nodes; },
  returnPatchInventory: ({ client }) => {
    const known = enter(client);
    const isFull = ${isRight ? "!known.licensed && " : ""}holders() >= capacity;
    if (isFull) return { type: "discarded", reason: "no-license" };
    const license = known.licensed ? "held" : "pulled";
    known.licensed = true;
    known.inventories += 1;
    return { type: "processed", license };
  },
};
export default {
  declaration: { name: "small", features: ["pool"] },
  reset: (settings) => { capacity = settings.capacity; clients = new Map(); },
  handle: (message) => handlers[message.type](message) ?? { type: "done" },
  snapshot: () => ({ capacity, inUse: holders(), clients: [...clients.values()] }),
};
`;

const folder = ownFolder();
const file = join(folder, "adapter.mjs");
/** At once: half a file would be a run of its own. */
function write(isRight: boolean): void {
  const partial = `${file}.partial`;
  writeFileSync(partial, candidate(isRight));
  renameSync(partial, file);
}
const RUN = ["run", file, "--watch", "--no-store", "--programs", "20", "--shortest", "0"];

const children: ChildProcess[] = [];
afterAll(() => {
  for (const child of children) child.kill("SIGKILL");
});

/** What a command prints, one piece after the other: each as far as a word, and from where the one before ended. */
function started(command: string, args: readonly string[]) {
  const child = spawn(command, args, { env: { ...process.env, NO_COLOR: "1", TERM: "xterm" } });
  children.push(child);
  let output = "";
  let heard: () => void = () => undefined;
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding("utf8").on("data", (text: string) => {
      output += text;
      heard();
    });
  const until = async (end: string) => {
    while (!output.includes(end))
      await new Promise<void>((resolve) => {
        heard = resolve;
      });
    const at = output.indexOf(end) + end.length;
    const piece = output.slice(0, at);
    output = output.slice(at);
    return piece;
  };
  return { child, until, ended: once(child, "close"), rest: () => output };
}

test("in a pipe, says what was mended and what is new, a line between one run and the next", async () => {
  write(false);
  const { child, until, ended } = started("node", [MAIN, ...RUN]);
  const first = await until("Ctrl-C ends it\n");
  expect(first).toContain("NONCONFORMANT");
  expect(first).not.toContain("since the last run");

  write(true);
  const second = await until("Ctrl-C ends it\n");
  expect(second).toMatch(/^\n──── run 2: .*adapter\.mjs has changed ────\nsince the last run\n/);
  expect(second).toMatch(/✓ mended +\w+\//);
  expect(second).not.toContain("✗");

  write(false);
  const third = await until("Ctrl-C ends it\n");
  expect(third).toMatch(/✗ new +\w+\//);
  child.kill("SIGINT");
  expect(await ended).toEqual([1, null]);
});

/** Runs a command at a terminal of its own, and says at the end whether it left that as it found it. */
const PTY = `
import fcntl, os, pty, select, signal, struct, sys, termios
pid, terminal = pty.fork()
if pid == 0:
    fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 120, 0, 0))
    os.execvp(sys.argv[1], sys.argv[1:])
before = termios.tcgetattr(terminal)
signal.signal(signal.SIGTERM, lambda *_: os.kill(pid, signal.SIGTERM))
sources = [terminal, 0]
while True:
    ready, _, _ = select.select(sources, [], [], 0.05)
    for source in ready:
        try: data = os.read(source, 4096)
        except OSError: data = b""
        if data: os.write(1 if source == terminal else terminal, data)
        else: sources.remove(source)
    if not ready and os.waitpid(pid, os.WNOHANG)[0]: break
print("restored" if termios.tcgetattr(terminal) == before else "not restored", flush=True)
`;

const KEYS = "a or Enter runs everything, q or Ctrl-C ends";

test("at a terminal, runs everything or ends at a key, and leaves it as it was", async () => {
  write(false);
  const { child, until, ended } = started("python3", ["-c", PTY, "node", MAIN, ...RUN]);
  const first = await until(KEYS);
  // At the top of a screen that is empty.
  expect(first).toContain("\x1b[1;1H\x1b[0J");
  child.stdin.write("a");
  const second = await until(KEYS);
  expect(second).toContain("run 2: everything");
  expect(second).toMatch(/since the last run[^✗]*✗ still there +\w+\//);
  child.stdin.write("\r");
  expect(await until(KEYS)).toContain("run 3: everything");
  child.stdin.write("q");
  expect(await until("restored")).not.toContain("not restored");
  await ended;
});

test("at a terminal, leaves it as it was where a signal ends it", async () => {
  const { child, until, ended } = started("python3", ["-c", PTY, "node", MAIN, ...RUN]);
  await until(KEYS);
  child.kill("SIGTERM");
  expect(await until("restored")).not.toContain("not restored");
  await ended;
});

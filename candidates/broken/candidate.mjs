// A license server of the smallest kind that speaks the wire protocol rightly, but for the one fault
// that its first argument names: node candidate.mjs wrong-id. Further arguments are ignored; a test
// finds the processes again by them.
import { spawn } from "node:child_process";
import { closeSync } from "node:fs";
import { createInterface } from "node:readline";

const [fault = "correct", ...rest] = process.argv.slice(2);
const MEGABYTE = 1_000_000;
const HOUR_MS = 3_600_000;

let capacity = 0;
let records = new Map();
let executions = 0;

const inUse = () => [...records.values()].filter(({ licensed }) => licensed).length;

function reporting(client) {
  const record = records.get(client) ?? { client, licensed: false, inventories: 0 };
  record.record = "active";
  records.set(client, record);
  return record;
}

function scan(client) {
  const record = reporting(client);
  const held = record.licensed;
  const full = inUse() >= capacity && fault !== "overdraws-then-exits";
  if (!held && full) return { type: "discarded", reason: "no-license" };
  record.licensed = true;
  record.inventories += 1;
  return { type: "processed", license: held ? "held" : "pulled" };
}

function handle({ type, client, nodes }) {
  const known = records.get(client);
  if (type === "returnPatchInventory") return scan(client);
  if (type === "enroll") reporting(client);
  if (type === "retire" && known) Object.assign(known, { record: "retired", licensed: false });
  if (type === "delete") records.delete(client);
  if (type === "setCapacity") capacity = nodes;
  return { type: "done" };
}

function snapshot() {
  const clients = [...records.values()].map((record) => ({ ...record }));
  return { capacity, inUse: inUse(), clients };
}

function execute({ messages }) {
  const outcomes = [];
  const snapshots = [];
  for (const message of messages) {
    outcomes.push(handle(message));
    snapshots.push(snapshot());
  }
  return { outcomes, snapshots };
}

const methods = {
  initialize: () => ({ protocol: 1, name: "broken", features: ["pool"] }),
  reset: (params) => {
    capacity = params.capacity;
    records = new Map();
    return {};
  },
  execute,
  snapshot,
  shutdown: () => ({}),
};

const write = (text) => process.stdout.write(text);
const log = (text) => process.stderr.write(`${text}\n`);
const lineOf = (answer) => `${JSON.stringify({ jsonrpc: "2.0", ...answer })}\n`;
const answer = ({ id }, result) => write(lineOf({ id, result }));
const stay = () => setInterval(() => {}, HOUR_MS);

function exit(code, lastWords) {
  log(lastWords);
  process.exit(code);
}

/** A separate process that would outlive everything, found again by its arguments. */
function leave(options) {
  const script = `setTimeout(() => {}, ${HOUR_MS / 60})`;
  spawn(process.execPath, ["-e", script, ...rest], options).unref();
}

/** Answers with something that was changed. */
const changed = (method, change) => ({
  [method]: (request, result) => answer(request, change(result)),
});

/** What is done instead of answering a method rightly, and at the start. */
const faults = {
  correct: {},
  "noisy-stderr": {
    reset: (request, result) => {
      log("progress ".repeat(20_000));
      answer(request, result);
    },
  },

  // Ends too early, or not as it should.
  "exits-at-start": { start: () => exit(3, "no database") },
  "exits-early": { execute: () => exit(4, "out of luck") },
  "exits-after-an-answer": {
    execute: (request, result) => {
      answer(request, result);
      exit(0, "that was enough");
    },
  },
  "exits-by-signal": {
    execute: () => {
      log("shooting myself");
      process.kill(process.pid, "SIGKILL");
    },
  },
  "exits-at-shutdown": { shutdown: () => exit(0, "without an answer") },
  "overdraws-then-exits": {
    execute: (request, result) => {
      if (executions > 12) exit(5, "too much for me");
      answer(request, result);
    },
  },
  "half-line": {
    execute: (request, result) => {
      write(lineOf({ id: request.id, result }).slice(0, 30));
      exit(0, "cut off");
    },
  },

  // Does not answer.
  "never-initializes": { initialize: () => log("thinking") },
  hangs: { execute: () => log("thinking") },
  "hangs-at-shutdown": { shutdown: () => log("thinking") },
  "half-line-then-hangs": { execute: ({ id }) => write(lineOf({ id }).slice(0, 10)) },
  "closes-stdout": {
    execute: () => {
      log("hanging up");
      stay();
      closeSync(1);
    },
  },
  "closes-stdin": {
    start: stay,
    reset: () => {
      log("not listening");
      process.stdin.destroy();
    },
  },
  "stderr-forever": {
    execute: () => {
      for (;;) log("still here");
    },
  },

  // Prints what is no answer.
  floods: {
    start: () => {
      const flood = () => {
        write(lineOf({ id: 0, result: {} }).repeat(1_000));
        setImmediate(flood);
      };
      log("here it comes");
      flood();
    },
  },
  garbage: { execute: () => write("ok, done\n") },
  "no-rpc": { execute: () => write('{"answer": 42}\n') },
  "wrong-id": { execute: ({ id }, result) => answer({ id: id + 1_000 }, result) },
  "answers-twice": {
    execute: (request, result) => {
      answer(request, result);
      answer(request, result);
    },
  },
  "huge-line": {
    execute: () => {
      log("a long story");
      for (let written = 0; written < 100; written += 1) write("x".repeat(MEGABYTE));
      write("\n");
    },
  },
  "error-answer": {
    execute: ({ id }) => {
      log("Traceback: a fault of mine");
      write(lineOf({ id, error: { code: -32603, message: "a fault of mine" } }));
    },
  },
  "error-without-id": {
    execute: () => write(lineOf({ id: null, error: { code: -32700, message: "what?" } })),
  },

  // Answers what is not right.
  "missing-field": {
    execute: (request, result) => {
      log("who needs a count");
      const snapshots = result.snapshots.map(({ inUse: _, ...shown }) => shown);
      answer(request, { ...result, snapshots });
    },
  },
  "wrong-type": changed("execute", (result) => ({
    ...result,
    snapshots: result.snapshots.map((shown) => ({ ...shown, capacity: String(shown.capacity) })),
  })),
  "too-few-outcomes": changed("execute", (result) => ({
    ...result,
    outcomes: result.outcomes.slice(1),
  })),
  "bad-declaration": changed("initialize", (said) => ({
    ...said,
    features: ["pool", "teleportation"],
  })),
  "bad-choice": changed("initialize", (said) => ({
    ...said,
    choices: { retiredReports: "sometimes" },
  })),
  "wrong-protocol": changed("initialize", (said) => ({ ...said, protocol: 2 })),

  // Leaves something behind.
  "ignores-end": { start: stay, shutdown: answerAndStay },
  "ignores-sigterm-and-end": {
    start: () => {
      stay();
      for (const signal of ["SIGTERM", "SIGINT", "SIGHUP"]) process.on(signal, () => {});
    },
    shutdown: answerAndStay,
  },
  "leaves-grandchild": { start: () => leave({ stdio: "ignore" }) },
  "leaves-grandchild-on-pipe": { start: () => leave({ stdio: "inherit" }) },
  "leaves-daemon": { start: () => leave({ stdio: "ignore", detached: true }) },
  "leaves-daemon-on-pipe": { start: () => leave({ stdio: "inherit", detached: true }) },
  // Without its environment it cannot be traced to this process.
  "leaves-stranger": { start: () => leave({ stdio: "inherit", detached: true, env: {} }) },
  "exits-leaving-daemon-on-pipe": {
    start: () => leave({ stdio: "inherit", detached: true }),
    execute: () => exit(6, "gone, but not alone"),
  },
};

function answerAndStay(request, result) {
  log("not yet");
  answer(request, result);
}

const { start, ...instead } = faults[fault] ?? exit(64, `no such fault: ${fault}`);
start?.();
const staysAfterShutdown = instead.shutdown !== undefined;
// The lines still to come are read after `shutdown` too: what ends a right candidate is this alone.
createInterface({ input: process.stdin }).on("line", (line) => {
  const request = JSON.parse(line);
  const { method, params } = request;
  const result = methods[method](params);
  if (method === "execute") executions += 1;
  (instead[method] ?? answer)(request, result);
  if (method === "shutdown" && !staysAfterShutdown) process.exit(0);
});

/** The faults that `candidates/broken/candidate.mjs` can have, and how each is to be reported. */
import type { CandidateErrorCode } from "./candidate-error.ts";

export interface Fault {
  readonly fault: string;
  readonly code: CandidateErrorCode;
  /** What the message tells. */
  readonly tells: string | RegExp;
  /** What the candidate logged last. */
  readonly stderr?: string;
  /** Only where the fault is to be late: a loaded machine may be slow to start a right candidate. */
  readonly timeLimitMs?: number;
}

/** Milliseconds for a request that is never answered. */
const SHORT_MS = 1_000;

export const FAULTS: readonly Fault[] = [
  { fault: "exits-at-start", code: "exited", tells: "exited with code 3", stderr: "no database" },
  { fault: "exits-early", code: "exited", tells: "exited with code 4", stderr: "out of luck" },
  {
    fault: "exits-after-an-answer",
    code: "exited",
    tells: "exited with code 0",
    stderr: "that was enough",
  },
  { fault: "exits-by-signal", code: "exited", tells: "ended by SIGKILL", stderr: "shooting" },
  {
    fault: "exits-at-shutdown",
    code: "exited",
    tells: "exited with code 0",
    stderr: "without an answer",
  },
  {
    fault: "half-line",
    code: "exited",
    tells: /in the middle of a line: \{"jsonrpc"/,
    stderr: "cut off",
  },
  {
    fault: "exits-leaving-daemon-on-pipe",
    code: "exited",
    tells: "exited with code 6",
    stderr: "gone, but not alone",
  },
  {
    fault: "never-initializes",
    code: "timeout",
    tells: "no answer to initialize",
    stderr: "thinking",
    timeLimitMs: 3_000,
  },
  // In a late start, it is initialize that is not answered in time.
  { fault: "hangs", code: "timeout", tells: "no answer to", timeLimitMs: SHORT_MS },
  { fault: "hangs-at-shutdown", code: "timeout", tells: "no answer to", timeLimitMs: SHORT_MS },
  { fault: "half-line-then-hangs", code: "timeout", tells: "no answer to", timeLimitMs: SHORT_MS },
  { fault: "closes-stdout", code: "timeout", tells: "no answer to", timeLimitMs: SHORT_MS },
  { fault: "closes-stdin", code: "timeout", tells: "no answer to", timeLimitMs: SHORT_MS },
  { fault: "stderr-forever", code: "timeout", tells: "no answer to", timeLimitMs: SHORT_MS },
  { fault: "floods", code: "wrong-id", tells: "the id 0", stderr: "here it comes" },
  { fault: "garbage", code: "not-json", tells: '"ok, done"' },
  { fault: "no-rpc", code: "not-json", tells: '{"answer":42}' },
  { fault: "wrong-id", code: "wrong-id", tells: /the id 1\d\d\d, which was never asked/ },
  { fault: "answers-twice", code: "wrong-id", tells: /the id \d+, which was answered already/ },
  {
    fault: "huge-line",
    code: "line-too-long",
    tells: "longer than 16777216 bytes",
    stderr: "a long story",
  },
  {
    fault: "error-answer",
    code: "error-answer",
    tells: "execute was answered with error -32603: a fault of mine",
    stderr: "Traceback: a fault of mine",
  },
  { fault: "error-without-id", code: "error-answer", tells: "error -32700: what?" },
  {
    fault: "missing-field",
    code: "invalid-answer",
    tells: /the answer to execute: \/snapshots\/0 .*inUse: \{"capacity"/,
    stderr: "who needs a count",
  },
  {
    fault: "wrong-type",
    code: "invalid-answer",
    tells: /\/snapshots\/0\/capacity must be integer: "\d+"/,
  },
  { fault: "too-few-outcomes", code: "invalid-answer", tells: /\d+ outcomes for \d+ messages/ },
  {
    fault: "bad-declaration",
    code: "invalid-answer",
    tells: /the answer to initialize: \/features\/1 .*: "teleportation"/,
  },
  {
    fault: "bad-choice",
    code: "invalid-answer",
    tells: /\/choices\/retiredReports .*: "sometimes"/,
  },
  { fault: "wrong-protocol", code: "invalid-answer", tells: /\/protocol .*: 2/ },
  { fault: "ignores-end", code: "did-not-end", tells: "still running", stderr: "not yet" },
  {
    fault: "ignores-sigterm-and-end",
    code: "did-not-end",
    tells: "still running",
    stderr: "not yet",
  },
  ...["grandchild", "grandchild-on-pipe", "daemon", "daemon-on-pipe"].map(
    (what): Fault => ({
      fault: `leaves-${what}`,
      code: "left-processes",
      tells: /1 of its processes outlived it \(\d+\)/,
    }),
  ),
];

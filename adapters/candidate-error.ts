/** A broken candidate: it could not be tested, which is another thing than failing a test. */

export type CandidateErrorCode =
  | "not-found"
  | "no-candidate"
  | "bad-selector"
  | "did-not-load"
  | "exited"
  | "timeout"
  | "not-json"
  | "wrong-id"
  | "error-answer"
  | "invalid-answer"
  | "line-too-long"
  | "threw"
  | "did-not-end"
  | "left-processes";

/** What to do about each, for whoever reads the report. */
const HINTS: Readonly<Record<CandidateErrorCode, string>> = {
  "not-found": "check the path or the command, relative to the folder you run in",
  "no-candidate":
    "export a candidate, or a function that makes one, as the module's default or under a name: ./adapter.ts#name",
  "bad-selector":
    'name a candidate as ./adapter.ts, ./adapter.js#name, "stdio:command with arguments" or reference',
  "did-not-load": "the module has to load by itself; its stack tells where it does not",
  exited:
    "a candidate stays up until its standard input ends; its last words on stderr are in the report",
  timeout:
    "answer every request with one line and flush it at once; a slow candidate may be given longer with --timeout",
  "not-json":
    "standard output carries one JSON-RPC object a line and nothing else; write logs to standard error",
  "wrong-id": "answer each request once, with the id that it came with",
  "error-answer":
    "every message of a declared feature has an answer; declare only what is implemented",
  "invalid-answer": "compare the answer with docs/protocol.md and the published wire schema",
  "line-too-long": "answer with one compact line; no answer comes near this size",
  threw: "an in-process candidate answers every message of a declared feature, and throws at none",
  "did-not-end": "end the process when standard input ends, or after answering shutdown",
  "left-processes":
    "end, and wait for, every process that the candidate started before it ends itself",
};

export class CandidateError extends Error {
  override readonly name = "CandidateError";
  readonly code: CandidateErrorCode;
  readonly hint: string;
  /** The candidate's last words on standard error. */
  readonly stderr: string | undefined;

  constructor(
    code: CandidateErrorCode,
    message: string,
    { cause, stderr }: { readonly cause?: unknown; readonly stderr?: string } = {},
  ) {
    // What is thrown and is no error has no stack, and the message tells it already.
    super(message, cause instanceof Error ? { cause } : undefined);
    this.code = code;
    this.hint = HINTS[code];
    this.stderr = stderr || undefined;
  }
}

/** The same error as one that also tells the candidate's last words. */
export function withStderr(error: unknown, stderr: string): unknown {
  if (!(error instanceof CandidateError) || error.stderr) return error;
  return new CandidateError(error.code, error.message, { cause: error.cause, stderr });
}

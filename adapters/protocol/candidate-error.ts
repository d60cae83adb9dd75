/** A broken candidate: it could not be tested, which is another thing than failing a test. */
import type { Message } from "../../model/index.ts";

/** The codes, and what to do about each. */
const HINTS = {
  "not-found": "check the path or the command, relative to the folder you run in",
  "no-candidate":
    "export a candidate, or a function that makes one, as the module's default or under a name: ./adapter.ts#name",
  "bad-selector":
    'name a candidate as ./adapter.ts, ./adapter.js#name, "stdio:command with arguments", http://host:port/path or reference',
  "did-not-load": "the module has to load by itself; its stack says where it does not",
  exited: "a candidate stays up until its standard input ends",
  timeout:
    "answer every request with one line and flush it at once; a slow candidate may be given longer with --timeout",
  "not-json":
    "standard output carries one JSON-RPC object a line and nothing else; write logs to standard error",
  "wrong-id": "answer each request once, with the id that it came with",
  "error-answer":
    "every message of a declared feature has an answer; declare only what is implemented",
  "not-implemented": "implement it next; poolproof doctor shows all that is left",
  "invalid-answer": "compare the answer with docs/protocol.md and the published wire schema",
  "line-too-long": "answer with one compact line; no answer comes near this size",
  threw: "an in-process candidate answers every message of a declared feature, and throws at none",
  "did-not-end": "end the process when standard input ends, or after answering shutdown",
  "left-processes":
    "end, and wait for, every process that the candidate started before it ends itself",
  "no-connection":
    "see that the server runs, and listens at this host and port; --start starts it with the run",
  "connection-lost":
    "a server that crashed says why in its log; one that closes the connection after an answer has to say so in it, with Connection: close",
  "not-http": "check the URL: https:// is for a server with TLS, http:// for one without",
  "wrong-status":
    "answer every request with status 200; what goes wrong in the server is a JSON-RPC error in the body",
  "body-too-long": "answer compactly; no answer comes near this size",
  "did-not-start":
    "--start takes a command that stays in the foreground and listens where the URL says; one that is slow to start may be given longer with --timeout",
  "bad-token": "a token is made of letters, digits and -._~+/, with = at its end only",
};

export type CandidateErrorCode = keyof typeof HINTS;

/** The message at which a candidate broke, and its index among those of the same request. */
export interface FaultPlace {
  readonly index: number;
  readonly message: Message;
}

interface CandidateErrorOptions {
  readonly cause?: unknown;
  readonly stderr?: string | undefined;
  /** In place of the one that each code has. */
  readonly hint?: string | undefined;
  readonly at?: FaultPlace | undefined;
}

export class CandidateError extends Error {
  override readonly name = "CandidateError";
  readonly code: CandidateErrorCode;
  readonly hint: string;
  /** The candidate's last words on standard error; a started server's on standard output, too. */
  readonly stderr: string | undefined;
  /** Where it is known. */
  readonly at: FaultPlace | undefined;

  constructor(
    code: CandidateErrorCode,
    message: string,
    { cause, stderr, hint = HINTS[code], at }: CandidateErrorOptions = {},
  ) {
    // What is thrown and is no error has no stack, and the message has it already.
    super(message, cause instanceof Error ? { cause } : undefined);
    this.code = code;
    this.hint = hint;
    this.stderr = stderr || undefined;
    this.at = at;
  }

  /** The same error, of which more is known. */
  with({ message = this.message, ...known }: CandidateErrorOptions & { message?: string }) {
    const { code, cause, stderr, hint, at } = this;
    return new CandidateError(code, message, { cause, stderr, hint, at, ...known });
  }
}

/** @param where it happened, which is added to the message of a CandidateError */
export const withPlace = (error: unknown, where: string): unknown =>
  error instanceof CandidateError ? error.with({ message: `${error.message}, ${where}` }) : error;

/** Adds the candidate's last words. */
export function withStderr(error: unknown, stderr: string): unknown {
  if (!(error instanceof CandidateError) || error.stderr || !stderr) return error;
  // Only one that died has nothing else to say why.
  const hint = error.code === "exited" ? `${error.hint}; its last words say more` : error.hint;
  return error.with({ stderr, hint });
}

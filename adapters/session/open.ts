/** One string selects a candidate, whatever its language and transport. */
import { isDeepStrictEqual } from "node:util";
import { isHttp } from "../http/http-selector.ts";
import { hostedTransport } from "../in-process/in-process.ts";
import { loadCandidate } from "../in-process/load.ts";
import { createReference } from "../in-process/reference.ts";
import { stdioTransport } from "../process/stdio.ts";
import { CandidateError } from "../protocol/candidate-error.ts";
import type { CandidateExport } from "../protocol/port.ts";
import type { Transport } from "../protocol/transport.ts";
import { checkSelector, commandOf, moduleOf, REFERENCE } from "./selector.ts";
import { type CandidateSession, openSession } from "./session.ts";

/** A selector as on the command line, or the candidate itself. */
export type CandidateSource = string | CandidateExport;

export interface OpenCandidate
  extends Omit<Transports, "start">,
    Pick<CandidateSession, "declaration" | "statement" | "canCrash"> {
  /** As it was selected, for a replay. */
  readonly selector: string;
  /** Another session; the first is the one that gave the declaration. */
  connect(): Promise<CandidateSession>;
}

/** Milliseconds that a request may take, by default. */
export const TIME_LIMIT_MS = 10_000;

/** @throws {RangeError} where there is a command to start a server, but no URL to reach it at */
export function checkStart(source: CandidateSource, command: string | undefined): void {
  if (command === undefined || (typeof source === "string" && isHttp(source))) return;
  throw new RangeError("a command that starts a server is for a candidate at http:// or https://");
}

/**
 * Starts the candidate and asks who it is.
 * @param timeLimitMs how long one request may take
 * @param command what starts the server, where the candidate is reached over HTTP and does not run yet
 * @throws {CandidateError} where it cannot be started or does not say who it is
 * @throws {RangeError} where there is such a command, and the candidate is not reached over HTTP
 */
export async function openCandidate(
  source: CandidateSource,
  timeLimitMs: number = TIME_LIMIT_MS,
  command?: string,
): Promise<OpenCandidate> {
  const { start, maxSessions, isInProcess } = await transportsOf(source, timeLimitMs, command);
  const first = await openSession(await start());
  const { declaration, statement, canCrash } = first;
  let untaken: CandidateSession | undefined = first;
  return {
    selector: typeof source === "string" ? source : declaration.name,
    declaration,
    statement,
    maxSessions,
    isInProcess,
    canCrash,
    connect: async () => {
      const session = untaken ?? (await openSession(await start()));
      untaken = undefined;
      if (isDeepStrictEqual(session.statement, statement)) return session;
      await session.close().catch(() => undefined);
      throw new CandidateError(
        "invalid-answer",
        "another start of the candidate declared other features or choices",
      );
    },
  };
}

export interface Transports {
  /** Another one, started and not initialized. */
  readonly start: () => Promise<Transport>;
  /** How many sessions side by side are surely apart from each other. */
  readonly maxSessions: number;
  /** Whether it lives in this process, where another one costs next to nothing. */
  readonly isInProcess: boolean;
}

/**
 * What a candidate is spoken to over, as yet unasked and unchecked; the arguments are those of `openCandidate`.
 * @throws {CandidateError} where the selector is none, or its module does not load
 * @throws {RangeError} where there is a command to start a server, but no URL
 */
export async function transportsOf(
  source: CandidateSource,
  timeLimitMs: number,
  serverCommand?: string,
): Promise<Transports> {
  checkStart(source, serverCommand);
  const inProcess = (exported: CandidateExport, from: string): Transports => ({
    start: () => hostedTransport(exported, from, timeLimitMs),
    // One object is one server, which a second session would reset under the first.
    maxSessions: typeof exported === "function" ? Number.POSITIVE_INFINITY : 1,
    isInProcess: true,
  });
  if (typeof source === "function") return inProcess(source, "what the function given makes");
  if (typeof source !== "string") return inProcess(source, "the object given");
  checkSelector(source);
  if (source === REFERENCE) return inProcess(() => createReference(), source);
  const command = commandOf(source);
  if (command !== undefined) {
    const start = () => stdioTransport(command, timeLimitMs);
    return { start, maxSessions: Number.POSITIVE_INFINITY, isInProcess: false };
  }
  if (isHttp(source)) {
    // Loaded where it is needed: an HTTP client is a good part of what the command line would load at its start.
    const start = async () => {
      const { httpTransport } = await import("../http/http.ts");
      return httpTransport(source, timeLimitMs, serverCommand);
    };
    // One server is one state, which a second session would reset under the first.
    return { start, maxSessions: 1, isInProcess: false };
  }
  const { path, exported } = moduleOf(source) as NonNullable<ReturnType<typeof moduleOf>>;
  const loaded = await loadCandidate(path, exported, timeLimitMs);
  return inProcess(loaded, `what ${path} makes`);
}

/** A server that the suite starts before it speaks to it over HTTP, and ends afterwards. */
import { once } from "node:events";
import { connect } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import {
  crashCommand,
  GRACE_MS,
  keepEnd,
  killCommand,
  LAST_WORDS_MS,
  startCommand,
  survivors,
  within,
} from "../process/child-process.ts";
import type { Store } from "../process/store.ts";
import { CandidateError, type CandidateErrorCode } from "../protocol/candidate-error.ts";

/** Milliseconds between two attempts to reach a server that is starting. */
const STEP_MS = 25;
/** Milliseconds for another server to answer at the same address. */
const ALREADY_THERE_MS = 1_000;

/** How a request fails where the server is not there, or something else holds its port. */
const NOT_THERE: readonly CandidateErrorCode[] = ["no-connection", "connection-lost"];

export interface StartedServer {
  /** Its end, unless it was asked for, as an error. */
  readonly fell: Promise<CandidateError>;
  /**
   * Asks until there is an answer. To connect would not be enough: a container's port is open before
   * there is anything behind it.
   * @param timeLimitMs how long it may take to be there
   * @throws {CandidateError} where it exits before, or is not there in time
   */
  firstAnswer(ask: () => Promise<unknown>, timeLimitMs: number): Promise<unknown>;
  /** A connection that was lost may be the first sign of a server's end. */
  diagnose(error: CandidateError): Promise<CandidateError>;
  /** Ends it with all that it started. It is asked first: a server commonly has no other end. */
  end(): Promise<void>;
  /** Kills it with all that it started; when this is over, nothing listens at its port any more. */
  crash(): Promise<void>;
  /** What it wrote last, on standard output and standard error. */
  lastWords(): Promise<string>;
}

/**
 * @param command as for a shell, with quotes, but run without one
 * @param clean takes out what must not be shown
 * @param store where it keeps its state, if the command says so
 * @throws {CandidateError} where the command cannot be started, or another one answers at the URL
 */
export async function startServer(
  command: string,
  url: URL,
  clean: (text: string) => string,
  store: Store,
): Promise<StartedServer> {
  const shown = clean(command);
  // An older server would be tested in its place, while this one fails to listen.
  if (await isTaken(url))
    throw new CandidateError(
      "did-not-start",
      `something answers at ${url.host} already, before ${shown} is started`,
      { hint: "end what listens there, or leave --start out to test just that" },
    );
  const running = await startCommand(command, "--start", store);
  const { child, exited, closed } = running;
  const log = keepEnd([child.stdout, child.stderr], clean);
  const fell = exited.then(async (how) => {
    // Its last answer may have been sent before.
    await within(LAST_WORDS_MS, closed);
    return new CandidateError("exited", `${shown} ${how}`, { hint: EXITED_HINT });
  });
  return {
    fell,
    firstAnswer: (ask, timeLimitMs) => firstAnswer(ask, fell, timeLimitMs, shown),
    diagnose: async (error) =>
      NOT_THERE.includes(error.code) && (await within(GRACE_MS, exited)) ? fell : error,
    end: async () => {
      child.stdin.end();
      running.terminate();
      await survivors(running, GRACE_MS);
      await killCommand(running);
    },
    crash: () => crashCommand(running),
    lastWords: async () => {
      await within(LAST_WORDS_MS, closed);
      return log();
    },
  };
}

const EXITED_HINT = "what --start names stays up, and in the foreground, until it is ended";

async function firstAnswer(
  ask: () => Promise<unknown>,
  fell: Promise<CandidateError>,
  timeLimitMs: number,
  command: string,
): Promise<unknown> {
  const untilMs = performance.now() + timeLimitMs;
  const over = new AbortController();
  const { signal } = over;
  const untilAnswered = async (): Promise<unknown> => {
    for (;;) {
      try {
        return await ask();
      } catch (error) {
        if (!(error instanceof CandidateError) || !NOT_THERE.includes(error.code)) throw error;
        if (performance.now() > untilMs)
          throw new CandidateError(
            "did-not-start",
            `${command} is not there within ${timeLimitMs} ms: ${error.message}`,
          );
      }
      await sleep(STEP_MS, undefined, { signal });
    }
  };
  try {
    return await Promise.race([untilAnswered(), fell.then((error) => Promise.reject(error))]);
  } finally {
    over.abort();
  }
}

/** Whether a connection is taken. */
async function isTaken({ protocol, hostname, port }: URL): Promise<boolean> {
  const socket = connect({
    // A URL has an IPv6 address in brackets.
    host: hostname.replace(/^\[|\]$/g, ""),
    port: Number(port) || (protocol === "https:" ? 443 : 80),
  });
  try {
    await once(socket, "connect", { signal: AbortSignal.timeout(ALREADY_THERE_MS) });
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}

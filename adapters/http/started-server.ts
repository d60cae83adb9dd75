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
} from "../process/command.ts";
import type { Store } from "../process/store.ts";
import { CandidateError, type CandidateErrorCode } from "../protocol/candidate-error.ts";

/** Milliseconds between two attempts to reach a server that is starting. */
const STEP_MS = 25;
/** Milliseconds for somebody else to answer at the same address. */
const ALREADY_THERE_MS = 1_000;

/** What a server that is not there, or a port that somebody holds for it, makes of a request. */
const NOT_THERE: readonly CandidateErrorCode[] = ["no-connection", "connection-lost"];

export interface StartedServer {
  /** Its end, unless it was asked for, as an error. */
  readonly fell: Promise<CandidateError>;
  /**
   * Asks until there is an answer. Connecting alone would not tell: a container's port is open before
   * there is anything behind it.
   * @param timeLimitMs how long it may take to be there
   * @throws {CandidateError} where it exits before, or is not there in time
   */
  firstAnswer(ask: () => Promise<unknown>, timeLimitMs: number): Promise<unknown>;
  /** A server that is going is often first known by its connections. */
  diagnose(error: CandidateError): Promise<CandidateError>;
  /** Ends it with all that it started: asked first, since a server commonly has no other end. */
  end(): Promise<void>;
  /** Kills it with all that it started; when this is over, nothing listens at its port any more. */
  crash(): Promise<void>;
  /** What it wrote last, on standard output and standard error. */
  lastWords(): Promise<string>;
}

/**
 * @param command as for a shell, with quotes, but run without one
 * @param clean takes out what must not be told
 * @param store where it keeps its state, if the command says so
 * @throws {CandidateError} where the command cannot be started, or somebody else answers at the URL
 */
export async function startServer(
  command: string,
  url: URL,
  clean: (text: string) => string,
  store: Store,
): Promise<StartedServer> {
  const told = clean(command);
  // An older server would be tested in its place, while this one fails to listen.
  if (await isTaken(url))
    throw new CandidateError(
      "did-not-start",
      `something answers at ${url.host} already, before ${told} is started`,
      { hint: "end what listens there, or leave --start out to test just that" },
    );
  const running = await startCommand(command, "--start", store);
  const { group, exited, closed } = running;
  const log = keepEnd([group.child.stdout, group.child.stderr], clean);
  const fell = exited.then(async (how) => {
    // Its last answer may have been sent before.
    await within(LAST_WORDS_MS, closed);
    return new CandidateError("exited", `${told} ${how}`, { hint: EXITED_HINT });
  });
  return {
    fell,
    firstAnswer: (ask, timeLimitMs) => firstAnswer(ask, fell, timeLimitMs, told),
    diagnose: async (error) =>
      NOT_THERE.includes(error.code) && (await within(GRACE_MS, exited)) ? fell : error,
    end: async () => {
      group.child.stdin.end();
      group.terminate();
      await survivors(group, GRACE_MS);
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

/** Whether anybody takes a connection. */
async function isTaken({ protocol, hostname, port }: URL): Promise<boolean> {
  const socket = connect({
    // As a URL has it, an address of version 6 stands in brackets.
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

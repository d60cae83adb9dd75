/** Candidates behind a URL, spoken to over HTTP. */
import type { Declaration } from "../model/index.ts";
import { bearerToken } from "./bearer-token.ts";
import { CandidateError } from "./candidate-error.ts";
import { createHttpClient } from "./http-client.ts";
import { type AsyncTransport, MOST_IN_FLIGHT } from "./session.ts";
import { type StartedServer, startServer } from "./started-server.ts";
import { answerCheck, InitializeSchema, PROTOCOL } from "./wire.ts";

/** Whether a selector names a candidate that is spoken to over HTTP. */
export const isHttp = (selector: string): boolean => /^https?:/i.test(selector);

export interface HttpOptions {
  /** A command that starts the server; without it, the server runs already, and goes on running. */
  readonly start?: string | undefined;
  /** Sent with every request, and told nowhere. Default: what the environment has as `POOLPROOF_TOKEN`. */
  readonly token?: string | undefined;
}

const checkInitialized = answerCheck<Declaration>("the answer to initialize", InitializeSchema);

/**
 * @param timeLimitMs how long one request may take, and how long a server may take to start
 * @throws {CandidateError} where the URL is none, or the token is no token
 */
export function httpTransport(
  selector: string,
  timeLimitMs: number,
  suite: { readonly name: string; readonly version: string },
  { start, token: given }: HttpOptions = {},
): AsyncTransport {
  const url = urlOf(selector);
  const token = bearerToken(given);
  let server: StartedServer | undefined;
  const diagnose = async (error: CandidateError) => server?.diagnose(error) ?? error;
  const userAgent = `${suite.name}/${suite.version}`;
  const client = createHttpClient(url, timeLimitMs, token, userAgent, diagnose);
  const hello = { protocol: PROTOCOL, suite };
  const started = async (command: string) => {
    server = await startServer(command, url, token.clean);
    void server.fell.then(client.fail);
    try {
      return await server.firstAnswer(() => client.attempt("initialize", hello), timeLimitMs);
    } catch (error) {
      if (error instanceof CandidateError) client.fail(error);
      throw error;
    }
  };
  return {
    mostInFlight: MOST_IN_FLIGHT,
    initialize: async () =>
      checkInitialized(
        await (start === undefined ? client.request("initialize", hello) : started(start)),
      ),
    reset: (settings) => client.request("reset", settings),
    execute: (messages, observe) => client.request("execute", { messages, observe }),
    snapshot: () => client.request("snapshot", {}),
    close: async () => {
      try {
        // One that runs already is somebody's, and stays. Of one that broke, this tells why.
        if (server) await client.request("shutdown", {});
      } finally {
        await client.close();
        await server?.end();
      }
    },
    lastWords: async () => (await server?.lastWords()) ?? "",
  };
}

function urlOf(selector: string): URL {
  if (!URL.canParse(selector)) throw new CandidateError("bad-selector", `${selector} is no URL`);
  const url = new URL(selector);
  if (url.username || url.password)
    throw new CandidateError(
      "bad-selector",
      "a URL with a name or password in it would be told in every report",
      { hint: "leave it out: a token may be put into the environment as POOLPROOF_TOKEN" },
    );
  return url;
}

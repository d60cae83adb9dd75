/** Candidates behind a URL, spoken to over HTTP. */
import type { Declaration } from "../../model/index.ts";
import { createStore } from "../process/store.ts";
import { CandidateError } from "../protocol/candidate-error.ts";
import { answerCheck } from "../protocol/check.ts";
import { type AsyncTransport, MOST_IN_FLIGHT } from "../protocol/transport.ts";
import { InitializeSchema, PROTOCOL } from "../protocol/wire.ts";
import { bearerToken } from "./bearer-token.ts";
import { createHttpClient, type HttpClient } from "./http-client.ts";
import { urlOf } from "./http-selector.ts";
import { type StartedServer, startServer } from "./started-server.ts";

export interface HttpOptions {
  /** A command that starts the server; without it, the server runs already, and goes on running. */
  readonly start?: string | undefined;
  /** Sent with every request, and told nowhere. Default: what the environment has as `POOLPROOF_TOKEN`. */
  readonly token?: string | undefined;
}

/** A server from its start to its end, or its crash; not started by the suite, it has one life. */
interface Life {
  readonly client: HttpClient;
  server: StartedServer | undefined;
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
  const store = createStore(start ?? "");
  const userAgent = `${suite.name}/${suite.version}`;
  const begin = (): Life => {
    const diagnose = async (error: CandidateError) => life.server?.diagnose(error) ?? error;
    const client = createHttpClient(url, timeLimitMs, token, userAgent, diagnose);
    const life: Life = { client, server: undefined };
    return life;
  };
  let life = begin();
  const hello = { protocol: PROTOCOL, suite };
  const started = async (command: string) => {
    const { client } = life;
    const server = await startServer(command, url, token.clean, store);
    life.server = server;
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
        await (start === undefined ? life.client.request("initialize", hello) : started(start)),
      ),
    reset: (settings) => life.client.request("reset", settings),
    execute: (messages, observe) => life.client.request("execute", { messages, observe }),
    snapshot: () => life.client.request("snapshot", {}),
    programs: (programs) => life.client.request("programs", { programs }),
    // What runs already is somebody's; what was started is started again as it is initialized.
    ...(start !== undefined && {
      crash: async () => {
        const { client, server } = life;
        life = begin();
        // Killed before its connections are closed: it is not to learn of its end.
        await Promise.all([server?.crash(), client.close()]);
      },
    }),
    close: async () => {
      const { client, server } = life;
      try {
        // One that runs already is somebody's, and stays. Of one that broke, this tells why.
        if (server) await client.request("shutdown", {});
      } finally {
        await client.close();
        await server?.end();
        store.remove();
      }
    },
    lastWords: async () => (await life.server?.lastWords()) ?? "",
  };
}

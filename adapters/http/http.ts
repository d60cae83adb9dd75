/** Candidates behind a URL, spoken to over HTTP. */
import { createStore } from "../process/store.ts";
import { CandidateError } from "../protocol/candidate-error.ts";
import { requestsOver } from "../protocol/requests.ts";
import type { Transport } from "../protocol/transport.ts";
import { bearerToken } from "./bearer-token.ts";
import { createHttpClient, type HttpClient } from "./http-client.ts";
import { urlOf } from "./http-selector.ts";
import { type StartedServer, startServer } from "./started-server.ts";

/** A server from its start to its end, or its crash; not started by the suite, it has one life. */
interface Life {
  readonly client: HttpClient;
  server?: StartedServer;
}

/**
 * @param timeLimitMs how long one request may take, and how long a server may take to start
 * @param start a command that starts the server; without it, the server runs already, and goes on running
 * @throws {CandidateError} where the URL is none, or the token is no token
 */
export function httpTransport(selector: string, timeLimitMs: number, start?: string) {
  const url = urlOf(selector);
  const token = bearerToken();
  const store = createStore(start ?? "");
  const begin = (): Life => ({ client: createHttpClient(url, timeLimitMs, token) });
  let life = begin();
  /** After any error but an error answer, no answer can be trusted: all that is under way fails with it. */
  const request = async (method: string, params: object) => {
    const own = life;
    try {
      return await own.client.request(method, params);
    } catch (error) {
      if (!(error instanceof CandidateError) || error.code === "error-answer") throw error;
      throw own.client.fail((await own.server?.diagnose(error)) ?? error);
    }
  };
  const started = async (command: string, hello: object) => {
    const { client } = life;
    const server = await startServer(command, url, token.clean, store);
    life.server = server;
    void server.fell.then(client.fail);
    try {
      return await server.firstAnswer(() => client.request("initialize", hello), timeLimitMs);
    } catch (error) {
      if (error instanceof CandidateError) client.fail(error);
      throw error;
    }
  };
  return {
    ...requestsOver((method, params) =>
      method === "initialize" && start !== undefined
        ? started(start, params)
        : request(method, params),
    ),
    // A server that runs already is not the suite's to kill; its own is started again as it is initialized.
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
        // One that runs already stays. Of one that broke, this throws why.
        if (server) await request("shutdown", {});
      } finally {
        await client.close();
        await server?.end();
        store.remove();
      }
    },
    lastWords: async () => (await life.server?.lastWords()) ?? "",
  } satisfies Transport;
}

/** The requests of the protocol, as every transport of JSON-RPC sends them. */
import { createRequire } from "node:module";
import type { Declaration } from "../../model/index.ts";
import { answerCheck } from "./check.ts";
import type { Transport } from "./transport.ts";
import { InitializeSchema, PROTOCOL } from "./wire.ts";

const { name, version } = createRequire(import.meta.url)("poolproof/package.json") as {
  readonly name: string;
  readonly version: string;
};
export const SUITE = { name, version } as const;

const checkInitialized = answerCheck<Declaration>("the answer to initialize", InitializeSchema);

type Request = (method: string, params: object) => Promise<unknown>;

export const requestsOver = (request: Request) =>
  ({
    initialize: async () =>
      checkInitialized(await request("initialize", { protocol: PROTOCOL, suite: SUITE })),
    reset: (settings) => request("reset", settings),
    execute: (messages, observe) => request("execute", { messages, observe }),
    snapshot: () => request("snapshot", {}),
    programs: (programs) => request("programs", { programs }),
  }) satisfies Partial<Transport>;

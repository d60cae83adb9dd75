/**
 * A license ledger in SQL: every rule is a table, a key or a function of the database; this module
 * translates and forwards, and decides nothing. The caller passes the connection.
 */
import { readFile } from "node:fs/promises";
import type { Candidate, Execution, Observe } from "../../adapters/protocol/port.ts";
import type { Message, Settings, Snapshot } from "../../model/messages.ts";
import type { Choices, Declaration, Feature } from "../../model/statement.ts";

/** PostgreSQL, in this process or on a server. */
export interface Database {
  /** The one value that a function of the ledger answers; parameters that are no scalars go as JSON. */
  call<T>(sql: string, parameters: readonly unknown[]): Promise<T>;
  /** Runs statements that have no parameters, as one transaction where they can stand in one. */
  run(script: string): Promise<void>;
  close(): Promise<void>;
}

export interface LedgerOptions {
  readonly choices?: Partial<Choices>;
  readonly features?: readonly Feature[];
}

/** The settings of every connection: with tables this small, planning anew costs more than it saves. */
export const SESSION_SETTINGS = { plan_cache_mode: "force_generic_plan" } as const;

/** The features of the SQL, over every connection. */
export const OFFERED: readonly Feature[] = [
  "pool",
  "onboarding",
  "maintenance",
  "other-solutions",
  "time",
];

/** In the order in which they refer to each other. */
const SOURCES = ["schema.sql", "messages.sql", "protocol.sql"].map(
  (name) => new URL(name, import.meta.url),
);

/** The dead rows of earlier programs slow down every later one. This is rare enough not to be noticed. */
const RESETS_BETWEEN_VACUUMS = 200;
const VACUUM = "VACUUM server, node_pool, computer, license_in_use, outliving_policy, bulletin";

/**
 * What the ledger declares, which is also what it is installed with.
 * @param offered the features to choose from
 * @throws where one is asked for that is not offered
 */
export function declarationOf(
  name: string,
  offered: readonly Feature[],
  { features = offered, choices = {} }: LedgerOptions,
): Declaration {
  const foreign = features.find((feature) => !offered.includes(feature));
  if (foreign !== undefined) {
    throw new Error(`The SQL ledger has no feature "${foreign}"`);
  }
  return { name, version: "1.0.0", language: "SQL (PL/pgSQL)", features, choices };
}

/** @param more SQL that follows the ledger's own */
export async function installLedger(
  db: Database,
  { features, choices }: Declaration,
  more: readonly URL[] = [],
): Promise<void> {
  const scripts = await Promise.all([...SOURCES, ...more].map((url) => readFile(url, "utf8")));
  await db.run(scripts.join("\n"));
  await db.call("install_server($1, $2)", [JSON.stringify(features), JSON.stringify(choices)]);
}

/** @param execute how messages are handed to the database, which is where the ways to reach it differ */
export function ledgerOn(
  db: Database,
  declaration: Declaration,
  execute: (messages: readonly Message[], observe: Observe) => Promise<Execution>,
): Candidate {
  let resets = 0;
  return {
    declaration,
    async reset({ capacity, otherCapacity }: Settings): Promise<void> {
      resets += 1;
      await db.call("reset_server($1, $2)", [capacity, otherCapacity]);
      if (resets % RESETS_BETWEEN_VACUUMS === 0) {
        await db.run(VACUUM);
      }
    },
    async handle(message: Message) {
      const { outcomes } = await execute([message], "none");
      return outcomes[0] as (typeof outcomes)[number];
    },
    snapshot: () => db.call<Snapshot>("snapshot()", []),
    execute,
    close: () => db.close(),
  };
}

/**
 * A license ledger in SQL, on PostgreSQL embedded in this process: every rule is a table, a key or
 * a function of the database; this module translates and forwards, and decides nothing.
 */
import { readFile } from "node:fs/promises";
import { PGlite } from "@electric-sql/pglite";
import type { Candidate, Execution, Observe } from "../../adapters/port.ts";
import type { Message, Outcome, Settings, Snapshot } from "../../model/messages.ts";
import type { Choices, Feature } from "../../model/statement.ts";

export interface SqlLedgerOptions {
  readonly choices?: Partial<Choices>;
  readonly features?: readonly Feature[];
}

const OFFERED: readonly Feature[] = [
  "pool",
  "onboarding",
  "maintenance",
  "other-solutions",
  "time",
];

/** In the order in which they refer to each other. */
const SOURCES = ["schema.sql", "messages.sql", "protocol.sql"];

/**
 * Nothing vacuums an embedded database by itself, and the dead rows of earlier programs slow every
 * later one down; so often is seldom enough not to be noticed.
 */
const RESETS_BETWEEN_VACUUMS = 200;

async function openDatabase(): Promise<PGlite> {
  const sources = await Promise.all(
    SOURCES.map((name) => readFile(new URL(name, import.meta.url), "utf8")),
  );
  const db = await PGlite.create();
  // Nothing outlives the process, so no commit need wait for a disk; and with tables this small,
  // planning anew for each parameter costs more than any better plan gives back.
  await db.exec("SET synchronous_commit = off; SET plan_cache_mode = force_generic_plan");
  await db.exec(sources.join("\n"));
  return db;
}

/** The one value that a call of a function of the ledger answers. */
async function call<T>(db: PGlite, sql: string, parameters: unknown[]): Promise<T> {
  const { rows } = await db.query<{ answer: T }>(`SELECT ${sql} AS answer`, parameters);
  const [row] = rows;
  if (row === undefined) {
    throw new Error(`The ledger gave no answer to ${sql}`);
  }
  return row.answer;
}

export async function createSqlLedger(options: SqlLedgerOptions = {}): Promise<Candidate> {
  const features = options.features ?? OFFERED;
  const choices = options.choices ?? {};
  const foreign = features.find((feature) => !OFFERED.includes(feature));
  if (foreign !== undefined) {
    throw new Error(`The SQL ledger has no feature "${foreign}"`);
  }
  const db = await openDatabase();
  await call<unknown>(db, "install_server($1, $2)", [features, choices]);
  let resets = 0;
  return {
    declaration: {
      name: "sql-ledger",
      version: "1.0.0",
      language: "SQL (PL/pgSQL)",
      features,
      choices,
    },
    async reset({ capacity, otherCapacity }: Settings): Promise<void> {
      resets += 1;
      await call<unknown>(db, "reset_server($1, $2)", [capacity, otherCapacity]);
      if (resets % RESETS_BETWEEN_VACUUMS === 0) {
        await db.exec("VACUUM");
      }
    },
    handle: (message: Message) => call<Outcome>(db, "handle_message($1)", [message]),
    snapshot: () => call<Snapshot>(db, "snapshot()", []),
    execute: (messages: readonly Message[], observe: Observe) =>
      call<Execution>(db, "execute_program($1, $2)", [messages, observe]),
    close: () => db.close(),
  };
}

export default (): Promise<Candidate> => createSqlLedger();

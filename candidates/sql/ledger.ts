/** The SQL ledger on PostgreSQL embedded in this process: one connection. */
import { PGlite } from "@electric-sql/pglite";
import type { Candidate, Execution } from "../../adapters/protocol/port.ts";
import {
  type Database,
  declarationOf,
  installLedger,
  type LedgerOptions,
  ledgerOn,
  OFFERED,
  SESSION_SETTINGS,
} from "./database.ts";

/** Nothing outlives the process, so no commit need wait for a disk. */
const SETTINGS = { ...SESSION_SETTINGS, synchronous_commit: "off" };

async function openEmbedded(): Promise<Database> {
  const db = await PGlite.create();
  await db.exec(
    Object.entries(SETTINGS)
      .map(([name, value]) => `SET ${name} = ${value};`)
      .join(""),
  );
  return {
    async call<T>(sql: string, parameters: readonly unknown[]): Promise<T> {
      const { rows } = await db.query<{ answer: T }>(`SELECT ${sql} AS answer`, [...parameters]);
      const [row] = rows;
      if (row === undefined) {
        throw new Error(`The ledger gave no answer to ${sql}`);
      }
      return row.answer;
    },
    async run(script) {
      await db.exec(script);
    },
    close: () => db.close(),
  };
}

export async function createSqlLedger(options: LedgerOptions = {}): Promise<Candidate> {
  const declaration = declarationOf("sql-ledger", OFFERED, options);
  const db = await openEmbedded();
  await installLedger(db, declaration);
  // On a single connection a whole program can be one call, which is much faster.
  return ledgerOn(db, declaration, (messages, observe) =>
    db.call<Execution>("execute_program($1, $2)", [JSON.stringify(messages), observe]),
  );
}

export default (): Promise<Candidate> => createSqlLedger();

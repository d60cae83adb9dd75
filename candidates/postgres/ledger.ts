/**
 * The SQL ledger on a PostgreSQL server, with a pool of connections. Three variants, which differ only
 * in how messages that are in flight together come after one another.
 */
import pg from "pg";
import type { Candidate, Execution, Observe } from "../../adapters/protocol/port.ts";
import type { Message, Outcome, Snapshot } from "../../model/messages.ts";
import type { Feature } from "../../model/statement.ts";
import {
  type Database,
  declarationOf,
  installLedger,
  type LedgerOptions,
  ledgerOn,
  OFFERED,
  SESSION_SETTINGS,
} from "../sql/database.ts";
import { startPostgres } from "./server.ts";

/**
 * What each variant relies on, besides the file of its name. A call is a transaction by itself, or `isBracketed`
 * by one from here, as in most frameworks: it then takes some more round trips.
 */
const VARIANTS = {
  naive: { isolation: "read committed", isBracketed: true },
  locking: { isolation: "read committed", isBracketed: false },
  serializable: { isolation: "serializable", isBracketed: false },
} as const;

export type Variant = keyof typeof VARIANTS;
export const VARIANT_NAMES = Object.keys(VARIANTS) as Variant[];

export interface ServedLedgerOptions extends LedgerOptions {
  readonly variant: Variant;
  /** How many messages the database works on at a time. */
  readonly connections?: number;
  /** Whether to go on with the tables of an earlier ledger, which outlive a crash. */
  readonly durable?: boolean;
}

const CONNECTIONS = 8;

/** Serialization failures and deadlocks: the transaction had no effect, and may be sent again. */
const TURNED_DOWN: readonly unknown[] = ["40001", "40P01"];

/** A transaction is rejected only because another one committed, so this is never reached. */
const MAX_ATTEMPTS = 1000;

async function repeated<T>(work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      const isTurnedDown = TURNED_DOWN.includes((error as pg.DatabaseError).code);
      if (!isTurnedDown || attempt === MAX_ATTEMPTS) throw error;
    }
  }
}

async function bracketed<T>(
  pool: pg.Pool,
  work: (client: pg.PoolClient) => Promise<T>,
): Promise<T> {
  const client = await pool.connect();
  try {
    await client.query("BEGIN");
    const result = await work(client);
    await client.query("COMMIT");
    client.release();
    return result;
  } catch (error) {
    // Closed rather than rolled back: that ends its transaction in any state.
    client.release(true);
    throw error;
  }
}

/** @param schema which the tables are in, so that several ledgers fit on one server */
function connect(url: string, schema: string, variant: Variant, connections: number): Database {
  const { isolation, isBracketed } = VARIANTS[variant];
  const settings = {
    ...SESSION_SETTINGS,
    search_path: schema,
    default_transaction_isolation: isolation.replace(" ", "\\ "),
  };
  const pool = new pg.Pool({
    connectionString: url,
    max: connections,
    idleTimeoutMillis: 0,
    options: Object.entries(settings)
      .map(([name, value]) => `-c ${name}=${value}`)
      .join(" "),
  });
  // A connection that breaks while unused is replaced by the next call, which fails if that fails.
  pool.on("error", () => {});
  return {
    async call<T>(sql: string, parameters: readonly unknown[]): Promise<T> {
      // Named, so that each connection plans it once.
      const query = { name: sql, text: `SELECT ${sql} AS answer`, values: [...parameters] };
      const { rows } = await repeated(() =>
        isBracketed
          ? bracketed(pool, (client) => client.query<{ answer: T }>(query))
          : pool.query<{ answer: T }>(query),
      );
      const [row] = rows;
      if (row === undefined) {
        throw new Error(`The ledger gave no answer to ${sql}`);
      }
      return row.answer;
    },
    async run(script) {
      await pool.query(script);
    },
    close: () => pool.end(),
  };
}

/** A message a transaction: an `execute` is a sequence, and others' messages may come in between. */
async function executeInTurn(
  db: Database,
  messages: readonly Message[],
  observe: Observe,
): Promise<Execution> {
  const outcomes: Outcome[] = [];
  const snapshots: Snapshot[] = [];
  for (const [index, message] of messages.entries()) {
    const isShown = observe === "each" || (observe === "last" && index === messages.length - 1);
    const parameters = [JSON.stringify(message), isShown ? "last" : "none"];
    const answer = await db.call<Execution>("execute_in_turn($1, $2)", parameters);
    outcomes.push(...answer.outcomes);
    snapshots.push(...answer.snapshots);
  }
  return { outcomes, snapshots };
}

async function isInstalled(db: Database): Promise<boolean> {
  const isBegun = await db.call<boolean>("to_regclass('setting') IS NOT NULL", []);
  // Its row comes last, so that a partial installation is not taken for one.
  return isBegun && db.call<boolean>("EXISTS (SELECT FROM setting)", []);
}

/**
 * A ledger on the server at `url`, in its own tables: those of an earlier one of the same variant are dropped, unless it is
 * durable.
 * @throws where no server answers there, or the ledger lacks a requested feature
 */
export async function connectLedger(url: string, options: ServedLedgerOptions): Promise<Candidate> {
  const { variant, connections = CONNECTIONS, durable = false } = options;
  const added: readonly Feature[] = durable ? ["concurrency", "durability"] : ["concurrency"];
  const declaration = declarationOf(`postgres-${variant}`, [...OFFERED, ...added], options);
  const schema = `poolproof_${variant}`;
  const db = connect(url, schema, variant, connections);
  const execute = (messages: readonly Message[], observe: Observe) =>
    executeInTurn(db, messages, observe);
  try {
    if (!(durable && (await isInstalled(db)))) {
      await db.run(`DROP SCHEMA IF EXISTS ${schema} CASCADE; CREATE SCHEMA ${schema}`);
      const files = [`${variant}.sql`, "turns.sql", ...(durable ? ["durable.sql"] : [])];
      await installLedger(
        db,
        declaration,
        files.map((file) => new URL(file, import.meta.url)),
      );
    }
    // Opened before anyone waits for them; a day that passes changes nothing.
    const warmUp = () => execute([{ type: "passDays", days: 1 }], "last");
    await Promise.all(Array.from({ length: connections }, warmUp));
  } catch (error) {
    await db.close();
    throw error;
  }
  return ledgerOn(db, declaration, execute);
}

/** A ledger on its own server, which ends with it. */
export async function startLedger(
  options: ServedLedgerOptions & { readonly store?: string },
): Promise<Candidate> {
  const { store } = options;
  const server = await startPostgres(store === undefined ? {} : { store });
  try {
    const ledger = await connectLedger(server.url, { durable: store !== undefined, ...options });
    return {
      ...ledger,
      close: async () => {
        await ledger.close?.();
        await server.stop();
      },
    };
  } catch (error) {
    await server.stop();
    throw error;
  }
}

export const naive = (): Promise<Candidate> => startLedger({ variant: "naive" });
export const locking = (): Promise<Candidate> => startLedger({ variant: "locking" });
export const serializable = (): Promise<Candidate> => startLedger({ variant: "serializable" });

export default locking;

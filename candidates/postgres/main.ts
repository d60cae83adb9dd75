/**
 * The SQL ledger on a PostgreSQL server, behind HTTP. Prints its URL when it is ready; ends on `shutdown`,
 * SIGINT and SIGTERM, with everything that it started.
 *
 *   node --import tsx candidates/postgres/main.ts --variant locking --port 0
 */
import { Command, Option } from "commander";
import type { Candidate } from "../../adapters/protocol/port.ts";
import type { Choices, Feature } from "../../model/statement.ts";
import { serveOverHttp } from "./http.ts";
import { connectLedger, startLedger, VARIANT_NAMES, type Variant } from "./ledger.ts";

interface Options {
  readonly variant: Variant;
  readonly port: number;
  readonly connections: number;
  readonly store?: string;
  readonly database?: string;
  readonly untilEof?: boolean;
  readonly features?: readonly Feature[];
  readonly choice: Partial<Choices>;
}

const collectChoice = (text: string, chosen: Partial<Choices>) => {
  const [choice = "", value = ""] = text.split("=");
  return { ...chosen, [choice]: value };
};

const { database, store, port, choice, untilEof, ...options } = new Command("postgres-ledger")
  .addOption(
    new Option("--variant <name>", "how concurrent messages are kept apart")
      .choices(VARIANT_NAMES)
      .default("locking"),
  )
  .option("--port <number>", "where to listen on 127.0.0.1; 0 takes a free one", Number, 0)
  .option("--connections <number>", "to the database", Number, 8)
  .addOption(
    new Option("--store <folder>", "keeps the ledger there; it is gone on with").conflicts(
      "database",
    ),
  )
  .option("--database <url>", "a PostgreSQL server to use, in place of one of its own")
  .option("--until-eof", "end when standard input does, too: with whoever started it")
  .option("--features <names>", "what to declare, with commas", (text) => text.split(","))
  .option("--choice <name=value>", "a reading other than the default one", collectChoice, {})
  .parse()
  .opts<Options>();

const asked = { ...options, choices: choice };
const ledger: Candidate = await (database === undefined
  ? startLedger({ ...asked, ...(store !== undefined && { store }) })
  : connectLedger(database, asked));

let isEnding = false;
async function end(): Promise<void> {
  if (isEnding) return;
  isEnding = true;
  if (untilEof) process.stdin.destroy();
  await server.close();
  await ledger.close?.();
}
const server = await serveOverHttp(ledger, port, end);
for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, end);
if (untilEof) process.stdin.once("end", end).resume();
console.log(server.url);

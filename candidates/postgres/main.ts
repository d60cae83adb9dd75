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
    new Option("--variant <name>", "how concurrent messages are isolated")
      .choices(VARIANT_NAMES)
      .default("locking"),
  )
  .option("--port <number>", "the port on 127.0.0.1; 0 takes a free one", Number, 0)
  .option("--connections <number>", "to the database", Number, 8)
  .addOption(
    new Option("--store <folder>", "keep the ledger there, and go on with what is there").conflicts(
      "database",
    ),
  )
  .option("--database <url>", "use this PostgreSQL server")
  .option("--until-eof", "end when standard input ends, too")
  .option("--features <names>", "what to declare, with commas", (text) => text.split(","))
  .option("--choice <name=value>", "a choice other than the default", collectChoice, {})
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

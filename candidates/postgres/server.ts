/** A private PostgreSQL server on a free loopback port, which ends with the process that started it. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

export interface PostgresServer {
  /** Where it listens, with the name and the password of its superuser. */
  readonly url: string;
  /** Resolves when the server and everything that it left on the disk are gone; a store stays. */
  stop(): Promise<void>;
}

export interface PostgresServerOptions {
  /** A folder that outlives the server: in it, nothing that was committed is lost if all is killed. */
  readonly store?: string;
  /** The folder of the programs to use; looked for by default. */
  readonly bin?: string;
}

/** The variable by which the suite finds the processes of a candidate that it started. */
const MARK = "POOLPROOF_SESSION";

const GUARDIAN = fileURLToPath(new URL("guardian.mjs", import.meta.url));

/**
 * Starts a server from the programs that come with npm, or else from an installed PostgreSQL; it takes a
 * second or two. The server ends by itself when this process ends, however it ends.
 * @throws where no PostgreSQL runs on this machine; the message names what to install
 */
export async function startPostgres(options: PostgresServerOptions = {}): Promise<PostgresServer> {
  // Neither Ctrl-C in a terminal nor the suite's end of a candidate reaches it: it ends by itself, and
  // killed it could not clean up. With a store, that is what a kill is to show.
  const { [MARK]: mark, ...unmarked } = process.env;
  const guardian = spawn(process.execPath, [GUARDIAN, JSON.stringify(options)], {
    detached: true,
    env: options.store === undefined ? unmarked : process.env,
    stdio: ["pipe", "pipe", "inherit"],
  });
  const gone = once(guardian, "close");
  // It may be gone before it is asked to end.
  guardian.stdin.on("error", () => {});
  const lines = createInterface(guardian.stdout);
  const [line] = (await Promise.race([
    once(lines, "line"),
    gone.then(() => ['{"error": "the PostgreSQL server was ended before it had started"}']),
  ])) as [string];
  const { url, error } = JSON.parse(line) as { url?: string; error?: string };
  if (url === undefined) {
    await gone;
    throw new Error(error);
  }
  return {
    url,
    stop: async () => {
      guardian.stdin.end();
      await gone;
    },
  };
}

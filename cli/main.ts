/** The command, as a process. */
import { EXIT_CODES } from "../reports/data/report.ts";
import { commandLine, printFault } from "./command-line.ts";
import { leaveStuckThreads } from "./thread.ts";

/** Node's exit code for a process that has nothing left to wait for, but a pending top-level await. */
const UNSETTLED = 13;

let isLost = false;
// A reader may stop before the end, as `head` does: the run goes on, and its exit code and files stay the same.
process.stdout.on("error", ({ code, message }: NodeJS.ErrnoException) => {
  if (code === "EPIPE" || isLost) return;
  isLost = true;
  process.stderr.write(`poolproof: standard output cannot be written: ${message}\n`);
});
// No verdict goes there, and there is no place to report it.
process.stderr.on("error", () => undefined);

// Node ends with 1 there, which would say that a candidate breaks a clause.
process.on("uncaughtException", (error) => {
  printFault(error);
  process.exit(EXIT_CODES.broken);
});
process.on("exit", () => {
  if (isLost || process.exitCode === UNSETTLED) process.exitCode = EXIT_CODES.broken;
});

await commandLine(process.argv.slice(2));
await leaveStuckThreads();

/** The command, as a process. */
import { EXIT_CODES } from "../reports/data/report.ts";
import { commandLine, printFault } from "./command-line.ts";
import { leaveStuckThreads } from "./own-thread.ts";

/** Of Node, for a process that has nothing left to wait for and is not done. */
const UNSETTLED = 13;

let isLost = false;
// Whoever reads may stop before the end, as `head` does: the run goes on, and its exit code and files are as they would be.
process.stdout.on("error", ({ code, message }: NodeJS.ErrnoException) => {
  if (code === "EPIPE" || isLost) return;
  isLost = true;
  process.stderr.write(`poolproof: standard output cannot be written: ${message}\n`);
});
// What goes there is no verdict, and there is nowhere to tell of it.
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

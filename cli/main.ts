/** The command, as a process. */
import { commandLine } from "./command-line.ts";
import { leaveStuckThreads } from "./own-thread.ts";

// Whoever reads may stop before the end, as `head` does: the run goes on, and its exit code and files are as they would be.
for (const stream of [process.stdout, process.stderr])
  stream.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error;
  });

await commandLine(process.argv.slice(2));
await leaveStuckThreads();

/** The command, as a process. */
import { commandLine } from "./command-line.ts";

await commandLine(process.argv.slice(2));

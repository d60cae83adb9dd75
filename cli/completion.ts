/** `poolproof completion`: a script for the shell, which asks the command itself what may come next. */
import { type Dirent, readdirSync } from "node:fs";
import type { Complete } from "@bomb.sh/tab";
import tab from "@bomb.sh/tab/commander";
import type { Command } from "commander";
import { NAMES } from "../workbench/explaining.ts";
import { inScreen } from "./options.ts";

/** The script asks for files here, since a shell would offer all that there are: a candidate is a module, a replay's file is JSON. */
function completeFiles(complete: Complete): void {
  const word = process.argv.at(-1) ?? "";
  const folder = word.slice(0, word.lastIndexOf("/") + 1);
  complete("reference", "the reference model itself");
  for (const entry of entriesOf(folder || ".")) {
    if (entry.isDirectory()) complete(`${folder || "./"}${entry.name}/`, "");
    else if (/\.([cm]?[jt]s|json)$/.test(entry.name))
      complete(`${folder || "./"}${entry.name}`, "");
  }
}

/** A report, and what shards are joined from, are folders. */
function completeFolders(complete: Complete): void {
  const word = process.argv.at(-1) ?? "";
  const folder = word.slice(0, word.lastIndexOf("/") + 1);
  for (const entry of entriesOf(folder || "."))
    if (entry.isDirectory()) complete(`${folder || "./"}${entry.name}/`, "");
}

function entriesOf(folder: string): readonly Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}

/** Adds the command, and the hidden one that the script calls. What may follow is read off the other commands. */
export function addCompletion(program: Command): void {
  const root = tab(program, { completionCommandName: "completion" });
  root.commands.get("explain")?.argument("name", (complete) => {
    for (const name of NAMES) if (!name.includes(" ")) complete(name, "");
  });
  for (const command of ["run", "doctor", "probe", "compare", "adequacy", "replay"])
    root.commands.get(command)?.argument("candidate", completeFiles, true);
  for (const command of ["merge", "report"])
    root.commands.get(command)?.argument("dir", completeFolders, true);
  const completion = program.commands.find((command) => command.name() === "completion");
  completion
    ?.summary("a script that completes all of this")
    .description("print a script that completes commands and options in your shell")
    .configureHelp(inScreen)
    .addHelpText(
      "after",
      `
bash: source <(poolproof completion bash); zsh alike
fish: poolproof completion fish | source
It needs poolproof on the path: installed with --global, or an alias.`,
    );
}

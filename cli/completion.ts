/** `poolproof completion`: a script for the shell, which asks the command itself for completions. */
import { type Dirent, readdirSync } from "node:fs";
import type { Complete } from "@bomb.sh/tab";
import tab from "@bomb.sh/tab/commander";
import type { Command, HelpConfiguration } from "commander";
import { NAMES } from "../workbench/explaining.ts";

/**
 * Completes a path. A shell by itself would offer every file.
 * @param isWanted whether to offer a file; folders are always offered
 */
function completePath(complete: Complete, isWanted: (name: string) => boolean): void {
  const word = process.argv.at(-1) ?? "";
  const folder = word.slice(0, word.lastIndexOf("/") + 1);
  for (const entry of entriesOf(folder || ".")) {
    const path = `${folder || "./"}${entry.name}`;
    if (entry.isDirectory()) complete(`${path}/`, "");
    else if (isWanted(entry.name)) complete(path, "");
  }
}

/** A candidate is a module, and the file of a replay is JSON. */
function completeCandidate(complete: Complete): void {
  complete("reference", "the reference model itself");
  completePath(complete, (name) => /\.([cm]?[jt]s|json)$/.test(name));
}

function entriesOf(folder: string): readonly Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}

/** Adds the command, and the hidden one that the script calls. Both read the other commands. */
export function addCompletion(program: Command, help: HelpConfiguration): void {
  const root = tab(program, { completionCommandName: "completion" });
  root.commands.get("explain")?.argument("name", (complete) => {
    for (const name of NAMES) if (!name.includes(" ")) complete(name, "");
  });
  for (const command of ["run", "doctor", "probe", "compare", "adequacy", "replay"])
    root.commands.get(command)?.argument("candidate", completeCandidate, true);
  for (const command of ["merge", "report"])
    root.commands.get(command)?.argument("dir", (all) => completePath(all, () => false), true);
  const completion = program.commands.find((command) => command.name() === "completion");
  completion
    ?.summary("a script that completes all of this")
    .description("print a script that completes commands and options in your shell")
    .configureHelp(help)
    .addHelpText(
      "after",
      `
bash: source <(poolproof completion bash); zsh alike
fish: poolproof completion fish | source
It needs poolproof on the path: installed with --global, or an alias.`,
    );
}

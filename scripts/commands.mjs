// Writes docs/commands.md, the reference of the command line, from the commands themselves.
import { writeFileSync } from "node:fs";
import { tsImport } from "tsx/esm/api";

const { commandsPage } = await tsImport("../cli/commands-page.ts", import.meta.url);
const { createProgram } = await tsImport("../cli/program.ts", import.meta.url);

writeFileSync("docs/commands.md", commandsPage(createProgram()));

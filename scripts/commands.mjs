// Writes docs/commands.md, the reference of the command line, from the commands themselves. Run it after a build.
import { writeFileSync } from "node:fs";
import { commandsPage } from "../dist/cli/commands-page.js";
import { createProgram } from "../dist/cli/program.js";

writeFileSync("docs/commands.md", commandsPage(createProgram()));

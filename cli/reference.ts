/** The pages of the documentation that are made of the code, by `npm run reference`. A test holds them to it. */
import { reportSchemaPage } from "../reports/data/report-schema-page.ts";
import { propertiesPage } from "../workbench/properties-page.ts";
import { commandsPage } from "./commands-page.ts";
import { createProgram } from "./program.ts";

/** By the path of each, in the repository. */
export const REFERENCE: Readonly<Record<string, () => string>> = {
  "docs/commands.md": () => commandsPage(createProgram()),
  "docs/properties.md": propertiesPage,
  "docs/report-schema.md": reportSchemaPage,
};

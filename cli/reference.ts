/** The pages of the documentation that are made of the code, by `npm run reference`. A test compares them. */
import type { Argument, Command, Option } from "commander";
import { reportSchemaPage } from "../reports/data/report-schema-page.ts";
import { propertiesPage } from "../workbench/properties-page.ts";
import { createProgram, termOf } from "./commands.ts";

/** By the path of each, in the repository. */
export const REFERENCE: Readonly<Record<string, () => string>> = {
  "docs/commands.md": () => commandsPage(createProgram()),
  "docs/properties.md": propertiesPage,
  "docs/report-schema.md": reportSchemaPage,
};

const HEAD = `# The command line

This page is made of the commands themselves, by \`npm run reference\`. \`npx poolproof <command> --help\` prints the same.
`;

function commandsPage(program: Command): string {
  const help = program.createHelp();
  const commands = help.visibleCommands(program).filter((command) => command.name() !== "help");
  return [HEAD, ...commands.map(section)].join("\n");
}

function section(command: Command): string {
  const options = command.options.filter(({ hidden }) => !hidden);
  return [
    `## ${command.name()}`,
    "",
    `${capitalised(command.description())}.`,
    "",
    "```",
    `poolproof ${[command.name(), ...command.registeredArguments.map(termOf), ...(options.length > 0 ? ["[options]"] : [])].join(" ")}`,
    "```",
    "",
    ...table("argument", command.registeredArguments.map(argumentRow)),
    ...table("option", options.map(optionRow)),
  ].join("\n");
}

const capitalised = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

type Row = readonly [what: string, does: string];

const argumentRow = (argument: Argument): Row => [
  `\`${termOf(argument)}\``,
  `${argument.description}${choices(argument.argChoices)}`,
];

const optionRow = (option: Option): Row => [
  `\`${option.flags}\``,
  `${option.description}${choices(option.argChoices)}${option.defaultValue === undefined || option.defaultValue === false ? "" : `; ${JSON.stringify(option.defaultValue)} by default`}`,
];

const choices = (values: readonly string[] | undefined) =>
  values ? `: ${values.map((value) => `\`${value}\``).join(", ")}` : "";

function table(of: string, rows: readonly Row[]): readonly string[] {
  if (rows.length === 0) return [];
  const cells = rows.map((row) => row.map((cell) => cell.replaceAll("|", "\\|")));
  return [
    `| ${of} | what it does |`,
    "| --- | --- |",
    ...cells.map((row) => `| ${row.join(" | ")} |`),
    "",
  ];
}

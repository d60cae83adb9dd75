/** The reference of the command line as a page of the documentation, made of the commands themselves. */
import type { Argument, Command, Option } from "commander";

const HEAD = `# The command line

This page is made of the commands themselves, by \`npm run reference\`. All that they print is told by
\`npx poolproof <command> --help\` too.
`;

export function commandsPage(program: Command): string {
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
    `poolproof ${[command.name(), ...command.registeredArguments.map(written), ...(options.length > 0 ? ["[options]"] : [])].join(" ")}`,
    "```",
    "",
    ...table("argument", command.registeredArguments.map(argumentRow)),
    ...table("option", options.map(optionRow)),
  ].join("\n");
}

const capitalised = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

const written = (argument: Argument) => {
  const name = argument.name() + (argument.variadic ? "…" : "");
  return argument.required ? `<${name}>` : `[${name}]`;
};

type Row = readonly [what: string, does: string];

const argumentRow = (argument: Argument): Row => [
  `\`${written(argument)}\``,
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

/** `poolproof init`: writes an adapter to begin with. */
import { Argument, Command, Option } from "commander";
import { quoted } from "../reports/story/replay-line.ts";
import { DEFAULT_FOLDER, LANGUAGES, type Language, scaffold } from "../workbench/scaffold.ts";
import { print, style } from "./output.ts";
import { UsageError } from "./usage-error.ts";

const NAMES = Object.keys(LANGUAGES) as Language[];

interface InitOptions {
  readonly language?: Language;
}

/** @throws {UsageError} where it would overwrite something, and where there is nobody to ask for the language */
export async function init(given: string | undefined, { language }: InitOptions): Promise<void> {
  const { folder, wanted } = language
    ? { folder: given ?? DEFAULT_FOLDER, wanted: language }
    : await ask(given);
  const { files, told } = write(folder, wanted);
  const candidate = quoted(told.candidate(folder));
  const steps = [
    // In brackets, so that what comes next is run from here.
    ...(told.build ? [`(cd ${quoted(folder)} && ${told.build})`] : []),
    `npx poolproof doctor ${candidate}`,
    `npx poolproof run ${candidate}`,
  ];
  const task = told.task ?? `Write your server into ${style.strong(told.main)}, or call it there.`;
  print(
    `${[
      ...files.map((file) => `${style.good("+")} ${file}`),
      "",
      `${task} What comes next is told by:`,
      ...steps.map((step) => `  ${step}`),
      ...(told.besides ? ["", told.besides] : []),
    ].join("\n")}\n`,
  );
}

function write(folder: string, language: Language) {
  try {
    return scaffold(folder, language);
  } catch (error) {
    if (error instanceof RangeError) throw new UsageError(error.message);
    throw new UsageError(`${folder} cannot be written to: ${(error as Error).message}`);
  }
}

async function ask(given: string | undefined) {
  // A terminal that tells no width shows a question letter by letter.
  if (!process.stdin.isTTY || !process.stdout.isTTY || !process.stdout.columns)
    throw new UsageError(`say in which language: --language ${NAMES.join("|")}`);
  const { isCancel, select, text } = await import("@clack/prompts");
  const wanted = await select({
    message: "In which language is your server, or may an adapter of it be?",
    options: NAMES.map((value) => ({ value, label: LANGUAGES[value].title })),
  });
  const folder =
    given ??
    (isCancel(wanted)
      ? wanted
      : await text({
          message: "Into which folder?",
          placeholder: DEFAULT_FOLDER,
          defaultValue: DEFAULT_FOLDER,
        }));
  if (isCancel(wanted) || isCancel(folder)) throw new UsageError("nothing was written");
  return { folder, wanted };
}

export function initCommand(): Command {
  return new Command("init")
    .summary("write an adapter to begin with")
    .description("write an adapter to begin with, which says itself what comes next")
    .addArgument(new Argument("[dir]", "the folder for it").default(undefined, DEFAULT_FOLDER))
    .addOption(
      new Option("--language <name>", "asked for on a terminal, if omitted").choices(NAMES),
    )
    .addHelpText(
      "after",
      "\nExit codes: 0 it is written, 2 it would overwrite something, or usage.",
    )
    .action(init);
}

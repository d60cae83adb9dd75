/** `poolproof init`: writes an adapter to start from. */
import { quoted } from "../reports/story/replay-line.ts";
import { DEFAULT_FOLDER, LANGUAGES, type Language, scaffold } from "../workbench/scaffold.ts";
import { print, style } from "./output.ts";
import { UsageError } from "./usage-error.ts";

const NAMES = Object.keys(LANGUAGES) as Language[];

interface InitOptions {
  readonly language?: Language;
}

/** @throws {UsageError} if it would overwrite something, or cannot ask for the language */
export async function init(given: string | undefined, { language }: InitOptions): Promise<void> {
  const { folder, wanted } = language
    ? { folder: given ?? DEFAULT_FOLDER, wanted: language }
    : await ask(given);
  const { files, info } = write(folder, wanted);
  const candidate = quoted(info.candidate(folder));
  const steps = [
    // In a subshell, so that the next command runs from here.
    ...(info.build ? [`(cd ${quoted(folder)} && ${info.build})`] : []),
    `npx poolproof doctor ${candidate}`,
    `npx poolproof run ${candidate}`,
  ];
  const task = info.task ?? `Write your server into ${style.strong(info.main)}, or call it there.`;
  print(
    `${[
      ...files.map((file) => `${style.good("+")} ${file}`),
      "",
      `${task} Next:`,
      ...steps.map((step) => `  ${step}`),
      ...(info.besides ? ["", info.besides] : []),
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
  // A terminal without a width shows a question letter by letter.
  if (!process.stdin.isTTY || !process.stdout.isTTY || !process.stdout.columns)
    throw new UsageError(`name a language: --language ${NAMES.join("|")}`);
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

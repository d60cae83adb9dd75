/** `poolproof init`: an adapter to start from, in the language of the reader. */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, dirname, isAbsolute, join, resolve } from "node:path";

interface LanguageInfo {
  readonly title: string;
  /** The file to complete, or to follow. */
  readonly main: string;
  /** What to do with it, if that is not to complete it. */
  readonly task?: string;
  /** Where to find what else its reader may want. */
  readonly besides?: string;
  /** Its selector, seen from where the adapter lies in `folder`. */
  readonly candidate: (folder: string) => string;
  /** The command that builds it, if it has to be built. */
  readonly build?: string;
}

export const LANGUAGES = {
  ts: {
    title: "TypeScript",
    main: "adapter.ts",
    candidate: (folder) => asPath(join(folder, "adapter.ts")),
  },
  js: {
    title: "JavaScript",
    main: "adapter.mjs",
    candidate: (folder) => asPath(join(folder, "adapter.mjs")),
    besides:
      "It is loaded in process. One over stdio, for a program of its own, is in docs/adapters.md of the suite.",
  },
  python: {
    title: "Python",
    main: "adapter.py",
    candidate: (folder) => `stdio:python3 ${argument(join(folder, "adapter.py"))}`,
  },
  go: {
    title: "Go",
    main: "main.go",
    candidate: (folder) => `stdio:${argument(asPath(join(folder, "adapter")))}`,
    build: "go build -o adapter .",
  },
  java: {
    title: "Java",
    main: "Adapter.java",
    candidate: (folder) => `stdio:java ${argument(join(folder, "Adapter.java"))}`,
  },
  csharp: {
    title: "C#",
    main: "Program.cs",
    candidate: (folder) => `stdio:dotnet ${argument(join(folder, "bin", "adapter.dll"))}`,
    build: "dotnet build -o bin",
  },
  generic: {
    title: "any other language",
    main: "conversation.jsonl",
    task: "Let your program answer each line of conversation.jsonl; README.md has the answers.",
    candidate: () => "stdio:your-program",
  },
} as const satisfies Readonly<Record<string, LanguageInfo>>;

export type Language = keyof typeof LANGUAGES;

/** A path that is not taken for the name of a package or a command. */
const asPath = (path: string) => (isAbsolute(path) ? path : `./${path}`);

const argument = (path: string) => (/\s/.test(path) ? `"${path}"` : path);

/** What the templates call the server, until it has the name of its folder. */
const NAME = "my-license-server";

const templates = () =>
  join(dirname(createRequire(import.meta.url).resolve("poolproof/package.json")), "templates");

export interface Scaffold {
  /** Their paths, sorted. */
  readonly files: readonly string[];
  readonly info: LanguageInfo;
}

/**
 * Writes an adapter into a folder, and makes the folder if it is missing.
 * @throws {RangeError} if one of its files exists already; nothing is written then
 */
export function scaffold(folder: string, language: Language): Scaffold {
  const from = join(templates(), language);
  const names = readdirSync(from).sort();
  const there = new Set(filesIn(folder));
  const taken = names.filter((name) => there.has(name));
  if (taken.length > 0)
    throw new RangeError(
      `${taken.join(", ")} in ${folder} would be overwritten; nothing was written`,
    );
  mkdirSync(folder, { recursive: true });
  const name = nameOf(folder);
  for (const file of names)
    writeFileSync(
      join(folder, file),
      readFileSync(join(from, file), "utf8").replaceAll(NAME, () => name),
      { flag: "wx" },
    );
  return { files: names.map((file) => join(folder, file)), info: LANGUAGES[language] };
}

function filesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw new RangeError(`${folder}: ${(error as Error).message}`);
  }
}

/** The name of the project, if the folder has the default name. */
function nameOf(folder: string): string {
  const path = resolve(folder);
  const own = basename(path);
  const name = own === DEFAULT_FOLDER ? basename(dirname(path)) : own;
  return /^[\w.-]+$/.test(name) ? name : NAME;
}

export const DEFAULT_FOLDER = "conformance";

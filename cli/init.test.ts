import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { afterAll, describe, expect, test, vi } from "vitest";
import { checkConformance } from "../suite/conformance.ts";
import { LANGUAGES, type Language, scaffold } from "../workbench/scaffold.ts";
import { COMPLETED, completed, GO } from "./completed.test-helper.ts";
import { init } from "./init.ts";
import { UsageError } from "./usage-error.ts";

const root = mkdtempSync(join(tmpdir(), "poolproof-init-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));

// A program that lives for two seconds is not worth a compiler's best.
vi.stubEnv("JAVA_TOOL_OPTIONS", "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC");
afterAll(() => vi.unstubAllEnvs());

/** Where the toolchain of another language is, its skeleton is run too. */
const isThere = (command: string, ...args: readonly string[]) =>
  spawnSync(command, args).status === 0;

/** As few programs as can be conformant: some properties look at one in thirty. */
/** Java compiles its source before it answers, which takes long where other tests run beside it. */
const START_LIMIT_MS = 50_000;
const QUICK = {
  programs: 200,
  exhaustive: false,
  shortest: 0,
  requestTimeLimitMs: START_LIMIT_MS,
} as const;

const candidateIn = (language: Language, folder: string) => LANGUAGES[language].candidate(folder);

describe.each(Object.entries(COMPLETED) as [keyof typeof COMPLETED, string][])(
  "the skeleton in %s",
  (language, server) => {
    const folder = join(root, "begun", language);
    scaffold(folder, language);

    test("says what comes next, the first time it is run", async () => {
      const { verdict, error } = await checkConformance(candidateIn(language, folder), QUICK);
      expect(verdict).toBe("broken");
      expect(error).toMatchObject({
        code: "not-implemented",
        message: "reset is not implemented yet",
      });
      expect(error?.hint).toContain("implement reset next: empty the server");
    });

    test("is conformant once it is written", async () => {
      const own = join(root, "written", language);
      const file = join(own, scaffold(own, language).info.main);
      writeFileSync(file, completed(readFileSync(file, "utf8"), server));
      const report = await checkConformance(candidateIn(language, own), QUICK);
      expect(report.error).toBeUndefined();
      expect(report.verdict).toBe("conformant");
      expect(report.candidate.name).toBe(language);
    });
  },
);

test("half written, it says which message is next", async () => {
  const folder = join(root, "half");
  scaffold(folder, "js");
  const file = join(folder, "adapter.mjs");
  const half = COMPLETED.js.replace(
    / {2}retire\([\s\S]*?\n {2}\}\n/,
    '  retire() { notImplemented("retire"); }\n',
  );
  writeFileSync(file, completed(readFileSync(file, "utf8"), half));
  const { error } = await checkConformance(file, QUICK);
  expect(error?.hint).toMatch(/^implement retire next: the record becomes retired/);
});

if (isThere("go", "version"))
  test("the skeleton in go compiles, and is conformant once it is written", async () => {
    const folder = join(root, "go");
    const file = join(folder, scaffold(folder, "go").info.main);
    const go = (...args: readonly string[]) =>
      spawnSync("go", args, { cwd: folder, encoding: "utf8" }).stderr;
    expect(go("vet", ".")).toBe("");
    writeFileSync(file, completed(readFileSync(file, "utf8"), GO));
    expect(go("build", "-o", "adapter", ".")).toBe("");
    const report = await checkConformance(candidateIn("go", folder), QUICK);
    expect(report.error).toBeUndefined();
    expect(report.verdict).toBe("conformant");
  });

if (isThere("dotnet", "--version"))
  test("the skeleton in csharp compiles", () => {
    scaffold(join(root, "csharp"), "csharp");
    expect(isThere("dotnet", "build", join(root, "csharp"))).toBe(true);
  });

test.each(Object.keys(LANGUAGES) as Language[])("in %s it has its own README", (language) => {
  const folder = join(root, "all", language, "conformance");
  const { files, info } = scaffold(folder, language);
  expect(files).toContain(join(folder, "README.md"));
  expect(files).toContain(join(folder, info.main));
  const readme = readFileSync(join(folder, "README.md"), "utf8");
  expect(readme).toContain(`# The adapter of ${language} for Poolproof`);
  // From its own folder it is selected as it stands there.
  if (language !== "generic") expect(readme).toContain(info.candidate("."));
  expect(readme).toContain("npx poolproof doctor");
});

test("the conversation for any other language goes through all methods and messages of the pool", () => {
  const folder = join(root, "any");
  scaffold(folder, "generic");
  const text = readFileSync(join(folder, "conversation.jsonl"), "utf8");
  const requests = text
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));
  const said = requests.map(({ method, params }) => ({
    method,
    types: params.messages?.map((m: { type: string }) => m.type),
  }));
  expect([...new Set(said.map(({ method }) => method))]).toEqual([
    "initialize",
    "reset",
    "execute",
    "snapshot",
    "shutdown",
  ]);
  expect(new Set(said.flatMap(({ types }) => types ?? [])).size).toBe(5);
});

describe("the command", () => {
  const quietly = async (work: () => Promise<void>) => {
    let text = "";
    const write = vi.spyOn(process.stdout, "write").mockImplementation((chunk) => {
      text += String(chunk);
      return true;
    });
    await work().finally(() => write.mockRestore());
    return stripVTControlCharacters(text);
  };

  test("tells what to run next", async () => {
    const folder = join(root, "told");
    const text = await quietly(() => init(folder, { language: "go" }));
    expect(text).toContain(`+ ${join(folder, "main.go")}`);
    expect(text).toContain(`(cd ${folder} && go build -o adapter .)`);
    expect(text).toMatch(
      /npx poolproof doctor 'stdio:.*adapter'|npx poolproof doctor stdio:.*adapter/,
    );
  });

  test("sends nobody to write a server into a README, and tells of the way that it did not take", async () => {
    const generic = await quietly(() => init(join(root, "any-program"), { language: "generic" }));
    expect(generic).toContain("Let your program answer each line of conversation.jsonl");
    expect(generic).not.toContain("Write your server");
    const js = await quietly(() => init(join(root, "a-module"), { language: "js" }));
    expect(js).toContain("Write your server into adapter.mjs");
    expect(js).toContain("One over stdio, for a program of its own, is in docs/adapters.md");
  });

  test("overwrites nothing, and writes nothing then", async () => {
    const folder = join(root, "mine");
    await quietly(() => init(folder, { language: "generic" }));
    const before = readdirSync(folder);
    writeFileSync(join(folder, "README.md"), "mine");
    await expect(init(folder, { language: "java" })).rejects.toThrow(UsageError);
    expect(readdirSync(folder)).toEqual(before);
    expect(readFileSync(join(folder, "README.md"), "utf8")).toBe("mine");
  });

  test("asks nobody where there is nobody", async () => {
    await expect(init(undefined, {})).rejects.toThrow(
      "--language ts|js|python|go|java|csharp|generic",
    );
  });
});

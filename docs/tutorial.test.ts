/** The tutorial is gone through as a reader does it: its files written, its commands run, their output compared. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgsStringToArgv } from "string-argv";
import { afterAll, expect, test } from "vitest";
import { blocksOf, converse, firstDifference, root } from "./pages.test-helper.ts";

const PAGE = "docs/tutorial.md";
const MAIN = join(root, "dist", "cli", "main.js");

const home = mkdtempSync(join(tmpdir(), "poolproof-tutorial-"));
afterAll(() => rmSync(home, { recursive: true, force: true }));

/** As on the reader's own machine: what failed before is kept there, and run first. */
const { CI: _, ...env } = process.env;

/** A reader, who has a folder before them and the output of the last command. */
interface Reader {
  readonly folder: string;
  readonly printed: string;
}

function runCommand(reader: Reader, line: string): Reader {
  const [program, ...args] = parseArgsStringToArgv(line.replace(/#.*$/, ""));
  if (program === "cd") return { ...reader, folder: join(reader.folder, args[0] ?? "") };
  const npx = program === "npx" && args[0] === "poolproof";
  const [command, given] = npx ? ["node", [MAIN, ...args.slice(1)]] : [program ?? "", args];
  const { stdout, stderr } = spawnSync(command, given, {
    cwd: reader.folder,
    encoding: "utf8",
    env: { ...env, NO_COLOR: "1" },
  });
  return { ...reader, printed: stdout + stderr };
}

const MEMBER = / {4}def (\w+)/;

/** Puts each method into the place of the one of its name, or behind the last one; a declaration likewise. */
function edit(file: string, code: string): string {
  return code.split(/^(?= {4}def |DECLARATION)/m).reduce((text, part) => {
    const [, name] = MEMBER.exec(part) ?? [];
    if (!name) return text.replace(/^DECLARATION = .*\n/m, () => part);
    const old = new RegExp(`^ {4}def ${name}\\(.*?(?=^ {4}def |\\n\\n# ──)`, "ms");
    const own = `${part.trimEnd()}\n\n`;
    return old.test(text)
      ? text.replace(old, () => own)
      : text.replace(/^(?=\n# ── your server ends)/m, () => own);
  }, file);
}

const LIMIT_MS = 180_000;

test("ends at a conformant server, and shows what is printed on the way", {
  timeout: LIMIT_MS,
}, () => {
  let reader: Reader = { folder: home, printed: "" };
  for (const { marked, code } of blocksOf(PAGE)) {
    if (marked === "sh") reader = code.trim().split("\n").reduce(runCommand, reader);
    else if (marked === "python") {
      const path = join(reader.folder, "adapter.py");
      writeFileSync(path, edit(readFileSync(path, "utf8"), code));
    } else if (code.startsWith("→ ")) {
      const { shown, answered } = converse(code, reader.folder, "python3", "adapter.py");
      expect(answered).toEqual(shown);
    } else expect(firstDifference(code, reader.printed), reader.printed).toBeUndefined();
  }
  expect(blocksOf(PAGE).some(({ code }) => code.includes("\nCONFORMANT:"))).toBe(true);
});

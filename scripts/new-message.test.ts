/** What a new type of message takes: an entry in the table, and what the compiler asks for. */
import { execFile } from "node:child_process";
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test } from "vitest";

const root = fileURLToPath(new URL("..", import.meta.url));
const ROOMS = ["model", "engine", "properties", "adapters", "reports", "suite", "workbench", "cli"];
const FILES = ["index.ts", "vitest.ts", "package.json", "tsconfig.json", "tsconfig.build.json"];

/** A copy of what is built, in a folder that goes when the test ends. */
async function copyOfTheHouse(): Promise<string> {
  const copy = await mkdtemp(join(tmpdir(), "new-message-"));
  onTestFinished(() => rm(copy, { recursive: true, force: true }));
  for (const name of [...ROOMS, ...FILES, "candidates"])
    await cp(join(root, name), join(copy, name), { recursive: true });
  await symlink(join(root, "node_modules"), join(copy, "node_modules"));
  return copy;
}

/** The files that the compiler complains about, in alphabetical order. */
const complaints = (folder: string): Promise<readonly string[]> =>
  new Promise((resolve, reject) => {
    const compiler = join(folder, "node_modules/.bin/tsc");
    const options = ["-p", "tsconfig.build.json", "--noEmit", "--emitDeclarationOnly", "false"];
    execFile(compiler, [...options, "--declaration", "false"], { cwd: folder }, (error, output) => {
      if (error && typeof error.code !== "number") return reject(error);
      const files = [...output.matchAll(/^(\S+\.tsx?)\(\d+,\d+\): error/gm)].map(([, at]) => at);
      resolve([...new Set(files as string[])].sort());
    });
  });

test("the compiler names what a new type of message needs, in few files", async () => {
  const copy = await copyOfTheHouse();
  const table = join(copy, "model/messages.ts");
  const text = await readFile(table, "utf8");
  const entry =
    '  remind: { sender: "console", about: "client", features: ["time"], task: "remind it" },\n';
  await writeFile(table, text.replace("} as const satisfies", `${entry}} as const satisfies`));
  expect(await complaints(copy)).toEqual([
    "candidates/zoo/pool-server.ts",
    "model/describe.ts",
    "model/step.ts",
    "workbench/message-checks.ts",
  ]);
});

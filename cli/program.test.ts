import { spawnSync } from "node:child_process";
import { expect, test, vi } from "vitest";
import { createProgram } from "./commands.ts";

const program = createProgram();
const commands = ["", ...program.commands.map((command) => command.name())].filter(
  (name) => name !== "complete",
);

/** All that a command line prints, in this process. */
async function printed(...args: readonly string[]): Promise<string> {
  let text = "";
  const write = vi.spyOn(process.stdout, "write").mockImplementation((chunk) => {
    text += String(chunk);
    return true;
  });
  // The completion prints by itself.
  const log = vi.spyOn(console, "log").mockImplementation((line) => {
    text += `${line}\n`;
  });
  try {
    await createProgram()
      .parseAsync([...args], { from: "user" })
      .catch(() => undefined);
  } finally {
    write.mockRestore();
    log.mockRestore();
  }
  return text;
}

/** That of the command which does the most has its options in groups. */
const linesOf = (name: string) => (name === "run" ? 42 : 24);

test.each(commands)(
  "the help of poolproof %s fits a terminal of few lines and 80 columns",
  async (name) => {
    const lines = (await printed(...(name ? [name] : []), "--help")).trimEnd().split("\n");
    expect(lines[0]).toContain(`Usage: poolproof${name && ` ${name}`}`);
    expect(lines.filter((line) => line.length > 80)).toEqual([]);
    expect(lines.length).toBeLessThanOrEqual(linesOf(name));
  },
);

test("there is a command for each thing to do, in its group", async () => {
  const help = await printed("--help");
  for (const name of commands) expect(help).toContain(name && `\n  ${name} `);
  expect(help).not.toMatch(/\n {2}complete /);
});

async function completions(...words: readonly string[]) {
  // The word that is begun is read off the process.
  const argv = vi.spyOn(process, "argv", "get").mockReturnValue(["node", "poolproof", ...words]);
  try {
    const lines = (await printed("complete", "--", ...words)).split("\n");
    return lines.map((line) => line.split("\t")[0]);
  } finally {
    argv.mockRestore();
  }
}

test("completes commands, options, and what can be explained", async () => {
  expect(await completions("do")).toContain("doctor");
  expect(await completions("run", "--se")).toEqual(
    expect.arrayContaining(["--seed", "--sessions"]),
  );
  expect(await completions("init", "--language", "")).toEqual(
    expect.arrayContaining(["python", "csharp"]),
  );
  for (const command of ["merge", "report"])
    expect(await completions(command, "./do")).toContain("./docs/");
  expect(await completions("explain", "REC")).toEqual(expect.arrayContaining(["REC-1", "REC-6"]));
});

test.each(["bash", "zsh", "fish"])("the script for %s asks poolproof itself", async (shell) => {
  const script = await printed("completion", shell);
  expect(script).toMatch(/poolproof\b[\s\S]*complete --/);
  if (shell === "bash") expect(spawnSync("bash", ["-n"], { input: script }).status).toBe(0);
});

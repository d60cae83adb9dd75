import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";

const MAIN = join(import.meta.dirname, "..", "dist", "cli", "main.js");
const ZOO = join(import.meta.dirname, "..", "dist", "candidates", "zoo");
const SERVERS = {
  ts: join(import.meta.dirname, "..", "candidates", "zoo", "pool-server.ts"),
  mjs: join(ZOO, "pool-server.js"),
} as const;
const folder = mkdtempSync(join(tmpdir(), "poolproof-adequacy-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function adequacy(...args: readonly string[]) {
  const { status, stdout, stderr } = spawnSync("node", [MAIN, "adequacy", ...args], {
    encoding: "utf8",
    env: { ...process.env, NO_COLOR: "1" },
  });
  return { status, stdout, stderr };
}

/** In TypeScript only where that is what is tested: it takes as long to load as all the rest. */
function moduleOf(name: string, code: string, kind: keyof typeof SERVERS = "mjs"): string {
  const file = join(folder, `${name}.${kind}`);
  writeFileSync(file, `import { PoolServer } from ${JSON.stringify(SERVERS[kind])};\n${code}`);
  return file;
}

const RIGHT = "export const right = () => new PoolServer();";
const UNBOUNDED = `
  class Unbounded extends PoolServer { canPull() { return true; } }
  export const unbounded = () => new Unbounded();`;
const spoilt = (name: string, body: string) => `
  class ${name}Server extends PoolServer { handle(message) { ${body} } }
  export const ${name} = () => new ${name}Server();`;

const QUICK = ["--budget", "20"] as const;

describe("adequacy", () => {
  test("1: kills a defective mutant, and lets a correct one survive", () => {
    const file = moduleOf("two", RIGHT + UNBOUNDED, "ts");
    const { status, stdout, stderr } = adequacy(file, ...QUICK, "--seed", "two", "--json");
    expect({ status, stderr }).toEqual({ status: 1, stderr: "" });
    const report = JSON.parse(stdout);
    expect(report).toMatchObject({ seed: "two", budget: 20, module: file });
    expect(report.summary).toMatchObject({
      mutants: 2,
      killed: 1,
      survived: 1,
      broken: 0,
      score: 0.5,
    });
    const [right, unbounded] = report.mutants;
    expect(right).toMatchObject({ name: "right", verdict: "survived", kills: [], programs: 20 });
    expect(unbounded).toMatchObject({ name: "unbounded", verdict: "killed", programs: 20 });
    const killers = unbounded.kills.map(({ property }: { property: string }) => property);
    expect(killers).toContain("exc/newcomer-refused-when-full");
    expect(killers).toContain("exc/pull-stays-within-capacity");
    expect(unbounded.counterexample).toMatchObject({
      property: killers[0],
      reproduced: true,
      program: { steps: { length: unbounded.counterexample.steps } },
    });
    const exceeded = report.properties.find(
      ({ id }: { id: string }) => id === "exc/newcomer-refused-when-full",
    );
    expect(exceeded.kills).toBe(1);
  });

  test("0: all are killed; the same seed tells the same again", () => {
    const file = moduleOf("one", UNBOUNDED);
    const first = adequacy(file, ...QUICK);
    expect(first.status).toBe(0);
    expect(first.stdout.trimEnd().split("\n").at(-1)).toMatch(/^1 of 1 killed \(100 %\), median/);
    expect(adequacy(file, ...QUICK)).toEqual(first);
  });

  test("races and crashes find out what is right one message after the other", () => {
    const at = (file: string) => JSON.stringify(join(ZOO, file));
    const file = join(folder, "durable.mjs");
    const code = `
      import { createDurableServer, DurableServer } from ${at("durable-server.js")};
      class Unlocked extends DurableServer { locksOf() { return []; } }
      const mutant = (Server) => (host) =>
        createDurableServer(host, { features: ["pool", "concurrency", "durability"] }, Server);
      export const right = mutant(DurableServer);
      export const unlocked = mutant(Unlocked);
      class Ending extends DurableServer {
        async reset(settings) { if (this.ended) throw new Error("it has ended"); await super.reset(settings); }
        close() { this.ended = true; }
      }
      export const once = createDurableServer(
        { pause: async () => {}, disk: new Map() },
        { features: ["pool", "concurrency", "durability"] },
        Ending,
      );`;
    writeFileSync(file, code);
    const { status, stdout } = adequacy(file, "--budget", "50", "--json");
    expect(status).toBe(1);
    const [once, right, unlocked] = JSON.parse(stdout).mutants;
    // Fifty in order, ten with races, and five with crashes.
    expect(right).toMatchObject({ verdict: "survived", kills: [], programs: 65 });
    expect(unlocked).toMatchObject({ verdict: "killed", programs: 65 });
    const [first] = unlocked.kills;
    expect(first.property).toMatch(/^concurrency/);
    expect(first.program).toBeGreaterThan(50);
    const { program, reproduced, steps } = unlocked.counterexample;
    expect(reproduced).toBe(true);
    expect(program.steps.some(({ type }: { type: string }) => type === "together")).toBe(true);
    expect(steps).toBeGreaterThan(program.steps.length);
    // One object cannot be killed and started again, and is closed once, at the end.
    expect(once).toMatchObject({ verdict: "survived", programs: 60 });
  });

  test("1: the zoo, with a budget that ends before most of it is found", () => {
    const { status, stdout } = adequacy("--budget", "1");
    expect(status).toBe(1);
    expect(stdout).toContain("Survivors: no property failed");
    expect(stdout).toContain("Properties that kill nothing that is in this zoo");
  });

  test("3: mutants that break are told from those that are killed, and the next ones have their turn", () => {
    const file = moduleOf(
      "broken",
      [
        "export const a = () => { throw new Error('no database'); };",
        "export const b = () => ({ declaration: { name: 'b' } });",
        spoilt("c", "throw new Error('late');"),
        spoilt("d", "while (true);"),
        spoilt("e", "process.exit(0);"),
        UNBOUNDED,
      ].join("\n"),
    );
    const { status, stdout } = adequacy(file, ...QUICK, "--timeout", "1", "--json");
    const { mutants, summary } = JSON.parse(stdout);
    const codes = mutants.map((m: { verdict: string; error?: { code: string } }) => [
      m.verdict,
      m.error?.code,
    ]);
    expect(codes).toEqual([
      ["broken", "threw"],
      ["broken", "no-candidate"],
      ["broken", "threw"],
      ["broken", "timeout"],
      ["broken", "exited"],
      ["killed", undefined],
    ]);
    expect(summary).toMatchObject({ killed: 1, survived: 0, broken: 5, score: 1 });
    expect(status).toBe(3);
  });

  test.each([
    [
      "a module without candidates",
      () => moduleOf("none", "export const number = 7;"),
      "exports no candidate",
    ],
    ["a module that is not there", () => join(folder, "nowhere.mjs"), "there is no file"],
    [
      "a module that does not load",
      () => moduleOf("bad", "throw new Error('no');"),
      "does not load",
    ],
  ])("2: %s", (_, file, told) => {
    const { status, stdout, stderr } = adequacy(file());
    expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
    expect(stderr).toContain(told);
  });

  test("2: a budget that is no count", () => {
    expect(adequacy("--budget", "0")).toMatchObject({ status: 2, stdout: "" });
  });

  test("3: a module that ends its thread as it loads", () => {
    const { status, stdout } = adequacy(moduleOf("ends", "process.exit(0);"));
    expect(status).toBe(3);
    expect(stdout).toContain("broken: exited");
  });
});

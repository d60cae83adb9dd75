/** Every code block of the documentation that can run is run. */
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgsStringToArgv } from "string-argv";
import { Compile } from "typebox/compile";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { freePort } from "../adapters/http-server.test-helper.ts";
import { commandsPage } from "../cli/commands-page.ts";
import { configSchema } from "../cli/config-schema.ts";
import { createProgram } from "../cli/program.ts";
import { allProperties } from "../histories/all-properties.ts";
import { FEATURES, statementOf } from "../model/index.ts";
import { planExhaustive } from "../properties/exhaustive.ts";
import { DEFAULT_SCOPES, EVERYTHING, FOUR_CLIENTS } from "../properties/scopes.ts";
import { BaselineSchema, parseBaseline } from "../reports/baseline.ts";
import { EXIT_CODES } from "../reports/report.ts";
import { GateReport } from "../reports/report-parts.ts";

const root = join(import.meta.dirname, "..");
const folder = mkdtempSync(join(tmpdir(), "poolproof-docs-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const read = (path: string) => readFileSync(join(root, path), "utf8");

const FENCE = /^```(\w*)\n([\s\S]*?)^```$/gm;

/** The fenced blocks of a language, in their order. */
function blocks(path: string, language: string): readonly string[] {
  const all = [...read(path).matchAll(FENCE)];
  return all.flatMap(([, marked, code = ""]) => (marked === language ? [code] : []));
}

const block = (path: string, language: string, containing: string) => {
  const found = blocks(path, language).find((code) => code.includes(containing));
  if (!found) throw new Error(`${path} has no ${language} block with ${containing}`);
  return found;
};

const run = (command: string, ...args: readonly string[]) =>
  spawnSync(command, args, {
    cwd: folder,
    encoding: "utf8",
    env: { ...process.env, NO_COLOR: "1" },
  });
const poolproof = (...args: readonly string[]) =>
  run("node", join(root, "dist", "cli", "main.js"), ...args);

/** The server that the reader is told to have. */
const LICENSE_SERVER = `
export function createServer(size) {
  const computers = new Map();
  const server = {
    capacity: size,
    get inUse() { return [...computers.values()].filter((c) => c.licensed).length; },
    clients: () => [...computers.values()],
    enroll(client) {
      const known = computers.get(client) ?? { client, licensed: false, inventories: 0 };
      computers.set(client, { ...known, record: "active" });
      return { type: "done" };
    },
    returnPatchInventory(client) {
      server.enroll(client);
      const computer = computers.get(client);
      if (!computer.licensed && server.inUse >= server.capacity)
        return { type: "discarded", reason: "no-license" };
      const license = computer.licensed ? "held" : "pulled";
      computer.licensed = true;
      computer.inventories += 1;
      return { type: "processed", license };
    },
    retire(client) {
      const computer = computers.get(client);
      if (computer) computers.set(client, { ...computer, record: "retired", licensed: false });
      return { type: "done" };
    },
    delete(client) {
      computers.delete(client);
      return { type: "done" };
    },
    setCapacity(nodes) {
      server.capacity = nodes;
      return { type: "done" };
    },
  };
  return server;
}
`;

beforeAll(() => {
  mkdirSync(join(folder, "node_modules"));
  symlinkSync(root, join(folder, "node_modules", "poolproof"));
  symlinkSync(join(root, "node_modules", "vitest"), join(folder, "node_modules", "vitest"));
  writeFileSync(join(folder, "license-server.mjs"), LICENSE_SERVER);
  writeFileSync(join(folder, "adapter.mjs"), block("README.md", "js", "createServer"));
});

describe("README", () => {
  test("has a first adapter of ten lines, which is conformant over a right server", () => {
    const code = block("README.md", "js", "createServer").trimEnd().split("\n");
    expect(code.filter((line) => !line.trim().startsWith("//")).length).toBeLessThanOrEqual(10);
    const { stdout, status } = poolproof("run", "./adapter.mjs");
    expect(stdout).toContain("CONFORMANT");
    expect(status).toBe(0);
  });

  test("shows a library call that runs", () => {
    const code = block("README.md", "js", "checkConformance");
    writeFileSync(join(folder, "conformance.mjs"), code);
    expect(run("node", "conformance.mjs")).toMatchObject({ status: 0, stdout: "conformant \n" });
  });

  test("shows a vitest binding that runs, one test a property", () => {
    const code = block("README.md", "js", "describeConformance");
    writeFileSync(join(folder, "license-server.test.mjs"), code);
    writeFileSync(
      join(folder, "vitest.config.mjs"),
      'export default { test: { include: ["*.test.mjs"] } };',
    );
    const vitest = join(root, "node_modules", "vitest", "vitest.mjs");
    const { stdout, status } = run("node", vitest, "run", "--reporter=json");
    expect(status).toBe(0);
    const { numPassedTests, testResults } = JSON.parse(stdout);
    expect(numPassedTests).toBeGreaterThan(20);
    const names = testResults[0].assertionResults.map((t: { title: string }) => t.title);
    // One a property, whether of single programs or of races, and three of the run as a whole.
    expect(names).toHaveLength(allProperties.length + 3);
    expect(names.some((name: string) => name.startsWith("exc/holder-continues-when-full"))).toBe(
      true,
    );
  });

  test("shows the failure that its command shows", () => {
    const selector = join(root, "candidates/zoo/defects.ts#fullPoolRefusesHolders");
    const { stdout, status } = poolproof("run", selector);
    expect(status).toBe(1);
    const shown = block("README.md", "", "◀ here")
      .split("\n")
      .map((line) => line.trim());
    const told = shown.filter((line) => line && line !== "⋮" && !line.endsWith("…"));
    expect(told.length).toBeGreaterThan(5);
    for (const line of told) expect(stdout).toContain(line);
  });

  test("has a configuration file that the schema takes", () => {
    const config = JSON.parse(block("README.md", "json", "candidate"));
    expect(Compile(configSchema() as never).Check(config)).toBe(true);
  });

  test("counts the properties that there are", () => {
    expect(read("README.md")).toContain(`${allProperties.length} properties`);
  });

  test.each(Object.entries(EXIT_CODES))("has the exit code of %s", (verdict, code) => {
    expect(read("README.md")).toMatch(new RegExp(`^\\| +${code} \\| ${verdict} `, "m"));
  });
});

test("docs/commands.md tells the command line as it is: npm run commands writes it", () => {
  expect(read("docs/commands.md")).toBe(commandsPage(createProgram()));
});

describe("docs/protocol.md", () => {
  test("has a complete adapter in Python of under 60 lines, which is conformant", () => {
    const code = block("docs/protocol.md", "python", "initialize");
    expect(code.trimEnd().split("\n").length).toBeLessThan(60);
    writeFileSync(join(folder, "my_adapter.py"), code);
    const { stdout, status } = poolproof("run", "stdio:python3 my_adapter.py", "--programs", "300");
    expect(stdout).toContain("CONFORMANT");
    expect(status).toBe(0);
  });
});

describe("docs/protocol.md over HTTP", () => {
  test("has a complete adapter, which the suite starts and finds conformant", async () => {
    const port = await freePort();
    const onPort = (text: string) => text.replaceAll("8080", String(port));
    const code = block("docs/protocol.md", "js", "createServer");
    writeFileSync(join(folder, "http-adapter.mjs"), onPort(code));
    const [, command = ""] = block("docs/protocol.md", "", "--start").trim().split("\n");
    const args = parseArgsStringToArgv(onPort(command));
    expect(args.slice(0, 3)).toEqual(["npx", "poolproof", "run"]);
    const { stdout, status } = poolproof(...args.slice(2), "--programs", "200");
    expect(stdout).toContain("CONFORMANT");
    expect(status).toBe(0);
  });
});

describe("docs/baseline.md", () => {
  const PAGE = "docs/baseline.md";
  const known = join(folder, "known.yaml");
  const command = (containing: string) => {
    const args = parseArgsStringToArgv(block(PAGE, "sh", containing).trim());
    expect(args.slice(0, 3)).toEqual(["npx", "poolproof", "run"]);
    return args.slice(2);
  };

  test("shows how a list is written, filled in and held to, also from code", () => {
    const wrong = LICENSE_SERVER.replace("!computer.licensed && ", "");
    expect(wrong).not.toBe(LICENSE_SERVER);
    writeFileSync(join(folder, "license-server.mjs"), wrong);
    try {
      const written = poolproof(...command("--update-baseline"), "--programs", "200");
      expect(written.status).toBe(1);
      expect(written.stdout).toContain("GATE FAILED");
      const text = readFileSync(known, "utf8")
        .replaceAll("reason: TODO", "reason: mended in 8.2")
        .replaceAll("issue: TODO", "issue: https://example.com/issues/7");
      writeFileSync(known, text);
      const plain = command("known.yaml\n");
      expect(poolproof(...plain, "--programs", "200").stdout).toContain("GATE PASSED");
      writeFileSync(join(folder, "gate.mjs"), block(PAGE, "js", "gate.mjs"));
      const { status, stdout } = run("node", "gate.mjs");
      expect(status).toBe(0);
      expect(stdout).toContain("known exc/holder-continues-when-full");
    } finally {
      writeFileSync(join(folder, "license-server.mjs"), LICENSE_SERVER);
    }
  });

  test("shows an entry that is as it has to be, and every key of one", () => {
    const { listed, faults } = parseBaseline(block(PAGE, "yaml", "known:"));
    expect([...faults, ...listed.flatMap((entry) => entry.faults)]).toEqual([]);
    expect(listed).toHaveLength(1);
    for (const key of Object.keys(BaselineSchema.properties.known.items.properties))
      expect(read(PAGE)).toMatch(new RegExp(`^\\| \`${key}\` `, "m"));
  });

  test("has every status, with its exit code", () => {
    const codes = { known: 0, filtered: 0, unsettled: 4 } as const;
    for (const status of GateReport.properties.entries.items.properties.status.enum) {
      const code = status in codes ? codes[status as keyof typeof codes] : 1;
      expect(read(PAGE)).toMatch(new RegExp(`^\\| \`${status}\` +\\| +${code} `, "m"));
    }
  });
});

describe("docs/guarantees.md", () => {
  test.each([...DEFAULT_SCOPES, FOUR_CLIENTS, EVERYTHING])(
    "counts the transitions of $name",
    (scope) => {
      const statement = statementOf({ features: FEATURES });
      const { name, states, transitions } = planExhaustive(scope, statement, "tour");
      const cells = [name, states.toLocaleString("en"), transitions.toLocaleString("en")];
      const row = new RegExp(`^\\| ${cells.join(" +\\\\| +")} \\|`, "m");
      expect(read("docs/guarantees.md")).toMatch(row);
    },
  );
});

describe("the pages", () => {
  const pages = [
    "README.md",
    "CONTRIBUTING.md",
    "docs/specification.md",
    "docs/protocol.md",
    "docs/architecture.md",
    "docs/guarantees.md",
    "docs/adequacy.md",
    "docs/baseline.md",
    "docs/campaigns.md",
    "docs/ci.md",
    "docs/reports.md",
    "docs/commands.md",
  ];

  test.each(pages)("%s has no link that leads nowhere", (page) => {
    const links = [
      ...read(page)
        .replace(FENCE, "")
        .matchAll(/\]\((?!https?:)([^)#]+)(?:#[^)]*)?\)/g),
    ].map(([, path = ""]) => path);
    const from = join(root, page, "..");
    for (const path of links) expect(() => readFileSync(join(from, path)), path).not.toThrow();
  });

  test("CONTRIBUTING.md knows every source file", () => {
    const tree = read("CONTRIBUTING.md");
    const { stdout } = spawnSync("git", ["ls-files", "*.ts", "*.tsx"], {
      cwd: root,
      encoding: "utf8",
    });
    const sources = stdout
      .split("\n")
      .filter((file) => file && !/test|config|candidates|bench|templates/.test(file));
    // These two folders are told as a whole.
    const told = sources.filter((file) => !/^(cli|reports)\//.test(file));
    expect(told.length).toBeGreaterThan(30);
    for (const file of told) expect(tree).toContain(file.split("/").at(-1));
  });
});

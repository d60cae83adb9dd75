/** Runs every code block of the documentation that can be run, and checks the others. */
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Compile } from "typebox/compile";
import { beforeAll, describe, expect, test } from "vitest";
import { parse } from "yaml";
import { freePort } from "../adapters/http/http-server.test-helper.ts";
import type { Host } from "../adapters/protocol/port.ts";
import { snapshotSchema } from "../adapters/protocol/wire.ts";
import type { CandidateSource } from "../adapters/session/open.ts";
import { fullPoolRefusesHolders } from "../candidates/zoo/defects.ts";
import { DURABLE_DEFECTS } from "../candidates/zoo/durable-defects.ts";
import { createDurableServer } from "../candidates/zoo/durable-server.ts";
import { createProgram } from "../cli/commands.ts";
import { configSchema } from "../cli/config-schema.ts";
import { leftOpenLine } from "../cli/left-open.ts";
import { REFERENCE } from "../cli/reference.ts";
import { FEATURES } from "../model/index.ts";
import { allProperties } from "../properties/all-properties.ts";
import { parseBaseline } from "../reports/gate/baseline.ts";
import { renderStory } from "../reports/story/story.ts";
import { checkConformance } from "../suite/conformance.ts";
import type { ConformanceOptions } from "../suite/options.ts";
import { block, converse, firstDifference, root, uncheckedOf } from "./pages.test-helper.ts";
import {
  argumentsOf,
  checkLine,
  folder,
  haveServer,
  layOut,
  poolproof,
  run,
  write,
} from "./reader.test-helper.ts";

beforeAll(layOut);

/** Fewer programs than a reader drives, since it is the page that is tested here; enough for a verdict. */
const FEW = ["--programs", "200", "--no-store"];
const withFew = (code: string) => code.replace('"my commit" }', '"my commit", programs: 200 }');

/** The counterexamples of a candidate in this process, as they are shown. */
async function storiesOf(source: CandidateSource, options: ConformanceOptions): Promise<string> {
  const { properties } = await checkConformance(source, { ...options, exhaustive: false });
  return properties
    .flatMap(({ counterexample }) => (counterexample ? renderStory(counterexample) : []))
    .map((line) => `   ${line}`)
    .join("\n");
}

const lineWith = (page: string, containing: string) => {
  const line = block(page, "sh", containing)
    .split("\n")
    .find((own) => own.includes(containing));
  return argumentsOf((line ?? "").replace(/\s+#.*$/, ""));
};

describe("with a server that turns its holders away", () => {
  const DEBUGGING = "docs/debugging.md";
  const BASELINE = "docs/baseline.md";
  const known = join(folder, "known.yaml");
  let printed = "";

  test("docs/debugging.md shows what its commands print, and docs/baseline.md how a list is written", () => {
    haveServer("full pool refuses holders");
    const update = lineWith(BASELINE, "--update-baseline");
    const report = lineWith(DEBUGGING, "--report");
    expect([update[0], update[1]]).toEqual([report[0], report[1]]);
    const { stdout, status } = poolproof(...update, ...report.slice(2), ...FEW);
    expect(status).toBe(1);
    expect(stdout).toContain("GATE FAILED");
    // What was printed while the run went on comes before it.
    printed = stdout.slice(stdout.indexOf("\ndeclares "));
    expect(firstDifference(block(DEBUGGING, "", "◀ here"), printed)).toBeUndefined();
    const replayed = poolproof(...lineWith(DEBUGGING, "poolproof replay"));
    expect(replayed.status).toBe(1);
    expect(
      firstDifference(block(DEBUGGING, "", "still violated"), replayed.stdout),
    ).toBeUndefined();
  });

  test("README shows the same failure", async () => {
    const shown = block("README.md", "", "1. a is onboarded");
    // Filtered, since that is quicker, it is found by fewer properties: all but the title is the same.
    const [title = "", ...lines] = shown.trimEnd().split("\n");
    expect(firstDifference(title, printed)).toBeUndefined();
    const stories = await storiesOf(fullPoolRefusesHolders, {
      programs: 100,
      properties: ["exc/holder-continues-when-full"],
    });
    expect(firstDifference(lines.join("\n"), stories), stories).toBeUndefined();
  });

  test("docs/baseline.md shows how a run is held to the list, also from code", () => {
    const text = readFileSync(known, "utf8")
      .replaceAll("reason: TODO", "reason: mended in 8.2")
      .replaceAll("issue: TODO", "issue: https://example.com/issues/7");
    writeFileSync(known, text);
    const code = block(BASELINE, "js", "gate.mjs");
    write(
      "gate.mjs",
      code.replace("{ baseline: { text } }", "{ baseline: { text }, programs: 200 }"),
    );
    const { status, stdout } = run("node", "gate.mjs");
    expect(stdout).toContain("known exc/holder-continues-when-full");
    expect(status).toBe(0);
  });

  test("docs/baseline.md shows an entry that is as it has to be", () => {
    const { listed, faults } = parseBaseline(block(BASELINE, "yaml", "known:"));
    expect([...faults, ...listed.flatMap((entry) => entry.faults)]).toEqual([]);
    expect(listed).toHaveLength(1);
  });
});

describe("with a right server", () => {
  beforeAll(() => haveServer("right"));

  test("README has a first adapter of ten lines", () => {
    const code = block("README.md", "js", "createServer").trimEnd().split("\n");
    expect(code.filter((line) => !line.trim().startsWith("//")).length).toBeLessThanOrEqual(10);
  });

  test("README shows first commands that run, once its first line has installed the package", () => {
    const made = poolproof(...lineWith("README.md", "npx poolproof init"));
    expect(made.stdout).toContain("+ my-adapter/adapter.py");
    const asked = poolproof(...lineWith("README.md", "npx poolproof doctor"));
    expect(asked.stdout).toContain("reset is not implemented yet");
  });

  test("README shows a library call that runs, and finds the adapter conformant", () => {
    write("conformance.mjs", withFew(block("README.md", "js", "checkConformance")));
    expect(run("node", "conformance.mjs")).toMatchObject({ status: 0, stdout: "conformant\n" });
  });

  test("docs/adapters.md shows an adapter over stdio, which is fit to be run, and conformant", async () => {
    write("stdio-adapter.mjs", block("docs/adapters.md", "js", "node:readline"));
    const doctor = poolproof(...lineWith("docs/adapters.md", "stdio:node stdio-adapter.mjs"));
    expect(doctor.status, doctor.stdout).toBe(0);
    const { verdict } = await checkConformance(`stdio:node ${join(folder, "stdio-adapter.mjs")}`, {
      programs: 200,
      exhaustive: false,
      shortest: 0,
    });
    expect(verdict).toBe("conformant");
  });

  test("README shows a vitest binding that runs, one test a property, and docs/debugging.md a test", () => {
    write("license-server.test.mjs", withFew(block("README.md", "js", "describeConformance")));
    write("regression.test.mjs", block("docs/debugging.md", "js", "replayCounterexample"));
    const config = { include: ["*.test.mjs"], isolate: false, maxWorkers: 1 };
    write("vitest.config.mjs", `export default { test: ${JSON.stringify(config)} };`);
    const vitest = join(root, "node_modules", "vitest", "vitest.mjs");
    const { stdout, status } = run("node", vitest, "run", "--reporter=json");
    expect(status, stdout).toBe(0);
    const { testResults } = JSON.parse(stdout);
    const names: readonly string[] = testResults.flatMap(
      ({ assertionResults }: { assertionResults: readonly { title: string }[] }) =>
        assertionResults.map(({ title }) => title),
    );
    // One a property, whether of single programs or of races; three of the run as a whole; and the regression.
    expect(names).toHaveLength(allProperties.length + 3 + 1);
    expect(names).toContain("a holder goes on with the pool full");
  });
});

describe("docs/protocol.md", () => {
  const PAGE = "docs/protocol.md";

  test("has a complete adapter in Python of under 60 lines, which is conformant", () => {
    const code = block(PAGE, "python", "initialize");
    expect(code.trimEnd().split("\n").length).toBeLessThan(60);
    write("my_adapter.py", code);
    const command = argumentsOf(block(PAGE, "", "stdio:python3"));
    const { stdout, status } = poolproof(...command, "--programs", "200");
    expect(stdout).toContain("CONFORMANT");
    expect(status).toBe(0);
  });

  test("has an exchange that the adapter holds, line by line", () => {
    const exchange = [
      "initialize",
      '"method":"reset"',
      '"observe":"last"',
      '"observe":"none"',
      "shutdown",
    ]
      .map((word) => block(PAGE, "", word))
      .join("");
    const { shown, answered } = converse(exchange, folder, "python3", "my_adapter.py");
    expect(answered).toEqual(shown);
  });

  test("has a complete adapter over HTTP, which the suite starts and finds conformant", async () => {
    const port = await freePort();
    const onPort = (text: string) => text.replaceAll("8080", String(port));
    write("http-adapter.mjs", onPort(block(PAGE, "js", "createServer")));
    const [, command = ""] = block(PAGE, "", "--start").trim().split("\n");
    const { stdout, status } = poolproof(...argumentsOf(onPort(command)), "--programs", "200");
    expect(stdout).toContain("CONFORMANT");
    expect(status).toBe(0);
  });
});

test("README shows a race as a report does", async () => {
  const racy = (host: Host) =>
    createDurableServer(
      host,
      { features: ["pool", "concurrency"] },
      DURABLE_DEFECTS.scansShareThePool.server,
    );
  const stories = await storiesOf(racy, {
    programs: 60,
    shortest: 0,
    properties: ["concurrency/capacity"],
  });
  expect(firstDifference(block("README.md", "", "lane 1"), stories), stories).toBeUndefined();
});

test("README has a configuration file that the schema takes", () => {
  const config = JSON.parse(block("README.md", "json", "candidate"));
  expect(Compile(configSchema() as never).Check(config)).toBe(true);
});

test("README has every option of run in its usage, and no other", () => {
  const usage = block("README.md", "", "poolproof run [candidate]");
  const shown = [...usage.matchAll(/\[(--[a-z-]+)/g)].map(([, flag]) => flag);
  const known = createProgram().commands.find((one) => one.name() === "run")?.options ?? [];
  for (const flag of shown) expect(known.map(({ long }) => long)).toContain(flag);
});

test("docs/debugging.md shows the hint on a module that leaves something open", () => {
  const left = { counts: { timer: 2, "TCP connection": 1 }, pids: [4711] };
  const shown = block("docs/debugging.md", "", "left open");
  expect(shown).toBe(leftOpenLine("the candidate", left));
});

test("docs/specification.md shows a snapshot that the schema takes", () => {
  const shown = JSON.parse(block("docs/specification.md", "json", "capacity"));
  expect(Compile(snapshotSchema(FEATURES)).Check(shown)).toBe(true);
});

test("docs/adequacy.md shows a module of mutants, each a candidate by the name of its export", async () => {
  write("mutants.ts", block("docs/adequacy.md", "ts", "oneTooMany"));
  write(
    "license-server.ts",
    "export class LicenseServer { inUse = 1; capacity = 1; hasFreeLicense() { return this.inUse < this.capacity; } }\nexport const createServer = () => new LicenseServer();\n",
  );
  const mutants = await import(/* @vite-ignore */ join(folder, "mutants.ts"));
  expect(Object.keys(mutants).sort()).toEqual(["asItIs", "oneTooMany"]);
  expect(mutants.oneTooMany().hasFreeLicense()).toBe(true);
  expect(mutants.asItIs().hasFreeLicense()).toBe(false);
});

/** Checks a block that no test asks for; false where it has to have one. */
function checkByItself({
  marked,
  code,
}: {
  readonly marked: string;
  readonly code: string;
}): boolean {
  if (marked === "" && code.includes("─▶")) return true; // a picture
  if (code.startsWith("model/ ")) {
    for (const [path = ""] of code.matchAll(/^\S+/gm))
      if (path) expect(existsSync(join(root, path)), path).toBe(true);
    return true;
  }
  if (marked === "yaml") {
    const steps: readonly { readonly run?: string }[] = parse(code);
    for (const { run: line } of steps) if (line) checkLine(line);
    return true;
  }
  const lines = code.trim().split("\n");
  if (!lines.every((line) => /^(npx poolproof|npm|node) /.test(line))) return false;
  for (const line of lines) checkLine(line);
  return true;
}

// Last, since a block counts as checked once a test has asked for it.
describe("every block is checked", () => {
  // Those that are made of the code, and those with tests of their own.
  const OWN = new Set([
    ...Object.keys(REFERENCE),
    "docs/tutorial.md",
    "docs/ci.md",
    "docs/campaigns.md",
    "docs/events.md",
  ]);
  const docs = readdirSync(join(root, "docs")).flatMap((file) =>
    file.endsWith(".md") ? [`docs/${file}`] : [],
  );

  test.each(["README.md", "CONTRIBUTING.md", ...docs.filter((page) => !OWN.has(page))])(
    "in %s",
    (page) => {
      const left = uncheckedOf(page).filter((own) => !checkByItself(own));
      expect(left.map(({ code }) => code)).toEqual([]);
    },
  );
});

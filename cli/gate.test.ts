/** Filters, a baseline and kept examples, as a user meets them. */
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Command, type Option } from "commander";
import { describe, expect, test } from "vitest";
import { incompleteReport } from "../reports/data/build.ts";
import { ownFolder, poolproof, poolproofHere, readReport } from "./command.test-helper.ts";

import { type FilterOptions, filtersOf } from "./filters.ts";
import { type GateOptions, openGate } from "./gate.ts";
import { FILTERS, GATE } from "./options.ts";
import { reportLine } from "./run.ts";
import { UsageError } from "./usage-error.ts";

const folder = ownFolder();
const inFolder = (name: string) => join(folder, name);
const fileOf = (name: string, text: string) => {
  writeFileSync(inFolder(name), text);
  return inFolder(name);
};

/** A command with these options, which throws at what it does not take. */
function parsing(options: readonly Option[]): Command {
  const command = new Command().exitOverride().configureOutput({ writeErr: () => undefined });
  for (const option of options) command.addOption(option);
  return command;
}

describe("refused before anything is run", () => {
  test.each<[string, GateOptions & FilterOptions, string]>([
    [
      "a baseline that is not there",
      { baseline: inFolder("none.yaml") },
      "--update-baseline writes one",
    ],
    ["a baseline that is no file", { baseline: folder }, "cannot be read"],
    [
      "a baseline that is no YAML",
      { baseline: fileOf("bad.yaml", "known:\n  - {") },
      "bad.yaml, line 2, column",
    ],
    ["a share, and no races that it speaks of", { flaky: 0.1 }, "needs --baseline"],
    ["a baseline to write, and no file", { updateBaseline: true }, "needs --baseline"],
    [
      "a part as a baseline",
      { baseline: inFolder("new.yaml"), updateBaseline: true, clause: ["EXC-1"] },
      "whole run",
    ],
  ])("%s", (_, options, told) => {
    const open = () => openGate(options);
    expect(open).toThrow(UsageError);
    expect(open).toThrow(told);
  });

  test.each([
    ["a level that is none", ["--level", "may"], "must or should"],
    ["a day that is none", ["--today", "2030-02-30"], "YYYY-MM-DD"],
    ["a share that is none", ["--flaky", "often"], "0.1 or 10%"],
    ["a share of more than all", ["--flaky", "110%"], "from 0 to 1"],
  ])("%s", (_, args, told) => {
    const command = parsing([...FILTERS, ...GATE]);
    expect(() => command.parse(args, { from: "user" })).toThrow(told);
  });

  test("and a share is taken either way", () => {
    const taken = (text: string) =>
      parsing(GATE).parse(["--flaky", text], { from: "user" }).opts().flaky;
    expect(["0.1", ".1", "10%", "10 %"].map(taken)).toEqual([0.1, 0.1, 0.1, 0.1]);
    expect(["0", "100%"].map(taken)).toEqual([0, 1]);
  });

  test("a misspelt property, with exit code 2 and the right one", async () => {
    const { status, stdout, stderr } = await poolproofHere(
      "run",
      "reference",
      "--property",
      "exc/holder-continue-when-full",
    );
    expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
    expect(stderr).toContain("did you mean exc/holder-continues-when-full?");
  });
});

test("the share of --flaky is what the run and its gate go by", () => {
  const list = fileOf("empty.yaml", "schema: poolproof/baseline/1\nknown: []\n");
  const { baseline, judge } = openGate({ baseline: list, flaky: 0.1 });
  expect(baseline?.flaky).toBe(0.1);
  expect(judge(incompleteReport({ selector: "x", seed: "" })).gate?.flaky).toBe(0.1);
});

test("the filters of the command line are those of the run", () => {
  const args = ["--level", "must", "--property", "exc/*", "--property", "rec/*"];
  const command = parsing(FILTERS).parse([...args, "--clause", "EXC-1"], {
    from: "user",
  });
  expect(filtersOf(command.opts())).toEqual({
    level: "MUST",
    properties: ["exc/*", "rec/*"],
    clauses: ["EXC-1"],
  });
});

/** A pool that forgets about a full pool's holders. */
const CANDIDATE = `
let capacity = 0;
let clients = new Map();
const holders = () => [...clients.values()].filter(({ licensed }) => licensed).length;
const enter = (client) => {
  const known = clients.get(client) ?? { client, licensed: false, inventories: 0 };
  clients.set(client, { ...known, record: "active" });
  return clients.get(client);
};
const handlers = {
  enroll: ({ client }) => void enter(client),
  retire: ({ client }) => {
    const known = clients.get(client);
    if (known) clients.set(client, { ...known, record: "retired", licensed: false });
  },
  delete: ({ client }) => void clients.delete(client),
  setCapacity: ({ nodes }) => { capacity = nodes; },
  returnPatchInventory: ({ client }) => {
    const known = enter(client);
    if (holders() >= capacity) return { type: "discarded", reason: "no-license" };
    const license = known.licensed ? "held" : "pulled";
    known.licensed = true;
    known.inventories += 1;
    return { type: "processed", license };
  },
};
export default {
  declaration: { name: "small", features: ["pool"] },
  reset: (settings) => { capacity = settings.capacity; clients = new Map(); },
  handle: (message) => handlers[message.type](message) ?? { type: "done" },
  snapshot: () => ({ capacity, inUse: holders(), clients: [...clients.values()] }),
};
`;

test("a baseline is written, filled in, and then lets known failures pass on a day before they expire", () => {
  const [baseline, store, report] = ["known.yaml", "store", "report"].map(inFolder) as [
    string,
    string,
    string,
  ];
  const run = (...args: readonly string[]) =>
    poolproof(
      ...["run", fileOf("small.mjs", CANDIDATE), "--programs", "200", "--shortest", "0"],
      ...["--baseline", baseline, "--store", store, "--report", report, ...args],
    );
  const written = run("--update-baseline");
  expect(written.status).toBe(1);
  expect(written.stdout).toMatch(
    /^wrote .*known\.yaml: 0 kept, 0 changed, (\d+) added, 0 removed: \1 entries, \1 of them with something to fill in/m,
  );
  expect(written.stdout).toContain("GATE FAILED");
  const [own = ""] = readdirSync(store);
  const kept = readdirSync(join(store, own));
  expect(kept.length).toBeGreaterThan(1);
  const text = readFileSync(baseline, "utf8")
    .replaceAll("reason: TODO", "reason: mended in 8.2\n    expires: 2020-01-31")
    .replaceAll("issue: TODO", "issue: https://example.com/7");
  writeFileSync(baseline, text);
  const corrupt = join(store, own, "corrupt.json");
  writeFileSync(corrupt, "{");

  const passed = run("--today", "2020-01-31");
  expect(passed.status).toBe(0);
  expect(passed.stdout).toContain("NONCONFORMANT");
  expect(passed.stdout).toContain("GATE PASSED");
  expect(passed.stdout).toMatch(/the baseline, on 2020-01-31\n {3}✓ known {2}(cons|exc|frame)\//);
  expect(passed.stdout).toContain(`${kept.length} that had failed before run first`);
  expect(passed.stderr).toContain("corrupt.json");
  expect(existsSync(corrupt)).toBe(true);
  expect(readReport(report)).toMatchObject({
    verdict: "nonconformant",
    gate: { verdict: "passed", today: "2020-01-31" },
    examples: kept.map(() => ({ failed: true })),
  });
  expect(readFileSync(join(report, "junit.xml"), "utf8")).not.toContain("<failure");

  // The store alone, and the list alone.
  const short = ["run", inFolder("small.mjs"), "--programs", "1", "--shortest", "0"];
  for (const from of [
    ["--store", store],
    ["--no-store", "--baseline", baseline],
  ])
    expect(poolproof(...short, ...from).stdout).toContain(
      `${kept.length} that had failed before run first, ${kept.length} failed again`,
    );
});

test("how to come by files to replay is not told where the gate has passed", () => {
  const properties = [{ counterexample: {} }];
  const line = (gate: object | undefined) =>
    reportLine({ properties, gate } as never, "./small.mjs", { seed: "1" });
  expect(line(undefined)).toContain("for files that replay:");
  expect(line({ verdict: "failed" })).toContain("for files that replay:");
  expect(line({ verdict: "passed" })).toBe("");
});

/** Replays of a module, which can end, block and throw as in a run. */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, test } from "vitest";
import { leftOpen, modules, poolproofBeside, QUICK } from "./modules.test-helper.ts";

const { folder, moduleOf } = modules();
const DEFECT = moduleOf("", "canPull() { return true; }");
let file = "";

beforeAll(async () => {
  const report = join(folder, "report");
  const property = ["--property", "exc/newcomer-refused-when-full"];
  const args = [...QUICK, ...property, "--shortest", "0", "--report", report];
  await poolproofBeside("run", DEFECT, ...args);
  const [name = ""] = readdirSync(join(report, "counterexamples"));
  file = join(report, "counterexamples", name);
});

describe.concurrent("replay of a module", () => {
  test.for([
    ["that ends the process", "", "handle() { process.exit(0); }", "exited"],
    [
      "that throws after its answers",
      "",
      "snapshot() { setTimeout(() => { throw new Error('late'); }); return super.snapshot(); }",
      "threw",
    ],
    ["that never answers", "setInterval(() => {}, 10);", "reset() { for (;;); }", "timeout"],
    ["that never loads", "for (;;);", "", "timeout"],
  ])("%s: 3", async ([, code = "", methods, fault], { expect }) => {
    const module = moduleOf(code, methods);
    const { status, stdout } = await poolproofBeside("replay", file, module, "--timeout", "1");
    expect(stdout).toContain(`broken: ${fault}`);
    expect(status).toBe(3);
  });

  test("that leaves a timer open: as without it, and with a hint", async ({ expect }) => {
    const timer = "setInterval(() => {}, 1_000_000);";
    const fixed = await poolproofBeside("replay", file, moduleOf(timer));
    expect(fixed).toMatchObject({ status: 0, stderr: leftOpen("1 timer") });
    const still = await poolproofBeside("replay", file);
    expect(still).toMatchObject({ status: 1, stdout: expect.stringContaining("still violated") });
  });

  interface Edited {
    readonly steps?: readonly object[];
    readonly race?: object;
    readonly property?: string;
  }
  const noClient = [{ type: "setCapacity", nodes: 1 }];
  test.for<[string, Edited, { status: number; stdout?: string; stderr?: string }]>([
    [
      "of a program that cannot be sent: 2",
      { steps: [{ type: "onboard", client: "NOT AN ID" }] },
      { status: 2, stderr: "cannot be replayed: no message of the protocol" },
    ],
    [
      "of a program that sends nothing: 2",
      { steps: [] },
      { status: 2, stderr: "cannot be replayed: its program sends nothing" },
    ],
    [
      "of one program where two are compared: 2",
      { steps: noClient, property: "frame/renaming-clients-changes-nothing" },
      { status: 2, stderr: "compares a program to a variant of it, and this one has none" },
    ],
    [
      "of a race, for a property that is of none: 2",
      {
        race: { events: [], order: [], blocked: [], rate: { failed: 1, of: 1 }, sequential: false },
      },
      { status: 2, stderr: "is of messages that follow one another" },
    ],
    [
      "for a property that it does not claim: 4",
      { property: "aup/current-catalogue-is-imported" },
      { status: 4, stdout: "? cannot say" },
    ],
  ])("%s", async ([name, { steps, ...more }, expected], { expect }) => {
    const recorded = JSON.parse(readFileSync(file, "utf8"));
    const { program } = recorded;
    const odd = join(folder, `${name.replaceAll(/\W/g, "-")}.json`);
    const edited = { ...more, program: { ...program, ...(steps && { steps }) } };
    writeFileSync(odd, JSON.stringify({ ...recorded, ...edited }));
    const { status, stdout, stderr } = await poolproofBeside("replay", odd, moduleOf(""));
    expect(status).toBe(expected.status);
    expect(stderr).toContain(expected.stderr ?? "");
    expect(stdout).toContain(expected.stdout ?? "");
  });
});

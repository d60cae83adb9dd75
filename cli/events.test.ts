/** The events of whole runs, however they end: each line is as the published schema says, and the last one is the report. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { Compile } from "typebox/compile";
import { describe, expect, test } from "vitest";
import type { FindingEvent, RunEvent } from "../reports/data/events.ts";
import type { Report } from "../reports/data/report.ts";
import { schemas } from "../reports/data/schemas.ts";
import { MAIN, ownFolder, poolproof, readReport } from "./command.test-helper.ts";
import { wholeLines, wrongModule } from "./kill.test-helper.ts";

const folder = ownFolder();
const isEvent = Compile(schemas["events.schema.json"] as never);
/** Of few features, so that the scopes are small. */
const RIGHT = join(folder, "right.mjs");
writeFileSync(
  RIGHT,
  `import { createReference } from ${JSON.stringify(resolve("dist", "index.js"))};
  export default () => createReference({ features: ["pool"] });`,
);
const SMALL = "stdio:python3 candidates/python/ledger.py --features pool";

function filesFor(name: string) {
  const report = join(folder, name);
  const events = join(folder, `${name}.jsonl`);
  return { report, events, args: ["--no-store", "--report", report, "--events", events] };
}

function checked(file: string): readonly RunEvent[] {
  const { lines, isCut } = wholeLines(file);
  expect(isCut).toBe(false);
  for (const line of lines) expect([...isEvent.Errors(line as never)]).toEqual([]);
  return lines as RunEvent[];
}

/** What is so however a run ends. */
function checkEvents({ report, events: file }: ReturnType<typeof filesFor>): readonly RunEvent[] {
  const events = checked(file);
  const own = readReport(report);
  expect(events.at(-1)).toEqual({ type: "finished", report: own });
  const types = events.map(({ type }) => type);
  expect(types.filter((type) => type === "finished")).toHaveLength(1);
  expect(types.slice(1)).not.toContain("started");
  return events;
}

/** At each message. */
const THROWS = { messages: 0, code: "left = 0; throw new Error('no');" };

const findingsOf = (events: readonly RunEvent[]) =>
  events.filter((event): event is FindingEvent => event.type === "finding");

const violatedOf = ({ properties }: Report) =>
  properties.filter(({ verdict }) => verdict === "violated").map(({ id }) => id);

describe("the events of a run", () => {
  test("that finds nothing have how far it is, and each scope", () => {
    const files = filesFor("passes");
    const { status } = poolproof("run", RIGHT, "--programs", "300", ...files.args);
    expect(status).toBe(0);
    const events = checkEvents(files);
    expect(events[0]?.type).toBe("started");
    const scopes = events.flatMap((event) => (event.type === "scope" ? [event.scope] : []));
    expect(scopes).toEqual(readReport(files.report).exhaustive);
    expect(scopes.length).toBeGreaterThan(0);
    expect(events).toContainEqual(expect.objectContaining({ type: "progress", stage: "driving" }));
    expect(findingsOf(events)).toEqual([]);
  });

  test("that finds something have it before the end, and its last counterexample is the report's", () => {
    const files = filesFor("fails");
    const wrong = wrongModule(folder, "wrong");
    const { status, stdout } = poolproof("run", wrong, "--programs", "100", ...files.args);
    expect(status).toBe(1);
    const events = checkEvents(files);
    const findings = findingsOf(events);
    expect(findings[0]?.state).toBe("seen");
    const driven = events.findIndex((event) => event.type === "scope");
    expect(events.findIndex((event) => event.type === "finding")).toBeLessThan(driven);
    const { properties } = readReport(files.report) as Report;
    const last = new Map(
      findings.flatMap(({ counterexamples }) => counterexamples.map((one) => [one.property, one])),
    );
    for (const { id, counterexample } of properties)
      if (counterexample) expect(last.get(id)?.program).toEqual(counterexample.program);
    // In a pipe it is printed before the report, with the command that replays it.
    const [before = ""] = stdout.split("   clause ");
    expect(before).toContain(`replay    npx poolproof replay ${files.report}`);
  });

  test.each([
    ["never comes up", () => "stdio:no-such-command-anywhere", []],
    ["breaks while it is driven", () => wrongModule(folder, "throws", THROWS), ["started"]],
  ])("of a candidate that %s end with what is wrong", (name, candidate, first) => {
    const files = filesFor(name.replaceAll(" ", "-"));
    const { status } = poolproof("run", candidate(), ...files.args);
    expect(status).toBe(3);
    const events = checkEvents(files);
    expect(events.map(({ type }) => type).slice(0, -1)).toEqual(expect.arrayContaining(first));
    expect(readReport(files.report)).toMatchObject({ verdict: "broken" });
  });

  test("that Ctrl-C ends have a report that is incomplete", async () => {
    const files = filesFor("interrupted");
    const args = ["run", SMALL, "--programs", "100000", ...files.args];
    const child = spawn("node", [MAIN, ...args], { stdio: "ignore" });
    const isUp = () => existsSync(files.events) && wholeLines(files.events).lines.length > 0;
    await expect.poll(isUp, { timeout: 30_000 }).toBe(true);
    const exit = once(child, "exit");
    child.kill("SIGINT");
    expect(await exit).toEqual([4, null]);
    checkEvents(files);
    expect(readReport(files.report).incomplete).toContain("interrupted");
  });
});

describe("of a candidate that ends its thread after something was found", () => {
  test.each([
    ["blocks it for ever", "while (true);", "timeout"],
    ["ends the process", "process.exit(0);", "exited"],
    [
      "throws where nobody catches",
      "setTimeout(() => { throw new Error('late'); }); return new Promise(() => undefined);",
      "threw",
    ],
  ])("and %s, that is kept, and nothing else is decided", (_, code, error) => {
    const files = filesFor(error);
    const wrong = wrongModule(folder, `${error}-wrong`, { messages: 3000, code });
    const args = ["run", wrong, "--timeout", "1", ...files.args];
    const { status, stdout } = poolproof(...args);
    expect(status).toBe(1);
    const events = checkEvents(files);
    const report: Report = readReport(files.report);
    expect(report).toMatchObject({
      verdict: "nonconformant",
      incomplete: expect.any(String),
      error: { code: error, program: { steps: expect.any(Array) } },
    });
    const found = new Set(
      findingsOf(events).flatMap(({ counterexamples }) =>
        counterexamples.map((one) => one.property),
      ),
    );
    expect([...found].sort()).toEqual([...violatedOf(report)].sort());
    expect(found.size).toBeGreaterThan(0);
    const verdicts = new Set(report.properties.map(({ verdict }) => verdict));
    expect(verdicts).toEqual(new Set(["violated", "undecided", "not claimed"]));
    expect(readdirSync(join(files.report, "counterexamples"))).toHaveLength(found.size);
    for (const says of ["✗ 1. ", `broken: ${error}`, "NONCONFORMANT: the candidate broke"])
      expect(stdout).toContain(says);
  });
});

describe("--events -", () => {
  test("leaves standard output to the events, also where the candidate prints", () => {
    const code = "console.log('I am no event');";
    const chatty = wrongModule(folder, "chatty", { messages: 10, code });
    const args = ["--programs", "20", "--shortest", "0", "--no-store", "--events", "-"];
    const { status, stdout, stderr } = poolproof("run", chatty, ...args);
    expect(status).toBe(1);
    const events = stdout
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as RunEvent);
    for (const event of events) expect([...isEvent.Errors(event as never)]).toEqual([]);
    expect(events.at(-1)?.type).toBe("finished");
    expect(stderr).toContain("I am no event");
    expect(stderr).toContain("NONCONFORMANT");
  });

  test("goes on where its reader stops before the end", async () => {
    const wrong = wrongModule(folder, "unread");
    const args = ["run", wrong, "--programs", "20", "--shortest", "0", "--no-store"];
    const child = spawn("node", [MAIN, ...args, "--events", "-"], {
      stdio: ["ignore", "pipe", "pipe"],
    });
    let said = "";
    child.stderr.on("data", (chunk) => {
      said += chunk;
    });
    child.stdout.destroy();
    expect(await once(child, "close")).toEqual([1, null]);
    expect(said).toContain("NONCONFORMANT");
    expect(said).not.toContain("could not be written");
  });
});

test("events that cannot be written fail the run, after its verdict", () => {
  const wrong = wrongModule(folder, "full-disk");
  const args = ["run", wrong, "--bail", "--no-store", "--events", "/dev/full"];
  const { status, stdout, stderr } = poolproof(...args);
  expect(stdout).toContain("NONCONFORMANT");
  expect(stderr).toContain("the events could not be written to /dev/full");
  expect(status).toBe(3);
});

describe("--bail", () => {
  test("ends the run at the first finding, which the report tells, and decides nothing else", () => {
    const files = filesFor("bail");
    const wrong = wrongModule(folder, "bail-wrong");
    const { status } = poolproof("run", wrong, "--bail", ...files.args);
    expect(status).toBe(1);
    const events = checkEvents(files);
    const report: Report = readReport(files.report);
    expect(report).toMatchObject({
      verdict: "nonconformant",
      incomplete: expect.stringContaining("--bail"),
    });
    expect(report.programs).toBeLessThan(1000);
    expect(findingsOf(events).length).toBeGreaterThan(0);
  });
});

import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Compile } from "typebox/compile";
import { describe, expect, test } from "vitest";
import { eventsOf } from "../reports/data/events.test-helper.ts";
import { RunEventSchema } from "../reports/data/events.ts";
import { violatedSample } from "../reports/data/samples.test-helper.ts";
import { ownFolder, poolproofHere, readReport } from "./command.test-helper.ts";
import { openEvents } from "./events-file.ts";

const folder = ownFolder();
const isEvent = Compile(RunEventSchema);
/** Of few features, so that the scopes are small. */
const SMALL = "stdio:python3 candidates/python/ledger.py --features pool";
const RUN = ["run", SMALL, "--programs", "5", "--no-store", "--property", "exc/*"] as const;

describe("a file of events", () => {
  test("has each event as a line as soon as it has happened", async () => {
    const file = join(folder, "written.jsonl");
    const events = eventsOf(await violatedSample());
    const { write, close } = openEvents(file);
    for (const [at, event] of events.entries()) {
      write(event);
      const lines = readFileSync(file, "utf8").split("\n");
      expect(lines.pop()).toBe("");
      expect(lines.map((line) => JSON.parse(line))).toEqual(
        JSON.parse(JSON.stringify(events.slice(0, at + 1))),
      );
    }
    expect(close()).toBe(true);
  });

  test("is written anew by each run, from the start of it to the report", async () => {
    const file = join(folder, "run.jsonl");
    for (let times = 0; times < 2; times += 1) {
      const { stdout } = await poolproofHere(...RUN, "--events", file);
      expect(stdout).toContain("IN PART");
    }
    const events = readFileSync(file, "utf8")
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line));
    for (const event of events) expect([...isEvent.Errors(event)]).toEqual([]);
    const types = events.map(({ type }) => type);
    expect(types.filter((type) => type === "started")).toHaveLength(1);
    expect([types[0], types.at(-1)]).toEqual(["started", "finished"]);
  });

  test("may lie in the folder of the report", async () => {
    const report = join(folder, "with-events");
    const file = join(report, "events.jsonl");
    await poolproofHere(...RUN, "--report", report, "--events", file);
    const last = JSON.parse(readFileSync(file, "utf8").trimEnd().split("\n").at(-1) ?? "");
    expect(last).toEqual({ type: "finished", report: readReport(report) });
  });

  test.each([
    ["that cannot be written", "/dev/null/events", "cannot be written to /dev/null/events"],
    ["without a name", "", "name a file"],
  ])("%s is a mistake on the command line, and nothing is driven", async (_, file, says) => {
    const store = join(folder, "store");
    const args = ["run", "./candidates/zoo/no-such-file.ts", "--store", store, "--events", file];
    const { status, stdout, stderr } = await poolproofHere(...args);
    expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
    expect(stderr).toContain(says);
    expect(existsSync(store)).toBe(false);
  });
});

describe("--bail", () => {
  test("takes a number, or stands for one, and says so where a candidate was taken for it", async () => {
    const { status, stderr } = await poolproofHere("run", "--bail", "reference");
    expect(status).toBe(2);
    expect(stderr).toContain("write the option after the candidate");
  });
});

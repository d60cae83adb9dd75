/** What lies in the folder of a report while its run goes on, made by hand from a report's findings. */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { begun, eventsOf } from "../reports/data/events.test-helper.ts";
import { foldEvent, type RunEvent } from "../reports/data/events.ts";
import type { Report } from "../reports/data/report.ts";
import { violatedSample } from "../reports/data/samples.test-helper.ts";
import { counterexamplePath } from "../reports/story/replay-line.ts";
import { ownFolder, readReport } from "./command.test-helper.ts";
import { beginReport, recordReport, writeReport } from "./report-folder.ts";

const folder = ownFolder();
const report = await violatedSample();
const scope = {
  scope: "one client",
  level: "tour",
  states: 1,
  transitions: 1,
  covered: 1,
  programs: 1,
  messages: 1,
  verdict: "complete",
  required: false,
} as const;
const events = eventsOf({ ...report, exhaustive: [scope] });

function begin(name: string) {
  const own = join(folder, name);
  beginReport(own, begun(report));
  return { own, record: recordReport(own) };
}

const counterexamples = (own: string) => readdirSync(join(own, "counterexamples")).sort();

describe("the folder of a report while its run goes on", () => {
  test("has the report of all events so far, and a file for each counterexample", () => {
    const { own, record } = begin("goes-on");
    let folded: Report | undefined;
    for (const event of events.slice(0, -1)) {
      record(event);
      folded = foldEvent(folded, event);
      expect(readReport(own)).toEqual(folded);
      expect(folded?.incomplete).toBeDefined();
      for (const { id, counterexample } of folded?.properties ?? [])
        if (counterexample)
          expect(JSON.parse(readFileSync(join(own, counterexamplePath(id)), "utf8"))).toEqual(
            counterexample,
          );
    }
    expect(folded?.exhaustive).toEqual([scope]);
    expect(counterexamples(own).length).toBeGreaterThan(1);
  });

  test("stays incomplete until the whole of it is written", () => {
    const { own, record } = begin("ends");
    for (const event of events) record(event);
    expect(readReport(own).incomplete).toBeDefined();
    writeReport(own, report);
    expect(readReport(own)).toEqual(JSON.parse(JSON.stringify(report)));
  });

  test("in the end has no counterexample that was seen on the way alone", () => {
    const { own, record } = begin("drops");
    for (const event of events.slice(0, -1)) record(event);
    writeFileSync(join(own, "counterexamples", "mine.json"), "{}");
    writeReport(own, { ...report, properties: [] });
    expect(counterexamples(own)).toEqual(["mine.json"]);
  });

  test("does not stop the run where it cannot be written", () => {
    const { own, record } = begin("full");
    mkdirSync(join(own, "report.json.partial"));
    for (const event of events) expect(() => record(event)).not.toThrow();
    expect(existsSync(join(own, "report.json"))).toBe(true);
  });

  test("is not touched by what is no news", () => {
    const { own, record } = begin("progress");
    const [started, progress] = events as [RunEvent, RunEvent];
    record(started);
    writeFileSync(join(own, "report.json"), "as it was");
    record(progress);
    expect(progress.type).toBe("progress");
    expect(readFileSync(join(own, "report.json"), "utf8")).toBe("as it was");
  });
});

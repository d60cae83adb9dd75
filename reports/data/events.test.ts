import { Compile } from "typebox/compile";
import { describe, expect, test } from "vitest";
import { begun, eventsOf, findingEvents } from "./events.test-helper.ts";
import { type FindingEvent, foldEvent, type RunEvent, RunEventSchema } from "./events.ts";
import { type Report, ReportSchema } from "./report.ts";
import { violatedSample } from "./samples.test-helper.ts";

const isEvent = Compile(RunEventSchema);
const isReport = Compile(ReportSchema);
const report = await violatedSample();
const events = eventsOf(report);
const folded = (some: readonly RunEvent[]) =>
  some.reduce<Report | undefined>((before, event) => foldEvent(before, event), undefined);
const violated = (some: Report | undefined) =>
  some?.properties.filter(({ verdict }) => verdict === "violated").map(({ id }) => id);

test("every event is as the schema says, and plain data", () => {
  for (const event of events) {
    expect([...isEvent.Errors(event)]).toEqual([]);
    expect(JSON.parse(JSON.stringify(event))).toEqual(event);
  }
});

describe("the report after some events", () => {
  test("is one at each of them, and incomplete until the last", () => {
    for (const [at] of events.entries()) {
      const so = folded(events.slice(0, at + 1));
      expect([...isReport.Errors(so)]).toEqual([]);
      expect(so?.incomplete === undefined).toBe(at === events.length - 1);
    }
    expect(folded(events)).toBe(report);
  });

  test("has what was found by then, each as it was found last, and nothing that holds", () => {
    const [seen, reduced] = findingEvents(report) as [FindingEvent, FindingEvent];
    const started = {
      type: "started",
      schema: "poolproof/events/1",
      report: begun(report),
    } as const;
    expect(folded([started])).toMatchObject({ verdict: "inconclusive" });
    const first = folded([started, seen]);
    expect(first?.verdict).toBe("nonconformant");
    expect(violated(first)?.sort()).toEqual(
      seen.counterexamples.map(({ property }) => property).sort(),
    );
    const second = folded([started, seen, reduced]);
    const own = second?.properties.find(({ id }) => id === reduced.id);
    expect(own?.counterexample).toBe(reduced.counterexamples[0]);
    const verdicts = new Set(second?.properties.map(({ verdict }) => verdict));
    expect(verdicts).toEqual(new Set(["violated", "undecided", "not claimed"]));
  });

  test("is none before the first", () => {
    expect(folded(findingEvents(report))).toBeUndefined();
  });
});

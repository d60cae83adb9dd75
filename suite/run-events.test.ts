import { expect, test, vi } from "vitest";
import { createReference } from "../adapters/in-process/reference.ts";
import { fullPoolRefusesHolders } from "../candidates/zoo/defects.ts";
import type { RunEvent } from "../reports/data/events.ts";
import { checkConformance } from "./conformance.ts";
import { runEvents } from "./run-events.ts";

const QUICK = { programs: 10, exhaustive: false } as const;
const create = () => createReference({ features: ["pool"] });

async function all(events: AsyncIterable<RunEvent>): Promise<readonly RunEvent[]> {
  const taken: RunEvent[] = [];
  for await (const event of events) taken.push(event);
  return taken;
}

test("a loop goes over all events, and ends with the report", async () => {
  const onEvent = vi.fn<(event: RunEvent) => void>();
  const events = await all(runEvents(create, { ...QUICK, onEvent }));
  expect(events.map(({ type }) => type)).toContain("started");
  expect(events).toEqual(onEvent.mock.calls.map(([event]) => event));
  const { timing: _, ...report } = await checkConformance(create, QUICK);
  expect(events.at(-1)).toMatchObject({ type: "finished", report });
});

test("the same seed gives the same events, apart from progress and times", async () => {
  const events = async () => {
    const taken = await all(runEvents(fullPoolRefusesHolders, { ...QUICK, shortest: 100 }));
    return taken
      .filter(({ type }) => type !== "progress")
      .map((event) => JSON.stringify(event, (key, value) => (key === "timing" ? 0 : value)));
  };
  const once = await events();
  expect(once.length).toBeGreaterThan(3);
  expect(await events()).toEqual(once);
});

test("nothing runs until there is a loop", async () => {
  const opened = vi.fn(create);
  const events = runEvents(opened, QUICK);
  await new Promise(setImmediate);
  expect(opened).not.toHaveBeenCalled();
  await all(events);
  expect(opened).toHaveBeenCalled();
});

test("a loop that is left early interrupts the run, and waits for its end", async () => {
  const onEvent = vi.fn<(event: RunEvent) => void>();
  for await (const event of runEvents(create, { programs: 1_000_000, onEvent }))
    if (event.type === "started") break;
  expect(onEvent.mock.lastCall).toMatchObject([
    { type: "finished", report: { verdict: "inconclusive", incomplete: expect.any(String) } },
  ]);
});

test("a signal of the caller's own interrupts the run, and the loop still gets the report", async () => {
  const stop = new AbortController();
  const onEvent = () => stop.abort();
  const events = await all(
    runEvents(create, { programs: 1_000_000, signal: stop.signal, onEvent }),
  );
  expect(events.at(-1)).toMatchObject({
    type: "finished",
    report: { incomplete: expect.any(String) },
  });
});

test("what a run refuses, the loop throws", async () => {
  await expect(all(runEvents(create, { programs: 0 }))).rejects.toThrow(RangeError);
});

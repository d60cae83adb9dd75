/** Whenever a run is killed, what it leaves is what had happened by then. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import seedrandom from "seedrandom";
import { Compile } from "typebox/compile";
import { expect, test } from "vitest";
import { CounterexampleSchema } from "../reports/data/counterexample.ts";
import { foldEvent, type RunEvent, RunEventSchema } from "../reports/data/events.ts";
import { type Report, ReportSchema } from "../reports/data/report.ts";
import { ownFolder, readReport } from "./command.test-helper.ts";
import { killable, type Moment, wholeLines, wrongModule } from "./kill.test-helper.ts";

const folder = ownFolder();
const run = killable(folder);
const isEvent = Compile(RunEventSchema);
const isReport = Compile(ReportSchema);
const isCounterexample = Compile(CounterexampleSchema);

const MOMENTS = 50;
/** For two cores, since a process waits half of the time. */
const AT_ONCE = 3;

const WRONG = wrongModule(folder, "wrong");

interface Left {
  readonly report: string;
  readonly events: string;
}

async function runInto(name: string, moment?: Moment) {
  const left: Left = { report: join(folder, name), events: join(folder, `${name}.jsonl`) };
  // The first finding ends it, so that a run takes little more than it takes to load the suite.
  const options = ["--bail", "--shortest", "100", "--no-store"];
  const files = ["--report", left.report, "--events", left.events];
  return { left, ...(await run(["run", WRONG, ...options, ...files], moment)) };
}

function eventsIn({ events: file }: Left): readonly RunEvent[] {
  const events = existsSync(file) ? (wholeLines(file).lines as RunEvent[]) : [];
  for (const event of events) expect([...isEvent.Errors(event)]).toEqual([]);
  return events;
}

const reportAfter = (events: readonly RunEvent[]) =>
  events.reduce<Report | undefined>((before, event) => foldEvent(before, event), undefined);

/** @returns the types of the events that had happened */
function expectPrefix(left: Left): readonly string[] {
  const events = eventsIn(left).filter(({ type }) => type !== "progress");
  const isWritten = existsSync(join(left.report, "report.json"));
  expect(isWritten || events.length === 0).toBe(true);
  if (!isWritten) return [];
  const report: Report = readReport(left.report);
  expect([...isReport.Errors(report)]).toEqual([]);
  expect(report.incomplete !== undefined || events.at(-1)?.type === "finished").toBe(true);
  const after = reportAfter(events);
  const before = reportAfter(events.slice(0, -1));
  // What is written before the candidate is up, no event says.
  if (!before && !isSame(report, after)) expect(report.properties).toEqual([]);
  else expect([before, after]).toContainEqual(report);
  expectCounterexamples(left, report);
  return events.map(({ type }) => type);
}

const isSame = (one: unknown, other: unknown) => JSON.stringify(one) === JSON.stringify(other);

/** Each is whole, and everything that the report tells has one. */
function expectCounterexamples({ report: path }: Left, { properties }: Report): void {
  const inside = join(path, "counterexamples");
  const files = readdirSync(inside).filter((name) => name.endsWith(".json"));
  for (const name of files) {
    const value: unknown = JSON.parse(readFileSync(join(inside, name), "utf8"));
    expect([...isCounterexample.Errors(value)]).toEqual([]);
  }
  const found = properties.filter(({ verdict }) => verdict === "violated");
  expect(files.length).toBeGreaterThanOrEqual(found.length);
}

/** Milliseconds, also where other tests have all cores. */
const TIME_LIMIT_MS = 300_000;

test(`at ${MOMENTS} moments`, { timeout: TIME_LIMIT_MS }, async () => {
  const whole = await runInto("whole");
  expect(whole).toMatchObject({ status: 1, signal: null });
  expect(expectPrefix(whole.left).at(-1)).toBe("finished");
  const random = seedrandom("moments");
  const moments = Array.from({ length: MOMENTS }, (_, at) => ({
    name: `killed-${at}`,
    // One of each part of the run, so that every part has some.
    writes: Math.floor(((at + random()) / MOMENTS) * whole.writes),
    share: random(),
  }));
  const last = new Map<string | undefined, number>();
  const killNext = async (): Promise<void> => {
    for (let next = moments.pop(); next; next = moments.pop()) {
      const { left, signal } = await runInto(next.name, next);
      expect(signal).toBe("SIGKILL");
      const type = expectPrefix(left).at(-1);
      last.set(type, (last.get(type) ?? 0) + 1);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, killNext));
  // It was killed before anything had happened, on the way, and after all.
  const all = [undefined, "started", "finding", "scope", "finished"];
  expect([...last.keys()]).toEqual(expect.arrayContaining(all));
});

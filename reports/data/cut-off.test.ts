import { Compile } from "typebox/compile";
import { describe, expect, test } from "vitest";
import { CandidateError } from "../../adapters/protocol/candidate-error.ts";
import type { Statement } from "../../model/index.ts";
import { allOf, gate } from "../gate/gate.test-helper.ts";
import { mergeReports } from "../merge/merge.ts";
import { cutOffReport } from "./build.ts";
import { eventsOf } from "./events.test-helper.ts";
import { foldEvent, type RunEvent } from "./events.ts";
import { type Report, ReportSchema } from "./report.ts";
import { exitCodeOf } from "./run-verdict.ts";
import { violatedSample } from "./samples.test-helper.ts";
import { emptyShard } from "./shard.ts";

const isReport = Compile(ReportSchema);
const report = await violatedSample();
const { selector } = report.candidate;
const statement = report.statement as unknown as Statement;
const error = new CandidateError("exited", "the candidate ended its thread with exit code 0");
const program = {
  capacity: 1,
  otherCapacity: 0,
  steps: [{ type: "enroll", client: "a" }],
} as const;
const [started, ...others] = eventsOf(report).slice(0, -1) as [RunEvent, ...RunEvent[]];
const SHARD = { index: 1, of: 2, programs: 12, scopes: "none" } as const;

function cutOff(events: readonly RunEvent[], change: Partial<Report> = {}, asked = {}): Report {
  const begun = { ...(foldEvent(undefined, started) as Report), ...change };
  const folded = events.reduce((before, event) => foldEvent(before, event) as Report, begun);
  const subject = { selector, seed: report.seed, statement, ...asked };
  const ended = cutOffReport(folded, { subject, error, program });
  expect([...isReport.Errors(ended)]).toEqual([]);
  return ended;
}

describe("the report of a run that the candidate has ended", () => {
  test("keeps what was found, is nonconformant, and says why there is no more", () => {
    const ended = cutOff(others);
    expect(ended).toMatchObject({
      verdict: "nonconformant",
      incomplete: "the candidate broke before the end",
      error: { code: "exited", program },
    });
    const found = ({ properties }: Report) =>
      properties.flatMap(({ counterexample }) => counterexample ?? []);
    expect(found(ended)).toEqual(found(report));
    expect(exitCodeOf(ended)).toBe(1);
  });

  test("is broken where nothing was found", () => {
    const ended = cutOff([]);
    expect(ended).toMatchObject({ verdict: "broken", error: { code: "exited" } });
    expect(exitCodeOf(ended)).toBe(3);
  });

  test.each([
    ["nothing", []],
    ["something", others],
  ])("has nothing that holds or was reached, where %s was found", (_, events) => {
    const { properties, situations } = cutOff(events);
    expect(properties.map(({ verdict }) => verdict)).toContain("undecided");
    expect(properties.filter(({ verdict }) => verdict === "holds")).toEqual([]);
    expect(situations.map(({ verdict }) => verdict)).toContain("unreached");
    expect(situations.filter(({ verdict }) => verdict === "reached")).toEqual([]);
  });

  test("says which part was asked for", () => {
    const ended = cutOff([], {}, { filters: { properties: ["exc/*"] } });
    expect(ended.filtered).toMatchObject({ properties: ["exc/*"] });
  });

  test("is excused by no list, although everything that it has found is listed", () => {
    const ended = cutOff(others);
    expect(gate(ended, allOf(ended))).toMatchObject({ verdict: "broken", exit: 3, unlisted: [] });
    expect(gate(ended, [])).toMatchObject({ verdict: "failed", exit: 1 });
    expect(gate(cutOff([]), [])).toMatchObject({ verdict: "broken", exit: 3 });
  });
});

test("that of a shard is joined to the others, with what it has found", () => {
  const shards = [1, 2].map((index) => {
    const shard = emptyShard({ ...SHARD, index });
    return { name: `shard-${index}`, report: cutOff(index === 1 ? others : [], { shard }) };
  });
  const joined = mergeReports(shards);
  expect(joined.error?.code).toBe("exited");
  const found = joined.properties.filter(({ verdict }) => verdict === "violated");
  expect(found.length).toBeGreaterThan(0);
});

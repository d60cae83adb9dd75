/** What is not the reports of parts of one campaign is not joined. */
import { beforeAll, describe, expect, test } from "vitest";
import { createReference } from "../../adapters/in-process/reference.ts";
import { checkConformance } from "../../suite/conformance.ts";
import { sealed } from "../data/digest.ts";
import type { Report } from "../data/report.ts";
import { mergeReports } from "./merge.ts";
import type { NamedReport } from "./piece.ts";

const FEW = { programs: 8, exhaustive: false } as const;
let whole: Report;
let shards: readonly NamedReport[];
beforeAll(async () => {
  whole = await checkConformance(createReference(), FEW);
  shards = await Promise.all(
    [1, 2, 3, 4].map(async (index) => {
      const shard = { index, of: 4 };
      const report = await checkConformance(createReference(), { ...FEW, shard });
      return { name: `shard-${index}`, report };
    }),
  );
});

test("the command that starts the server is kept, and need not be the same on every machine", () => {
  const ports = shards.map(({ name, report }, at) => ({
    name,
    report: sealed({ ...report, start: `serve --port ${at}` }),
  }));
  expect(mergeReports(ports).start).toBe("serve --port 0");
});

describe("refused are", () => {
  const [first, second, third, fourth] = [0, 1, 2, 3].map(
    (at) => () => shards[at] as NamedReport,
  ) as [() => NamedReport, () => NamedReport, () => NamedReport, () => NamedReport];
  const changed = (one: NamedReport, change: Partial<Report>): NamedReport => ({
    ...one,
    report: { ...one.report, ...change },
  });
  const shardWith = (one: NamedReport, change: object) =>
    changed(one, { shard: { ...(one.report.shard as NonNullable<Report["shard"]>), ...change } });
  /** All of them, with another one in the place of the second. */
  const withSecond = (change: (one: NamedReport) => NamedReport) => () => [
    first(),
    change(second()),
    third(),
    fourth(),
  ];

  test.each<readonly [string, () => readonly NamedReport[], RegExp]>([
    ["none", () => [], /no report/],
    ["a whole report", withSecond((one) => ({ ...one, report: whole })), /whole campaign/],
    [
      "another seed",
      withSecond((one) => changed(one, { seed: "x" })),
      /seed: "poolproof" in shard-1, and "x" in/,
    ],
    [
      "another seed, told so that it commands nothing",
      withSecond((one) => changed(one, { seed: "a\n::error::\u001b[31m\u009b" })),
      /and "a\\n::error::\\u001b\[31m\ufffd" in shard-2/,
    ],
    [
      "a fifth of four",
      () => [...shards, { ...shardWith(first(), { index: 5 }), name: "fifth" }],
      /fifth is shard 5 of 4/,
    ],
    [
      "another number of shards",
      withSecond((one) => shardWith(one, { of: 5 })),
      /number of shards: 4 .* 5/,
    ],
    [
      "another number of programs",
      withSecond((one) => shardWith(one, { programs: 7 })),
      /programs: 7 .* 8/,
    ],
    [
      "other scopes",
      withSecond((one) => shardWith(one, { scopes: "all" })),
      /--exhaustive: "none" .* "all"/,
    ],
    [
      "other levels",
      withSecond((one) => shardWith(one, { extraStates: 1 })),
      /--extra-states: "none" .* 1/,
    ],
    [
      "another candidate",
      withSecond((one) => changed(one, { candidate: { ...one.report.candidate, selector: "y" } })),
      /candidate: .* "y" in shard-2/,
    ],
    [
      "another version of it",
      withSecond((one) => changed(one, { candidate: { ...one.report.candidate, version: "2" } })),
      /declaration/,
    ],
    [
      "another statement",
      withSecond((one) => changed(one, { statement: { features: ["pool"], choices: {} } })),
      /conformance statement/,
    ],
    [
      "other filters",
      withSecond((one) =>
        changed(one, { filtered: { properties: ["exc/*"], clauses: [], judged: 1, leftOut: 1 } }),
      ),
      /filter: "none" in shard-1, and "--property exc/,
    ],
    [
      "another version of the suite",
      withSecond((one) => changed(one, { versions: { ...one.report.versions, poolproof: "9" } })),
      /version of Poolproof: .* "9" in/,
    ],
    [
      "another list of properties",
      withSecond((one) => changed(one, { properties: one.report.properties.slice(1) })),
      /list of properties: "\w+" in shard-1, and "\w+" in shard-2; run/,
    ],
    [
      "another list of situations",
      withSecond((one) => changed(one, { situations: one.report.situations.slice(1) })),
      /list of situations/,
    ],
    [
      "another version of the suite in all of them",
      () =>
        shards.map((one) =>
          changed(one, { versions: { ...one.report.versions, poolproof: "9\u001b" } }),
        ),
      /shard-1 is of Poolproof "9\\u001b", and this is \d.*; run shard 1 of 4 again/,
    ],
    [
      "another list of examples",
      withSecond((one) =>
        changed(one, { examples: [{ property: "p", fingerprint: "f", runs: 1, failed: true }] }),
      ),
      /failed before/,
    ],
  ])("%s", (_, reports, told) => {
    expect(() => mergeReports(reports())).toThrow(told);
  });
});

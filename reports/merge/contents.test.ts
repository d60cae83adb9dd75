/** A report that leaves something out, or puts something in, is no shard's: none of these is ever joined to a verdict. */
import { deflateRawSync } from "node:zlib";
import { beforeAll, describe, expect, test } from "vitest";
import { createReference } from "../../adapters/in-process/reference.ts";
import { checkConformance } from "../../suite/conformance.ts";
import { type Counterexample, counterexampleFile } from "../data/counterexample.ts";
import { sealed } from "../data/digest.ts";
import type { PropertyReport, Report } from "../data/report.ts";
import { gateReport } from "../gate/gate.ts";
import { MergeError } from "./check.ts";
import { mergeReports } from "./merge.ts";

type Changed = { -readonly [K in keyof Report]: Report[K] };
type Change = (report: Changed) => void;
const OF = 3;
let shards: readonly Report[];
beforeAll(async () => {
  const options = { programs: 12, shortest: 0 };
  const drive = (at: number) =>
    checkConformance(() => createReference({ features: ["pool"] }), {
      ...options,
      shard: { index: at + 1, of: OF },
    });
  shards = await Promise.all([0, 1, 2].map(drive));
});

/** Their copies, as files hold them, of which those of these places are changed. */
function joined(places: readonly number[], change: Change): Report {
  const copies = structuredClone(shards) as Changed[];
  for (const at of places) change(copies[at] as Changed);
  return mergeReports(copies.map((report, at) => ({ name: `shard-${at + 1}`, report })));
}

const propertyAt = (report: Changed, at: number) => report.properties[at] as PropertyReport;
const shardOf = (report: Changed) => report.shard as NonNullable<Report["shard"]>;
const withVerdict =
  (verdict: PropertyReport["verdict"]): Change =>
  (report) => {
    const judged = report.properties.find((one) => one.verdict !== "not claimed");
    (judged as PropertyReport).verdict = verdict;
  };
const violate: Change = (report) => {
  const { id } = propertyAt(report, 0);
  Object.assign(propertyAt(report, 0), {
    verdict: "violated",
    counterexample: { property: id } as Counterexample,
  });
};
const marked =
  (taken: string): Change =>
  (report) => {
    for (const one of shardOf(report).driven) one.taken = taken;
  };
const driveNoScope: Change = (report) => {
  marked(deflateRawSync(new Uint8Array(1)).toString("base64"))(report);
  for (const scope of report.exhaustive) scope.covered = 0;
};
/** Reports that a part may have written so. */
const join = (reports: readonly Report[]): Report =>
  mergeReports(reports.map((report, at) => ({ name: `${at}`, report: sealed(report) })));
const [ALL, FIRST, SECOND, LAST] = [[0, 1, 2], [0], [1], [2]] as const;

test("as they are they are joined", () => {
  expect(joined([], () => {})).toMatchObject({ merged: OF, programs: 12 });
});

describe("refused is", () => {
  const LIST = /list of (properties|situations): "\w+" in shard-1, and "\w+" in shard-2; run all/;
  test.each<
    | readonly [string, readonly number[], Change]
    | readonly [string, readonly number[], Change, RegExp]
  >([
    ["a violation without a counterexample", ALL, withVerdict("violated")],
    [
      "a counterexample without a violation",
      LAST,
      (report) => {
        violate(report);
        propertyAt(report, 0).verdict = "holds";
      },
    ],
    [
      "a counterexample to another property",
      LAST,
      (report) => {
        violate(report);
        Object.assign(propertyAt(report, 0).counterexample ?? {}, { property: "x/y" });
      },
    ],
    ["what is claimed, as not claimed", FIRST, withVerdict("not claimed")],
    ["the same in all of them", ALL, withVerdict("not claimed")],
    ["what was asked for, as filtered", SECOND, withVerdict("filtered")],
    ["a property less", SECOND, ({ properties }) => properties.pop(), LIST],
    ["a property less in all of them", ALL, ({ properties }) => properties.pop()],
    [
      "one that there is twice",
      SECOND,
      (report) => {
        report.properties[1] = propertyAt(report, 0);
      },
      LIST,
    ],
    [
      "one of another name",
      SECOND,
      (report) => {
        propertyAt(report, 0).id = "x/../../../../EVIL";
      },
      LIST,
    ],
    [
      "the same in all of them",
      ALL,
      (report) => {
        propertyAt(report, 0).id = "x/../../../../EVIL";
      },
    ],
    [
      "one that takes less to hold",
      ALL,
      (report) => {
        propertyAt(report, 0).least = 0;
      },
    ],
    [
      "one of another kind",
      SECOND,
      (report) => {
        propertyAt(report, 0).kind = "durable";
      },
      LIST,
    ],
    ["a situation less", SECOND, ({ situations }) => situations.pop(), LIST],
    ["a situation less in all of them", ALL, ({ situations }) => situations.pop()],
    [
      "a situation that is not claimed",
      ALL,
      ({ situations: [first] }) => {
        Object.assign(first ?? {}, { verdict: "not claimed" });
      },
    ],
    [
      "no statement",
      ALL,
      (report) => {
        delete report.statement;
      },
    ],
    [
      "nothing of what was driven",
      ALL,
      (report) => {
        shardOf(report).driven = [];
      },
    ],
    [
      "no scope",
      [0, 1],
      (report) => {
        report.exhaustive = [];
        shardOf(report).driven = [];
      },
    ],
    [
      "a scope less",
      SECOND,
      (report) => {
        report.exhaustive.pop();
        shardOf(report).driven.pop();
      },
    ],
    [
      "a scope that is smaller",
      SECOND,
      ({ exhaustive: [first] }) => {
        Object.assign(first ?? {}, { transitions: 1 });
      },
    ],
    ["a scope that nobody drove, and nobody cut", ALL, driveNoScope],
    [
      "marks of more than was driven",
      LAST,
      marked(deflateRawSync(new Uint8Array([1])).toString("base64")),
    ],
    ["marks that are none", LAST, marked("bad, bad")],
    [
      "marks that take all memory",
      LAST,
      marked(deflateRawSync(new Uint8Array(2 ** 24)).toString("base64")),
    ],
    [
      "fewer programs than its own",
      SECOND,
      (report) => {
        report.programs = 0;
      },
    ],
    [
      "one that says nothing at all",
      SECOND,
      (report) => {
        report.properties = [];
      },
    ],
    [
      "one without a digest",
      LAST,
      (report) => {
        delete shardOf(report).digest;
      },
    ],
  ])("%s", (_, places, change, says?: RegExp) => {
    const join = () => joined(places, change);
    const shard = (places[0] ?? 0) + 1;
    expect(join).toThrow(MergeError);
    expect(join).toThrow(
      says ??
        `shard-${shard} is not as Poolproof wrote it: its digest is of another content; run shard ${shard} of 3 again`,
    );
  });
});

test("a scope that nobody drove, and nobody cut, is not proven", () => {
  const copies = structuredClone(shards) as Changed[];
  for (const copy of copies) driveNoScope(copy);
  expect(() => join(copies)).toThrow(/have driven 0 of \d+ transitions/);
});

test("a list of known violations and the time that a part took change nothing", () => {
  const [first, ...others] = structuredClone(shards) as [Report, ...Report[]];
  const gated = gateReport(first, "schema: poolproof/baseline/1\nknown: []\n", "2030-01-31");
  expect(join([{ ...gated, timing: { durationMs: 1 } }, ...others])).toMatchObject({ merged: OF });
});

const breakdown = (message: string) => ({ code: "crashed", message, hint: "" });
const breakIn = (report: Changed | undefined, message: string, place?: object) => {
  Object.assign(report ?? {}, { verdict: "broken", error: breakdown(message) });
  if (report && place) Object.assign(shardOf(report), { broke: place });
};

test("a failure to close comes after a breakdown on a program", () => {
  const copies = structuredClone(shards) as Changed[];
  breakIn(copies[0], "does not close");
  breakIn(copies[1], "gone at a program", { part: 1, program: 7 });
  const both = join(copies);
  expect(both).toMatchObject({ verdict: "broken", error: { message: "gone at a program" } });
  Object.assign(copies[2] ?? {}, { programs: 0, exhaustive: [], histories: [] });
  shardOf(copies[2] as Changed).driven = [];
  breakIn(copies[2], "never up");
  const three = join(copies);
  expect(three.error?.message).toBe("never up");
});

test("what a shard has judged counts although another one broke before it came so far", async () => {
  const racy = await Promise.all(
    [1, 2].map((index) =>
      checkConformance(() => createReference({ features: ["pool", "concurrency"] }), {
        programs: 10,
        exhaustive: false,
        properties: ["concurrency/licenses"],
        shard: { index, of: 2 },
      }),
    ),
  );
  const copies = structuredClone(racy) as Changed[];
  const [first, second] = copies;
  const of = (report?: Changed) =>
    report?.properties.find(({ id }) => id === "concurrency/licenses") as PropertyReport;
  breakIn(first, "gone", { part: 1, program: 0 });
  of(first).verdict = "filtered";
  Object.assign(of(second), {
    verdict: "violated",
    counterexample: { property: "concurrency/licenses", race: {}, program: { steps: [] } },
  });
  const both = join(copies);
  expect(of(both as Changed).verdict).toBe("violated");
});

test("the file of a counterexample is no path, whatever its property is called", () => {
  expect(counterexampleFile("exc/blocked-1")).toBe("exc-blocked-1.json");
  expect(counterexampleFile("x/../../..\\EVIL\0")).toBe("x----------EVIL-.json");
});

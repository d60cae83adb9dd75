/** A report that leaves something out, or puts something in, is no shard's: none of these is ever joined to a verdict. */
import { deflateRawSync } from "node:zlib";
import { beforeAll, describe, expect, test } from "vitest";
import { createReference } from "../../adapters/in-process/reference.ts";
import { checkConformance } from "../../suite/conformance.ts";
import { type Counterexample, counterexampleFile } from "../data/counterexample.ts";
import type { PropertyReport, Report } from "../data/report.ts";
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
const [ALL, FIRST, SECOND, LAST] = [[0, 1, 2], [0], [1], [2]] as const;

test("as they are they are joined", () => {
  expect(joined([], () => {})).toMatchObject({ merged: OF, programs: 12 });
});

describe("refused is", () => {
  test.each<readonly [string, readonly number[], Change, RegExp]>([
    ["a violation without a counterexample", ALL, withVerdict("violated"), /without a counter/],
    [
      "a counterexample without a violation",
      LAST,
      (report) => {
        violate(report);
        propertyAt(report, 0).verdict = "holds";
      },
      /holds, with a counterexample/,
    ],
    [
      "a counterexample to another property",
      LAST,
      (report) => {
        violate(report);
        Object.assign(propertyAt(report, 0).counterexample ?? {}, { property: "x/y" });
      },
      /counterexample to "x\/y"/,
    ],
    [
      "what is claimed, as not claimed",
      FIRST,
      withVerdict("not claimed"),
      /shard-1 says of .* not claimed, where it is claimed/,
    ],
    ["the same in all of them", ALL, withVerdict("not claimed"), /where it is claimed/],
    [
      "what was asked for, as filtered",
      SECOND,
      withVerdict("filtered"),
      /shard-2 says of .* filtered/,
    ],
    [
      "a property less",
      FIRST,
      ({ properties }) => properties.pop(),
      /shard-1 tells of \d+ properties/,
    ],
    [
      "one that there is twice",
      SECOND,
      (report) => {
        report.properties[1] = propertyAt(report, 0);
      },
      /shard-2 has ".*" in the place of/,
    ],
    [
      "one of another name",
      SECOND,
      (report) => {
        propertyAt(report, 0).id = "x/../../../../EVIL";
      },
      /shard-2 tells of a property that this version does not have, "x\/\.\.\/.*run shard 2 of 3 again/,
    ],
    [
      "the same in all of them",
      ALL,
      (report) => {
        propertyAt(report, 0).id = "x/../../../../EVIL";
      },
      /does not have/,
    ],
    [
      "one that takes less to hold",
      ALL,
      (report) => {
        propertyAt(report, 0).least = 0;
      },
      /another least/,
    ],
    [
      "one of another kind",
      LAST,
      (report) => {
        propertyAt(report, 0).kind = "durable";
      },
      /another kind/,
    ],
    ["a situation less", ALL, ({ situations }) => situations.pop(), /other situations/],
    [
      "a situation that is not claimed",
      ALL,
      ({ situations: [first] }) => {
        Object.assign(first ?? {}, { verdict: "not claimed" });
      },
      /other situations/,
    ],
    [
      "no statement",
      ALL,
      (report) => {
        delete report.statement;
      },
      /no statement/,
    ],
    [
      "nothing of what was driven",
      ALL,
      (report) => {
        shardOf(report).driven = [];
      },
      /3 scopes, and of 0 what was driven/,
    ],
    [
      "no scope",
      [0, 1],
      (report) => {
        report.exhaustive = [];
        shardOf(report).driven = [];
      },
      /shard-1 tells of no scope, and --exhaustive was default/,
    ],
    [
      "a scope less",
      SECOND,
      (report) => {
        report.exhaustive.pop();
        shardOf(report).driven.pop();
      },
      /shard-2 tells of other scopes than shard-1/,
    ],
    [
      "a scope that is smaller",
      SECOND,
      ({ exhaustive: [first] }) => {
        Object.assign(first ?? {}, { transitions: 1 });
      },
      /shard-2 tells of other scopes/,
    ],
    [
      "a scope that nobody drove, and nobody cut",
      ALL,
      (report) => {
        marked(deflateRawSync(new Uint8Array(1)).toString("base64"))(report);
        for (const scope of report.exhaustive) scope.covered = 0;
      },
      /have driven 0 of \d+ transitions/,
    ],
    [
      "marks of more than was driven",
      LAST,
      marked(deflateRawSync(new Uint8Array([1])).toString("base64")),
      /shard-3 says that \d+ transitions/,
    ],
    ["marks that are none", LAST, marked("bad, bad"), /shard-3 has marks/],
    [
      "marks that take all memory",
      LAST,
      marked(deflateRawSync(new Uint8Array(2 ** 24)).toString("base64")),
      /shard-3 has marks/,
    ],
    [
      "fewer programs than its own",
      SECOND,
      (report) => {
        report.programs = 0;
      },
      /shard-2 has driven 0 of its 4 programs/,
    ],
    [
      "one that says nothing at all",
      SECOND,
      (report) => {
        report.properties = [];
      },
      /shard-2 has judged nothing, and does not say why/,
    ],
  ])("%s", (_, places, change, says) => {
    const join = () => joined(places, change);
    expect(join).toThrow(MergeError);
    expect(join).toThrow(says);
  });
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
  const both = mergeReports(copies.map((report, at) => ({ name: `${at}`, report })));
  expect(both).toMatchObject({ verdict: "broken", error: { message: "gone at a program" } });
  Object.assign(copies[2] ?? {}, { programs: 0, exhaustive: [], histories: [] });
  shardOf(copies[2] as Changed).driven = [];
  breakIn(copies[2], "never up");
  const three = mergeReports(copies.map((report, at) => ({ name: `${at}`, report })));
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
  const both = mergeReports(copies.map((report, at) => ({ name: `${at}`, report })));
  expect(of(both as Changed).verdict).toBe("violated");
});

test("the file of a counterexample is no path, whatever its property is called", () => {
  expect(counterexampleFile("exc/blocked-1")).toBe("exc-blocked-1.json");
  expect(counterexampleFile("x/../../..\\EVIL\0")).toBe("x----------EVIL-.json");
});

/** A campaign in shards, joined: the same as the campaign, and nothing that is not its shards is joined. */
import { beforeAll, describe, expect, test } from "vitest";
import { createReference } from "../adapters/in-process/reference.ts";
import type { CandidateSource } from "../adapters/session/open.ts";
import { durableDefect } from "../candidates/zoo/durable-defects.ts";
import { brokenReport } from "../reports/data/build.ts";
import { sealed } from "../reports/data/digest.ts";
import type { Report } from "../reports/data/report.ts";
import { exitCodeOf } from "../reports/data/run-verdict.ts";
import { mergeReports } from "../reports/merge/merge.ts";
import type { NamedReport } from "../reports/merge/piece.ts";
import { checkConformance } from "./conformance.ts";
import type { ConformanceOptions } from "./options.ts";

const plain = <T>(value: T): T => JSON.parse(JSON.stringify(value));

interface Driven {
  readonly report: Report;
  readonly programs: readonly string[];
}

async function drive(source: CandidateSource, options: ConformanceOptions): Promise<Driven> {
  const programs: string[] = [];
  const onProgram = (program: unknown) => programs.push(JSON.stringify(program));
  const report = plain(await checkConformance(source, { ...options, onProgram }));
  return { report, programs };
}

/** One after the other, since they would only wait for each other in one process. */
async function driveShards(source: CandidateSource, options: ConformanceOptions, of: number) {
  const shards: Driven[] = [];
  for (let index = 1; index <= of; index += 1)
    shards.push(await drive(source, { ...options, shard: { index, of } }));
  return shards;
}

const named = (shards: readonly { readonly report: Report }[]): readonly NamedReport[] =>
  shards.map(({ report }, at) => ({ name: `shard-${at + 1}`, report }));

/** All but the times, and what it was joined from. */
function compared({ timing: _, merged: __, joined: ___, ...report }: Report) {
  return report;
}

/** How short a counterexample is, is of no interest here. */
const QUICK = { programs: 25, shortest: 20, exhaustive: false } as const;
const FOUR = 4;
const CORRECT = { programs: 200, seed: "shards" } as const;
let whole: Driven;
let shards: readonly Driven[];
beforeAll(async () => {
  whole = await drive(() => createReference(), CORRECT);
  shards = await driveShards(() => createReference(), CORRECT, FOUR);
}, 60_000);

describe("four shards of a correct candidate", () => {
  test("drive the programs of the whole campaign, each in one of them", () => {
    expect(shards.flatMap(({ programs }) => programs).sort()).toEqual([...whole.programs].sort());
    const counts = shards.map(({ report }) => report.programs);
    expect(counts.reduce((sum, count) => sum + count)).toBe(CORRECT.programs);
    expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1);
  });

  test("have no verdict of their own, nor prove anything, and end well", () => {
    for (const [at, { report }] of shards.entries()) {
      expect(report).toMatchObject({ verdict: "inconclusive", shard: { index: at + 1, of: FOUR } });
      expect(report.exhaustive.map(({ verdict }) => verdict)).toEqual(Array(4).fill("incomplete"));
      expect(report.exhaustive.flatMap(({ proves, cut }) => proves ?? cut ?? [])).toEqual([]);
      expect(exitCodeOf(report)).toBe(0);
    }
  });

  test("joined in any order are the report of the whole campaign, times apart", () => {
    const joined = mergeReports(named(shards).toReversed());
    expect(joined.merged).toBe(FOUR);
    expect(compared(joined)).toEqual(compared(whole.report));
    expect(joined.verdict).toBe("conformant");
    expect(exitCodeOf(joined)).toBe(0);
  });

  test("say what none of them has reached, and what is reached only together", async () => {
    const few = { programs: 8, exhaustive: false } as const;
    const [one, parts] = [
      await drive(() => createReference(), few),
      await driveShards(() => createReference(), few, 3),
    ];
    const joined = mergeReports(named(parts));
    expect(compared(joined)).toEqual(compared(one.report));
    expect(joined.verdict).toBe("inconclusive");
    expect(joined.properties.some(({ verdict }) => verdict === "unreached")).toBe(true);
    const isTogether = ({ id, verdict }: Report["properties"][number]) =>
      verdict === "holds" &&
      parts.every(({ report }) =>
        report.properties.some((own) => own.id === id && own.verdict === "unreached"),
      );
    expect(joined.properties.some(isTogether)).toBe(true);
  });
});

describe("shards of a wrong candidate, joined, are its campaign", () => {
  test.each([
    ["fullPoolRefusesHolders", FOUR],
    ["downloadsAfterAup", 2],
    ["shrinkEvicts", 2],
  ])("%s", async (defect, of) => {
    const source = `./candidates/zoo/defects.ts#${defect}`;
    const one = await drive(source, QUICK);
    const parts = await driveShards(source, QUICK, of);
    const joined = mergeReports(named(parts));
    expect(compared(joined)).toEqual(compared(one.report));
    expect(joined.verdict).toBe("nonconformant");
    expect(parts.some(({ report }) => exitCodeOf(report) === 1)).toBe(true);
    // What one has proven wrong before it broke is wrong all the same.
    const error = { code: "exited", message: "gone", hint: "look at its log" };
    const broken = parts.map(({ report }, at) => ({
      report: at === 0 ? sealed({ ...report, error }) : report,
    }));
    expect(mergeReports(named(broken))).toMatchObject({ verdict: "nonconformant", error });
  });

  test("where messages are in flight together", async () => {
    const source = durableDefect("scansShareThePool");
    const options = {
      ...QUICK,
      programs: 20,
      shortest: 3000,
      seed: "d",
      properties: ["concurrency/licenses"],
    };
    const one = await drive(source, options);
    const joined = mergeReports(named(await driveShards(source, options, 2)));
    expect(compared(joined)).toEqual(compared(one.report));
    expect(joined.properties.filter(({ counterexample }) => counterexample?.race)).not.toEqual([]);
  });
});

test("what had failed before is run by one shard, and told by all of them together", async () => {
  const source = "./candidates/zoo/defects.ts#shrinkEvicts";
  const before = await drive(source, { ...QUICK, shortest: 3000 });
  const examples = before.report.properties.flatMap(({ counterexample }) => counterexample ?? []);
  const options = { ...QUICK, shortest: 3000, examples };
  const [one, parts] = [await drive(source, options), await driveShards(source, options, 3)];
  const joined = mergeReports(named(parts));
  expect(examples.length).toBeGreaterThan(1);
  expect(joined.examples?.map(({ runs, failed }) => ({ runs, failed }))).toEqual(
    examples.map(() => ({ runs: 1, failed: true })),
  );
  expect(compared(joined)).toEqual(compared(one.report));
});

test("a candidate that breaks in a shard breaks the whole, with the breakdown that comes first", async () => {
  let programs = 0;
  const breaking = (at: number) => () => {
    const right = createReference();
    programs = 0;
    const reset: typeof right.reset = (settings) => {
      programs += 1;
      if (programs > at) throw new Error(`gone at ${at}`);
      return right.reset(settings);
    };
    return Object.assign(Object.create(right), { reset });
  };
  const options = { ...QUICK, programs: 30 };
  const parts = [10, 3, 100].map(
    async (at, index) =>
      await drive(breaking(at), { ...options, shard: { index: index + 1, of: 3 } }),
  );
  const joined = mergeReports(named(await Promise.all(parts)));
  expect(joined).toMatchObject({ verdict: "broken", error: { message: /gone at 3/ } });
});

test("what time has cut in one shard is cut in the whole", async () => {
  const shard = { index: 4, of: FOUR };
  const options = { ...CORRECT, shard, timeLimitMs: Number.MIN_VALUE };
  const late = plain(await checkConformance(() => createReference(), options));
  expect(late).toMatchObject({ programs: 0, shard: { cut: "time" } });
  expect(exitCodeOf(late)).toBe(4);
  const joined = mergeReports(named([...shards.slice(0, 3), { report: late }]));
  const { exhaustive, properties, programs } = joined;
  expect(joined).toMatchObject({
    verdict: "inconclusive",
    incomplete: "cut short by their time: shard 4 of 4",
  });
  expect(programs).toBe((CORRECT.programs * 3) / 4);
  expect(exhaustive.map(({ verdict, cut }) => ({ verdict, cut }))).toEqual(
    Array(4).fill({ verdict: "incomplete", cut: true }),
  );
  for (const { covered, transitions } of exhaustive) expect(covered).toBeLessThan(transitions);
  expect(properties.filter(({ verdict }) => verdict === "unreached")).toEqual([]);
});

test("a shard whose candidate never came up breaks the whole, and what the others judged stands", () => {
  const [, ...others] = named(shards) as [NamedReport, ...NamedReport[]];
  const subject = { selector: "createReference", seed: CORRECT.seed };
  const { programs } = CORRECT;
  const shard = { index: 1, of: FOUR, programs, scopes: "default" } as const;
  const broken = brokenReport({ ...subject, shard }, new Error("never up"));
  const joined = mergeReports([{ name: "broken", report: plain(broken) }, ...others]);
  expect(joined).toMatchObject({ verdict: "broken", merged: FOUR });
  const verdicts = new Set(joined.properties.map(({ verdict }) => verdict));
  expect(verdicts).toContain("holds");
  expect(verdicts).not.toContain("unreached");
  expect(joined.exhaustive.map(({ verdict, cut }) => ({ verdict, cut }))).toEqual(
    Array(4).fill({ verdict: "incomplete", cut: true }),
  );
  // Those that came up are still compared with each other.
  const [second, ...rest] = others as [NamedReport, ...NamedReport[]];
  const odd = { ...second, report: { ...second.report, statement: { features: [], choices: {} } } };
  expect(() => mergeReports([{ name: "broken", report: broken }, odd, ...rest])).toThrow(
    /conformance statement/,
  );
});

test.each([
  { index: 0, of: 4 },
  { index: 5, of: 4 },
  { index: 1, of: 0 },
  { index: 1.5, of: 4 },
  "1/4",
])("no shard is %j", async (shard) => {
  const options = { shard } as unknown as ConformanceOptions;
  await expect(checkConformance("reference", options)).rejects.toThrow(RangeError);
});

/** A campaign in chunks, whose reports come in any order, twice, or not at all until they are run again. */
import seedrandom from "seedrandom";
import { describe, expect, test } from "vitest";
import { createReference } from "../adapters/in-process/reference.ts";
import type { CandidateSource } from "../adapters/session/open.ts";
import { durableDefect } from "../candidates/zoo/durable-defects.ts";
import { inChunks } from "../reports/data/parts.ts";
import type { Report } from "../reports/data/report.ts";
import { exitCodeOf } from "../reports/data/run-verdict.ts";
import { mergeReports } from "../reports/merge/merge.ts";
import type { NamedReport } from "../reports/merge/piece.ts";
import { checkConformance } from "./conformance.ts";
import type { ConformanceOptions } from "./options.ts";

/** As it comes back from a file. */
const plain = <T>(value: T): T => JSON.parse(JSON.stringify(value));

const drive = async (source: CandidateSource, options: ConformanceOptions): Promise<Report> =>
  plain(await checkConformance(source, options));

/** All but the times, and what it was joined from. */
function compared({ timing: _, merged: __, joined: ___, ...report }: Report) {
  return report;
}

function shuffled<T>(all: readonly T[], random: () => number): readonly T[] {
  const keyed = all.map((one) => ({ one, key: random() }));
  return keyed.sort((a, b) => a.key - b.key).map(({ one }) => one);
}

/** Each joined to what all before it were joined to. */
function joinedInTurn(batches: readonly (readonly NamedReport[])[]): Report {
  const joined = batches.reduce<Report | undefined>((before, batch) => {
    const known = before ? [{ name: "joined", report: before }] : [];
    return plain(mergeReports([...batch, ...known]));
  }, undefined);
  return joined as Report;
}

describe("a thousand chunks of a campaign", () => {
  const PROGRAMS = 1000;
  const source = () => createReference({ features: ["pool"] });
  const chunk = async (from: number): Promise<NamedReport> => ({
    name: `chunk ${from}`,
    report: await drive(source, { from, programs: 1 }),
  });

  test("in any order, some twice, some lost and resumed, are the campaign", async () => {
    const random = seedrandom("chunks");
    const starts = Array.from({ length: PROGRAMS }, (_, at) => at);
    const some = (share: number) => new Set(starts.filter(() => random() < share));
    const [lost, killed, twice] = [some(0.04), some(0.02), some(0.02)];
    const reports: NamedReport[] = [];
    for (const from of shuffled([...starts, ...twice], random)) {
      if (lost.has(from)) continue;
      const { name, report } = await chunk(from);
      reports.push({
        name,
        report: killed.has(from) ? { ...report, incomplete: "killed" } : report,
      });
    }
    const batches = [0, 1, 2].map((own) => reports.filter((_, at) => at % 3 === own));
    const partly = joinedInTurn(batches);
    expect(partly.verdict).toBe("inconclusive");
    expect(exitCodeOf(partly)).toBe(4);
    expect(partly.incomplete).toMatch(/^missing: programs \d+ to \d+, .* and \d+ more$/);
    const { missing, done } = partly.joined as NonNullable<Report["joined"]>;
    const left = inChunks(missing, done, PROGRAMS).first.map(({ from }) => from);
    expect(left).toEqual(starts.filter((from) => lost.has(from) || killed.has(from)));
    expect(left.length).toBeGreaterThan(30);
    const resumed: NamedReport[] = [];
    for (const from of left) resumed.push(await chunk(from));
    const joined = joinedInTurn([[{ name: "partly", report: partly }, ...resumed], reports]);
    expect(compared(joined)).toEqual(compared(await drive(source, { programs: PROGRAMS })));
    expect(joined).toMatchObject({ merged: PROGRAMS, verdict: "conformant" });
    expect(joined.joined).toMatchObject({ programs: PROGRAMS, missing: [] });
    expect(exitCodeOf(joined)).toBe(0);
  });
});

/** One after the other, since they would only wait for each other in one process. */
async function driveChunks(
  source: CandidateSource,
  sizes: readonly number[],
  options: ConformanceOptions,
): Promise<readonly NamedReport[]> {
  const chunks: NamedReport[] = [];
  let from = 0;
  for (const programs of sizes) {
    const report = await drive(source, { ...options, from, programs });
    chunks.push({ name: `chunk ${from}`, report });
    from += programs;
  }
  return chunks;
}

describe("chunks of any size", () => {
  test("of a correct candidate: the first drives the scopes, and none has a verdict", async () => {
    const options = { seed: "sizes" };
    const whole = await drive(() => createReference(), { ...options, programs: 200 });
    const chunks = await driveChunks(() => createReference(), [1, 99, 60, 40], options);
    const [first, ...others] = chunks.map(({ report }) => report);
    expect(first?.exhaustive.length).toBeGreaterThan(0);
    expect(others.flatMap(({ exhaustive }) => exhaustive)).toEqual([]);
    for (const { report } of chunks) {
      expect(report.verdict).toBe("inconclusive");
      expect(exitCodeOf(report)).toBe(0);
    }
    expect(chunks.map(({ report }) => report.programs)).toEqual([1, 99, 60, 40]);
    expect(compared(mergeReports(chunks.toReversed()))).toEqual(compared(whole));
  });

  test("of a wrong candidate", async () => {
    const source = "./candidates/zoo/defects.ts#shrinkEvicts";
    const options = { shortest: 3000, exhaustive: false } as const;
    // As many programs as are driven of the fixed seed, of which a chunk drives as many as a long campaign.
    const whole = await drive(source, { ...options, programs: 300 });
    const joined = mergeReports(await driveChunks(source, [150, 150], options));
    expect(compared(joined)).toEqual(compared(whole));
    expect(joined.verdict).toBe("nonconformant");
  });

  test("have their shares of the races and the crashes", async () => {
    const source = durableDefect("scansShareThePool");
    const options = {
      ...{ seed: "d", shortest: 3000, exhaustive: false as const },
      properties: ["concurrency/licenses", "durability/licenses"],
    };
    const whole = await drive(source, { ...options, programs: 23 });
    const chunks = await driveChunks(source, [1, 3, 7, 12], options);
    const racesOf = ({ histories }: Report) => histories.map(({ programs }) => programs);
    expect(chunks.map(({ report }) => racesOf(report))).toEqual([
      [1, 1],
      [0, 0],
      [2, 1],
      [2, 1],
    ]);
    const joined = mergeReports(chunks);
    expect(racesOf(joined)).toEqual(racesOf(whole));
    expect(joined.histories).toEqual(whole.histories);
    const verdicts = ({ properties }: Report) => properties.map(({ id, verdict }) => [id, verdict]);
    expect(verdicts(joined)).toEqual(verdicts(whole));
  });

  test("may be split into shards, and what had failed before is run by the first alone", async () => {
    const source = "./candidates/zoo/defects.ts#shrinkEvicts";
    const quick = { shortest: 3000, exhaustive: false } as const;
    const before = await drive(source, { ...quick, programs: 100 });
    const examples = before.properties.flatMap(({ counterexample }) => counterexample ?? []);
    const options = { ...quick, examples };
    const [first, second] = await driveChunks(source, [50, 50], options);
    const shards: NamedReport[] = [];
    for (const index of [1, 2]) {
      const split = { from: 50, programs: 50, shard: { index, of: 2 } };
      const report = await drive(source, { ...options, ...split });
      shards.push({ name: `shard ${index}`, report });
    }
    const runs = ({ report }: NamedReport) => report.examples?.map((one) => one.runs);
    expect(runs(first as NamedReport)).toEqual(examples.map(() => 1));
    for (const other of [second, ...shards])
      expect(runs(other as NamedReport)).toEqual(examples.map(() => 0));
    const together = mergeReports([first as NamedReport, ...shards]);
    expect(together.programs).toBe(100);
    expect(together.examples).toEqual(examples.map(() => expect.objectContaining({ runs: 1 })));
    const counts = ({ situations, messages }: Report) => ({ situations, messages });
    expect(counts(together)).toEqual(
      counts(mergeReports([first as NamedReport, second as NamedReport])),
    );
  });
});

test.each([-1, 0.5, Number.NaN, "0", Number.MAX_SAFE_INTEGER])(
  "no chunk begins at %j",
  async (at) => {
    const options = { from: at as number };
    await expect(checkConformance("reference", options)).rejects.toThrow(RangeError);
  },
);

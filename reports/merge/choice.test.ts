/** Any reports of parts are joined: what is missing is said, repeats change nothing, and contradictions are refused. */
import { beforeAll, describe, expect, test } from "vitest";
import { createReference } from "../../adapters/in-process/reference.ts";
import { checkConformance } from "../../suite/conformance.ts";
import type { ConformanceOptions } from "../../suite/options.ts";
import { renderMarkdown } from "../ci/markdown.ts";
import { brokenReport, incompleteReport } from "../data/build.ts";
import type { Counterexample } from "../data/counterexample.ts";
import { sealed } from "../data/digest.ts";
import type { PropertyReport, Report } from "../data/report.ts";
import { exitCodeOf } from "../data/run-verdict.ts";
import { gateReport } from "../gate/gate.ts";
import { renderHtml } from "../html/page.tsx";
import { renderTerminal } from "../text/terminal.ts";
import { mergeReports } from "./merge.ts";
import type { NamedReport } from "./piece.ts";

const FEW = { exhaustive: false } as const;
const plain = <T>(value: T): T => JSON.parse(JSON.stringify(value));
const drive = async (name: string, options: ConformanceOptions): Promise<NamedReport> => ({
  name,
  report: plain(await checkConformance(createReference(), { ...FEW, ...options })),
});

let shards: readonly NamedReport[];
let chunks: readonly NamedReport[];
beforeAll(async () => {
  shards = await Promise.all(
    [1, 2, 3].map((index) => drive(`shard-${index}`, { programs: 9, shard: { index, of: 3 } })),
  );
  chunks = await Promise.all(
    [0, 3, 6].map((from) => drive(`chunk-${from}`, { from, programs: 3 })),
  );
});

const shard = (index: number) => shards[index - 1] as NamedReport;
const chunk = (from: number) => chunks[from / 3] as NamedReport;
const changed = ({ name, report }: NamedReport, change: Partial<Report>, other = name) => ({
  name: other,
  report: sealed({ ...report, ...change }),
});
const withSituations = (one: NamedReport, situations: number, name: string): NamedReport => {
  const [first, ...others] = one.report.properties as [PropertyReport, ...PropertyReport[]];
  return changed(one, { properties: [{ ...first, situations }, ...others] }, name);
};
const cutShort = (one: NamedReport, programs: number, name = `${one.name}, cut`): NamedReport => {
  const { shard } = one.report;
  return changed(one, { programs, ...(shard && { shard: { ...shard, cut: "time" } }) }, name);
};
const compared = ({ timing: _, ...report }: Report) => report;
const join = (...reports: readonly NamedReport[]) => compared(mergeReports(reports));
const joinedAs = (name: string, ...reports: readonly NamedReport[]): NamedReport => ({
  name,
  report: plain(mergeReports(reports)),
});
const all = () => join(...chunks);

describe("what is not there", () => {
  test("is said, and leaves the report without a verdict", () => {
    const report = mergeReports([chunk(6), chunk(0)]);
    expect(report).toMatchObject({
      ...{ verdict: "inconclusive", merged: 2, programs: 6 },
      incomplete: "missing: programs 3 to 5",
      joined: { programs: 9, missing: [{ from: 3, programs: 3, index: 1, of: 1 }] },
    });
    expect(report.properties.filter(({ verdict }) => verdict === "unreached")).toEqual([]);
    expect(exitCodeOf(report)).toBe(4);
    expect(mergeReports([shard(2)]).incomplete).toBe("missing: shard 1 of 3, shard 3 of 3");
  });

  test("may be more than what any report speaks of", () => {
    const report = mergeReports([...chunks], { programs: 20 });
    expect(report).toMatchObject({
      incomplete: "missing: programs 9 to 19",
      joined: { programs: 20 },
    });
    // Known from then on.
    expect(join({ name: "joined", report }).incomplete).toBe("missing: programs 9 to 19");
  });

  test("is what was killed, whether or not it had begun to say something", () => {
    const { seed, shard: own } = chunk(3).report;
    const subject = { selector: chunk(3).report.candidate.selector, seed };
    const begun = { name: "begun", report: plain(incompleteReport(subject)) };
    const { index, of, from, programs, scopes } = own as NonNullable<Report["shard"]>;
    const asked = { index, of, programs, scopes, from: from as number };
    const known = { name: "known", report: plain(incompleteReport({ ...subject, shard: asked })) };
    for (const killed of [known, changed(chunk(3), { incomplete: "interrupted" })]) {
      const report = mergeReports([chunk(0), killed, chunk(6)]);
      expect(report).toMatchObject({ incomplete: "missing: programs 3 to 5", merged: 2 });
      expect(join(chunk(0), killed, chunk(6), chunk(3))).toEqual(all());
    }
    // The last one, too.
    const last = changed(chunk(6), { incomplete: "interrupted" });
    expect(mergeReports([chunk(0), chunk(3), last]).incomplete).toBe("missing: programs 6 to 8");
    expect(() => mergeReports([chunk(0), begun])).toThrow(/begun is the report of a whole/);
  });

  test("hides no violation, wherever it was found", () => {
    const [first, ...others] = chunk(3).report.properties as [PropertyReport, ...PropertyReport[]];
    const counterexample = { property: first.id, program: { steps: [] } } as unknown;
    const violated = {
      ...first,
      verdict: "violated" as const,
      counterexample: counterexample as Counterexample,
    };
    const killed = changed(chunk(3), {
      properties: [violated, ...others],
      incomplete: "interrupted",
    });
    const report = mergeReports([chunk(0), killed]);
    expect(report).toMatchObject({ verdict: "nonconformant", merged: 1 });
    expect(report.incomplete).toContain("missing");
    expect(exitCodeOf(report)).toBe(1);
  });

  test("is no matter of more programs, and may have what a list of known violations is about", () => {
    const renderings = (report: Report) =>
      [renderTerminal(report), renderMarkdown(report), renderHtml(report)].map((text) =>
        text.toLowerCase().includes("not reached often enough"),
      );
    expect(renderings(mergeReports([...chunks]))).toEqual([true, true, true]);
    const partly = mergeReports([chunk(0), chunk(6)]);
    expect(renderings(partly)).toEqual([false, false, false]);
    const id = partly.properties.find(({ verdict }) => verdict === "holds")?.id;
    const fields = [
      "reason: r",
      "issue: https://example.com/1",
      "fingerprint: v1-0123456789abcdef",
    ];
    const entry = [`  - property: ${id}`, ...fields.map((field) => `    ${field}`)].join("\n");
    const text = `schema: poolproof/baseline/1\nknown:\n${entry}\n`;
    expect(gateReport(partly, text, "2030-01-31").gate?.entries).toMatchObject([
      { status: "unsettled" },
    ]);
  });

  test("may be everything", () => {
    const killed = changed(chunk(3), { incomplete: "interrupted" });
    expect(mergeReports([killed])).toMatchObject({ verdict: "inconclusive", merged: 0 });
  });
});

describe("what is there twice", () => {
  test("counts once", () => {
    const again = changed(chunk(3), { timing: { durationMs: 1 } }, "again");
    expect(join(chunk(0), chunk(3), again, chunk(6), chunk(3))).toEqual(all());
  });

  test("counts as far as it came, in any order", () => {
    const [less, more] = [cutShort(chunk(3), 1, "less"), cutShort(chunk(3), 2, "more")];
    expect(join(less, chunk(0), chunk(3), chunk(6), more)).toEqual(all());
    for (const both of [
      [less, more],
      [more, less],
    ]) {
      const report = mergeReports([chunk(0), ...both, chunk(6)]);
      expect(report).toMatchObject({ programs: 8, verdict: "inconclusive" });
      expect(report.incomplete).toBe("cut short by their time: programs 3 to 5");
    }
  });

  test("and once without a candidate, is what came of it with one", () => {
    const { seed, candidate, shard } = chunk(3).report;
    const subject = { selector: candidate.selector, seed, shard: shard as never };
    const never = { name: "never up", report: plain(brokenReport(subject, new Error("no port"))) };
    expect(join(never, ...chunks)).toEqual(all());
    expect(mergeReports([chunk(0), never, chunk(6)]).verdict).toBe("broken");
    expect(join(never, joinedAs("joined", ...chunks))).toEqual(all());
  });

  test("may differ in what the machine decides of races", () => {
    const races = (messages: number): Report["histories"] => [
      {
        ...{ campaign: "concurrency", programs: 1, messages, overlapping: messages },
        ...{ crashes: 0, violated: 0 },
      },
    ];
    const [one, other] = [5, 7].map((count) => changed(chunk(3), { histories: races(count) }));
    const [here, there] = [
      join(chunk(0), one as NamedReport, other as NamedReport),
      join(other as NamedReport, one as NamedReport, chunk(0)),
    ];
    expect(here).toEqual(there);
    expect(here.histories).toHaveLength(1);
  });
});

describe("what was joined", () => {
  test("is joined to more, in any order, and to what is in it", () => {
    const two = joinedAs("two", chunk(0), chunk(6));
    expect(join(two, chunk(3))).toEqual(all());
    expect(join(chunk(3), chunk(6), two)).toEqual(all());
    expect(join(joinedAs("one", chunk(3)), two)).toEqual(all());
    expect(join(joinedAs("all", ...chunks), two)).toEqual(all());
    expect(join(joinedAs("one", chunk(0)), two, chunk(3))).toEqual(all());
    expect(join(joinedAs("shards", shard(3), shard(1)), shard(2))).toEqual(join(...shards));
  });

  test("from different parts, with some in common, is joined where the parts are there too", () => {
    const [one, other] = [
      joinedAs("one", chunk(0), chunk(3)),
      joinedAs("other", chunk(3), chunk(6)),
    ];
    expect(() => join(one, other)).toThrow(
      /programs 3 to 5 is in (one|other) and in (one|other), which were joined from different parts/,
    );
    expect(join(one, other, chunk(0), chunk(6))).toEqual(all());
  });
});

describe("refused is", () => {
  test.each<readonly [string, () => readonly NamedReport[], RegExp]>([
    [
      "a part that came out otherwise",
      () => [chunk(0), chunk(3), withSituations(chunk(3), 1, "odd")],
      /chunk-3 and odd are both programs 3 to 5, and contradict each other: another result of \S+; leave/,
    ],
    [
      "a part that broke, and did not",
      () => [
        chunk(3),
        changed(
          chunk(3),
          { verdict: "broken", error: { code: "exited", message: "", hint: "" } },
          "gone",
        ),
      ],
      /chunk-3 and gone .* another breakdown/,
    ],
    [
      "a shard that came out otherwise",
      () => [shard(1), withSituations(shard(1), 1, "odd")],
      /shard-1 and odd are both shard 1 of 3/,
    ],
    [
      "a part that came out otherwise than where it was joined",
      () => [joinedAs("joined", chunk(0), chunk(3)), withSituations(chunk(3), 1, "odd")],
      /joined and odd both have programs 3 to 5, and contradict each other/,
    ],
    [
      "a part that was cut short where it was joined",
      () => [joinedAs("joined", chunk(0), cutShort(chunk(3), 1)), chunk(3)],
      /programs 3 to 5 was cut short where it was joined to joined, and is whole in chunk-3/,
    ],
    [
      "programs that are in two chunks",
      () => [chunk(3), changed(chunk(3), { shard: shifted(chunk(3), 5) }, "shifted")],
      /programs 3 to 5 are in chunk-3, and programs 5 to 7 in shifted, so that some are in both/,
    ],
    [
      "a joined report that has a part twice",
      () => {
        const { report } = joinedAs("twice", chunk(0));
        const { joined } = report;
        const [done] = joined?.done ?? [];
        const both = { ...joined, done: [done, done] } as typeof joined;
        return [{ name: "twice", report: { ...report, ...(both && { joined: both }) } }];
      },
      /twice is not as Poolproof wrote it: .*; join its parts again/,
    ],
    [
      "a joined report that was changed",
      () => {
        const { name, report } = joinedAs("less", chunk(0), chunk(3));
        return [{ name, report: { ...report, programs: 5 } }];
      },
      /less is not as Poolproof wrote it: .*; join its parts again/,
    ],
  ])("%s", (_, reports, says) => {
    expect(() => mergeReports(reports())).toThrow(says);
    expect(() => mergeReports(reports().toReversed())).toThrow(/./);
  });
});

function shifted({ report }: NamedReport, from: number): NonNullable<Report["shard"]> {
  return { ...(report.shard as NonNullable<Report["shard"]>), from };
}

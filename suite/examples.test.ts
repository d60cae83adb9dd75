import { describe, expect, test } from "vitest";
import { stringify } from "yaml";
import { createReference } from "../adapters/in-process/reference.ts";
import { constructorAlwaysHolds, olderCatalogueReplaces } from "../candidates/zoo/defects.ts";
import { durableDefect } from "../candidates/zoo/durable-defects.ts";
import { createDurableServer } from "../candidates/zoo/durable-server.ts";
import { FEATURES, statementOf } from "../model/index.ts";
import type { LaneProgram } from "../properties/concurrency/program.ts";
import type { Counterexample } from "../reports/data/counterexample.ts";
import { sentBy } from "../reports/data/fault.ts";
import type { Report } from "../reports/data/report.ts";
import { exitCodeOf } from "../reports/data/run-verdict.ts";
import { BASELINE_SCHEMA_ID } from "../reports/gate/baseline.ts";
import { fingerprint } from "../reports/gate/fingerprint.ts";
import { triesOf } from "../reports/gate/gate.ts";
import { renderTerminal } from "../reports/text/terminal.ts";
import { checkConformance } from "./conformance.ts";
import { failedBefore } from "./examples.ts";

const QUICK = { programs: 100, shortest: 100, exhaustive: false } as const;
/** Too short to find anything by chance. */
const SHORT = { ...QUICK, programs: 1 } as const;
const RACE = "concurrency/capacity";

const found = (report: Report) => report.properties.flatMap((p) => p.counterexample ?? []);
const of = (report: Report, id: string): Counterexample => {
  const counterexample = found(report).find(({ property }) => property === id);
  if (!counterexample) throw new Error(`${id} holds`);
  return counterexample;
};

const wrong = await checkConformance(olderCatalogueReplaces, QUICK);
const varied = await checkConformance(constructorAlwaysHolds, {
  ...QUICK,
  properties: ["frame/renaming-clients-changes-nothing"],
});
const racy = await checkConformance(durableDefect("scansShareThePool"), {
  ...QUICK,
  properties: [RACE],
});
const right = () => createReference();
const raceOf = ({ race }: Counterexample) => {
  if (!race) throw new Error("no race");
  return race;
};

describe("a program that had failed before", () => {
  const [first] = found(wrong);
  const examples = found(wrong);

  test("is run before all others, and found again by a run too short to find it", async () => {
    const [without, again] = await Promise.all([
      checkConformance(olderCatalogueReplaces, SHORT),
      checkConformance(olderCatalogueReplaces, { ...SHORT, examples }),
    ]);
    expect(found(without)).toEqual([]);
    expect(found(again).map(({ property }) => property)).toEqual(
      examples.map(({ property }) => property),
    );
    expect(again.examples?.map(({ runs, failed }) => ({ runs, failed }))).toEqual(
      examples.map(() => ({ runs: 1, failed: true })),
    );
    expect(again.programs).toBe(SHORT.programs);
    expect(renderTerminal(again)).toContain(
      `${examples.length} that had failed before run first, ${examples.length} failed again`,
    );
  });

  test("has its variant with it, where its property compares two programs", async () => {
    const properties = ["frame/renaming-clients-changes-nothing"];
    const { counterexample } = varied.properties.find(({ id }) => id === properties[0]) ?? {};
    if (!counterexample?.variant) throw new Error("nothing was found");
    const again = await checkConformance(constructorAlwaysHolds, {
      ...SHORT,
      properties,
      examples: [counterexample],
    });
    expect(again.examples).toMatchObject([{ failed: true }]);
    expect(found(again)[0]?.variant).toBeDefined();
  });

  test("is counted nowhere else, so that a right candidate's report is the same but for that", async () => {
    const [without, withThem] = await Promise.all([
      checkConformance(right, SHORT),
      checkConformance(right, { ...SHORT, examples }),
    ]);
    const { examples: run, timing: _, ...rest } = withThem;
    expect({ ...rest, timing: undefined }).toEqual({ ...without, timing: undefined });
    expect(run?.every(({ runs, failed }) => runs === 1 && !failed)).toBe(true);
  });

  test.each<[string, Partial<Counterexample>, string]>([
    ["a property that there is none of", { property: "no/such" }, "no such property"],
    ["what is not claimed", { property: RACE }, "does not claim"],
    [
      "an undeclared message",
      { program: { capacity: 1, otherCapacity: 0, steps: [{ type: "expireAup" }] } },
      "expireAup",
    ],
    [
      "a probe that is not the last",
      { program: { capacity: 1, otherCapacity: 0, steps: [{ type: "probe" }, { type: "probe" }] } },
      "last",
    ],
    [
      "nothing to send",
      { program: { capacity: 1, otherCapacity: 0, steps: [] } },
      "sends nothing, and so shows nothing",
    ],
    [
      "no variant to be compared to",
      {
        property: "frame/renaming-clients-changes-nothing",
        program: {
          capacity: 1,
          otherCapacity: 0,
          steps: [{ type: "setCapacity", nodes: 1 }],
        },
      },
      "compares a program to a variant of it, and this one has none",
    ],
  ])("is not run where it has %s, and the report says so", async (_, change, told) => {
    if (!first) throw new Error("nothing was found");
    const source = () => createReference({ features: ["pool"] });
    const own = { ...first, property: "exc/holder-continues-when-full", ...change };
    const { examples } = await checkConformance(source, { ...SHORT, examples: [own] });
    expect(examples).toMatchObject([
      { runs: 0, failed: false, unable: expect.stringContaining(told) },
    ]);
  });

  test("is left where filters leave its property out", async () => {
    const report = await checkConformance(right, { ...SHORT, examples, properties: ["aup/r*"] });
    const left = report.examples?.map(({ property }) => property) ?? [];
    expect(left.every((id) => id.startsWith("aup/r"))).toBe(true);
  });
});

describe("a race that had failed before", () => {
  const example = of(racy, RACE);

  test("is not run where the candidate cannot be driven so, and all else is", async () => {
    const host = { pause: async () => undefined, disk: new Map<string, string>() };
    const options = { ...QUICK, examples: [{ ...example, property: "durability/licenses" }] };
    const report = await checkConformance(createDurableServer(host, {}), options);
    expect(report.error).toBeUndefined();
    expect(report).toMatchObject({
      verdict: "inconclusive",
      programs: QUICK.programs,
      examples: [{ runs: 0, unable: expect.stringContaining("cannot be killed") }],
    });
  });

  test("is not run where its messages follow one another: that would say that it is mended", async () => {
    const steps = (example.program as LaneProgram).steps.flatMap((step) =>
      step.type === "together" ? step.lanes.flat() : [step],
    );
    const flat = {
      ...example,
      program: { ...example.program, steps } as Counterexample["program"],
    };
    const source = durableDefect("scansShareThePool");
    const { examples } = await checkConformance(source, { ...SHORT, examples: [flat] });
    expect(examples).toMatchObject([
      { runs: 0, failed: false, unable: expect.stringContaining("no race and no crash") },
    ]);
  });

  test("is run until it fails, and is the counterexample as it stands", async () => {
    const again = await checkConformance(durableDefect("scansShareThePool"), {
      ...SHORT,
      properties: [RACE],
      examples: [example],
    });
    expect(of(again, RACE).program).toEqual(example.program);
    expect(of(again, RACE).race?.rate.of).toBe(20);
    expect(again.examples).toMatchObject([{ failed: true }]);
  });

  test("is run as often as its rate asks for, where the run has room for so many", async () => {
    const [known] = failedBefore([example]);
    const report = await checkConformance(createDurableServer, {
      ...QUICK,
      programs: 300,
      properties: [RACE],
      examples: [example],
    });
    expect(known?.tries).toBeGreaterThan(1);
    expect(report.examples).toMatchObject([{ failed: false, runs: known?.tries }]);
  });

  /** As if it failed once in a hundred runs, and were hard to be sure of. */
  const rare: Counterexample = {
    ...example,
    race: { ...raceOf(example), rate: { failed: 1, of: 100 } },
  };

  test("is run in a tenth of what the run itself sends, whatever its rate asks for", async () => {
    const report = await checkConformance(createDurableServer, {
      ...QUICK,
      properties: [RACE],
      examples: [rare],
    });
    const sent = report.histories.find(({ campaign }) => campaign === "concurrency")?.messages ?? 0;
    const own = sentBy(rare.program as LaneProgram, statementOf({ features: FEATURES }));
    const runs = report.examples?.[0]?.runs ?? 0;
    expect(runs).toBeGreaterThan(1);
    expect(runs).toBeLessThan(failedBefore([rare])[0]?.tries ?? 0);
    expect(runs * own.length).toBeLessThan(0.15 * sent);
  });

  test("is run once at the least", async () => {
    const enroll = { type: "enroll", client: "a" } as const;
    const together = { type: "together", lanes: [[enroll], [enroll]] } as const;
    const wide = { capacity: 1, otherCapacity: 0, steps: [...Array(30).fill(enroll), together] };
    const { examples } = await checkConformance(createDurableServer, {
      ...SHORT,
      properties: [RACE],
      examples: [{ ...rare, program: wide }],
    });
    expect(examples).toMatchObject([{ runs: 1, failed: false }]);
  });
});

describe("a run with a baseline", () => {
  const example = of(racy, RACE);
  const text = stringify({
    schema: BASELINE_SCHEMA_ID,
    known: [
      {
        property: RACE,
        fingerprint: fingerprint(example),
        reason: "two scans race",
        issue: "https://example.com/issues/8",
        rate: { least: 0.2 },
        program: example.program,
      },
    ],
  });
  const gate = (source: Parameters<typeof checkConformance>[0], programs: number, flaky?: number) =>
    checkConformance(source, {
      ...QUICK,
      programs,
      properties: [RACE],
      baseline: { text, today: "2030-01-01", flaky },
    });

  test("looks for what it lists, and knows it again, however short it is", async () => {
    const report = await gate(durableDefect("scansShareThePool"), 1);
    expect(report.gate?.entries).toMatchObject([{ status: "known" }]);
    expect(report.gate?.today).toBe("2030-01-01");
  });

  test("finds it stale where it looked in vain", async () => {
    const report = await gate(createDurableServer, 1);
    expect(report.gate?.entries).toMatchObject([{ status: "stale" }]);
    expect(exitCodeOf(report)).toBe(1);
  });

  test("looks no longer than it is told, and then calls a rarer one unseen", async () => {
    const report = await gate(createDurableServer, 1, 0.5);
    expect(report.gate).toMatchObject({ flaky: 0.5, entries: [{ status: "unseen" }] });
    expect(report.examples).toMatchObject([{ runs: triesOf({ rate: { least: 0.5 } }) }]);
  });

  test.each([
    ["today is no day", { today: "tomorrow" }, "YYYY-MM-DD"],
    ["flaky is no share", { flaky: 10 }, "from 0 to 1"],
  ])("throws where %s", async (_, wrong, told) => {
    const baseline = { text, ...wrong };
    await expect(checkConformance(right, { baseline })).rejects.toThrow(told);
  });

  test("throws before it drives anything where the list is no YAML", async () => {
    const never = () => {
      throw new Error("driven");
    };
    await expect(checkConformance(never, { baseline: { text: "known: [" } })).rejects.toThrow(
      /line 1, column/,
    );
  });
});

/** Reductions: smaller each time, and as valid as what they come from. */
import { describe, expect, test } from "vitest";
import { FEATURES, type Feature, mayReceive, statementOf } from "../../model/index.ts";
import { generatePrograms } from "./generate.ts";
import {
  checkIn,
  enable,
  enroll,
  onboard,
  probe,
  remove,
  retire,
  revision,
  rollOut,
  scan,
  setCapacity,
  setOther,
} from "./messages.test-helper.ts";
import { firstOf } from "./predicted.test-helper.ts";
import { type Program, type ProgramStep, predict } from "./program.ts";
import { reductions, sizeOf } from "./reduce.ts";
import { catalogAt } from "./vendor.ts";
import { compare } from "./vocabulary.ts";

const statement = statementOf({ features: FEATURES });
const programOf = (...steps: readonly ProgramStep[]): Program => ({
  capacity: 1,
  otherCapacity: 0,
  steps,
});
const reduced = (program: Program, failingStep = program.steps.length - 1) => [
  ...reductions(program, statement, failingStep),
];
/** The reductions of a program are as many as its steps squared. */
const short = (program: Program) => program.steps.length <= 20;
const samples = [...firstOf(80, generatePrograms(statement, "reduce"))].filter(short).slice(0, 12);

const isSmaller = (a: Program, b: Program) => compare(a, b) < 0;

describe("reductions end", () => {
  test.each(samples.map((program, index) => ({ index, program })))(
    "each one of program $index comes before it",
    ({ program }) => {
      const all = reduced(program);
      expect(all.length).toBeGreaterThan(0);
      expect(all.filter((smaller) => !isSmaller(smaller, program))).toEqual([]);
    },
  );

  const few = (count: number) => Math.min(count, 9);
  const withSmallPools = (program: Program): Program => ({
    capacity: few(program.capacity),
    otherCapacity: few(program.otherCapacity),
    // A step simpler at a time is a long way down for many steps.
    steps: program.steps.slice(-4).map((step) => {
      if ("nodes" in step) return { ...step, nodes: few(step.nodes) };
      return "days" in step ? { ...step, days: few(step.days) } : step;
    }),
  });
  const pick: readonly (readonly [string, (all: readonly Program[]) => Program | undefined])[] = [
    ["first", (all) => all[0]],
    ["middle", (all) => all[Math.floor(all.length / 2)]],
    ["last", (all) => all.at(-1)],
  ];
  test.each(pick)("taking the %s one again and again", (_, choose) => {
    for (const sample of samples.slice(0, 4)) {
      // The greatest counts are halved, but the last of the smaller ones is one less at a time.
      let program: Program | undefined = withSmallPools(sample);
      let last = program;
      for (let count = 0; program; count += 1) {
        expect(count).toBeLessThan(3_000);
        const next: Program | undefined = choose(reduced(program));
        if (next) expect(isSmaller(next, program)).toBe(true);
        last = program;
        program = next;
      }
      expect(reduced(last)).toEqual([]);
    }
  });

  test("all of them, over and over", () => {
    const seen = new Set<string>();
    let waiting = [programOf(scan("0", { tools: false }), retire("b"))];
    while (waiting.length > 0) {
      waiting = waiting
        .flatMap((program) => reduced(program))
        .filter((program) => {
          const key = JSON.stringify(program);
          const isNew = !seen.has(key);
          seen.add(key);
          return isNew;
        });
      expect(seen.size).toBeLessThan(20_000);
    }
    expect(seen.size).toBeGreaterThan(10);
  });
});

describe("reductions stay valid", () => {
  const sets: readonly (readonly Feature[])[] = [
    ["pool"],
    ["pool", "onboarding"],
    ["pool", "maintenance"],
    ["pool", "other-solutions", "time"],
  ];
  test.each(sets)("for %s", (...features) => {
    const declared = statementOf({ features });
    let sent = 0;
    for (const program of [...firstOf(60, generatePrograms(declared, "valid"))]
      .filter(short)
      .slice(0, 3))
      for (const smaller of reductions(program, declared, program.steps.length - 1))
        for (const { message } of predict(smaller, declared)) {
          sent += 1;
          expect(mayReceive(declared, message.type)).toBe(true);
          if (message.type === "returnPatchInventory" && !features.includes("onboarding"))
            expect(message).toMatchObject({ plugIn: true, tools: true, scan: true });
        }
    expect(sent).toBeGreaterThan(0);
  });

  test("with the vendor's list at each revision", () => {
    const program = programOf(revision(4), enable("0"), revision(3), probe);
    const imports = reduced(program)
      .flatMap(({ steps }) => steps)
      .filter((step) => step.type === "importCatalog");
    expect(new Set(imports.map((step) => step.revision))).toEqual(new Set([1, 2, 3, 4]));
    for (const step of imports) expect(step.bulletins).toEqual(catalogAt(step.revision));
  });
});

describe("the boldest come first", () => {
  const program = programOf(onboard("a"), scan("a"), retire("a"), probe);

  test.each([0, 1, 2])("nothing after the failing step %i", (failingStep) => {
    const [first] = reduced(program, failingStep);
    expect(first).toEqual({ ...program, steps: program.steps.slice(0, failingStep + 1) });
  });

  test("no cut where the last step fails", () => {
    expect(reduced(program)).not.toContainEqual(program);
  });

  test("then all steps at once that change nothing", () => {
    const idle = programOf(retire("a"), enroll("a"), enroll("a"), checkIn("a"), probe);
    expect(reduced(idle)[0]).toEqual(programOf(enroll("a"), probe));
  });
});

describe("what a reduction may do", () => {
  test.each([
    ["leave out any one step", [enroll("a"), retire("a")], [retire("a")]],
    ["gather two messages as an onboarding", [checkIn("a"), scan("a")], [onboard("a")]],
    [
      "gather a deletion as a recovery",
      [enroll("a"), remove("a")],
      [{ type: "recover", client: "a" }],
    ],
    [
      "gather two messages as a roll-out",
      [revision(2), enable("b1"), enable("b1")],
      [revision(2), rollOut("b1")],
    ],
    ["make one client of two", [enroll("a"), retire("b")], [enroll("a"), retire("a")]],
    ["give plainer ids", [enroll("__proto__"), retire("0")], [enroll("a"), retire("b")]],
    ["complete a scan", [scan("a", { tools: false })], [scan("a")]],
    [
      "leave one part missing of many",
      [scan("a", { tools: false, scan: false })],
      [scan("a", { scan: false })],
    ],
    ["make an enrolment of a report", [checkIn("a")], [enroll("a")]],
    ["make a scan of an onboarding", [onboard("a")], [scan("a")]],
    ["take the first bulletin", [enable("0")], [enable("b1")]],
    ["take an earlier catalogue", [revision(4)], [revision(1)]],
  ] as const)("%s", (_, steps, smaller) => {
    expect(reduced(programOf(...steps))).toContainEqual(programOf(...smaller));
  });

  test("add a license where a client makes room", () => {
    const steps = [onboard("a"), onboard("b"), retire("a"), scan("b")];
    expect(reduced({ ...programOf(...steps), capacity: 1 })).toContainEqual({
      ...programOf(onboard("b"), setCapacity(1), scan("b")),
      capacity: 0,
    });
  });

  test("shrink both pools", () => {
    const pools = reduced({ capacity: 9, otherCapacity: 9, steps: [] });
    expect(new Set(pools.map(({ capacity }) => capacity))).toEqual(new Set([0, 1, 5, 7, 8, 9]));
    expect(new Set(pools.map((p) => p.otherCapacity))).toEqual(new Set([0, 1, 5, 7, 8, 9]));
  });

  test("leave out a client together with its license", () => {
    const two = { ...programOf(onboard("a"), onboard("b")), capacity: 2, otherCapacity: 3 };
    const one = { ...two, steps: [onboard("b")] };
    expect(reduced(two)).toContainEqual({ ...one, capacity: 1 });
    expect(reduced(two)).toContainEqual({ ...one, otherCapacity: 2 });
  });

  test("set a pool from the start", () => {
    const program = { ...programOf(setCapacity(3), setOther(2)), capacity: 1, otherCapacity: 1 };
    expect(reduced(program)).toContainEqual({ ...program, steps: [setOther(2)], capacity: 3 });
    expect(reduced(program)).toContainEqual({
      ...program,
      steps: [setCapacity(3)],
      otherCapacity: 2,
    });
  });

  test("nothing with the least program", () => {
    expect(reduced({ capacity: 0, otherCapacity: 0, steps: [] })).toEqual([]);
  });
});

test.each([
  [[], 0],
  [[onboard("a")], 1],
  [[enroll("a"), retire("a"), probe], 3],
] as const)("a composite counts as one step", (steps, size) => {
  expect(sizeOf(programOf(...steps))).toBe(size);
});

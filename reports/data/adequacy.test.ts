import { describe, expect, test } from "vitest";
import { properties } from "../../properties/clauses/specification.ts";
import { renderAdequacy } from "../text/adequacy-terminal.ts";
import { adequacyExitCode, buildAdequacy, type MutantReport } from "./adequacy.ts";

const IDS = properties.map(({ id }) => id);
const LONGEST = IDS.reduce((a, b) => (b.length > a.length ? b : a));
const PROGRAM = { capacity: 1, otherCapacity: 0, steps: [] };

const told = (name: string, declares: readonly string[] = []) => ({ name, clauses: [], declares });

const killed = (name: string, message: number, missed: readonly string[] = []): MutantReport => ({
  ...told(name, [LONGEST, ...missed]),
  verdict: "killed",
  programs: 3,
  messages: message + 10,
  kills: [{ property: LONGEST, program: 3, message }],
  missed,
  counterexample: { property: LONGEST, steps: 2, program: PROGRAM, reproduced: true },
});
const survivor: MutantReport = {
  ...told("survivor"),
  idea: "It is right.",
  verdict: "survived",
  programs: 1000,
  messages: 123_456,
  kills: [],
  missed: [],
};
const broken: MutantReport = {
  ...told("thrower"),
  verdict: "broken",
  programs: 0,
  messages: 0,
  kills: [],
  missed: [],
  error: { code: "threw", message: "it threw \u001b[2Jat once", hint: "" },
};

const build = (...mutants: readonly MutantReport[]) =>
  buildAdequacy({ seed: "s", budget: 1000 }, mutants, IDS);
const lastLine = (text: string) => text.split("\n").at(-1);

describe("what an analysis amounts to", () => {
  test.each([
    ["all are killed", [killed("one", 10)], 0],
    ["one survives", [killed("one", 10), survivor], 1],
    ["one is not killed by all that it declares", [killed("one", 10, [IDS[0] ?? ""])], 1],
    ["one is broken", [killed("one", 10), broken], 3],
    ["one is broken and one survives", [broken, survivor], 3],
  ])("%s: exit code", (_, mutants, code) => {
    expect(adequacyExitCode(build(...mutants))).toBe(code);
  });

  test("the score leaves out what is broken", () => {
    const { summary } = build(killed("one", 10), killed("two", 40), survivor, broken);
    expect(summary).toEqual({
      mutants: 4,
      killed: 2,
      survived: 1,
      broken: 1,
      score: 2 / 3,
      partly: 0,
      medianMessages: 25,
      worst: { name: "two", messages: 40 },
    });
    expect(build(broken).summary).toMatchObject({ score: null, medianMessages: null, worst: null });
  });

  test("each property is told with the mutants that it kills", () => {
    const { properties: counted } = build(killed("one", 10), killed("two", 40), survivor);
    expect(counted.map(({ id }) => id)).toEqual(IDS);
    expect(counted.filter(({ kills }) => kills > 0)).toEqual([{ id: LONGEST, kills: 2 }]);
  });
});

describe("on the terminal", () => {
  const long = killed("aMutantWithANameThatIsLongerThanAnyInTheZoo", 1_234_567);

  test("every line but the last fits a hundred columns", () => {
    const lines = renderAdequacy(build(long, killed("two", 4), survivor, broken)).split("\n");
    expect(lines.slice(0, -1).filter((line) => line.length > 100)).toEqual([]);
    expect(lines.find((line) => line.includes("aMutantWithAName"))).toMatch(/ 1,234,567 +2$/);
  });

  test("survivors, and what is killed in part or broken, stand at the end", () => {
    const partly = killed("partly", 7, [IDS[0] ?? ""]);
    const text = renderAdequacy(build(partly, broken, survivor));
    expect(text).toContain(`\n  partly: ${IDS[0]}\n`);
    expect(text).toContain("\n  thrower: threw: it threw �[2Jat once\n");
    expect(text).toContain("\n  survivor: 1000 programs, 123,456 messages\n    It is right.\n");
    expect(lastLine(text)).toBe(
      "1 of 2 killed (50 %), median 7 messages to the first failure, worst 7 (partly), 1 not by every property declared, 1 more broken",
    );
  });

  test("properties that kill nothing are told by name", () => {
    const text = renderAdequacy(build(killed("one", 10)));
    const [, idle = ""] = text.split("Properties that kill nothing that is in this zoo\n");
    for (const id of IDS) expect(idle.includes(id), id).toBe(id !== LONGEST);
  });

  test("nothing is not called a median", () => {
    expect(lastLine(renderAdequacy(build(survivor)))).toBe(
      "0 of 1 killed (0 %), no property failed",
    );
  });
});

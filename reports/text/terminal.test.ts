import { describe, expect, test } from "vitest";
import { CandidateError } from "../../adapters/protocol/candidate-error.ts";
import { type Message, type Statement, statementOf } from "../../model/index.ts";
import { errorReport } from "../data/build.ts";
import { brokenLines } from "./terminal.ts";

const enroll = (client: string): Message => ({ type: "enroll", client });
const pools = { capacity: 2147483647, otherCapacity: 0 };
const statement = statementOf({ features: ["pool"] });
const broken = (program: object, index?: number, message?: Message, declared?: Statement) => {
  const at = index === undefined || !message ? undefined : { index, message };
  const error = new CandidateError("exited", "the candidate exited with code 1", { at });
  return brokenLines(errorReport({ error, program: program as never }, declared));
};
const render = (
  steps: readonly object[],
  index?: number,
  message?: Message,
  declared = statement,
) => broken({ ...pools, steps: [...steps] }, index, message, declared);

describe("the program on which a candidate broke is shown in words", () => {
  test("a short one whole", () => {
    const lines = render([enroll("a"), { type: "onboard", client: "b" }, { type: "probe" }]);
    expect(lines.join("\n")).toContain(
      [
        "   during  A node pool of 2147483647 licenses:",
        "             1. a enrolls",
        "             2. b is onboarded",
        "             3. the probe",
      ].join("\n"),
    );
  });

  test("a long one by its beginning and its end", () => {
    const lines = render(Array.from({ length: 40 }, (_, at) => enroll(`c${at + 1}`)));
    expect(lines.slice(3, -1).map((line) => line.trim())).toEqual([
      "during  A node pool of 2147483647 licenses:",
      "1. c1 enrolls",
      "2. c2 enrolls",
      "… 34 more steps",
      ...[37, 38, 39, 40].map((at) => `${at}. c${at} enrolls`),
    ]);
  });

  test("up to the message at fault, where the error names one that was sent once", () => {
    const once = render([enroll("a"), enroll("b"), enroll("c")], 1, enroll("b")).join("\n");
    expect(once).toContain("2. b enrolls");
    expect(once).not.toContain("c enrolls");
    const steps = [enroll("b"), enroll("a"), enroll("b"), enroll("c")];
    const twice = render(steps, 1, enroll("b")).join("\n");
    expect(twice).toContain("4. c enrolls");
  });

  describe("up to the message at fault within a step of several", () => {
    const steps = [enroll("b"), { type: "onboard", client: "a" }, enroll("c"), enroll("b")];
    const scan: Message = {
      type: "returnPatchInventory",
      client: "a",
      plugIn: true,
      tools: true,
      scan: true,
    };

    test.each([
      [2, scan, "2. a is onboarded, where a returns a scan   ◀ here"],
      [1, enroll("a"), "2. a is onboarded, where a enrolls   ◀ here"],
      // The same message twice, of which the error counts the second.
      [4, enroll("b"), "4. b enrolls   ◀ here"],
    ])("message %d, %j", (index, message, line) => {
      expect(render(steps, index, message).at(-2)?.trim()).toBe(line);
      // Without the statement nobody knows what the step stands for.
      const undeclared = broken({ ...pools, steps }, index, message).join("\n");
      expect(undeclared).not.toContain("◀");
    });

    test("not where the number cannot be right, or the message was sent more than once", () => {
      const reset = { type: "reset", capacity: 0, otherCapacity: 0 };
      const twice = render([...steps, reset, ...steps], 0, enroll("b"));
      expect(twice.join("\n")).not.toContain("◀");
      expect(render(steps, 0, enroll("e")).join()).not.toContain("◀");
    });
  });

  test("where messages are in flight together, whose numbers say nothing of the whole program", () => {
    const race = { type: "together", lanes: [[enroll("a")], [enroll("b")]] };
    const crash = { type: "crash", during: [enroll("c")], kill: { answers: 0, lagMs: 0 } };
    const steps = [enroll("a"), race, { type: "onboard", client: "d" }, crash, enroll("b")];
    const at = (client: string) =>
      render(steps, 0, enroll(client)).filter((line) => line.includes("◀ here"));
    expect(at("c")).toEqual([expect.stringMatching(/4\. .*, where c enrolls {3}◀ here$/)]);
    expect(at("d")).toEqual([expect.stringMatching(/3\. .*, where d enrolls {3}◀ here$/)]);
    // Each was sent in a lane, and alone as well.
    expect(at("a")).toEqual([]);
    expect(at("b")).toEqual([]);
  });

  test("without the pool of the other solution, where no step is about it", () => {
    const text = (steps: readonly object[]) =>
      broken({ capacity: 1, otherCapacity: 3, steps }).join("\n");
    expect(text([enroll("a")])).toContain("A node pool of 1 license:");
    expect(text([{ type: "returnOtherInventory", client: "a" }])).toContain("and 3 for the other");
  });
});

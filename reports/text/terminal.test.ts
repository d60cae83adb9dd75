import { describe, expect, test } from "vitest";
import type { Message } from "../../model/index.ts";
import { PLAIN } from "../story/style.ts";
import { brokenLines } from "./terminal.ts";

const enroll = (client: string): Message => ({ type: "enroll", client });
const error = { code: "exited", message: "the candidate exited with code 1", hint: "stay up" };
const pools = { capacity: 2147483647, otherCapacity: 0 };
const told = (steps: readonly object[], message = error.message, features?: string[]) =>
  brokenLines(
    { ...error, message, program: { ...pools, steps: [...steps] } as never },
    PLAIN,
    features && { features, choices: {} },
  );

describe("the program on which a candidate broke is told in words", () => {
  test("a short one whole", () => {
    const lines = told([enroll("a"), { type: "onboard", client: "b" }, { type: "probe" }]);
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
    const lines = told(Array.from({ length: 40 }, (_, at) => enroll(`c${at + 1}`)));
    expect(lines.slice(3, -1).map((line) => line.trim())).toEqual([
      "during  A node pool of 2147483647 licenses:",
      "1. c1 enrolls",
      "2. c2 enrolls",
      "… 34 more steps",
      ...[37, 38, 39, 40].map((at) => `${at}. c${at} enrolls`),
    ]);
  });

  test("up to the message at fault, where the error names one that was sent once", () => {
    const fault = `/outcomes/1 is wrong: 0, after ${JSON.stringify(enroll("b"))}`;
    const once = told([enroll("a"), enroll("b"), enroll("c")], fault).join("\n");
    expect(once).toContain("2. b enrolls");
    expect(once).not.toContain("c enrolls");
    const twice = told([enroll("b"), enroll("a"), enroll("b"), enroll("c")], fault).join("\n");
    expect(twice).toContain("4. c enrolls");
  });

  describe("up to the message at fault within a step of several", () => {
    const steps = [enroll("b"), { type: "onboard", client: "a" }, enroll("c"), enroll("b")];
    const scan = {
      type: "returnPatchInventory",
      client: "a",
      plugIn: true,
      tools: true,
      scan: true,
    };

    test.each([
      [
        `/outcomes/2 is wrong: 0, after ${JSON.stringify(scan)}`,
        "2. a is onboarded, where a returns a scan   ◀ here",
      ],
      [
        `it threw at message 2 of 5, ${JSON.stringify(enroll("a"))}: no`,
        "2. a is onboarded, where a enrolls   ◀ here",
      ],
      // The same message twice, of which the error counts the second.
      [`it threw at message 5 of 5, ${JSON.stringify(enroll("b"))}: no`, "4. b enrolls   ◀ here"],
    ])("%s", (fault, line) => {
      const lines = told(steps, fault, ["pool"]);
      expect(lines.at(-2)?.trim()).toBe(line);
      // Without the statement nobody knows what the step stands for.
      if (line.includes("where")) expect(told(steps, fault).join("\n")).not.toContain("◀");
    });

    test("not where the number cannot be right, or the message was sent more than once", () => {
      const fault = `it threw at message 1 of 5, ${JSON.stringify(enroll("b"))}: no`;
      const reset = { type: "reset", capacity: 0, otherCapacity: 0 };
      expect(told([...steps, reset, ...steps], fault, ["pool"]).join("\n")).not.toContain("◀");
      expect(told(steps, "it threw at message 1 of 5, {}: no", ["pool"]).join()).not.toContain("◀");
    });
  });

  test("where messages are in flight together, whose numbers say nothing of the whole program", () => {
    const race = { type: "together", lanes: [[enroll("a")], [enroll("b")]] };
    const crash = { type: "crash", during: [enroll("c")], kill: { answers: 0, lagMs: 0 } };
    const steps = [enroll("a"), race, { type: "onboard", client: "d" }, crash, enroll("b")];
    const at = (client: string) => {
      const fault = `/outcomes/0 is wrong: 0, after ${JSON.stringify(enroll(client))}`;
      return told(steps, fault, ["pool"]).filter((line) => line.includes("◀ here"));
    };
    expect(at("c")).toEqual([expect.stringMatching(/4\. .*, where c enrolls {3}◀ here$/)]);
    expect(at("d")).toEqual([expect.stringMatching(/3\. .*, where d enrolls {3}◀ here$/)]);
    // Each was sent in a lane, and alone as well.
    expect(at("a")).toEqual([]);
    expect(at("b")).toEqual([]);
  });

  test("without the pool of the other solution, where no step is about it", () => {
    const text = (steps: readonly object[]) =>
      brokenLines(
        { ...error, program: { capacity: 1, otherCapacity: 3, steps: [...steps] } as never },
        PLAIN,
      ).join("\n");
    expect(text([enroll("a")])).toContain("A node pool of 1 license:");
    expect(text([{ type: "returnOtherInventory", client: "a" }])).toContain("and 3 for the other");
  });
});

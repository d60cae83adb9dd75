import { describe, expect, test } from "vitest";
import type { Message } from "../model/index.ts";
import { PLAIN } from "./story.ts";
import { brokenLines } from "./terminal.ts";

const enroll = (client: string): Message => ({ type: "enroll", client });
const error = { code: "exited", message: "the candidate exited with code 1", hint: "stay up" };
const pools = { capacity: 2147483647, otherCapacity: 0 };
const told = (steps: readonly object[], message = error.message) =>
  brokenLines({ ...error, message, program: { ...pools, steps: [...steps] } as never }, PLAIN);

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
});

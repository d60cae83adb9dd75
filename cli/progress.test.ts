import { describe, expect, test } from "vitest";
import type { ProgressEvent } from "../reports/data/events.ts";
import { describeProgress, isLive } from "./progress.ts";

const progress: ProgressEvent = {
  type: "progress",
  stage: "driving",
  done: 12,
  total: 100,
  violated: 0,
};

test.each<readonly [Partial<ProgressEvent>, string]>([
  [{}, "12 of 100 programs"],
  [{ violated: 3 }, "12 of 100 programs, 3 failed"],
  [{ stage: "racing" }, "12 of 100 programs with races or crashes"],
  [{ stage: "exhausting", violated: 1 }, "12 of 100 transitions, 1 failed"],
  [{ stage: "shrinking" }, "reducing counterexamples: 12 of 100 programs"],
  [{ stage: "searching", total: 0 }, "looking for shorter counterexamples: 12 programs"],
  [{ stage: "searching", total: 11 }, "looking for shorter counterexamples: 12 programs"],
  [{ stage: "driving", total: 12 }, "12 of 12 programs"],
  [{ leftMs: 300 }, "12 of 100 programs, about a second left"],
  // Nothing that can be estimated.
  [{ leftMs: 0 }, "12 of 100 programs"],
  [{ leftMs: 1001 }, "12 of 100 programs, about 2 s left"],
  [{ leftMs: 119_000 }, "12 of 100 programs, about 119 s left"],
  [{ leftMs: 200_000 }, "12 of 100 programs, about 3 min left"],
])("progress of %j in words", (change, words) => {
  expect(describeProgress({ ...progress, ...change })).toBe(words);
});

describe("lines are written anew", () => {
  const terminal = { isTTY: true, columns: 80 } as NodeJS.WriteStream;
  test.each([
    ["at a terminal", terminal, {}, true],
    ["not at one that tells no width", { ...terminal, columns: 0 }, {}, false],
    ["not at one that can do no more than print", terminal, { TERM: "dumb" }, false],
    ["not in a pipe", { columns: 80 }, {}, false],
    ["not in the log of a CI server", terminal, { CI: "true" }, false],
    ["not in that of GitHub", terminal, { GITHUB_ACTIONS: "true" }, false],
  ] as const)("%s", (_, stream, environment, live) => {
    expect(isLive(stream as NodeJS.WriteStream, environment)).toBe(live);
  });
});

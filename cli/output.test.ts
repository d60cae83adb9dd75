import { expect, test } from "vitest";
import { isColoured } from "./output.ts";

test.each([
  ["at a terminal", {}, true, true],
  ["at a terminal that has none", { TERM: "dumb" }, true, false],
  // As Node has it, of what is no terminal; picocolors would decide by itself if told no more.
  ["in a pipe", {}, undefined, false],
  ["in a pipe on a CI server", { CI: "1" }, undefined, false],
  ["in the log of GitHub Actions", { CI: "true", GITHUB_ACTIONS: "true" }, false, true],
  ["in a pipe where they are asked for", { FORCE_COLOR: "1" }, false, true],
  ["at a terminal where they are forbidden", { FORCE_COLOR: "0" }, true, false],
  ["where nobody wants them", { NO_COLOR: "1", GITHUB_ACTIONS: "true" }, true, false],
])("%s: %j", (_, environment, isTerminal, coloured) => {
  expect(isColoured(environment, isTerminal)).toBe(coloured);
});

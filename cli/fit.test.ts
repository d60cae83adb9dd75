import { expect, test } from "vitest";
import { cutLine } from "./fit.ts";

const RED = "\u001b[31m";
const PLAIN = "\u001b[39m";

test.each([
  ["a line that fits", "abcde", 5, "abcde"],
  ["one that is too long", "abcdef", 5, "abcd…"],
  ["one with colours, which are ended", `a${RED}bcdef${PLAIN}`, 4, `a${RED}bc…${PLAIN}`],
  ["one with colours that fits", `${RED}abcd${PLAIN}`, 4, `${RED}abcd${PLAIN}`],
  ["characters that take two columns", "許可証なし", 6, "許可…"],
  ["a picture that is two units of UTF-16", "🎉🎉🎉", 5, "🎉🎉…"],
  ["no line", "", 5, ""],
])("%s", (_, line, columns, cut) => {
  expect(cutLine(line, columns)).toBe(cut);
});

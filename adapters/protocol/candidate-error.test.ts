import { expect, test } from "vitest";
import { CandidateError, withStderr } from "./candidate-error.ts";

test.each([
  ["", "a candidate stays up until its standard input ends"],
  ["boom\n", "a candidate stays up until its standard input ends; its last words say more"],
])("with the last words %j the hint of one that died is %j", (stderr, hint) => {
  const died = withStderr(new CandidateError("exited", "exited with code 1"), stderr);
  expect(died).toMatchObject({ hint });
});

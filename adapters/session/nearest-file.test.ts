import { expect, test } from "vitest";
import { didYouMean, nearest } from "../../properties/programs/nearest.ts";
import { CandidateError } from "../protocol/candidate-error.ts";
import { nearestFile } from "./nearest-file.ts";
import { openCandidate } from "./open.ts";

test.each([
  ["progams", ["seed", "programs", "report"], "programs"],
  ["REC1", ["REC-1a", "REC-1", "EXC-1"], "REC-1"],
  ["exhaust", ["exhaustive", "extraStates"], "exhaustive"],
  ["sed", ["seed", "time"], "seed"],
  ["teleport", ["seed", "time"], undefined],
  ["", ["seed"], undefined],
  ["seed", [], undefined],
])("of %j in %j what may have been meant is %j", (word, among, found) => {
  expect(nearest(word, among)).toBe(found);
  expect(didYouMean(word, among)).toBe(found === undefined ? "" : `, did you mean ${found}?`);
});

test("a file is looked for in its folder, and in one beside that", () => {
  expect(nearestFile("./candidates/zoo/defect.js")).toBe("./candidates/zoo/defect.ts");
  expect(nearestFile("candidates/zo/defects.ts")).toBe("candidates/zoo/defects.ts");
  expect(nearestFile("nowhere/at/all.ts")).toBeUndefined();
});

test.each([
  ["./candidates/zoo/defetcs.ts", "did you mean ./candidates/zoo/defects.ts?"],
  [
    "./candidates/zoo/defects.ts#shrinksEvict",
    "did you mean ./candidates/zoo/defects.ts#shrinkEvicts?",
  ],
  ["refrence", "did you mean reference?"],
  ["python3 ledger.py", 'did you mean "stdio:python3 ledger.py"?'],
  ["node stdio.mjs", 'did you mean "stdio:node stdio.mjs"?'],
  ["sh -c serve", 'did you mean "stdio:sh -c serve"?'],
  ["candidates/sql/ledger", "did you mean ./candidates/sql/ledger.ts?"],
  ["nonsense", "name a candidate as ./adapter.ts"],
  ["./nowhere.ts", "check the path"],
])("the candidate %s is answered with the nearest one", async (selector, hint) => {
  const error = await openCandidate(selector).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(CandidateError);
  expect((error as CandidateError).hint).toContain(hint);
});

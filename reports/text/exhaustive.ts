/** What of the scopes was driven, and what that proves, at a terminal. */
import type { ExhaustiveReport, Report } from "../data/report.ts";
import type { Style } from "../story/style.ts";
import { plainTable } from "./table.ts";

const MARKS: Readonly<Record<ExhaustiveReport["verdict"], string>> = {
  complete: "✓",
  violated: "✗",
  incomplete: "?",
};

export function exhaustiveLines({ exhaustive, error }: Report, style: Style): string[] {
  const isBegun = exhaustive.some(({ programs }) => programs > 0);
  if (exhaustive.length === 0 || (error && !isBegun)) return [];
  const proofs = [...new Set(exhaustive.flatMap(({ proves }) => proves ?? []))];
  const numberOf = ({ proves }: ExhaustiveReport) =>
    proves === undefined ? "" : `${proofs.indexOf(proves) + 1}`;
  const table = plainTable(
    ["", "every transition of", "level", "states", "transitions", "driven", "proves"],
    ["left", "left", "left", "right", "right", "left", "right"],
    exhaustive.map((found) => [...rowOf(found, style), numberOf(found)]),
  );
  if (proofs.length === 0) return ["", table];
  return [
    "",
    table,
    ...proofs.map((proof, at) => `   ${at + 1}: ${proof}`),
    style.faint("   within the scope, on the assumptions of docs/guarantees.md"),
  ];
}

function rowOf(found: ExhaustiveReport, style: Style): string[] {
  const { scope, level, states, transitions, verdict } = found;
  const paint = { complete: style.good, violated: style.bad, incomplete: style.strong }[verdict];
  const counts = [states, transitions].map(counted);
  return [paint(MARKS[verdict]), scope, level, ...counts, paint(drivenPart(found))];
}

/** The last programs of a scope may take no transition that is new. */
export function drivenPart({ transitions, covered, verdict }: ExhaustiveReport): string {
  const part = covered === transitions ? "100 %" : `${counted(covered)} of ${counted(transitions)}`;
  return verdict === "complete" ? part : `${part}, ${verdict}`;
}

const counted = (number: number) => number.toLocaleString("en");

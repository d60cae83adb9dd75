/** What a run as a whole amounts to. Nothing that was not tested is ever green. */
import { EXIT_CODES, type Report, type Verdict } from "./report.ts";
import { GATE_EXIT_CODES } from "./report-parts.ts";

type Shown = Pick<Report, "properties" | "situations" | "exhaustive" | "incomplete" | "filtered">;

export function verdictOf(shown: Shown): Verdict {
  if (shown.properties.some(({ verdict }) => verdict === "violated")) return "nonconformant";
  return isOpen(shown) ? "inconclusive" : "conformant";
}

/** Whether something that is claimed was not tested enough, whatever else was found. */
export function isOpen(shown: Shown): boolean {
  const { properties, situations, exhaustive, incomplete, filtered } = shown;
  return (
    incomplete !== undefined ||
    filtered?.judged === 0 ||
    properties.some(({ verdict }) => verdict === "unreached" || verdict === "undecided") ||
    situations.some(({ verdict }) => verdict === "unreached") ||
    exhaustive.some(({ required, verdict, cut }) => required && (verdict === "incomplete" || cut))
  );
}

/** That of the verdict, unless a list of known violations decides. */
export const exitCodeOf = ({ verdict, gate }: Report): number =>
  gate ? GATE_EXIT_CODES[gate.verdict] : EXIT_CODES[verdict];

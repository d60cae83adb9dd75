/** What a run as a whole amounts to. Nothing that was not tested is ever green. */
import type { Report, Verdict } from "./report.ts";

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

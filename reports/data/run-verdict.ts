/** The verdict of a whole run. What was not tested never counts as passed. */
import { EXIT_CODES, type Report, type Verdict } from "./report.ts";

type Shown = Pick<
  Report,
  "properties" | "situations" | "exhaustive" | "incomplete" | "filtered" | "shard"
>;

/** @param shown with the error that ended the run, if one did; a violation found before stands */
export function verdictOf(shown: Shown & { readonly error?: unknown }): Verdict {
  if (shown.properties.some(({ verdict }) => verdict === "violated")) return "nonconformant";
  if (shown.error !== undefined) return "broken";
  return isOpen(shown) ? "inconclusive" : "conformant";
}

/** Whether other parts of the campaign may have shown what this one has not. */
export const isOnlyPart = ({ shard, joined }: Pick<Report, "shard" | "joined">): boolean =>
  shard !== undefined || (joined !== undefined && joined.missing.length > 0);

/** Whether something that is claimed was not tested enough. */
export function isOpen(shown: Shown): boolean {
  const { properties, situations, exhaustive, incomplete, filtered, shard } = shown;
  return (
    incomplete !== undefined ||
    shard !== undefined ||
    filtered?.judged === 0 ||
    properties.some(({ verdict }) => verdict === "unreached" || verdict === "undecided") ||
    situations.some(({ verdict }) => verdict === "unreached") ||
    exhaustive.some(({ required, verdict, cut }) => required && (verdict === "incomplete" || cut))
  );
}

const GATED = { ...EXIT_CODES, passed: 0, failed: 1 } as const;

/** By the baseline if there is one, else by the verdict. A shard in which nothing failed is fine at the end of its part. */
export function exitCodeOf({ verdict, gate, shard, incomplete }: Report): number {
  const code = GATED[gate?.verdict ?? verdict];
  const isDone = shard && incomplete === undefined && shard.cut === undefined;
  return isDone && code === EXIT_CODES.inconclusive ? 0 : code;
}

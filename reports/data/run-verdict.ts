/** What a run as a whole amounts to. Nothing that was not tested is ever green. */
import { EXIT_CODES, type Report, type Verdict } from "./report.ts";
import { GATE_EXIT_CODES } from "./report-parts.ts";

type Shown = Pick<
  Report,
  "properties" | "situations" | "exhaustive" | "incomplete" | "filtered" | "shard"
>;

export function verdictOf(shown: Shown): Verdict {
  if (shown.properties.some(({ verdict }) => verdict === "violated")) return "nonconformant";
  return isOpen(shown) ? "inconclusive" : "conformant";
}

/** Whether other parts of the campaign may have shown what this one has not. */
export const isOnlyPart = ({ shard, joined }: Pick<Report, "shard" | "joined">): boolean =>
  shard !== undefined || (joined !== undefined && joined.missing.length > 0);

/** Whether something that is claimed was not tested enough, whatever else was found. */
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

/**
 * That of the verdict, unless a list of known violations decides. A shard has none of its own: it is fine where it came to
 * the end of its part, and nothing in it is wrong that all shards together could not mend.
 */
export function exitCodeOf({ verdict, gate, shard, incomplete }: Report): number {
  const code = gate ? GATE_EXIT_CODES[gate.verdict] : EXIT_CODES[verdict];
  const isDone = shard && incomplete === undefined && shard.cut === undefined;
  return isDone && code === EXIT_CODES.inconclusive ? 0 : code;
}

/** What a campaign amounts to: nothing that was not tested enough holds. */
import type { Context } from "./drive.ts";
import { ENOUGH, type PropertyResult, type SituationResult } from "./result.ts";
import type { Counterexamples } from "./shrink.ts";
import type { Types } from "./specification.ts";
import type { Tally } from "./tally.ts";

/** @param isCut whether programs that were asked for were not driven */
export function propertyResults<T extends Types>(
  { judge }: Context<T>,
  { situations: counts, violations, undecided }: Tally<T>,
  counterexamples: Counterexamples<T>,
  isCut: boolean,
): readonly PropertyResult<T>[] {
  return judge.properties.map((property, at): PropertyResult<T> => {
    const situations = Math.min(counts[at] ?? 0, ENOUGH);
    const isGivenUp = undecided.has(property.id);
    const common = { property, situations, isGivenUp };
    const counterexample = counterexamples.get(property);
    const found = violations.get(property.id)?.place;
    if (counterexample)
      return { ...common, verdict: "violated", counterexample, ...(found && { found }) };
    // The history that could not be decided may break it.
    if (isGivenUp) return { ...common, verdict: "undecided" };
    const isEnough = situations >= property.least;
    return { ...common, verdict: isEnough ? "holds" : isCut ? "undecided" : "unreached" };
  });
}

export const situationResults = <T extends Types>(
  { judge }: Context<T>,
  { reached }: Tally<T>,
): readonly SituationResult[] =>
  judge.situations.map(({ id, least }, at) => ({
    id,
    least,
    count: Math.min(reached[at] ?? 0, ENOUGH),
  }));
